#ifndef RUNNER_KUBE_META_CHECK_H
#define RUNNER_KUBE_META_CHECK_H

/*
 * Whether an object has the shape of an object, and metadata as the API takes
 * it. The shape comes first: all that works on objects afterwards relies on it.
 */
#include <cjson/cJSON.h>

#include "runner/kube/status.h"

/*
 * The body is an object of that resource: apiVersion and kind fit or are
 * missing (then they are set), metadata's members have their types, nothing is
 * too large. NULL: it is; otherwise the refusal.
 */
cJSON *meta_check_shape(struct arena *a, const struct resource *r, cJSON *object);

/* Names, labels, annotations, finalizers and owners; before is NULL at creation. */
void meta_check(struct faults *f, const struct resource *r, const cJSON *object,
                const cJSON *before);

#endif
