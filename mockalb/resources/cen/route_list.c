#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cen/central.h"
#include "mockalb/resources/cen/route_filter.h"
#include "mockalb/resources/cen/transit_router.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

/* The routes of one table. */
struct routes {
    struct call *call;
    struct table_route *items;
    size_t count, room;
};

static void add(struct routes *r, const struct table_route *route)
{
    if (r->count == r->room) {
        size_t room = r->room ? r->room * 2 : 32;
        struct table_route *items = arena_alloc(r->call->arena, room * sizeof(*items));
        if (r->count)
            memcpy(items, r->items, r->count * sizeof(*items));
        r->items = items;
        r->room = room;
    }
    r->items[r->count++] = *route;
}

static bool add_static(void *arg, const struct object *o)
{
    struct table_route route = {
        .entry = o,
        .id = o->id,
        .name = json_text(o->body, "TransitRouterRouteEntryName"),
        .destination = json_text_or(o->body, "TransitRouterRouteEntryDestinationCidrBlock", ""),
        .type = "Static",
        .status = lifecycle_state(o),
        .hop_type = json_text_or(o->body, "TransitRouterRouteEntryNextHopType", ""),
        .hop = json_text(o->body, "TransitRouterRouteEntryNextHopId"),
        .hop_resource_type = json_text(o->body, "TransitRouterRouteEntryNextHopResourceType"),
        .hop_resource = json_text(o->body, "TransitRouterRouteEntryNextHopResourceId"),
    };

    add(arg, &route);
    return true;
}

static struct routes routes_of(struct call *call, const struct object *table)
{
    struct routes routes = { .call = call };

    store_children(call->store, &kind_cen_route_entry, table->id, add_static, &routes);
    return routes;
}

static cJSON *route_item(const struct table_route *r)
{
    return shown(r->entry, NULL);
}

ACTION(cen, ListTransitRouterRouteEntries)
{
    const struct object *table =
        central_param(call, "TransitRouterRouteTableId", &kind_cen_route_table);
    struct page page;

    if (!table)
        return refuse(call, ERR_router_table_unknown);
    struct routes routes = routes_of(call, table);
    route_filter(call, routes.items, routes.count);
    page_begin(&page, call, NULL);
    for (size_t i = 0; i < routes.count; i++)
        if (routes.items[i].is_wanted)
            page_add(&page, route_item(&routes.items[i]));
    return page_end(&page);
}

static bool is_system(const void *arg, const struct object *o)
{
    (void)arg;
    return json_is_text(json_get(o->body, "TransitRouterRouteTableType"), "System");
}

/* A route as CEN itself called it before there were tables. */
static cJSON *domain_item(const struct object *router, const struct table_route *r)
{
    cJSON *item = cJSON_CreateObject();
    bool leads = r->hop_resource != NULL;

    json_add_text(item, "DestinationCidrBlock", r->destination);
    json_add_text(item, "Type", "CEN");
    json_add_text(item, "Status", r->status);
    json_add_text(item, "NextHopType", leads ? r->hop_resource_type : r->hop_type);
    json_add_text(item, "NextHopInstanceId", leads ? r->hop_resource : "");
    json_add_text(item, "NextHopRegionId", router->scope);
    return item;
}

/* What the system table of the region's router has. */
ACTION(cen, DescribeCenRegionDomainRouteEntries)
{
    const char *status = json_text_or(call->params, "Status", "All");
    const struct object *cen = central_param(call, "CenId", &kind_cen), *router, *table = NULL;
    struct routes routes = { .call = call };
    struct page page;

    if (!cen)
        return refuse(call, ERR_cen_unknown);
    router = router_in(call, cen->id, json_text_or(call->params, "CenRegionId", ""));
    if (router)
        table = central_child(call, &kind_cen_route_table, router->id, is_system, NULL);
    if (table)
        routes = routes_of(call, table);
    page_begin(&page, call, NULL);
    for (size_t i = 0; i < routes.count; i++) {
        const struct table_route *r = &routes.items[i];
        if ((strcmp(status, "All") == 0 || strcmp(status, r->status) == 0) &&
            filter_text(call, "DestinationCidrBlock", r->destination))
            page_add(&page, domain_item(router, r));
    }
    return page_end(&page);
}
