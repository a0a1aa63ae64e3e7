#ifndef MOCKALB_RESOURCES_CEN_ZONE_MAPPING_H
#define MOCKALB_RESOURCES_CEN_ZONE_MAPPING_H

/*
 * Where a VPC attachment stands in its VPC: a vSwitch in each of some zones,
 * with a network interface of the transit router's in it.
 */
#include "mockalb/gateway/call.h"

/* Checks mappings against the VPC, and against those that there are already (NULL: none). */
const struct api_error *mappings_check(struct call *call, const struct object *vpc,
                                       const cJSON *given, const cJSON *present);
/* Adds them to the list of a body, each with a new interface. */
void mappings_add(struct call *call, const struct object *vpc, const cJSON *given, cJSON *to);
/* Takes away the mapping of a given one's vSwitch and zone, and its interface; false when there is none. */
bool mapping_drop(struct call *call, cJSON *from, const cJSON *given);

#endif
