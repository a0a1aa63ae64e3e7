#include "mockalb/resources/cen/transit_router.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cen/central.h"
#include "mockalb/resources/cen/cidr.h"
#include "mockalb/resources/cen/geography.h"
#include "mockalb/resources/cen/route_table.h"
#include "mockalb/resources/cen/service.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/tags.h"

#include "base/banned.h"

#define BASIC      "Basic"
#define ENTERPRISE "Enterprise"

static bool is_in_region(const void *region, const struct object *o)
{
    return strcmp(o->scope, region) == 0;
}

const struct object *router_in(struct call *call, const char *cen, const char *region)
{
    return central_child(call, &kind_cen_transit_router, cen, is_in_region, region);
}

bool router_is_basic(const struct object *router)
{
    return json_is_text(json_get(router->body, "Type"), BASIC);
}

static cJSON *router_body(struct call *call, const struct object *cen, const char *region,
                          const char *id, const char *type)
{
    cJSON *body = arena_json(call->arena, cJSON_CreateObject());

    json_add_text(body, "TransitRouterId", id);
    json_add_text(body, "TransitRouterName", "");
    json_add_text(body, "TransitRouterDescription", "");
    json_add_text(body, "CenId", cen->id);
    json_add_text(body, "RegionId", region);
    json_add_int(body, "AliUid", central_account(call));
    json_add_text(body, "Type", type);
    json_add_bool(body, "SupportMulticast", false);
    json_add_text(body, "CreationTime", central_minute(call));
    json_add_array(body, "Tags");
    return lifecycle_enter(cloud_lifecycle(call->cloud), &kind_cen_transit_router, body,
                           "Creating");
}

const struct object *router_add(struct call *call, const struct object *cen, const char *region,
                                const char *type)
{
    const char *id = new_id(call, &kind_cen_transit_router);
    cJSON *body = json_copy(router_body(call, cen, region, id, type));

    store_put(call->store, &kind_cen_transit_router, region, id, body);
    route_table_add_system(call, region, id);
    return store_get(call->store, &kind_cen_transit_router, region, id);
}

const struct api_error *router_check(struct call *call, const struct object *router)
{
    if (router_is_basic(router))
        return refuse(call, ERR_router_type);
    if (central_is_busy(router))
        return refuse(call, ERR_router_status);
    return NULL;
}

const struct object *router_named(struct call *call, const struct api_error **ret_refusal)
{
    const struct object *router = central_param(call, "TransitRouterId", &kind_cen_transit_router);

    *ret_refusal = router ? router_check(call, router) : refuse(call, ERR_router_unknown);
    return *ret_refusal ? NULL : router;
}

static const struct object *router_by_region(struct call *call,
                                             const struct api_error **ret_refusal)
{
    const char *region = json_text(call->params, "RegionId");
    const struct object *cen, *router;

    *ret_refusal = NULL;
    if (!region || !json_text(call->params, "CenId"))
        *ret_refusal = refuse(call, ERR_attach_unnamed);
    else if (!geography_has(call, region))
        *ret_refusal = refuse(call, ERR_router_region);
    if (*ret_refusal || !(cen = cen_named(call, ERR_cen_id_unknown, ret_refusal)))
        return NULL;
    router = router_in(call, cen->id, region);
    if (router)
        *ret_refusal = router_check(call, router);
    else if (!router_service_is_open(call))
        *ret_refusal = refuse(call, ERR_router_service_closed);
    else
        router = router_add(call, cen, region, ENTERPRISE);
    return *ret_refusal ? NULL : router;
}

const struct object *router_for_attachment(struct call *call, const struct api_error **ret_refusal)
{
    const char *cen = json_text(call->params, "CenId");
    const struct object *router;

    if (!json_text(call->params, "TransitRouterId"))
        return router_by_region(call, ret_refusal);
    if (cen && !central_object(call, &kind_cen, cen)) {
        *ret_refusal = refuse(call, ERR_cen_id_unknown);
        return NULL;
    }
    router = router_named(call, ret_refusal);
    if (router && cen && !json_is_text(json_get(router->body, "CenId"), cen)) {
        *ret_refusal = refuse(call, ERR_router_unknown);
        return NULL;
    }
    return router;
}

/* Differs: "Type" is accepted from documents only; what is made by a call is an Enterprise one. */
ACTION(cen, CreateTransitRouter)
{
    const char *region = json_text_or(call->params, "RegionId", "");
    const struct api_error *refusal;
    const struct object *cen = cen_named(call, ERR_cen_unknown, &refusal), *router;

    if (!cen)
        return refusal;
    if (!router_service_is_open(call))
        return refuse(call, ERR_router_service_closed);
    if (!geography_has(call, region))
        return refuse(call, ERR_router_region);
    if (router_in(call, cen->id, region))
        return refuse(call, ERR_router_exists);
    if (json_is_text(json_get(cen->body, "ProtectionLevel"), "FULL"))
        return refuse(call, ERR_cen_full_level);
    router = router_add(call, cen, region, ENTERPRISE);
    cJSON *body = arena_json(call->arena, json_copy(router->body));
    central_take(call, body, "TransitRouterName", NULL);
    central_take(call, body, "TransitRouterDescription", NULL);
    json_set(body, "SupportMulticast",
             cJSON_CreateBool(json_bool(call->params, "SupportMulticast")));
    refusal = tags_set(call, body, json_get(call->params, "Tag"), "Tag");
    if (!refusal)
        refusal = cidr_add_all(call, router, json_get(call->params, "TransitRouterCidrList"));
    if (refusal)
        return refusal;
    json_add_text(call->reply, "TransitRouterId", router->id);
    central_put(call, router, json_copy(body));
    return NULL;
}

ACTION(cen, UpdateTransitRouter)
{
    const struct object *router = central_param(call, "TransitRouterId", &kind_cen_transit_router);

    if (!router)
        return refuse(call, ERR_router_unknown);
    if (central_is_busy(router))
        return refuse(call, ERR_cen_thing_status);
    cJSON *body = json_copy(router->body);
    central_take(call, body, "TransitRouterName", NULL);
    central_take(call, body, "TransitRouterDescription", NULL);
    central_enter(call, router, body, "Modifying");
    return NULL;
}

static bool is_custom(const void *arg, const struct object *o)
{
    (void)arg;
    return json_is_text(json_get(o->body, "TransitRouterRouteTableType"), "Custom");
}

struct entry_search {
    struct call *call;
};

static bool has_entries(const void *arg, const struct object *o)
{
    const struct entry_search *search = arg;

    return central_count_children(search->call, &kind_cen_route_entry, o->id) > 0;
}

static bool limits_region(const void *region, const struct object *o)
{
    return json_is_text(json_get(o->body, "LocalRegionId"), region) ||
           json_is_text(json_get(o->body, "OppositeRegionId"), region);
}

static bool is_child_of_region(const void *region, const struct object *o)
{
    return json_is_text(json_get(o->body, "ChildInstanceRegionId"), region);
}

/* What a router still has: its connections first, as the rest can't be taken away before them. */
static const struct api_error *check_is_empty(struct call *call, const struct object *router)
{
    const char *cen = json_text_or(router->body, "CenId", "");
    struct entry_search search = { call };

    if (central_keyed(call, &kind_cen_attachment, router->id, NULL, NULL) ||
        (router_is_basic(router) &&
         central_child(call, &kind_cen_child_instance, cen, is_child_of_region, router->scope)))
        return refuse(call, ERR_router_has_attachments);
    if (central_child(call, &kind_cen_bandwidth_limit, cen, limits_region, router->scope))
        return refuse(call, ERR_router_has_bandwidth);
    if (central_child(call, &kind_cen_route_table, router->id, is_custom, NULL) ||
        central_child(call, &kind_cen_route_table, router->id, has_entries, &search))
        return refuse(call, ERR_router_has_parts);
    return NULL;
}

ACTION(cen, DeleteTransitRouter)
{
    const struct object *router = central_param(call, "TransitRouterId", &kind_cen_transit_router);
    const struct api_error *refusal;

    if (!router)
        return refuse(call, ERR_cen_instance_unknown);
    if (central_is_busy(router))
        return refuse(call, ERR_router_instance_status);
    refusal = check_is_empty(call, router);
    if (!refusal)
        central_enter(call, router, json_copy(router->body), "Deleting");
    return refusal;
}

/* FeatureFilter: "Multicast", Enabled or Disabled. */
static bool has_features(struct call *call, const struct object *o)
{
    const char *multicast = json_bool(o->body, "SupportMulticast") ? "Enabled" : "Disabled";
    const cJSON *filter;

    cJSON_ArrayForEach(filter, json_get(call->params, "FeatureFilter"))
    {
        const cJSON *values = json_get(filter, "Value");
        if (json_is_text(json_get(filter, "Key"), "Multicast") && cJSON_GetArraySize(values) > 0 &&
            !json_has_text(values, multicast))
            return false;
    }
    return true;
}

static bool wanted(struct call *call, const struct object *o)
{
    return filter_text(call, "CenId", json_text(o->body, "CenId")) &&
           filter_text(call, "RegionId", o->scope) && filter_text(call, "TransitRouterId", o->id) &&
           filter_list(call, "TransitRouterIds", o->id) &&
           filter_text(call, "TransitRouterName", json_text(o->body, "TransitRouterName")) &&
           filter_text(call, "Status", lifecycle_state(o)) &&
           filter_text(call, "Type", json_text(o->body, "Type")) && has_features(call, o) &&
           filter_tags(call, o);
}

static cJSON *router_item(struct call *call, const struct object *o)
{
    cJSON *item = shown(o, NULL);

    cidr_list(call, o->id, item);
    return item;
}

ACTION(cen, ListTransitRouters)
{
    const char *id = json_text(call->params, "TransitRouterId");
    const char *cen = json_text(call->params, "CenId");
    const struct api_error *refusal = cen_check_list(call);
    struct page page;

    if (refusal)
        return refusal;
    if (!id && !cen && !json_text(call->params, "RegionId"))
        return refuse(call, ERR_routers_unnamed);
    page_begin(&page, call, router_item);
    if (id)
        central_offer_one(&page, &kind_cen_transit_router, id, wanted);
    else if (cen)
        central_offer_children(&page, &kind_cen_transit_router, cen, wanted);
    else
        central_offer(&page, &kind_cen_transit_router, wanted);
    return page_end(&page);
}

/* Differs: which zones have transit routers is not told apart from which zones there are. */
ACTION(cen, ListTransitRouterAvailableResource)
{
    static const char *const members[] = { "AvailableZones", "MasterZones", "SlaveZones" };
    const char *region = json_text_or(call->params, "RegionId", "");
    const struct object *o = store_get(call->store, &kind_region, region, region);
    const cJSON *zones = o ? json_get(o->body, "Zones") : NULL, *zone;

    if (!geography_has(call, region))
        return refuse(call, ERR_router_region);
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        cJSON *list = json_add_array(call->reply, members[i]);
        cJSON_ArrayForEach(zone, zones) json_push_text(list, json_text_or(zone, "ZoneId", ""));
    }
    json_add_bool(call->reply, "SupportMulticast", true);
    return NULL;
}
