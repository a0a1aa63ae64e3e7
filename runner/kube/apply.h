#ifndef RUNNER_KUBE_APPLY_H
#define RUNNER_KUBE_APPLY_H

/*
 * "kubectl apply", in the process: what the document says is made so, what the
 * document before it said and this one no longer says is taken away, and what
 * others added stays. The document before is remembered where kubectl keeps
 * it, in an annotation.
 *
 * A status in the document is written too, since nobody else plays kubelet or
 * cloud in a case. A namespace that is missing is made.
 */
#include <cjson/cJSON.h>

#include "runner/kube/cluster.h"
#include "runner/kube/write.h"

cJSON *apply_document(struct cluster *c, struct arena *a, const cJSON *document,
                      struct written *ret);

#endif
