#ifndef MOCKALB_RESOURCES_ALB_GROUP_CONFIG_H
#define MOCKALB_RESOURCES_ALB_GROUP_CONFIG_H

/*
 * The settings of a server group: health check, stickiness, slow start,
 * draining, scheduler. What a call gives is laid over what the group has,
 * member by member; what is switched on gets its documented defaults; then the
 * whole must make sense.
 */
#include "mockalb/gateway/call.h"

void group_config_merge(cJSON *body, const cJSON *params);
const struct api_error *group_config_check(struct call *call, const cJSON *body);

/* Codes of a health check fit its protocol; prefix says where the call has them: "HealthCheckConfig.". */
const struct api_error *health_codes_check(struct call *call, const cJSON *health,
                                           const char *prefix);
void health_codes_default(cJSON *health);
bool is_checked_by_grpc(const cJSON *health);

/* What a group asks for that a load balancer of this edition lacks. */
const struct api_error *group_config_check_edition(struct call *call, const cJSON *body,
                                                   const char *edition);

#endif
