#ifndef RUNNER_KUBE_SLICES_H
#define RUNNER_KUBE_SLICES_H

/*
 * EndpointSlices for Endpoints, as the mirroring controller of a cluster makes
 * them: one for each subset and address family, owned by the Endpoints, so
 * that a case says endpoints once and a controller may watch either.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "runner/kube/cluster.h"

bool slices_is_concerned(const struct cluster *c, const struct object *o);
const char *slices_key(struct arena *a, const struct object *o); /* of its Endpoints: "ns/name" */
void slices_derive(struct cluster *c, struct arena *a, struct str key);

#endif
