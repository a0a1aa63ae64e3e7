#ifndef RUNNER_KUBE_STRUCTURAL_H
#define RUNNER_KUBE_STRUCTURAL_H

/*
 * Whether the schema of a definition is a structural one, as the API takes no
 * other in v1: every value has a type, lists say what their items are, and what a
 * server cannot enforce is not in it. Texts are the real API's.
 */
#include "runner/kube/status.h"

/* path: of the schema in the definition. */
void structural_check(struct faults *f, const cJSON *schema, const char *path);

#endif
