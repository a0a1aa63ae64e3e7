#ifndef RUNNER_KUBE_PATCHING_H
#define RUNNER_KUBE_PATCHING_H

/*
 * PATCH: which kind of patch a body is, what it makes of the object as it is
 * now, and that result written like an update. An apply patch (server-side
 * apply) is taken as a merge that creates what is missing; whose fields are
 * whose is managed.h's.
 */
#include "runner/kube/request.h"
#include "runner/kube/write.h"

cJSON *patching_apply(const struct write *w, const struct request *q, struct written *ret,
                      struct reply *reply);

/* Only the patch of the request, on a tree that is no stored object, as of that kind. */
cJSON *patching_tree(const struct request *q, const struct resource *as, cJSON **tree);

#endif
