#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cen/central.h"
#include "mockalb/resources/cen/table_routes.h"

#include "base/banned.h"

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
    struct table_routes routes = table_routes(call, table);
    const bool *wanted = route_filter(call, &routes);
    page_begin(&page, call, NULL);
    for (size_t i = 0; i < routes.routes.count; i++) {
        if (!wanted[i] || !page_next(&page))
            continue;
        struct table_route shown = table_route_shown(call, &routes, i);
        page_push(&page, route_item(&shown));
    }
    return page_end(&page);
}
