/*
 * The actions that make and change routes, one or several at a time.
 */
#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/vpc/route.h"

#include "base/banned.h"

ACTION(vpc, CreateRouteEntry)
{
    const cJSON *p = call->params;
    struct route_given given = {
        .table = param_anywhere(call, "RouteTableId", &kind_route_table),
        .name = json_text_or(p, "RouteEntryName", ""),
        .description = json_text_or(p, "Description", ""),
        .block = json_text_or(p, "DestinationCidrBlock", ""),
        .hop_type = json_text_or(p, "NextHopType", "Instance"),
        .hop = json_text(p, "NextHopId"),
        .hops = json_get(p, "NextHopList"),
    };
    const char *id;

    if (!given.table)
        return refuse(call, ERR_table_absent);
    const struct api_error *refusal = route_create(call, &given, &id);
    if (!refusal)
        json_add_text(call->reply, "RouteEntryId", id);
    return refusal;
}

struct block_search {
    const char *block;
    bool found, synced;
};

static void look_at(void *arg, const struct route *route)
{
    struct block_search *search = arg;
    char block[CIDR_ROOM];

    cidr_text(&route->to, block);
    if (!route->entry && strcmp(block, search->block) == 0) {
        search->found = true;
        search->synced = route->type == ROUTE_synced;
    }
}

/* Why a route that nobody made can't be deleted: the service's own, one that a transit router gave, or none. */
static const struct api_error *refuse_unmade(struct call *call, const char *table_id,
                                             const char *block)
{
    const struct object *table =
        table_id ? store_find(call->store, &kind_route_table, table_id) : NULL;
    struct block_search search = { .block = block };

    if (table_id && !table)
        return refuse(call, ERR_table_absent);
    if (table && block)
        route_table_each(call, table, look_at, &search);
    if (!search.found)
        return refuse(call, ERR_route_absent);
    return refuse(call, search.synced ? ERR_route_is_synced : ERR_route_is_system);
}

static bool has_hop_type(struct call *call, const struct object *route)
{
    const char *type = json_text(call->params, "NextHopList.0.NextHopType");

    return !type || json_is_text(json_get(route->body, "NextHopType"), type) ||
           json_is_text(json_at(route->body, "NextHops.NextHop.0.NextHopType"), type);
}

ACTION(vpc, DeleteRouteEntry)
{
    const cJSON *p = call->params;
    const char *table = json_text(p, "RouteTableId"), *block = json_text(p, "DestinationCidrBlock"),
               *hop = json_text(p, "NextHopId");
    const struct object *route = route_find(call, json_text(p, "RouteEntryId"), table, block,
                                            hop ? hop : json_text(p, "NextHopList.0.NextHopId"));

    return route && has_hop_type(call, route) ? route_delete(call, route)
                                              : refuse_unmade(call, table, block);
}

/* The parts of a batch that failed stand in its answer, with their codes; the others are done. */
static cJSON *add_failure(cJSON *failed, const cJSON *asked, const struct api_error *refusal)
{
    cJSON *item = json_push(failed, cJSON_CreateObject());

    json_add_text(item, "DstCidrBlock", json_text_or(asked, "DstCidrBlock", ""));
    json_add_text(item, "NextHop", json_text_or(asked, "NextHop", ""));
    json_add_text(item, "FailedCode", refusal->code);
    json_add_text(item, "FailedMessage", refusal->message);
    return item;
}

static void add_counts(struct call *call, const cJSON *failed)
{
    int all = cJSON_GetArraySize(json_get(call->params, "RouteEntries")),
        bad = cJSON_GetArraySize(failed);

    json_add_int(call->reply, "SuccessCount", all - bad);
    json_add_int(call->reply, "FailedCount", bad);
}

/* The parts of one batch do not wait for each other. */
static void settle(struct call *call, const char *id)
{
    const struct object *route = store_find(call->store, &kind_route_entry, id);

    store_put(call->store, &kind_route_entry, route->scope, route->id,
              lifecycle_settled(&kind_route_entry, json_copy(route->body), "Available"));
}

static const struct api_error *create_part(struct call *call, const cJSON *asked,
                                           const char **ret_id)
{
    struct route_given given = {
        .table = object_of(call, &kind_route_table, json_text(asked, "RouteTableId")),
        .name = json_text_or(asked, "Name", ""),
        .description = json_text_or(asked, "Description", ""),
        .block = json_text_or(asked, "DstCidrBlock", ""),
        .hop_type = json_text_or(asked, "NextHopType", "Instance"),
        .hop = json_text(asked, "NextHop"),
    };

    return given.table ? route_create(call, &given, ret_id) : refuse(call, ERR_table_absent);
}

ACTION(vpc, CreateRouteEntries)
{
    cJSON *ids = json_add_array(call->reply, "RouteEntryIds");
    cJSON *failed = json_add_array(call->reply, "FailedRouteEntries");
    const cJSON *asked;

    cJSON_ArrayForEach(asked, json_get(call->params, "RouteEntries"))
    {
        const char *id = NULL;
        const struct api_error *refusal = create_part(call, asked, &id);
        if (refusal) {
            add_failure(failed, asked, refusal);
            continue;
        }
        settle(call, id);
        json_push_text(ids, id);
    }
    add_counts(call, failed);
    return NULL;
}

ACTION(vpc, DeleteRouteEntries)
{
    cJSON *failed = json_add_array(call->reply, "FailedRouteEntries");
    const cJSON *asked;

    cJSON_ArrayForEach(asked, json_get(call->params, "RouteEntries"))
    {
        const char *table = json_text(asked, "RouteTableId"),
                   *block = json_text(asked, "DstCidrBlock");
        const struct object *route = route_find(call, json_text(asked, "RouteEntryId"), table,
                                                block, json_text(asked, "NextHop"));
        const struct api_error *refusal =
            route ? route_delete(call, route) : refuse_unmade(call, table, block);
        if (refusal)
            json_add_text(add_failure(failed, asked, refusal), "RouteEntryId",
                          json_text_or(asked, "RouteEntryId", ""));
    }
    add_counts(call, failed);
    return NULL;
}

ACTION(vpc, ModifyRouteEntry)
{
    const cJSON *p = call->params;
    const char *type = json_text(p, "NewNextHopType"), *hop = json_text(p, "NewNextHopId");
    const struct object *route =
        route_find(call, json_text(p, "RouteEntryId"), json_text(p, "RouteTableId"),
                   json_text(p, "DestinationCidrBlock"), NULL);
    const struct api_error *refusal = NULL;

    if (!route)
        return refuse(call, ERR_route_absent);
    if (!lifecycle_is_settled(route))
        return refuse(call, ERR_route_busy);
    const struct object *table =
        store_find(call->store, &kind_route_table, json_text_or(route->body, "RouteTableId", ""));
    if (hop && table)
        refusal = route_hop_check(call, table, type ? type : "Instance", hop);
    if (refusal)
        return refusal;
    cJSON *body = json_copy(route->body);
    param_into(call, body, "RouteEntryName", "RouteEntryName");
    param_into(call, body, "Description", "Description");
    if (hop) {
        json_set(body, "NextHopType", cJSON_CreateString(type ? type : "Instance"));
        json_set(body, "NextHopId", cJSON_CreateString(hop));
        json_drop(body, "NextHops");
    }
    store_put(call->store, &kind_route_entry, route->scope, route->id,
              lifecycle_enter(cloud_lifecycle(call->cloud), &kind_route_entry, body, "Modifying"));
    return NULL;
}
