#ifndef MOCKALB_RESOURCES_ALB_LISTENER_CONFIG_H
#define MOCKALB_RESOURCES_ALB_LISTENER_CONFIG_H

/*
 * The settings of a listener: what a call gives is laid over what the listener
 * has, and the whole must make sense for its protocol.
 */
#include "mockalb/gateway/call.h"

void listener_config_defaults(cJSON *body); /* of a new one, whose protocol is set */
void listener_config_merge(cJSON *body, const cJSON *params);
const struct api_error *listener_config_check(struct call *call, const cJSON *body);

#endif
