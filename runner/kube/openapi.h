#ifndef RUNNER_KUBE_OPENAPI_H
#define RUNNER_KUBE_OPENAPI_H

/*
 * The API described for clients that ask: /openapi/v2, a Swagger 2.0 document
 * as JSON or protobuf, and /openapi/v3, an index and a document for each version
 * of a group, as JSON.
 *
 * Documents are made when somebody asks and kept until a definition comes, goes
 * or changes. Each has a hash, its ETag; the index carries the hashes, and who
 * asks by hash is told that the answer stays good.
 *
 * Differs: /openapi/v3 has no protobuf form; no client of ours asks for it.
 */
#include <stdbool.h>

#include "base/clock.h"
#include "runner/kube/cluster.h"
#include "runner/kube/request.h"

struct openapi *openapi_new(struct clock *clock);
void openapi_free(struct openapi *o); /* NULL is fine */

/* False: the path is none of these. */
bool openapi_answer(struct cluster *c, const struct request *q, struct reply *reply);

#endif
