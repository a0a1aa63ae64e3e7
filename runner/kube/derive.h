#ifndef RUNNER_KUBE_DERIVE_H
#define RUNNER_KUBE_DERIVE_H

/*
 * Endpoints for Services from the Pods that they select, as the controller of a
 * cluster keeps them: ready Pods among the addresses, others beside them, Pods
 * that end or have no address nowhere. Endpoints that somebody else made for a
 * Service without a selector are left alone.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "runner/kube/cluster.h"

bool derive_is_concerned(const struct cluster *c, const struct object *o);
void derive_endpoints(struct cluster *c, struct arena *a, const char *ns);

#endif
