#ifndef REFERENCE_RULE_TEXT_H
#define REFERENCE_RULE_TEXT_H

/*
 * Rules compared by what they mean. The cloud gives back more than was sent
 * (defaults, empty configurations) and in an order of its own; two rules whose
 * texts here are equal decide every request alike, so no call is needed.
 */
#include <cjson/cJSON.h>

#include "base/arena.h"

/* RuleConditions: each type with its values, in whatever order they came. */
const char *rule_conditions_text(struct arena *a, const cJSON *conditions);

/* RuleActions: targets and weights, or the fields of the response. */
const char *rule_actions_text(struct arena *a, const cJSON *actions);

#endif
