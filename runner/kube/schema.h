#ifndef RUNNER_KUBE_SCHEMA_H
#define RUNNER_KUBE_SCHEMA_H

/*
 * What the structural schema of a custom resource says: members that it does
 * not name are dropped (unless it preserves them), defaults are filled in, and
 * values are judged. Texts are the real API's.
 * Rules in CEL are rules.h's business.
 */
#include "runner/kube/status.h"

void schema_prune(const cJSON *schema, cJSON *object); /* keeps what every object has */
void schema_fill(const cJSON *schema, cJSON *object);
void schema_check(struct faults *f, const cJSON *schema, const cJSON *object);
/* A value at that path. */
void schema_check_at(struct faults *f, const cJSON *schema, const cJSON *value, const char *path);

#endif
