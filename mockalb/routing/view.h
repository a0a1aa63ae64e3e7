#ifndef MOCKALB_ROUTING_VIEW_H
#define MOCKALB_ROUTING_VIEW_H

/*
 * What one question is answered from, inside of this room: the store as it is
 * now, memory for the answer, and what is kept from earlier answers.
 */
#include <stdbool.h>

#include "base/json.h"
#include "base/map.h"
#include "mockalb/routing/routing.h"

struct net;

struct view {
    const struct store *store;
    struct arena *arena;                 /* of the answer */
    struct arena *net_keep, *table_keep; /* of what is kept */
    struct map *nets, *tables;           /* by the CEN's id; struct routes by the table's */
};

/* A list that grows in an arena. */
struct route_list {
    struct arena *arena;
    struct route *items;
    size_t count, room;
};

void route_list_add(struct route_list *l, const struct route *r);

/* A kind of table: adds what it has for exactly one block, the best first. */
typedef void routes_at_fn(void *table, const struct cidr *block, struct route_list *to);

/* Of the blocks that an address is in, the longest with an active route; or NULL. */
const struct route *longest_match(routes_at_fn *at, void *table, struct arena *a, uint32_t ip);

static inline bool is_state(const struct object *o, const char *member, const char *state)
{
    return json_is_text(json_get(o->body, member), state);
}

static inline const char *text_of(const struct object *o, const char *member)
{
    return json_text_or(o->body, member, "");
}

/* Of a VPC's or border router's entry, as it is kept or as DescribeRouteEntryList shows it. */
static inline const char *entry_hop(const struct object *entry, const char *member)
{
    const cJSON *first = json_at(entry->body, "NextHops.NextHop.0");

    return json_text_or(entry->body, member, json_text_or(first, member, ""));
}

#endif
