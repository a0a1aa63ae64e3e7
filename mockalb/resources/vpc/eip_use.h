#ifndef MOCKALB_RESOURCES_VPC_EIP_USE_H
#define MOCKALB_RESOURCES_VPC_EIP_USE_H

/*
 * What a public address is used by. A machine or an interface it has been given to stands in its body;
 * that a load balancer has it follows from the load balancer, and ends with it. One whose machine is gone is
 * free again.
 */
#include <stdbool.h>

#include "mockalb/gateway/call.h"

struct eip_use {
    const char *status;          /* "Available", "InUse", … */
    const char *instance, *type; /* what it is given to: "" when nothing is */
    bool by_balancer;
};

struct eip_use eip_use_of(struct call *call, const struct object *eip);

/* NULL when the load balancer with that id (NULL: a new one) may have an address, or has it. */
const struct api_error *eip_check_for_balancer(struct call *call, const char *allocation,
                                               const char *balancer);

#endif
