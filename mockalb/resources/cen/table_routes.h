#ifndef MOCKALB_RESOURCES_CEN_TABLE_ROUTES_H
#define MOCKALB_RESOURCES_CEN_TABLE_ROUTES_H

/*
 * The routes of a transit router's table as lists show them: static ones and
 * those that are computed from propagations, in the order of blocks.
 */
#include "mockalb/resources/cen/route_filter.h"

struct table_routes {
    struct table_route *items;
    size_t count;
};

struct table_routes table_routes(struct call *call, const struct object *table);

#endif
