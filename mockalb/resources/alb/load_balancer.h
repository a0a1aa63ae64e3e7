#ifndef MOCKALB_RESOURCES_ALB_LOAD_BALANCER_H
#define MOCKALB_RESOURCES_ALB_LOAD_BALANCER_H

/*
 * Load balancers. A body is what GetLoadBalancerAttribute answers with.
 */
#include "mockalb/gateway/call.h"

/* A whole body of a load balancer by what CreateLoadBalancer's params give; zones not looked at. */
cJSON *balancer_body(struct call *call, const char *id, const cJSON *params);

/* NULL when it can be changed or added to now; else the refusal. */
const struct api_error *balancer_check_active(struct call *call, const struct object *balancer);

const char *balancer_edition(const struct object *balancer);

#endif
