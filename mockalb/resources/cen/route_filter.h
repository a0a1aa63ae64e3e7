#ifndef MOCKALB_RESOURCES_CEN_ROUTE_FILTER_H
#define MOCKALB_RESOURCES_CEN_ROUTE_FILTER_H

/*
 * One route as lists of a transit router's table know it, and what of them a
 * call wants: members that are equal, and RouteFilter, by how blocks lie to each other. What a
 * member says is looked up only for a call that asks for it.
 */
#include <stdbool.h>
#include <stddef.h>

#include "mockalb/gateway/call.h"

struct table_route {
    const struct object *entry; /* of a static route; or NULL */
    const struct object *via;   /* the attachment that it leads to; or NULL */
    const char *id, *name, *destination, *type, *status;
    const char *hop_type, *hop, *hop_resource_type, *hop_resource;
    const char *origin_resource_type, *origin_resource;
    const char *origin_type; /* "System", "BGP", … */
};

struct table_routes;

/* What of a table is wanted, in its order: all at once, since the longest of several is asked for. */
const bool *route_filter(struct call *call, const struct table_routes *routes);

#endif
