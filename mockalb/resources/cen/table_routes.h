#ifndef MOCKALB_RESOURCES_CEN_TABLE_ROUTES_H
#define MOCKALB_RESOURCES_CEN_TABLE_ROUTES_H

/*
 * The routes of a transit router's table as lists show them: static ones and
 * those that are computed from propagations, in the order of blocks. A table has many: all but its
 * state is looked up only of a route that is shown.
 */
#include "mockalb/resources/cen/route_filter.h"
#include "mockalb/routing/routing.h"

struct table_routes {
    struct routes routes;
    const char *router;
};

struct table_routes table_routes(struct call *call, const struct object *table);
const char *table_route_type(const struct route *route); /* "Static", "Propagated" */
const char *table_route_status(const struct table_routes *t, size_t i);
struct table_route table_route_shown(struct call *call, const struct table_routes *t, size_t i);

#endif
