#ifndef MOCKALB_RESOURCES_ALB_BANDWIDTH_PACKAGE_H
#define MOCKALB_RESOURCES_ALB_BANDWIDTH_PACKAGE_H

/*
 * The shared bandwidth of a load balancer with public addresses: it has one
 * package of VPC's or none.
 */
#include "mockalb/gateway/call.h"

/* NULL when a package can be given to a load balancer, or taken from it. */
const struct api_error *bandwidth_package_check(struct call *call, const char *id);

/* Gives a new body the package that CreateLoadBalancer names. */
const struct api_error *bandwidth_package_read(struct call *call, cJSON *body);

#endif
