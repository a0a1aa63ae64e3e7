#ifndef RUNNER_KUBE_DISCOVERY_H
#define RUNNER_KUBE_DISCOVERY_H

/*
 * What a client asks before it asks for objects: health, version, which groups
 * and resources there are, and the schema. All of it is made from the table of
 * kinds at the moment of the question.
 */
#include <stdbool.h>

#include "runner/kube/cluster.h"
#include "runner/kube/request.h"

/* The version that clients are told: what is served is what 1.28 serves. */
#define KUBE_VERSION "v1.28.15+albspec." ALBKIT_VERSION

/* False: the path is none of these. */
bool discovery_answer(struct cluster *c, const struct request *q, struct reply *reply);

#endif
