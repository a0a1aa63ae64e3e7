#ifndef MOCKALB_RESOURCES_ALB_ZONES_H
#define MOCKALB_RESOURCES_ALB_ZONES_H

/*
 * The zones of a load balancer: at least two, each with a vSwitch of its own
 * zone in the load balancer's VPC, and an address in each.
 */
#include "mockalb/gateway/call.h"

/* Reads ZoneMappings of the params into the body. */
const struct api_error *zones_read(struct call *call, const cJSON *params, cJSON *body);

#endif
