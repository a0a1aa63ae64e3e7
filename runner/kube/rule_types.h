#ifndef RUNNER_KUBE_RULE_TYPES_H
#define RUNNER_KUBE_RULE_TYPES_H

/*
 * What a structural schema says of types, in the words of CEL: by these the
 * rules of a definition are checked, and objects are read when rules run.
 */
#include <cjson/cJSON.h>

#include "base/arena.h"
#include "runner/cel/type.h"

#define RULES         "x-kubernetes-validations"
#define RULES_INT_OR  "x-kubernetes-int-or-string"
#define RULES_WHOLE   "x-kubernetes-embedded-resource"
#define RULES_LIST    "x-kubernetes-list-type"
#define RULES_KEYS    "x-kubernetes-list-map-keys"
#define RULES_UNKNOWN "x-kubernetes-preserve-unknown-fields"

/*
 * whole: of a resource, or of one that is embedded; it has apiVersion, kind, and a name in metadata whether the
 * schema says so or not. NULL: rules do not see such a value. It points into the schema, which must live as long.
 */
const struct cel_type *rule_type(struct arena *a, const cJSON *schema, bool whole);

#endif
