#ifndef REFERENCE_EXTRA_ACTION_H
#define REFERENCE_EXTRA_ACTION_H

/*
 * Actions that are not final: what is done to a request on its way to where
 * the final action sends it. Of those in the documentation TrafficMirror and
 * Cors are missing here.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/arena.h"

bool extra_action_is(const char *type); /* in any case */

/*
 * From an annotation's entry to an item of RuleActions, without its Order; members that are not given
 * are left out. NULL: *ret_missing is the config or the field of it that must be there.
 */
cJSON *extra_action_read(struct arena *a, const char *type, const cJSON *item,
                         const char **ret_missing);

/* The same text for actions that do the same; NULL: it is not one of these. */
const char *extra_action_text(struct arena *a, const cJSON *action);

/* A member by its name in any case; NULL also when it is null. */
const cJSON *extra_action_member(const cJSON *object, const char *name);

#endif
