#ifndef MOCKALB_ROUTING_ROUTER_TABLE_H
#define MOCKALB_ROUTING_ROUTER_TABLE_H

/*
 * A table of a transit router; and what it shares with those of networks.
 */
#include "mockalb/routing/spread.h"

struct router_table {
    struct spread spread;
    size_t number;
};

bool router_table_init(struct router_table *t, const struct view *v, const char *id);
void router_table_at(void *table, const struct cidr *block, struct route_list *to);
const struct routes *router_table_all(const struct view *v, const char *id); /* kept */

/* Blocks, in no order and more than once, until they are sorted. */
struct block_list {
    struct arena *arena;
    struct cidr *items;
    size_t count, room;
};

void block_list_add(void *list, const struct cidr *block);
/* Sorts the blocks, and has the table say what it has for each. */
struct routes all_routes(routes_at_fn *at, void *table, struct block_list *blocks,
                         struct arena *keep);

#endif
