/*
 * The routes of a region of a CEN: of an Enterprise router those of its system table; of a Basic one all
 * that the networks of the CEN have, those of other regions if bandwidth was given to the way there.
 */
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cen/central.h"
#include "mockalb/resources/cen/table_routes.h"
#include "mockalb/resources/cen/transit_router.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

struct listing {
    struct page page;
    const struct object *cen, *router;
    const struct object *child; /* the network whose routes are listed */
};

static void offer(struct listing *l, const char *destination, const char *status,
                  const char *hop_type, const char *hop, const char *hop_region)
{
    struct call *call = l->page.call;
    const char *wanted = json_text_or(call->params, "Status", "All");
    cJSON *item;

    if ((strcmp(wanted, "All") != 0 && strcmp(wanted, status) != 0) ||
        !filter_text(call, "DestinationCidrBlock", destination) || !page_next(&l->page))
        return;
    item = cJSON_CreateObject();
    json_add_text(item, "DestinationCidrBlock", destination);
    json_add_text(item, "Type", "CEN");
    json_add_text(item, "Status", status);
    json_add_text(item, "NextHopType", hop_type);
    json_add_text(item, "NextHopInstanceId", hop);
    json_add_text(item, "NextHopRegionId", hop_region);
    page_push(&l->page, item);
}

static bool is_system(const void *arg, const struct object *o)
{
    (void)arg;
    return json_is_text(json_get(o->body, "TransitRouterRouteTableType"), "System");
}

static void offer_table(struct listing *l)
{
    const struct object *table =
        central_child(l->page.call, &kind_cen_route_table, l->router->id, is_system, NULL);

    if (!table)
        return;
    struct table_routes routes = table_routes(l->page.call, table);
    for (size_t i = 0; i < routes.routes.count; i++) {
        struct table_route r = table_route_shown(l->page.call, &routes, i);
        offer(l, r.destination, r.status, r.hop_resource ? r.hop_resource_type : r.hop_type,
              r.hop_resource ? r.hop_resource : "", l->router->scope);
    }
}

static void offer_of_child(struct listing *l, const char *destination)
{
    offer(l, destination, "Active", json_text_or(l->child->body, "ChildInstanceType", ""),
          json_text_or(l->child->body, "ChildInstanceId", ""), l->child->scope);
}

static bool offer_vswitch(void *arg, const struct object *o)
{
    offer_of_child(arg, json_text_or(o->body, "CidrBlock", ""));
    return true;
}

static bool offer_entry(void *arg, const struct object *o)
{
    offer_of_child(arg, json_text_or(o->body, "DestinationCidrBlock", ""));
    return true;
}

static bool is_reached(struct listing *l, const char *region)
{
    const char *own = l->router->scope;
    bool in_order = strcmp(own, region) <= 0;
    struct call *call = l->page.call;

    return strcmp(own, region) == 0 ||
           central_object(call, &kind_cen_bandwidth_limit,
                          arena_printf(call->arena, "%s/%s/%s", l->cen->id, in_order ? own : region,
                                       in_order ? region : own));
}

static bool offer_child(void *arg, const struct object *child)
{
    struct listing *l = arg;
    struct call *call = l->page.call;
    const char *network = json_text_or(child->body, "ChildInstanceId", "");
    const struct object *vbr = central_object(call, &kind_virtual_border_router, network);

    l->child = child;
    if (central_is_busy(child) || !is_reached(l, child->scope))
        return true;
    if (vbr)
        store_children(call->store, &kind_route_entry, json_text_or(vbr->body, "RouteTableId", ""),
                       offer_entry, l);
    else
        store_children(call->store, &kind_vswitch, network, offer_vswitch, l);
    return true;
}

ACTION(cen, DescribeCenRegionDomainRouteEntries)
{
    struct listing l = { .cen = central_param(call, "CenId", &kind_cen) };

    if (!l.cen)
        return refuse(call, ERR_cen_unknown);
    l.router = router_in(call, l.cen->id, json_text_or(call->params, "CenRegionId", ""));
    page_begin(&l.page, call, NULL);
    if (l.router && router_is_basic(l.router))
        store_children(call->store, &kind_cen_child_instance, l.cen->id, offer_child, &l);
    else if (l.router)
        offer_table(&l);
    return page_end(&l.page);
}
