#ifndef MOCKALB_RESOURCES_ALB_RULE_CHECK_H
#define MOCKALB_RESOURCES_ALB_RULE_CHECK_H

/*
 * Whether a rule is legal: its conditions, its actions, and what its edition
 * allows of both. Messages name the leaf that is wrong as the call wrote it
 * ("Rules.1.RuleConditions.2.PathConfig.Values.1").
 */
#include <stdbool.h>

#include "mockalb/gateway/call.h"
#include "mockalb/resources/alb/forward.h"

struct rule_place {
    struct call *call;
    const char *edition; /* of the load balancer */
    struct forward_place forward;
    bool response;      /* the rule works on responses */
    const char *prefix; /* "Rules.1.", or "" */
};

const struct api_error *rule_check_conditions(const struct rule_place *place,
                                              const cJSON *conditions);
const struct api_error *rule_check_actions(const struct rule_place *place, const cJSON *actions);

/* The actions as they are kept: defaults filled in, empty ones left out. */
cJSON *rule_actions_normal(const cJSON *actions);

/* Path pieces: "Rules.1.RuleActions.2" and what is below. */
const char *rule_path(const struct rule_place *place, const char *list, int number,
                      const char *below);

#endif
