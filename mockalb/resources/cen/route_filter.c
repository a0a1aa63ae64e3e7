#include "mockalb/resources/cen/route_filter.h"

#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/resources/cen/table_routes.h"

#include "base/banned.h"

/* Lists show Active routes unless another status is asked for, or "All". */
static const char *status_wanted(struct call *call)
{
    return json_text_or(call->params, "TransitRouterRouteEntryStatus", "Active");
}

/* What a call asks of members, read once for all routes; NULL: nothing. */
struct asked {
    const char *type, *destination, *hop_type, *hop, *hop_resource, *hop_resource_type;
    const char *origin, *origin_type, *prefix_list;
    const cJSON *ids, *names;
};

static const char *text_asked(const struct call *call, const char *param)
{
    const char *text = json_text_or(call->params, param, "");

    return *text ? text : NULL;
}

static const cJSON *list_asked(const struct call *call, const char *param)
{
    const cJSON *list = json_get(call->params, param);

    return cJSON_GetArraySize(list) > 0 ? list : NULL;
}

static struct asked read_asked(const struct call *call)
{
    return (struct asked){
        .type = text_asked(call, "TransitRouterRouteEntryType"),
        .destination = text_asked(call, "TransitRouterRouteEntryDestinationCidrBlock"),
        .hop_type = text_asked(call, "TransitRouterRouteEntryNextHopType"),
        .hop = text_asked(call, "TransitRouterRouteEntryNextHopId"),
        .hop_resource = text_asked(call, "TransitRouterRouteEntryNextHopResourceId"),
        .hop_resource_type = text_asked(call, "TransitRouterRouteEntryNextHopResourceType"),
        .origin = text_asked(call, "TransitRouterRouteEntryOriginResourceId"),
        .origin_type = text_asked(call, "TransitRouterRouteEntryOriginResourceType"),
        .prefix_list = text_asked(call, "PrefixListId"),
        .ids = list_asked(call, "TransitRouterRouteEntryIds"),
        .names = list_asked(call, "TransitRouterRouteEntryNames"),
    };
}

static bool is_text(const char *asked, const char *value)
{
    return !asked || (value && strcmp(asked, value) == 0);
}

static bool is_listed(const cJSON *asked, const struct object *entry, const char *value)
{
    return !asked || (entry && value && json_has_text(asked, value));
}

/* First what a route says by itself, since a table has many. */
static bool members_are_wanted(struct call *call, const struct asked *a,
                               const struct table_routes *routes, size_t i)
{
    const struct route *r = &routes->routes.items[i];
    struct table_route shown;

    if (!is_text(a->type, table_route_type(r)) || !is_text(a->hop_type, r->hop_type) ||
        !is_text(a->hop, r->hop) || !is_text(a->origin, r->origin) ||
        !is_text(a->origin_type, r->origin_type) || a->prefix_list ||
        !is_listed(a->ids, r->entry, r->entry ? r->entry->id : NULL))
        return false;
    if (!a->destination && !a->hop_resource && !a->hop_resource_type && !a->names)
        return true;
    shown = table_route_shown(call, routes, i);
    return is_text(a->destination, shown.destination) &&
           is_text(a->hop_resource, shown.hop_resource) &&
           is_text(a->hop_resource_type, shown.hop_resource_type) &&
           is_listed(a->names, r->entry, shown.name);
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

static void answer(const struct question *q, const struct routes *all, const bool *wanted,
                   bool *marks)
{
    uint32_t best = 0;
    bool any = false;

    for (size_t i = 0; i < all->count; i++) {
        const struct cidr *block = &all->items[i].to;
        if (!wanted[i] || !q->lies(block, &q->asked))
            continue;
        if (!q->longest)
            marks[i] = true;
        best = !any || block->mask > best ? block->mask : best;
        any = true;
    }
    for (size_t i = 0; q->longest && any && i < all->count; i++)
        if (wanted[i] && all->items[i].to.mask == best && q->lies(&all->items[i].to, &q->asked))
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
static void apply(struct call *call, const cJSON *filter, const struct routes *all, bool *wanted)
{
    struct question q = question_of(json_text_or(filter, "Key", ""));
    bool *marks = arena_alloc(call->arena, all->count + 1);
    const cJSON *value;

    cJSON_ArrayForEach(value, json_get(filter, "Value"))
    {
        if (cJSON_IsString(value) && cidr_read(value->valuestring, &q.asked))
            answer(&q, all, wanted, marks);
    }
    for (size_t i = 0; i < all->count; i++)
        wanted[i] = wanted[i] && marks[i];
}

const bool *route_filter(struct call *call, const struct table_routes *routes)
{
    const char *status = status_wanted(call);
    bool any_status = strcmp(status, "All") == 0, active = strcmp(status, "Active") == 0;
    bool is_plain;
    struct asked asked = read_asked(call);
    bool *wanted = arena_alloc(call->arena, routes->routes.count + 1);
    const cJSON *filter;

    is_plain = memcmp(&asked, &(struct asked){ NULL }, sizeof(asked)) == 0;
    for (size_t i = 0; i < routes->routes.count; i++) {
        bool fits = routes->routes.items[i].status == ROUTE_active
                        ? active || any_status
                        : any_status || strcmp(status, table_route_status(routes, i)) == 0;
        wanted[i] = fits && (is_plain || members_are_wanted(call, &asked, routes, i));
    }
    cJSON_ArrayForEach(filter, json_get(call->params, "RouteFilter"))
        apply(call, filter, &routes->routes, wanted);
    return wanted;
}
