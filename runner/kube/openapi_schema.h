#ifndef RUNNER_KUBE_OPENAPI_SCHEMA_H
#define RUNNER_KUBE_OPENAPI_SCHEMA_H

/*
 * What kinds look like, in both OpenAPI documents: of built-in kinds from
 * messages.def with what traits.h knows, of custom ones from their schemas.
 * Names are the real API's: io.k8s.api.networking.v1.Ingress,
 * com.alibabacloud.v1.AlbConfig. There are no descriptions of built-in kinds.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "runner/kube/kinds.h"
#include "runner/kube/messages.h"

/* A document while it is made. Version 2 keeps schemas elsewhere than version 3, and has fewer words. */
struct openapi_doc {
    struct arena *arena;
    const struct kinds *kinds;
    bool v2;
    cJSON *schemas, *paths; /* parts of it */
};

/* Each describes what it names, and what that consists of, unless that was done; and tells the name. */
const char *openapi_object(struct openapi_doc *d, const struct resource *r);
const char *openapi_list(struct openapi_doc *d, const struct resource *r);
const char *openapi_scale(struct openapi_doc *d);
const char *openapi_status(struct openapi_doc *d);
const char *openapi_delete_options(struct openapi_doc *d);
const char *openapi_patch(struct openapi_doc *d);

void openapi_add_ref(const struct openapi_doc *d, cJSON *to, const char *name);
cJSON *openapi_kind(const char *group, const char *version, const char *kind); /* new */

#endif
