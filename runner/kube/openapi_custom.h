#ifndef RUNNER_KUBE_OPENAPI_CUSTOM_H
#define RUNNER_KUBE_OPENAPI_CUSTOM_H

/*
 * The schema of a custom resource as the API publishes it: in /openapi/v3 what
 * a structural schema can say, in /openapi/v2 less. There the validations that
 * Swagger 2.0 has no word for are left out, and what would make kubectl refuse
 * a good object has no type: values that may be null, and objects and lists
 * that keep members which the schema does not name.
 */
#include <stdbool.h>

#include "runner/kube/kinds.h"

#define KEEPS_UNKNOWN "x-kubernetes-preserve-unknown-fields"

/* New; NULL when nothing can be published but that it is an object. Parts that are embedded objects
 * lack their own members: see openapi_is_embedded(). */
cJSON *openapi_custom_schema(const struct resource *r, bool v2);

/* A part that is an object of its own, with apiVersion, kind and metadata, and says so here. */
bool openapi_is_embedded(const cJSON *schema, bool v2);

#endif
