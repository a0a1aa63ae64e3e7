#ifndef MOCKALB_RESOURCES_ECS_SECURITY_GROUP_H
#define MOCKALB_RESOURCES_ECS_SECURITY_GROUP_H

/*
 * Security groups and their rules, which are objects of their own: children of
 * their group, in the order of creation.
 */
#include "mockalb/gateway/call.h"

/* NULL when each of these ids is of a group in that VPC. */
const struct api_error *security_groups_check(struct call *call, const char *vpc, const cJSON *ids);

/* What Describe actions show of a rule: what given (a permission) says, and the defaults; the caller's. */
cJSON *security_rule_body(struct call *call, const char *group, const char *id, const cJSON *given);

/*
 * What a rule says once a change has given it some of its members anew: a permission; the caller's. NULL when
 * the change would have it speak of another kind of source: ret_refusal says so.
 */
cJSON *security_rule_changed(struct call *call, const cJSON *rule, const cJSON *given,
                             const struct api_error **ret_refusal);

/* NULL, or why a permission can't be one of that group. */
const struct api_error *security_rule_check(struct call *call, const struct object *group,
                                            const cJSON *given);

#endif
