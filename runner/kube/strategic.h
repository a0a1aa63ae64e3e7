#ifndef RUNNER_KUBE_STRATEGIC_H
#define RUNNER_KUBE_STRATEGIC_H

/*
 * Strategic merge patch: a merge patch that knows which lists are keyed
 * (merge_keys.def) and that has directives: $patch (replace, delete, merge),
 * $setElementOrder/LIST, $deleteFromPrimitiveList/LIST, $retainKeys.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/err.h"

/* Changes the target. False: the patch is malformed, and err says where; the target is half changed. */
bool strategic_merge(cJSON *target, const cJSON *patch, const char *kind, struct err *err);

/* The key of the list at that path; "" for a set of texts; NULL when it is replaced whole. */
const char *strategic_key(const char *kind, const char *path);

#endif
