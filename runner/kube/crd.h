#ifndef RUNNER_KUBE_CRD_H
#define RUNNER_KUBE_CRD_H

/*
 * CustomResourceDefinitions: what is filled in, what is refused, and their two
 * versions. What a definition serves is kinds_define()'s; here it is only an
 * object. There is no controller to wait for: a definition is established in
 * the answer to its creation.
 *
 * Schemas are enforced by schema.c, and judged themselves by structural.c.
 */
#include <cjson/cJSON.h>

#include "runner/kube/status.h"

#define FINALIZER_custom_objects "customresourcecleanup.apiextensions.k8s.io"

void crd_fill(cJSON *object, const cJSON *before);
void crd_first_status(cJSON *object, const char *now);
void crd_check(struct faults *f, const cJSON *object, const cJSON *before);

/* From v1beta1 and to it; the tree is the caller's and changed in place. */
void crd_from_beta(cJSON *object);
void crd_to_beta(cJSON *object);

/* The AlbConfig that is defined from the start. */
cJSON *crd_albconfig(bool namespaced);

#endif
