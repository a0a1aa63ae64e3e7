#include "mockalb/resources/cen/attachment.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/kinds/keys_cen.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cen/central.h"
#include "mockalb/resources/cen/geography.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/tags.h"

#include "base/banned.h"

const struct attachment_type attachment_vpc = {
    "VPC", "VpcId", "VpcOwnerId", ERR_vpc_attach_status, ERR_attach_vpc_route, true, true,
};
const struct attachment_type attachment_vbr = {
    "VBR", "VbrId", "VbrOwnerId", ERR_cen_thing_status, ERR_attach_vbr_route, true, false,
};
const struct attachment_type attachment_vpn = {
    "VPN", "VpnId", "VpnOwnerId", ERR_cen_thing_status, ERR_attach_has_entries, true, true,
};
const struct attachment_type attachment_ecr = {
    "ECR", "EcrId", "EcrOwnerId", ERR_cen_thing_status, ERR_attach_has_entries, true, false,
};
const struct attachment_type attachment_peer = {
    "TR",
    "PeerTransitRouterId",
    "PeerTransitRouterOwnerId",
    ERR_cen_thing_status,
    ERR_attach_has_entries,
    false,
    false,
};

static const struct attachment_type *const types[] = {
    &attachment_vpc, &attachment_vbr, &attachment_vpn, &attachment_ecr, &attachment_peer, NULL,
};

bool attachment_is_of(const struct object *attachment, const char *router)
{
    return json_is_text(json_get(attachment->body, "TransitRouterId"), router) ||
           json_is_text(json_get(attachment->body, "PeerTransitRouterId"), router);
}

const char *attachment_resource(const struct object *attachment, const char *router)
{
    const char *type = json_text_or(attachment->body, "ResourceType", "");

    if (json_is_text(json_get(attachment->body, "PeerTransitRouterId"), router))
        return json_text_or(attachment->body, "TransitRouterId", "");
    for (size_t i = 0; types[i]; i++)
        if (strcmp(types[i]->name, type) == 0)
            return json_text_or(attachment->body, types[i]->resource, "");
    return "";
}

cJSON *attachment_begin(struct call *call, const struct object *router,
                        const struct attachment_type *type)
{
    cJSON *body = arena_json(call->arena, cJSON_CreateObject());

    json_add_text(body, "TransitRouterAttachmentId", new_id(call, &kind_cen_attachment));
    central_take(call, body, "TransitRouterAttachmentName", "");
    central_take(call, body, "TransitRouterAttachmentDescription", "");
    json_add_text(body, "ResourceType", type->name);
    json_add_text(body, "TransitRouterId", router->id);
    json_add_text(body, "CenId", json_text_or(router->body, "CenId", ""));
    json_add_text(body, type->resource, json_text_or(call->params, type->resource, ""));
    json_add_int(body, type->owner, json_int_or(call->params, type->owner, central_account(call)));
    json_add_bool(body, "AutoPublishRouteEnabled",
                  json_bool(call->params, "AutoPublishRouteEnabled"));
    if (type->is_ordered)
        json_add_text(body, "OrderType", "PayByCenOwner");
    if (type->is_charged)
        central_take(call, body, "ChargeType", "POSTPAY");
    json_add_text(body, "CreationTime", central_minute(call));
    json_add_array(body, "Tags");
    return lifecycle_enter(cloud_lifecycle(call->cloud), &kind_cen_attachment, body, "Attaching");
}

const struct api_error *attachment_end(struct call *call, const struct object *router, cJSON *body)
{
    const char *id = json_text_or(body, "TransitRouterAttachmentId", "");
    const struct api_error *refusal = tags_set(call, body, json_get(call->params, "Tag"), "Tag");

    if (refusal)
        return refusal;
    store_put(call->store, &kind_cen_attachment, router->scope, id, json_copy(body));
    json_add_text(call->reply, "TransitRouterAttachmentId", id);
    return NULL;
}

/* Differs: that this is the code for something that was not granted is inferred. */
const struct api_error *attachment_check_owner(struct call *call, const struct object *router,
                                               const struct attachment_type *type)
{
    int64_t owner = json_int_or(call->params, type->owner, central_account(call));
    const char *grant = arena_printf(call->arena, "%s/%s", json_text_or(router->body, "CenId", ""),
                                     json_text_or(call->params, type->resource, ""));

    if (owner == central_account(call) || central_object(call, &kind_cen_grant, grant))
        return NULL;
    return refuse(call, ERR_attach_foreign);
}

const struct object *attachment_named(struct call *call, const struct attachment_type *type,
                                      const struct api_error **ret_refusal)
{
    const struct object *o = central_param(call, "TransitRouterAttachmentId", &kind_cen_attachment);

    *ret_refusal = NULL;
    if (!o || !json_is_text(json_get(o->body, "ResourceType"), type->name))
        *ret_refusal = refuse(call, ERR_attach_unknown);
    else if (central_is_busy(o))
        *ret_refusal = refuse(call, type->status);
    return *ret_refusal ? NULL : o;
}

cJSON *attachment_update(struct call *call, const struct object *attachment)
{
    cJSON *body = arena_json(call->arena, json_copy(attachment->body));

    central_take(call, body, "TransitRouterAttachmentName", NULL);
    central_take(call, body, "TransitRouterAttachmentDescription", NULL);
    central_take(call, body, "OrderType", NULL);
    if (json_get(call->params, "AutoPublishRouteEnabled"))
        json_set(body, "AutoPublishRouteEnabled",
                 cJSON_CreateBool(json_bool(call->params, "AutoPublishRouteEnabled")));
    return body;
}

const struct api_error *attachment_modify(struct call *call, const struct attachment_type *type)
{
    const struct api_error *refusal;
    const struct object *attachment = attachment_named(call, type, &refusal);

    if (attachment)
        central_enter(call, attachment, json_copy(attachment_update(call, attachment)),
                      "Modifying");
    return refusal;
}

/* What must be gone before an attachment can go, in the order in which that is done. */
static const struct api_error *check_is_free(struct call *call, const struct object *o,
                                             const struct attachment_type *type)
{
    if (central_keyed(call, &kind_route_entry, o->id, NULL, NULL))
        return refuse(call, type->referenced);
    if (central_keyed(call, &kind_cen_route_entry, o->id, NULL, NULL))
        return refuse(call, ERR_attach_has_entries);
    if (central_child(call, &kind_cen_propagation, o->id, NULL, NULL))
        return refuse(call, ERR_attach_propagates);
    if (central_child(call, &kind_cen_association, o->id, NULL, NULL))
        return refuse(call, ERR_attach_is_associated);
    return NULL;
}

static bool drop_one(void *arg, const struct object *o)
{
    lifecycle_drop(arg, o);
    return true;
}

static void drop_dependants(struct call *call, const char *id)
{
    struct store *s = call->store;

    store_keyed(s, &kind_route_entry, id, drop_one, s);
    store_keyed(s, &kind_cen_route_entry, id, drop_one, s);
    store_children(s, &kind_cen_propagation, id, drop_one, s);
    store_children(s, &kind_cen_association, id, drop_one, s);
}

static void drop_interfaces(struct call *call, const struct object *attachment)
{
    const cJSON *mapping;

    cJSON_ArrayForEach(mapping, json_get(attachment->body, "ZoneMappings"))
    {
        const struct object *eni =
            central_object(call, &kind_network_interface, json_text(mapping, "NetworkInterfaceId"));
        if (eni)
            lifecycle_drop(call->store, eni);
    }
}

const struct api_error *attachment_delete(struct call *call, const struct attachment_type *type)
{
    const struct api_error *refusal;
    const struct object *o = attachment_named(call, type, &refusal);

    if (!o)
        return refusal;
    if (json_bool(call->params, "Force"))
        drop_dependants(call, o->id);
    refusal = check_is_free(call, o, type);
    if (refusal)
        return refusal;
    drop_interfaces(call, o);
    central_enter(call, o, json_copy(o->body), "Detaching");
    return NULL;
}

static bool is_in_region(struct call *call, const struct object *o)
{
    const char *region = json_text_or(call->params, "RegionId", "");

    return !*region || strcmp(region, o->scope) == 0 ||
           json_is_text(json_get(o->body, "PeerTransitRouterRegionId"), region);
}

static bool is_wanted(struct call *call, const struct object *o)
{
    const char *router = json_text_or(call->params, "TransitRouterId", "");

    return is_in_region(call, o) && (!*router || attachment_is_of(o, router)) &&
           filter_text(call, "CenId", json_text(o->body, "CenId")) &&
           filter_text(call, "TransitRouterAttachmentId", o->id) &&
           filter_text(call, "Status", lifecycle_state(o)) &&
           filter_text(call, "OrderType", json_text(o->body, "OrderType")) &&
           filter_text(call, "VpcId", json_text(o->body, "VpcId")) && filter_tags(call, o);
}

static cJSON *item(struct call *call, const struct object *o)
{
    (void)call;
    return shown(o, NULL);
}

struct listing {
    struct page page;
    const struct attachment_type *type;
    bool is_asked;
};

static bool offer(void *arg, const struct object *o)
{
    struct listing *l = arg;

    if (json_is_text(json_get(o->body, "ResourceType"), l->type->name) &&
        is_wanted(l->page.call, o))
        page_offer(&l->page, o);
    return true;
}

/* A CEN may have many: for a call that wants all of its CEN's there is nothing to look at. */
static bool offer_unseen(void *arg, const struct object *o)
{
    page_offer(&((struct listing *)arg)->page, o);
    return true;
}

/* By what narrows the list most. */
static void offer_found(struct listing *l)
{
    static const char *const keys[] = { "TransitRouterId", "VpcId", NULL };
    struct call *call = l->page.call;
    const char *id = json_text_or(call->params, "TransitRouterAttachmentId", "");
    const char *cen = json_text_or(call->params, "CenId", "");
    char key[CEN_KEY_ROOM];
    size_t i = 0;

    if (*id) {
        const struct object *o = central_object(call, &kind_cen_attachment, id);
        if (o)
            offer(l, o);
        return;
    }
    while (keys[i] && !*json_text_or(call->params, keys[i], ""))
        i++;
    if (keys[i])
        store_keyed(call->store, &kind_cen_attachment, json_text(call->params, keys[i]), offer, l);
    else if (*cen && cen_type_key(key, cen, l->type->name))
        store_keyed(call->store, &kind_cen_attachment, key, l->is_asked ? offer : offer_unseen, l);
    else if (*cen)
        store_children(call->store, &kind_cen_attachment, cen, offer, l);
    else
        store_each(call->store, &kind_cen_attachment, NULL, offer, l);
}

const struct api_error *attachment_list(struct call *call, const struct attachment_type *type)
{
    static const char *const filters[] = {
        "RegionId",
        "TransitRouterId",
        "TransitRouterAttachmentId",
        "Status",
        "OrderType",
        "VpcId",
        "Tag",
        NULL,
    };
    struct listing l = { .type = type, .is_asked = filter_is_any(call, filters) };
    const struct api_error *refusal = geography_check_list(call);

    if (!refusal)
        refusal = cen_check_list(call);
    if (refusal)
        return refusal;
    page_begin(&l.page, call, item);
    offer_found(&l);
    return page_end(&l.page);
}
