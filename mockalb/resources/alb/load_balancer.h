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

/* The same, and its bill is paid. */
const struct api_error *balancer_check_changeable(struct call *call, const struct object *balancer);

/* What the parameter LoadBalancerId names: the load balancer; one that is active; one that is paid for too. */
const struct object *balancer_of(struct call *call, const struct api_error **ret_refusal);
const struct object *active_balancer_of(struct call *call, const struct api_error **ret_refusal);
const struct object *changeable_balancer_of(struct call *call,
                                            const struct api_error **ret_refusal);

/* Puts it to work on a body; the second with a job that is done when it is. */
void balancer_configure(struct call *call, const struct object *balancer, cJSON *take_body);
void balancer_configure_by_job(struct call *call, const struct object *balancer, cJSON *take_body);

const char *balancer_edition(const struct object *balancer);

#endif
