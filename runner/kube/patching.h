#ifndef RUNNER_KUBE_PATCHING_H
#define RUNNER_KUBE_PATCHING_H

/*
 * PATCH: which kind of patch a body is, what it makes of the object as it is
 * now, and that result written like an update. Apply patches (server-side
 * apply) are taken as merges that create what is missing.
 *
 * Differs: no field has an owner, so an apply never conflicts, and what an
 * apply no longer names stays.
 */
#include "runner/kube/request.h"
#include "runner/kube/write.h"

cJSON *patching_apply(const struct write *w, const struct request *q, struct written *ret);

/* Only the patch of the request, on a tree that is no stored object, as of that kind. */
cJSON *patching_tree(const struct request *q, const struct resource *as, cJSON **tree);

#endif
