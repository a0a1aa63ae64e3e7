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

/* NULL when its certificates stand still too; else the refusal, in the words of the action. */
const struct api_error *listener_check_certificates(struct call *call,
                                                    const struct object *listener,
                                                    enum error_id configuring);

/* What the parameter ListenerId names; and only when it can be changed now and is paid for. */
const struct object *listener_of(struct call *call, const struct api_error **ret_refusal);
const struct object *changeable_listener_of(struct call *call,
                                            const struct api_error **ret_refusal);

/* Puts the call's listener to work on a body, by a job; it comes back to the state next. */
void listener_configure(struct call *call, const cJSON *body, const char *next);

/* What the listener asks of the groups that it or its rules forward to. */
struct forward_place listener_place(struct call *call, const cJSON *listener_body, bool is_default);

/* A whole body, in the arena, by what the call's params give. */
cJSON *listener_body(struct call *call, const char *id);

/* Whether the port that the params name is free on the load balancer, and one more fits. */
const struct api_error *listener_check_room(struct call *call, const struct object *balancer);

const struct object *listener_balancer(struct call *call, const cJSON *listener_body);

#endif
