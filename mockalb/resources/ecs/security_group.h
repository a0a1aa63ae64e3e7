#ifndef MOCKALB_RESOURCES_ECS_SECURITY_GROUP_H
#define MOCKALB_RESOURCES_ECS_SECURITY_GROUP_H

/*
 * Security groups and their rules, which are objects of their own: children of
 * their group, in the order of creation.
 */
#include "mockalb/gateway/call.h"

/* What Describe actions show of a rule: what given (a permission) says, and the defaults; the caller's. */
cJSON *security_rule_body(struct call *call, const char *group, const char *id, const cJSON *given);

/* NULL, or why a permission can't be one of that group. */
const struct api_error *security_rule_check(struct call *call, const struct object *group,
                                            const cJSON *given);

#endif
