#ifndef RUNNER_KUBE_ROUTE_H
#define RUNNER_KUBE_ROUTE_H

/*
 * From a path to what answers it: discovery, health, or a verb on a resource.
 * Reading the tables of route.c is reading what the API can do.
 */
#include "runner/kube/cluster.h"
#include "runner/kube/request.h"

/* Always answers: refusals are replies too. */
void route_answer(struct cluster *c, const struct request *q, struct reply *reply);

/* Who does not show who it is. */
void route_refuse(const struct request *q, struct reply *reply);

#endif
