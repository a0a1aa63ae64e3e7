/*
 * Routes of a VPC that it tells to an express connect router. Each that it tells to one is an object, which
 * goes with the route. The routers are not mocked: one is known by how its id begins.
 */
#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/vpc/route.h"

#include "base/banned.h"

#define TARGET_TYPE   "ECR" /* the only one there is */
#define TARGET_PREFIX STR("ecr-")

/* Differs: which codes such routers and types are refused with is not known; these are the general ones. */
static const struct api_error *check_target(struct call *call)
{
    const char *target = json_text(call->params, "TargetInstanceId");

    if (!json_is_text(json_get(call->params, "TargetType"), TARGET_TYPE))
        return refuse(call, ERR_illegal_param, "TargetType");
    if (target && !str_starts(str_of(target), TARGET_PREFIX))
        return refuse(call, ERR_illegal_param, "TargetInstanceId");
    return NULL;
}

static const struct object *vpc_table_named(struct call *call, const char *id)
{
    const struct object *table = object_of(call, &kind_route_table, id);

    return table && !json_is_text(json_get(table->body, "RouterType"), "VBR") ? table : NULL;
}

/* Those that somebody made; what follows from vSwitches is told by itself. */
static const struct api_error *find_route(struct call *call, const cJSON *asked,
                                          const struct object **ret_route)
{
    const struct object *table = vpc_table_named(call, json_text(asked, "RouteTableId"));

    if (!table)
        return refuse(call, ERR_table_absent);
    *ret_route = route_find(call, NULL, table->id, json_text(asked, "DestinationCidrBlock"), NULL);
    if (!*ret_route)
        return refuse(call, ERR_route_absent);
    if (!lifecycle_is_settled(*ret_route))
        return refuse(call, ERR_route_busy);
    return NULL;
}

static const char *mark_id(struct call *call, const struct object *route)
{
    return arena_printf(call->arena, "%s/%s", route->id,
                        json_text_or(call->params, "TargetInstanceId", ""));
}

/* Telling what is told already changes nothing. */
static const struct api_error *publish(struct call *call, const struct object *route)
{
    cJSON *body = cJSON_CreateObject();

    json_add_text(body, "RouteEntryId", route->id);
    json_add_text(body, "PublishTargetType", TARGET_TYPE);
    json_add_text(body, "PublishTargetInstanceId",
                  json_text_or(call->params, "TargetInstanceId", ""));
    json_add_text(body, "PublishStatus", "Published");
    store_put(call->store, &kind_published_route, route->scope, mark_id(call, route), body);
    return NULL;
}

/* Differs: what was not told has this code by inference. */
static const struct api_error *withdraw(struct call *call, const struct object *route)
{
    if (!store_drop(call->store, &kind_published_route, route->scope, mark_id(call, route)))
        return refuse(call, ERR_route_absent);
    return NULL;
}

/* All of the call's, or none. */
static const struct api_error *
each_asked(struct call *call,
           const struct api_error *(*act)(struct call *call, const struct object *route))
{
    const struct api_error *refusal = check_target(call);
    const struct object *route = NULL;
    const cJSON *asked;

    cJSON_ArrayForEach(asked, json_get(call->params, "RouteEntries"))
    {
        if (!refusal)
            refusal = find_route(call, asked, &route);
        if (!refusal && route)
            refusal = act(call, route);
    }
    return refusal;
}

ACTION(vpc, PublishVpcRouteEntries)
{
    return each_asked(call, publish);
}

ACTION(vpc, WithdrawVpcPublishedRouteEntries)
{
    return each_asked(call, withdraw);
}

struct targets {
    struct call *call;
    cJSON *list;
};

static bool add_target(void *arg, const struct object *mark)
{
    static const char *const members[] = { "PublishStatus", "PublishTargetInstanceId",
                                           "PublishTargetType", NULL };
    const struct targets *targets = arg;

    if (!filter_text(targets->call, "TargetInstanceId",
                     json_text(mark->body, "PublishTargetInstanceId")))
        return true;
    cJSON *item = json_push(targets->list, cJSON_CreateObject());
    for (size_t i = 0; members[i]; i++)
        json_add_text(item, members[i], json_text_or(mark->body, members[i], ""));
    return true;
}

static bool same_block(const char *one, const char *other)
{
    struct cidr a, b;

    return cidr_read(one, &a) && cidr_read(other, &b) && a.net == b.net && a.mask == b.mask;
}

/* A route that is told to nobody who is asked for is not listed. */
static bool offer_route(void *arg, const struct object *route)
{
    struct page *page = arg;
    struct call *call = page->call;
    const char *block = json_text_or(route->body, "DestinationCidrBlock", "");
    const char *wanted = json_text_or(call->params, "DestinationCidrBlock", block);
    struct targets targets = { call, arena_json(call->arena, cJSON_CreateArray()) };

    store_children(call->store, &kind_published_route, route->id, add_target, &targets);
    if (cJSON_GetArraySize(targets.list) == 0 || !same_block(wanted, block))
        return true;
    cJSON *item = cJSON_CreateObject();
    json_add_text(item, "RouteEntryId", route->id);
    json_add_text(item, "RouteTableId", json_text_or(route->body, "RouteTableId", ""));
    json_add_text(item, "DestinationCidrBlock", block);
    json_add(item, "RoutePublishTargets", json_copy(targets.list));
    page_add(page, item);
    return true;
}

ACTION(vpc, ListVpcPublishedRouteEntries)
{
    const struct object *table = vpc_table_named(call, json_text(call->params, "RouteTableId"));
    const struct api_error *refusal = check_target(call);
    struct page page;

    if (!refusal && !table)
        refusal = refuse(call, ERR_table_absent);
    if (refusal)
        return refusal;
    page_begin(&page, call, NULL);
    store_children(call->store, &kind_route_entry, table->id, offer_route, &page);
    return page_end(&page);
}
