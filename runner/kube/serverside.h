#ifndef RUNNER_KUBE_SERVERSIDE_H
#define RUNNER_KUBE_SERVERSIDE_H

/*
 * What a server-side apply makes of an object: what the document says is so,
 * item by item in lists that have keys, and the rest stays.
 */
#include <cjson/cJSON.h>

#include "runner/kube/status.h"

/* NULL, or the refusal of a document with members that its kind has not. */
cJSON *serverside_check(struct arena *a, const struct resource *r, const cJSON *document);

void serverside_merge(struct arena *a, const struct resource *r, cJSON *object,
                      const cJSON *document);

#endif
