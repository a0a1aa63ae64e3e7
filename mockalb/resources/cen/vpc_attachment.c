#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cen/attachment.h"
#include "mockalb/resources/cen/central.h"
#include "mockalb/resources/cen/transit_router.h"
#include "mockalb/resources/cen/zone_mapping.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/quota.h"

#include "base/banned.h"

/* Those of one router or one VPC, as they are met. */
struct census {
    struct call *call;
    const char *router;
    int64_t of_type, syncing;
    const struct object *here; /* the VPC's on that router */
    const struct object *syncs_elsewhere;
};

static bool count_on_router(void *arg, const struct object *o)
{
    struct census *c = arg;

    if (!json_is_text(json_get(o->body, "ResourceType"), attachment_vpc.name))
        return true;
    c->of_type++;
    c->syncing += json_bool(o->body, "AutoPublishRouteEnabled");
    return true;
}

static bool count_of_vpc(void *arg, const struct object *o)
{
    struct census *c = arg;
    bool is_here = attachment_is_of(o, c->router);

    c->of_type++;
    if (is_here)
        c->here = o;
    else if (json_bool(o->body, "AutoPublishRouteEnabled"))
        c->syncs_elsewhere = o;
    return true;
}

/* Whether the routes of this router may be published to the VPC. */
static const struct api_error *check_sync(struct call *call, const char *router, const char *vpc)
{
    struct census of_vpc = { .call = call, .router = router }, on_router = of_vpc;

    store_keyed(call->store, &kind_cen_attachment, vpc, count_of_vpc, &of_vpc);
    if (of_vpc.syncs_elsewhere)
        return refuse(call, ERR_attach_syncs_elsewhere);
    store_keyed(call->store, &kind_cen_attachment, router, count_on_router, &on_router);
    return quota_check(call, QUOTA_router_syncs, "", router, on_router.syncing, 1);
}

static bool is_child(void *arg, const struct object *o)
{
    struct census *c = arg;

    if (json_is_text(json_get(o->body, "ChildInstanceId"), c->router))
        c->here = o;
    return !c->here;
}

/* A VPC that a Basic router has can't have an Enterprise one beside it here. */
static const struct api_error *check_is_no_child(struct call *call, const char *vpc)
{
    struct census c = { .call = call, .router = vpc };

    store_each(call->store, &kind_cen_child_instance, NULL, is_child, &c);
    if (!c.here)
        return NULL;
    const struct object *cen = central_object(call, &kind_cen, json_text(c.here->body, "CenId"));
    if (cen && json_is_text(json_get(cen->body, "ProtectionLevel"), "FULL"))
        return refuse(call, ERR_attach_full_cen);
    return refuse(call, ERR_attach_exists);
}

/* Differs: that a VPC which the router has already is refused by this code is inferred. */
static const struct api_error *check_room(struct call *call, const struct object *router,
                                          const char *vpc)
{
    struct census of_vpc = { .call = call, .router = router->id }, on_router = of_vpc;
    const struct api_error *refusal = check_is_no_child(call, vpc);

    if (refusal)
        return refusal;
    store_keyed(call->store, &kind_cen_attachment, vpc, count_of_vpc, &of_vpc);
    store_keyed(call->store, &kind_cen_attachment, router->id, count_on_router, &on_router);
    if (of_vpc.here)
        return refuse(call, ERR_attach_exists);
    refusal = quota_check(call, QUOTA_vpc_routers, "", vpc, of_vpc.of_type, 1);
    if (!refusal)
        refusal = quota_check(call, QUOTA_router_vpcs, "", router->id, on_router.of_type, 1);
    if (!refusal && json_bool(call->params, "AutoPublishRouteEnabled"))
        refusal = check_sync(call, router->id, vpc);
    return refusal;
}

static bool is_unavailable(const void *arg, const struct object *o)
{
    const char *status = json_text(o->body, "Status");

    (void)arg;
    return status && strcmp(status, "Available") != 0;
}

static const struct api_error *check_vpc(struct call *call, const struct object *router,
                                         const struct object *vpc)
{
    const struct api_error *refusal = attachment_check_owner(call, router, &attachment_vpc);

    if (refusal)
        return refusal;
    if (!json_is_text(json_get(vpc->body, "Status"), "Available"))
        return refuse(call, ERR_attach_vpc_status);
    if (central_child(call, &kind_route_table, vpc->id, is_unavailable, NULL))
        return refuse(call, ERR_attach_vpc_table_status);
    refusal = check_room(call, router, vpc->id);
    if (refusal)
        return refusal;
    return mappings_check(call, vpc, json_get(call->params, "ZoneMappings"), NULL);
}

/* Differs: the real list of errors has none for a VPC that there is not; this one is inferred. */
ACTION(cen, CreateTransitRouterVpcAttachment)
{
    const cJSON *options = json_get(call->params, "TransitRouterVPCAttachmentOptions");
    const cJSON *newer = json_get(call->params, "Options");
    const struct api_error *refusal;
    const struct object *router = router_for_attachment(call, &refusal);

    if (!router)
        return refusal;
    if (options && newer)
        return refuse(call, ERR_attach_options_twice);
    const struct object *vpc =
        store_get(call->store, &kind_vpc, router->scope, json_text_or(call->params, "VpcId", ""));
    if (!vpc)
        return refuse(call, ERR_attach_vpc_unknown);
    refusal = check_vpc(call, router, vpc);
    if (refusal)
        return refusal;
    cJSON *body = attachment_begin(call, router, &attachment_vpc);
    json_add_text(body, "VpcRegionId", vpc->scope);
    if (options || newer)
        json_add(body, "TransitRouterVPCAttachmentOptions", json_copy(options ? options : newer));
    mappings_add(call, vpc, json_get(call->params, "ZoneMappings"),
                 json_add_array(body, "ZoneMappings"));
    return attachment_end(call, router, body);
}

/* Differs: the code for switching on what needs an association first is inferred. */
static const struct api_error *check_sync_on(struct call *call, const struct object *attachment)
{
    if (!json_bool(call->params, "AutoPublishRouteEnabled") ||
        json_bool(attachment->body, "AutoPublishRouteEnabled"))
        return NULL;
    if (!central_child(call, &kind_cen_association, attachment->id, NULL, NULL))
        return refuse(call, ERR_relation_status);
    return check_sync(call, json_text_or(attachment->body, "TransitRouterId", ""),
                      json_text_or(attachment->body, "VpcId", ""));
}

ACTION(cen, UpdateTransitRouterVpcAttachmentAttribute)
{
    const cJSON *options = json_get(call->params, "TransitRouterVPCAttachmentOptions");
    const struct api_error *refusal;
    const struct object *attachment = attachment_named(call, &attachment_vpc, &refusal);

    if (attachment)
        refusal = check_sync_on(call, attachment);
    if (refusal)
        return refusal;
    cJSON *body = attachment_update(call, attachment);
    if (options)
        json_set(body, "TransitRouterVPCAttachmentOptions", json_copy(options));
    central_enter(call, attachment, json_copy(body), "Modifying");
    return NULL;
}

/* At least one zone stays. */
ACTION(cen, UpdateTransitRouterVpcAttachmentZones)
{
    const cJSON *add = json_get(call->params, "AddZoneMappings");
    const cJSON *drop = json_get(call->params, "RemoveZoneMappings"), *each;
    const struct api_error *refusal;
    const struct object *attachment = attachment_named(call, &attachment_vpc, &refusal);

    if (!attachment)
        return refusal;
    const struct object *vpc =
        central_object(call, &kind_vpc, json_text(attachment->body, "VpcId"));
    cJSON *body = arena_json(call->arena, json_copy(attachment->body));
    if (!cJSON_IsArray(json_get(body, "ZoneMappings")))
        json_set(body, "ZoneMappings", cJSON_CreateArray());
    cJSON *mappings = json_mutable(body, "ZoneMappings");
    cJSON_ArrayForEach(each, drop)
    {
        if (!mapping_drop(call, mappings, each))
            return refuse(call, ERR_attach_zones);
    }
    if (!vpc)
        return refuse(call, ERR_attach_vpc_status);
    refusal = mappings_check(call, vpc, add, mappings);
    if (refusal)
        return refusal;
    mappings_add(call, vpc, add, mappings);
    if (cJSON_GetArraySize(mappings) == 0)
        return refuse(call, ERR_attach_zones);
    central_enter(call, attachment, json_copy(body), "Modifying");
    return NULL;
}

ACTION(cen, DeleteTransitRouterVpcAttachment)
{
    return attachment_delete(call, &attachment_vpc);
}

ACTION(cen, ListTransitRouterVpcAttachments)
{
    return attachment_list(call, &attachment_vpc);
}
