#ifndef MOCKALB_RESOURCES_CEN_TRANSIT_ROUTER_H
#define MOCKALB_RESOURCES_CEN_TRANSIT_ROUTER_H

/*
 * Transit routers: one for each region of a CEN, with a system route table of
 * its own. Enterprise ones have custom tables, associations and propagations; Basic
 * ones, which are no longer sold, appear by AttachCenChildInstance.
 */
#include <stdbool.h>

#include "mockalb/gateway/call.h"

const struct object *router_in(struct call *call, const char *cen, const char *region);
bool router_is_basic(const struct object *router);

/* Makes it and its system table; both become Active by themselves. */
const struct object *router_add(struct call *call, const struct object *cen, const char *region,
                                const char *type);

/*
 * The router that a call attaches something to: by TransitRouterId, or by CenId and RegionId, where an
 * Enterprise one is made if there is none. It is an Enterprise one, ready or just made.
 */
const struct object *router_for_attachment(struct call *call, const struct api_error **ret_refusal);

/* Router "TransitRouterId" of the call, for what only Enterprise ones have; ready. */
const struct object *router_named(struct call *call, const struct api_error **ret_refusal);

/* What both attach and table actions ask of a router: NULL, or the refusal. */
const struct api_error *router_check(struct call *call, const struct object *router);

#endif
