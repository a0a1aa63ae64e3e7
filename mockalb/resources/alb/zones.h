#ifndef MOCKALB_RESOURCES_ALB_ZONES_H
#define MOCKALB_RESOURCES_ALB_ZONES_H

/*
 * The zones of a load balancer, each with a vSwitch and the addresses in it.
 */
#include "mockalb/gateway/call.h"

/* Reads ZoneMappings of the params into the body, over the zones that it has: those that stay are as they were. */
const struct api_error *zones_read(struct call *call, const cJSON *params, cJSON *body);

/* The vSwitch, of the zone. */
const struct api_error *zone_check(struct call *call, const char *zone, const char *vswitch);
cJSON *zone_in(cJSON *body, const char *zone); /* NULL when the load balancer is not there */

/* Gives a zone's entry new addresses, by the type and version that the body names. */
void zone_set_addresses(struct call *call, cJSON *zone, const cJSON *given, const cJSON *body);

/* NULL unless the bill of a zone's public address is unpaid. */
const struct api_error *zone_check_business(struct call *call, const cJSON *zone);
const struct api_error *zones_check_business(struct call *call, const cJSON *zones);

#endif
