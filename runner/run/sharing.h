#ifndef RUNNER_RUN_SHARING_H
#define RUNNER_RUN_SHARING_H

/*
 * Which cases can share a world, and with whom. A case that stops the controller,
 * makes calls fail, gives its mock options or changes what others stand on needs a
 * world of its own. The others share one with those that stand on the same cloud:
 * a controller process is in one region and VPC.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "runner/suite/suite.h"

/* Why a case cannot share its world: "it stops the controller"; NULL: it can. */
const char *sharing_obstacle(const struct spec_case *c);

/* The fixture whose cloud the case stands on: two that are the same can share. NULL: err says why. */
const char *sharing_cloud(struct arena *a, const char *fixtures, const struct spec_case *c,
                          struct err *err);

#endif
