#ifndef MOCKALB_RESOURCES_ALB_SECURITY_GROUP_H
#define MOCKALB_RESOURCES_ALB_SECURITY_GROUP_H

/*
 * The security groups that a load balancer has joined. They are ECS's; a load
 * balancer has the ids of at most a few, of its own VPC.
 */
#include "mockalb/gateway/call.h"

/* Joins a new body to the groups that CreateLoadBalancer names, [{SecurityGroupId}]. */
const struct api_error *security_groups_read(struct call *call, cJSON *body, const cJSON *given);

#endif
