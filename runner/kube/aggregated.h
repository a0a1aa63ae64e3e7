#ifndef RUNNER_KUBE_AGGREGATED_H
#define RUNNER_KUBE_AGGREGATED_H

/*
 * Aggregated discovery: everything that /api or /apis leads to in one document, for clients that ask
 * for it (apidiscovery.k8s.io v2 or v2beta1) before the plain lists.
 */
#include <stdbool.h>

#include "runner/kube/cluster.h"
#include "runner/kube/request.h"

bool aggregated_answer(struct cluster *c, const struct request *q, struct reply *reply);

#endif
