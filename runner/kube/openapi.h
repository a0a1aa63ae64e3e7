#ifndef RUNNER_KUBE_OPENAPI_H
#define RUNNER_KUBE_OPENAPI_H

/*
 * What clients read about types. Version 2 says nothing but its version, in protobuf, which is enough
 * for every kubectl to apply and to diff. Version 3 tells, a group at a time, what a patch may say and
 * which members kinds have: built-in kinds from messages.def, custom ones from their schemas.
 */
#include <stdbool.h>

#include "runner/kube/cluster.h"
#include "runner/kube/request.h"

bool openapi_answer(struct cluster *c, const struct request *q, struct reply *reply);

#endif
