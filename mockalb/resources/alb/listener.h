#ifndef MOCKALB_RESOURCES_ALB_LISTENER_H
#define MOCKALB_RESOURCES_ALB_LISTENER_H

/*
 * Listeners of load balancers. A body is what GetListenerAttribute answers
 * with. The default action is not a rule of its own: no rule shows it.
 */
#include "mockalb/gateway/call.h"
#include "mockalb/resources/alb/forward.h"

/* NULL when both the listener and its load balancer stand still; else the refusal. */
const struct api_error *listener_check_stable(struct call *call, const struct object *listener);

/* What the listener asks of the groups that it or its rules forward to. */
struct forward_place listener_place(struct call *call, const cJSON *listener_body, bool is_default);

/* A whole body, in the arena, by what the call's params give. */
cJSON *listener_body(struct call *call, const char *id);

/* Whether the port that the params name is free on the load balancer, and one more fits. */
const struct api_error *listener_check_room(struct call *call, const struct object *balancer);

const struct object *listener_balancer(struct call *call, const cJSON *listener_body);

#endif
