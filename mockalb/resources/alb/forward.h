#ifndef MOCKALB_RESOURCES_ALB_FORWARD_H
#define MOCKALB_RESOURCES_ALB_FORWARD_H

/*
 * Forwarding to server groups, as a listener's default action and as an action
 * of a rule: the groups exist, stand in the load balancer's VPC, speak what the
 * listener can carry, and are weighed where there is more than one.
 */
#include <stdbool.h>

#include "mockalb/gateway/call.h"

#define FORWARD_GROUPS_MAX 5 /* in one action */

struct forward_place {
    const char *vpc;      /* of the load balancer */
    const char *protocol; /* of the listener */
    bool http2;           /* of the listener */
    bool is_default;      /* a listener's own action: no weights, and one more code */
};

/* config is a ForwardGroupConfig; path says where the call has it. */
const struct api_error *forward_check(struct call *call, const struct forward_place *place,
                                      const cJSON *config, const char *path);

#endif
