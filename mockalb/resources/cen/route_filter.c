#include "mockalb/resources/cen/route_filter.h"

#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

/* Lists show Active routes unless another status is asked for, or "All". */
static bool status_is_wanted(struct call *call, const struct table_route *r)
{
    const char *wanted = json_text_or(call->params, "TransitRouterRouteEntryStatus", "Active");

    return strcmp(wanted, "All") == 0 || strcmp(wanted, r->status) == 0;
}

static bool members_are_wanted(struct call *call, const struct table_route *r)
{
    const struct {
        const char *param, *value;
    } members[] = {
        { "TransitRouterRouteEntryType", r->type },
        { "TransitRouterRouteEntryDestinationCidrBlock", r->destination },
        { "TransitRouterRouteEntryNextHopType", r->hop_type },
        { "TransitRouterRouteEntryNextHopId", r->hop },
        { "TransitRouterRouteEntryNextHopResourceId", r->hop_resource },
        { "TransitRouterRouteEntryNextHopResourceType", r->hop_resource_type },
        { "TransitRouterRouteEntryOriginResourceId", r->origin_resource },
        { "TransitRouterRouteEntryOriginResourceType", r->origin_resource_type },
        { "PrefixListId", NULL },
    };

    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
        if (!filter_text(call, members[i].param, members[i].value))
            return false;
    return filter_list(call, "TransitRouterRouteEntryIds", r->id) &&
           filter_list(call, "TransitRouterRouteEntryNames", r->name);
}

typedef bool block_fn(const struct cidr *route, const struct cidr *asked);

static bool is_equal(const struct cidr *route, const struct cidr *asked)
{
    return route->net == asked->net && route->mask == asked->mask;
}

static bool is_inside(const struct cidr *route, const struct cidr *asked)
{
    return cidr_holds(asked, route);
}

static bool is_around(const struct cidr *route, const struct cidr *asked)
{
    return cidr_holds(route, asked);
}

/* One value of one filter: marks (bit) what is so; where only the longest is meant, that one. */
struct question {
    struct cidr asked;
    block_fn *lies;
    bool longest;
};

static void answer(const struct question *q, const struct table_route *routes, size_t count,
                   bool *marks)
{
    uint32_t best = 0;
    bool any = false;
    struct cidr block;

    for (size_t i = 0; i < count; i++) {
        if (!routes[i].is_wanted || !cidr_read(routes[i].destination, &block) ||
            !q->lies(&block, &q->asked))
            continue;
        if (!q->longest)
            marks[i] = true;
        best = !any || block.mask > best ? block.mask : best;
        any = true;
    }
    for (size_t i = 0; q->longest && any && i < count; i++)
        if (routes[i].is_wanted && cidr_read(routes[i].destination, &block) && block.mask == best &&
            q->lies(&block, &q->asked))
            marks[i] = true;
}

static struct question question_of(const char *key)
{
    static const struct {
        const char *key;
        struct question question;
    } rows[] = {
        { "PrefixExactMatchCidrs", { .lies = is_equal } },
        { "SubnetOfMatchCidrs", { .lies = is_inside } },
        { "SupernetOfMatchCidrs", { .lies = is_around } },
        { "LongestPrefixMatchCidrs", { .lies = is_around, .longest = true } },
    };
    size_t i = 0;

    while (i + 1 < sizeof(rows) / sizeof(rows[0]) && strcmp(rows[i].key, key) != 0)
        i++;
    return rows[i].question;
}

/* A route passes a filter by one of its values, and must pass every filter. */
static void apply(struct call *call, const cJSON *filter, struct table_route *routes, size_t count)
{
    struct question q = question_of(json_text_or(filter, "Key", ""));
    bool *marks = arena_alloc(call->arena, count + 1);
    const cJSON *value;

    memset(marks, 0, count + 1);
    cJSON_ArrayForEach(value, json_get(filter, "Value"))
    {
        if (cJSON_IsString(value) && cidr_read(value->valuestring, &q.asked))
            answer(&q, routes, count, marks);
    }
    for (size_t i = 0; i < count; i++)
        routes[i].is_wanted = routes[i].is_wanted && marks[i];
}

void route_filter(struct call *call, struct table_route *routes, size_t count)
{
    const cJSON *filter;

    for (size_t i = 0; i < count; i++)
        routes[i].is_wanted =
            status_is_wanted(call, &routes[i]) && members_are_wanted(call, &routes[i]);
    cJSON_ArrayForEach(filter, json_get(call->params, "RouteFilter"))
        apply(call, filter, routes, count);
}
