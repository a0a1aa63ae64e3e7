#ifndef RUNNER_KUBE_CHECK_H
#define RUNNER_KUBE_CHECK_H

/*
 * What the API refuses of an object's own fields, kind by kind: as much as
 * keeps a fixture from saying what no cluster would take. Objects are in
 * stored form, with their defaults filled in; before is NULL at creation.
 */
#include "runner/kube/status.h"

void check_object(struct faults *f, const struct resource *r, const cJSON *object,
                  const cJSON *before);

/* Shared by the files that check: an integer between 1 and 65535. */
void check_port_number(struct faults *f, const char *field, const cJSON *number);
void check_immutable(struct faults *f, const char *field, const cJSON *now, const cJSON *before);

#endif
