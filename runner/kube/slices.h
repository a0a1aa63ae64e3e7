#ifndef RUNNER_KUBE_SLICES_H
#define RUNNER_KUBE_SLICES_H

/*
 * EndpointSlices for Endpoints: one for each subset and address family, so that a
 * case says endpoints once and a controller may watch either. They say whose they
 * are as the controllers of a cluster do: those of Endpoints that somebody wrote
 * are mirrored, those of Endpoints that follow from Pods belong to the Service.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "runner/kube/cluster.h"

bool slices_is_concerned(const struct cluster *c, const struct object *o);
const char *slices_key(struct arena *a, const struct object *o); /* of its Endpoints: "ns/name" */
void slices_derive(struct cluster *c, struct arena *a, struct str key);

#endif
