#ifndef RUNNER_KUBE_DEFAULTS_H
#define RUNNER_KUBE_DEFAULTS_H

/*
 * What an API server fills in before it looks whether an object is right:
 * defaults that controllers rely on, addresses and ports that it hands out,
 * and the status that a new object begins with.
 */
#include <cjson/cJSON.h>

#include "runner/kube/cluster.h"

/* Object is in stored form and the caller's; before is NULL at creation. */
void defaults_fill(struct cluster *c, const struct resource *r, cJSON *object, const cJSON *before);

/* The status of a new object: nothing that a client sent, except where the API keeps it. */
void defaults_first_status(struct cluster *c, const struct resource *r, cJSON *object);

#endif
