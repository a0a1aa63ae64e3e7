#ifndef RUNNER_KUBE_CHECK_INGRESS_H
#define RUNNER_KUBE_CHECK_INGRESS_H

/*
 * What the API refuses of an Ingress and an IngressClass. An Ingress that a
 * cluster would not take must not reach a controller under test either.
 */
#include "runner/kube/status.h"

void check_ingress(struct faults *f, const cJSON *object, const cJSON *before);
void check_ingressclass(struct faults *f, const cJSON *object, const cJSON *before);

#endif
