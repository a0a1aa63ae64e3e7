/*
 * Routes as the Describe actions show them: those that somebody made, and those that follow from vSwitches,
 * BGP and transit routers.
 */
#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/reply.h"
#include "mockalb/resources/vpc/route.h"
#include "mockalb/routing/routing.h"

#include "base/banned.h"

static void add_hop(cJSON *item, const char *type, const char *id)
{
    cJSON *hop = cJSON_CreateObject();

    json_push(json_add_array(json_add_object(item, "NextHops"), "NextHop"), hop);
    json_add_text(hop, "NextHopType", type);
    json_add_text(hop, "NextHopId", id);
    json_add_int(hop, "Weight", 0);
    json_add_int(hop, "Enabled", 1);
}

/* A route that nobody made: local, learned by BGP, or pushed by a transit router. */
static cJSON *unmade_item(const struct object *table, const struct route *route)
{
    cJSON *item = cJSON_CreateObject();
    char block[CIDR_ROOM];

    cidr_text(&route->to, block);
    json_add_text(item, "RouteEntryId", "");
    json_add_text(item, "RouteEntryName", "");
    json_add_text(item, "Description", "");
    json_add_text(item, "RouteTableId", table->id);
    json_add_text(item, "DestinationCidrBlock", block);
    json_add_text(item, "IpVersion", "IPv4");
    json_add_text(item, "Type",
                  route->type == ROUTE_system ? "System"
                  : route->type == ROUTE_bgp  ? "BGP"
                                              : "Custom");
    json_add_text(item, "Status", "Available");
    if (route->type == ROUTE_synced)
        json_add_text(item, "ServiceType", "TR");
    if (route->type == ROUTE_system)
        add_hop(item, "local", "");
    else
        add_hop(item, route->hop_type, route->hop);
    return item;
}

static cJSON *made_item(const struct object *entry)
{
    static const char *const hop[] = { "NextHopType", "NextHopId", NULL };
    cJSON *item = shown(entry, hop);
    const char *type = json_text(entry->body, "NextHopType");

    if (type)
        add_hop(item, type, json_text_or(entry->body, "NextHopId", ""));
    return item;
}

cJSON *route_shown(const struct object *table, const struct route *route)
{
    return route->entry ? made_item(route->entry) : unmade_item(table, route);
}

/* Of an entry with several next hops the computed table has a route for each. */
void route_table_each(struct call *call, const struct object *table, route_fn *fn, void *arg)
{
    struct routes routes =
        routing_network_table(cloud_routing(call->cloud), call->arena, table->id);
    const struct object *last = NULL;

    for (size_t i = 0; i < routes.count; i++) {
        const struct route *route = &routes.items[i];
        if (route->entry ? route->entry != last : route->status == ROUTE_active)
            fn(arg, route);
        last = route->entry;
    }
}

static bool has_wanted_hop(struct call *call, const cJSON *route)
{
    const cJSON *hop;

    cJSON_ArrayForEach(hop, json_at(route, "NextHops.NextHop"))
    {
        if (filter_text(call, "NextHopId", json_text(hop, "NextHopId")) &&
            filter_text(call, "NextHopType", json_text(hop, "NextHopType")))
            return true;
    }
    return false;
}

static bool same_block(const char *wanted, const char *block)
{
    struct cidr one, other;

    return cidr_read(wanted, &one) && block && cidr_read(block, &other) && one.net == other.net &&
           one.mask == other.mask;
}

static bool has_wanted_block(struct call *call, const cJSON *route)
{
    const char *block = json_text(route, "DestinationCidrBlock"),
               *one = json_text(call->params, "DestinationCidrBlock");
    const cJSON *many = json_get(call->params, "DestCidrBlockList"), *wanted;

    if (one && *one && !same_block(one, block))
        return false;
    cJSON_ArrayForEach(wanted, many)
    {
        if (same_block(cJSON_GetStringValue(wanted), block))
            return true;
    }
    return cJSON_GetArraySize(many) == 0;
}

static bool is_wanted(struct call *call, const cJSON *route)
{
    const char *version = json_text(call->params, "IpVersion");

    return has_wanted_block(call, route) && has_wanted_hop(call, route) &&
           filter_text(call, "RouteEntryId", json_text(route, "RouteEntryId")) &&
           filter_text(call, "RouteEntryName", json_text(route, "RouteEntryName")) &&
           filter_text(call, "RouteEntryType", json_text(route, "Type")) &&
           filter_text(call, "ServiceType", json_text(route, "ServiceType")) &&
           (!version || strcmp(version, "ipv4") == 0);
}

struct table_page {
    struct page page;
    const struct object *table;
    bool is_filtered;
};

static void offer_route(void *arg, const struct route *route)
{
    struct table_page *t = arg;
    cJSON *item;

    if (!t->is_filtered) {
        if (page_next(&t->page))
            page_push(&t->page, route_shown(t->table, route));
        return;
    }
    item = route_shown(t->table, route);
    if (is_wanted(t->page.call, item))
        page_add(&t->page, item);
    else
        cJSON_Delete(item);
}

ACTION(vpc, DescribeRouteEntryList)
{
    static const char *const filters[] = { "DestinationCidrBlock",
                                           "DestCidrBlockList",
                                           "NextHopId",
                                           "NextHopType",
                                           "RouteEntryId",
                                           "IpVersion",
                                           "RouteEntryName",
                                           "RouteEntryType",
                                           "ServiceType",
                                           NULL };
    struct table_page t = { .table = param_object(call, "RouteTableId", &kind_route_table),
                            .is_filtered = filter_is_any(call, filters) };

    if (!t.table)
        return refuse(call, ERR_table_unknown);
    page_begin(&t.page, call, NULL);
    route_table_each(call, t.table, offer_route, &t);
    return page_end(&t.page);
}

static bool push_vswitch(void *arg, const struct object *vswitch)
{
    json_push_text(arg, vswitch->id);
    return true;
}

struct others {
    cJSON *list;
};

static bool drop_others(void *arg, const struct object *table)
{
    const struct others *others = arg;
    const cJSON *id;

    cJSON_ArrayForEach(id, json_at(table->body, "VSwitchIds.VSwitchId"))
    {
        int at = 0;
        while (at < cJSON_GetArraySize(others->list) &&
               !json_is_text(cJSON_GetArrayItem(others->list, at), id->valuestring))
            at++;
        cJSON_DeleteItemFromArray(others->list, at);
    }
    return true;
}

/* The system table has the vSwitches that no custom table has. */
static void add_vswitches(struct call *call, cJSON *item, const struct object *table)
{
    const char *vpc = json_text(table->body, "VpcId");
    struct others others = { cJSON_CreateArray() };
    cJSON *whole = cJSON_CreateObject();

    json_add(whole, "VSwitchId", others.list);
    json_set(item, "VSwitchIds", whole);
    if (!vpc || !json_is_text(json_get(table->body, "RouteTableType"), "System"))
        return;
    store_children(call->store, &kind_vswitch, vpc, push_vswitch, others.list);
    store_children(call->store, &kind_route_table, vpc, drop_others, &others);
}

static bool table_wanted(struct call *call, const struct object *o)
{
    return filter_text(call, "RouteTableId", o->id) &&
           filter_text(call, "VpcId", json_text(o->body, "VpcId")) &&
           filter_text(call, "RouterId", json_text(o->body, "RouterId")) &&
           filter_text(call, "VRouterId", json_text(o->body, "RouterId")) &&
           filter_text(call, "RouterType", json_text(o->body, "RouterType")) &&
           filter_text(call, "RouteTableType", json_text(o->body, "RouteTableType")) &&
           filter_text(call, "RouteTableName", json_text(o->body, "RouteTableName")) &&
           filter_text(call, "ResourceGroupId", json_text(o->body, "ResourceGroupId")) &&
           filter_tags(call, o);
}

static cJSON *table_item(struct call *call, const struct object *o)
{
    cJSON *item = known_item(call, o);

    if (!json_is_text(json_get(o->body, "RouteTableType"), "Custom"))
        add_vswitches(call, item, o);
    return item;
}

ACTION(vpc, DescribeRouteTableList)
{
    struct page page;

    page_begin(&page, call, table_item);
    offer_of(&page, &kind_route_table, table_wanted, param_list(call, "RouteTableId"),
             param_list(call, "VpcId"));
    json_add_bool(call->reply, "Success", true);
    return page_end(&page);
}

struct table_reply {
    const struct object *table;
    cJSON *list;
};

static void push_route(void *arg, const struct route *route)
{
    const struct table_reply *reply = arg;
    cJSON *shown = route_shown(reply->table, route);
    const char *hop = json_text(shown, "NextHops.NextHop.0.NextHopId");
    cJSON *item = json_push(reply->list, cJSON_CreateObject()), *member;

    json_add_text(item, "InstanceId", hop ? hop : "");
    json_add_text(item, "NextHopType", json_text_or(shown, "NextHops.NextHop.0.NextHopType", ""));
    cJSON_ArrayForEach(member, shown)
    {
        static const char *const known[] = { "Description",
                                             "DestinationCidrBlock",
                                             "NextHops",
                                             "RouteEntryId",
                                             "RouteEntryName",
                                             "RouteTableId",
                                             "Status",
                                             "Type",
                                             NULL };
        size_t i = 0;
        while (known[i] && strcmp(known[i], member->string) != 0)
            i++;
        if (known[i])
            json_add(item, member->string, json_copy(member));
    }
    cJSON_Delete(shown);
}

static cJSON *table_with_routes(struct call *call, const struct object *o)
{
    cJSON *item = table_item(call, o);
    struct table_reply reply = { o, json_add_array(json_add_object(item, "RouteEntrys"),
                                                   "RouteEntry") };

    json_add_text(item, "VRouterId", json_text_or(o->body, "RouterId", ""));
    route_table_each(call, o, push_route, &reply);
    return item;
}

ACTION(vpc, DescribeRouteTables)
{
    struct page page;

    page_begin(&page, call, table_with_routes);
    offer_of(&page, &kind_route_table, table_wanted, param_list(call, "RouteTableId"), NULL);
    return page_end(&page);
}
