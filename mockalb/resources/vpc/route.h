#ifndef MOCKALB_RESOURCES_VPC_ROUTE_H
#define MOCKALB_RESOURCES_VPC_ROUTE_H

/*
 * The routes of VPCs' and border routers' tables. Only what somebody made is an
 * object; what follows from the vSwitches (local routes) is made when it is shown.
 *
 * An entry's first hop stands in NextHopType and NextHopId; one with several has them all in
 * NextHops.NextHop, as they are shown.
 */
#include "mockalb/gateway/call.h"
#include "mockalb/routing/routing.h"

/* Calls fn for each route that DescribeRouteEntryList shows. */
typedef void route_fn(void *arg, const struct route *route);
void route_table_each(struct call *call, const struct object *table, route_fn *fn, void *arg);
/* … as it shows it; the caller's. */
cJSON *route_shown(const struct object *table, const struct route *route);

/* What somebody asks for: a route of a table. */
struct route_given {
    const struct object *table;
    const char *name, *description;
    const char *block, *hop_type, *hop; /* NULL: not given */
    const cJSON *hops;                  /* of several; or NULL */
};

/* NULL, or why it can't be there. ret_block gets the destination as it is kept. */
const struct api_error *route_check(struct call *call, const struct route_given *given,
                                    const char **ret_block);
const struct api_error *route_hop_check(struct call *call, const struct object *table,
                                        const char *type, const char *hop);

/* Makes one; ret_id gets its id. */
const struct api_error *route_create(struct call *call, const struct route_given *given,
                                     const char **ret_id);

/* By its id; or by table, destination and next hop (NULL: any). NULL: there is none that somebody made. */
const struct object *route_find(struct call *call, const char *id, const char *table,
                                const char *block, const char *hop);
/* Lets it go, or says why not. */
const struct api_error *route_delete(struct call *call, const struct object *route);

#endif
