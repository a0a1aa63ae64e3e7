#ifndef MOCKALB_ROUTING_NET_H
#define MOCKALB_ROUTING_NET_H

/*
 * The route tables of all transit routers of one CEN, and the connections
 * between regions that carry routes from one to another: those that are
 * attached and synchronise. A connection advertises the table that it is associated with on
 * one side to the tables that it propagates into on the other.
 */
#include "mockalb/routing/view.h"

struct net_edge {
    const char *attachment;
    size_t from, to; /* tables */
};

struct net_table {
    const char *id, *router;
    size_t edge, edge_end; /* of edges from it */
};

struct net {
    const char *cen;
    const struct net_table *tables;
    size_t count;
    const struct net_edge *edges;
    struct map *by_id; /* struct net_table */
};

/* The net that a table is in, NULL when there is no such table. */
const struct net *net_of_table(const struct view *v, const char *table);
/* false: it is in another net. */
bool net_find(const struct net *n, const char *table, size_t *ret_number);

#endif
