#ifndef RUNNER_KUBE_CRD_WARN_H
#define RUNNER_KUBE_CRD_WARN_H

/*
 * What a definition says in its schemas, and nobody acts on: formats that no API
 * server knows. Whoever makes such a definition is told in Warning headers.
 */
#include <cjson/cJSON.h>

#include "runner/kube/request.h"

void crd_warn(struct arena *a, const cJSON *definition, struct reply *reply);

#endif
