#ifndef MOCKALB_ROUTING_NETWORK_TABLE_H
#define MOCKALB_ROUTING_NETWORK_TABLE_H

/*
 * A table of a VPC or of a border router: what it has by itself, what somebody
 * made, and what the transit router pushes into it while its attachment
 * synchronises. A pushed route is not installed where there is one like it
 * already, nor inside of what is local.
 */
#include "mockalb/routing/router_table.h"

struct network_table {
    const struct view *view;
    const char *id, *vpc;               /* vpc is NULL of a border router's */
    const struct object *border_router; /* NULL of a VPC's */
    const char *attachment;             /* that pushes; NULL when none does */
    struct router_table pushed;
};

bool network_table_init(struct network_table *t, const struct view *v, const char *id);
void network_table_at(void *table, const struct cidr *block, struct route_list *to);
const struct routes *network_table_all(const struct view *v, const char *id); /* kept */

#endif
