#ifndef MOCKALB_RESOURCES_CEN_GEOGRAPHY_H
#define MOCKALB_RESOURCES_CEN_GEOGRAPHY_H

/*
 * Regions, the areas that they are in, and spans: pairs of areas that a
 * bandwidth plan joins, "asia-pacific_china".
 */
#include <stdbool.h>

#include "mockalb/gateway/call.h"

bool geography_has(struct call *call, const char *region); /* CEN serves it, or this cloud has it */

/* Of areas, in any case ("North-America"), in either order; and of regions, NULL when one is in no area. */
const char *geography_span(struct call *call, const char *area_a, const char *area_b);
const char *geography_span_between(struct call *call, const char *region_a, const char *region_b);
const char *geography_lower(struct call *call, const char *area);

/* The border of the Chinese mainland lies between them. */
bool geography_crosses_border(const char *region_a, const char *region_b);

/* The region of a list that a call narrows is one that there is. */
const struct api_error *geography_check_list(struct call *call);

#endif
