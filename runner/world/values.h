#ifndef RUNNER_WORLD_VALUES_H
#define RUNNER_WORLD_VALUES_H

/*
 * What a target's templates say of the place: the VPC of the cluster and its
 * vSwitches, as the fixture's cloud has them, and a port that is free now.
 */
#include <cjson/cJSON.h>

#include "base/arena.h"
#include "runner/target/target.h"

/* cloud: of a fixture; NULL: there is none, and so no VPC. */
void values_of_place(struct arena *a, const cJSON *cloud, struct target_values *to);

/* The folder in which a program of ours lies, with the others. */
const char *values_programs(struct arena *a, const char *program);

/* The authority of a case's certificates, in the case's directory: mockalb writes it, others read it. */
const char *values_ca(struct arena *a, const char *dir);

#endif
