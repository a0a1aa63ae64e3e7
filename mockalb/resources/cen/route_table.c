#include "mockalb/resources/cen/route_table.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cen/central.h"
#include "mockalb/resources/cen/transit_router.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/tags.h"

#include "base/banned.h"

static cJSON *table_body(struct call *call, const char *region, const char *router, const char *id,
                         const char *type)
{
    cJSON *body = arena_json(call->arena, cJSON_CreateObject());

    json_add_text(body, "TransitRouterRouteTableId", id);
    json_add_text(body, "TransitRouterRouteTableName", "");
    json_add_text(body, "TransitRouterRouteTableDescription", "");
    json_add_text(body, "TransitRouterRouteTableType", type);
    json_add_text(body, "TransitRouterId", router);
    json_add_text(body, "RegionId", region);
    json_add_text(body, "CreateTime", central_minute(call));
    json_add_text(json_add_object(body, "RouteTableOptions"), "MultiRegionECMP", "disable");
    json_add_array(body, "Tags");
    return lifecycle_enter(cloud_lifecycle(call->cloud), &kind_cen_route_table, body, "Creating");
}

void route_table_add_system(struct call *call, const char *region, const char *router)
{
    const char *id = new_id(call, &kind_cen_route_table);

    store_put(call->store, &kind_cen_route_table, region, id,
              json_copy(table_body(call, region, router, id, "System")));
}

static void take_options(struct call *call, cJSON *body)
{
    const char *ecmp = json_text(call->params, "RouteTableOptions.MultiRegionECMP");

    cJSON *options = json_part(body, "RouteTableOptions");
    if (ecmp)
        json_set(options, "MultiRegionECMP", cJSON_CreateString(ecmp));
}

ACTION(cen, CreateTransitRouterRouteTable)
{
    const struct api_error *refusal;
    const struct object *router = router_named(call, &refusal);

    if (!router)
        return refusal;
    const char *id = new_id(call, &kind_cen_route_table);
    cJSON *body = table_body(call, router->scope, router->id, id, "Custom");
    central_take(call, body, "TransitRouterRouteTableName", NULL);
    central_take(call, body, "TransitRouterRouteTableDescription", NULL);
    take_options(call, body);
    refusal = tags_set(call, body, json_get(call->params, "Tag"), "Tag");
    if (refusal)
        return refusal;
    store_put(call->store, &kind_cen_route_table, router->scope, id, json_copy(body));
    json_add_text(call->reply, "TransitRouterRouteTableId", id);
    return NULL;
}

/* Table "TransitRouterRouteTableId" of the call, when it is ready to be changed. */
static const struct object *table_named(struct call *call, const struct api_error **ret_refusal)
{
    const struct object *table =
        central_param(call, "TransitRouterRouteTableId", &kind_cen_route_table);

    *ret_refusal = NULL;
    if (!table)
        *ret_refusal = refuse(call, ERR_router_table_unknown);
    else if (central_is_busy(table))
        *ret_refusal = refuse(call, ERR_router_table_status);
    return *ret_refusal ? NULL : table;
}

ACTION(cen, UpdateTransitRouterRouteTable)
{
    const struct api_error *refusal;
    const struct object *table = table_named(call, &refusal);

    if (!table)
        return refusal;
    cJSON *body = json_copy(table->body);
    central_take(call, body, "TransitRouterRouteTableName", NULL);
    central_take(call, body, "TransitRouterRouteTableDescription", NULL);
    take_options(call, body);
    central_put(call, table, body);
    return NULL;
}

ACTION(cen, DeleteTransitRouterRouteTable)
{
    const struct api_error *refusal;
    const struct object *table = table_named(call, &refusal);

    if (!table)
        return refusal;
    if (json_is_text(json_get(table->body, "TransitRouterRouteTableType"), "System"))
        return refuse(call, ERR_table_is_system);
    if (central_keyed(call, &kind_cen_association, table->id, NULL, NULL))
        return refuse(call, ERR_table_has_associations);
    if (central_keyed(call, &kind_cen_propagation, table->id, NULL, NULL))
        return refuse(call, ERR_table_has_propagations);
    if (central_count_children(call, &kind_cen_route_entry, table->id))
        return refuse(call, ERR_table_has_entries);
    central_enter(call, table, json_copy(table->body), "Deleting");
    return NULL;
}

static bool wanted(struct call *call, const struct object *o)
{
    const char *ecmp = json_text(call->params, "RouteTableOptions.MultiRegionECMP");

    return filter_text(call, "TransitRouterId", json_text(o->body, "TransitRouterId")) &&
           filter_list(call, "TransitRouterRouteTableIds", o->id) &&
           filter_list(call, "TransitRouterRouteTableNames",
                       json_text(o->body, "TransitRouterRouteTableName")) &&
           filter_text(call, "TransitRouterRouteTableType",
                       json_text(o->body, "TransitRouterRouteTableType")) &&
           filter_text(call, "TransitRouterRouteTableStatus", lifecycle_state(o)) &&
           (!ecmp || strcmp(ecmp, json_text_or(o->body, "RouteTableOptions.MultiRegionECMP",
                                               "disable")) == 0) &&
           filter_tags(call, o);
}

static cJSON *table_item(struct call *call, const struct object *o)
{
    (void)call;
    return shown(o, NULL);
}

ACTION(cen, ListTransitRouterRouteTables)
{
    const char *router = json_text(call->params, "TransitRouterId");
    struct page page;

    if (router && *router && !central_object(call, &kind_cen_transit_router, router))
        return refuse(call, ERR_router_unknown);
    page_begin(&page, call, table_item);
    if (router && *router)
        central_offer_children(&page, &kind_cen_route_table, router, wanted);
    else
        central_offer(&page, &kind_cen_route_table, wanted);
    return page_end(&page);
}
