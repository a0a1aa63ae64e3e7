#ifndef RUNNER_KUBE_CHECK_SERVICE_H
#define RUNNER_KUBE_CHECK_SERVICE_H

/* What the API refuses of a Service. */
#include "runner/kube/status.h"

void check_service(struct faults *f, const cJSON *object, const cJSON *before);

#endif
