#ifndef RUNNER_KUBE_OPENAPI_PATHS_H
#define RUNNER_KUBE_OPENAPI_PATHS_H

/*
 * What can be asked for, in both OpenAPI documents: each verb of each resource
 * and subresource, with its parameters, bodies and answers. Clients look here
 * whether a dry run, a field manager or a strict validation is understood.
 */
#include "runner/kube/openapi_schema.h"

/* Adds the paths of a resource, and the schemas that they name. */
void openapi_describe_paths(struct openapi_doc *d, const struct resource *r);

#endif
