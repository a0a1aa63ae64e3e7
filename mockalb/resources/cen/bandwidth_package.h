#ifndef MOCKALB_RESOURCES_CEN_BANDWIDTH_PACKAGE_H
#define MOCKALB_RESOURCES_CEN_BANDWIDTH_PACKAGE_H

/*
 * Bandwidth plans: so much bandwidth between two areas. A plan is bound to at
 * most one CEN, which has at most one for each span; connections between regions of these
 * areas take their bandwidth from it.
 */
#include <stdbool.h>

#include "mockalb/gateway/call.h"

bool plan_is_bound(struct call *call, const char *cen);              /* some plan to that CEN */
void plan_list_bound(struct call *call, const char *cen, cJSON *to); /* "CenBandwidthPackageIds" */

/* The plan of a CEN for a span; NULL when there is none. */
const struct object *plan_for_span(struct call *call, const char *cen, const char *span);
bool plan_is_of(const struct object *plan, const char *cen);
bool plan_is_locked(const struct object *plan);

/* What connections take from a plan, but one (by its id; "": none is left out). */
int64_t plan_used(struct call *call, const char *plan, const char *but);

#endif
