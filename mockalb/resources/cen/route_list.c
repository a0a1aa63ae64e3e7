#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cen/attachment.h"
#include "mockalb/resources/cen/central.h"
#include "mockalb/resources/cen/route_filter.h"
#include "mockalb/resources/cen/transit_router.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/routing/routing.h"

#include "base/banned.h"

/* The routes of one table. */
struct routes_shown {
    struct table_route *items;
    size_t count;
};

static const char *status_of(const struct route *route)
{
    switch (route->status) {
    case ROUTE_active:
        return "Active";
    case ROUTE_standby:
        return "Standby";
    case ROUTE_rejected:
        return "Rejected";
    case ROUTE_pending:
        break;
    }
    return route->entry ? lifecycle_state(route->entry) : "Creating";
}

static const char *nonempty(const char *text)
{
    return *text ? text : NULL;
}

static struct table_route shown_route(struct call *call, const char *router,
                                      const struct route *route)
{
    bool leads = strcmp(route->hop_type, "Attachment") == 0;
    const struct object *attachment =
        leads ? central_object(call, &kind_cen_attachment, route->hop) : NULL;
    char *destination = arena_alloc(call->arena, CIDR_ROOM);

    cidr_text(&route->to, destination);
    return (struct table_route){
        .entry = route->entry,
        .via = attachment,
        .id = route->entry ? route->entry->id : NULL,
        .name = route->entry ? json_text(route->entry->body, "TransitRouterRouteEntryName") : NULL,
        .destination = destination,
        .type = route->entry ? "Static" : "Propagated",
        .status = status_of(route),
        .hop_type = route->hop_type,
        .hop = nonempty(route->hop),
        .hop_resource_type = attachment ? json_text(attachment->body, "ResourceType") : NULL,
        .hop_resource = attachment ? nonempty(attachment_resource(attachment, router)) : NULL,
        .origin_resource_type = nonempty(route->origin_type),
        .origin_resource = nonempty(route->origin),
        .origin_type = nonempty(route->origin_route),
    };
}

static struct routes_shown routes_of(struct call *call, const struct object *table)
{
    struct routes routes = routing_router_table(cloud_routing(call->cloud), call->arena, table->id);
    const char *router = json_text_or(table->body, "TransitRouterId", "");
    struct routes_shown shown = {
        .items = arena_alloc(call->arena, (routes.count + 1) * sizeof(struct table_route)),
        .count = routes.count,
    };

    for (size_t i = 0; i < routes.count; i++)
        shown.items[i] = shown_route(call, router, &routes.items[i]);
    return shown;
}

static void add_text(cJSON *to, const char *member, const char *text)
{
    if (text)
        json_add_text(to, member, text);
}

static void add_path(cJSON *item, const struct table_route *r)
{
    cJSON *path = cJSON_CreateObject();

    add_text(path, "OriginInstanceType", r->origin_resource_type);
    add_text(path, "OriginInstanceId", r->origin_resource);
    add_text(path, "OriginRouteType", r->origin_type);
    json_add_array(path, "AsPaths");
    json_add_array(path, "Communities");
    json_add(item, "PathAttributes", path);
}

/* A learned route is as old as the connection it came by; only static ones can be deleted. */
static cJSON *learned_item(const struct table_route *r)
{
    cJSON *item = cJSON_CreateObject();

    json_add_text(item, "TransitRouterRouteEntryDestinationCidrBlock", r->destination);
    json_add_text(item, "TransitRouterRouteEntryType", r->type);
    json_add_text(item, "TransitRouterRouteEntryNextHopType", r->hop_type);
    add_text(item, "TransitRouterRouteEntryNextHopId", r->hop);
    add_text(item, "TransitRouterRouteEntryNextHopResourceType", r->hop_resource_type);
    add_text(item, "TransitRouterRouteEntryNextHopResourceId", r->hop_resource);
    json_add_bool(item, "OperationalMode", false);
    if (r->via)
        add_text(item, "CreateTime", json_text(r->via->body, "CreationTime"));
    return item;
}

static cJSON *route_item(const struct table_route *r)
{
    static const char *const rewritten[] = { "TransitRouterRouteEntryStatus", "PathAttributes",
                                             NULL };
    cJSON *item = r->entry ? shown(r->entry, rewritten) : learned_item(r);

    json_add_text(item, "TransitRouterRouteEntryStatus", r->status);
    add_text(item, "TransitRouterRouteEntryOriginResourceType", r->origin_resource_type);
    add_text(item, "TransitRouterRouteEntryOriginResourceId", r->origin_resource);
    add_path(item, r);
    return item;
}

ACTION(cen, ListTransitRouterRouteEntries)
{
    const struct object *table =
        central_param(call, "TransitRouterRouteTableId", &kind_cen_route_table);
    struct page page;

    if (!table)
        return refuse(call, ERR_router_table_unknown);
    struct routes_shown routes = routes_of(call, table);
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
    struct routes_shown routes = { .count = 0 };
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
