#ifndef RUNNER_KUBE_LIST_H
#define RUNNER_KUBE_LIST_H

/*
 * The objects of a kind that a filter lets through, by namespace and name as
 * the API lists them, a page at a time. A page starts after the key at which
 * the one before ended; its version is the first page's, so that a client that
 * watches from there misses nothing of what changed between the pages.
 */
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "runner/kube/cluster.h"
#include "runner/kube/request.h"
#include "runner/kube/selector.h"

struct list_page {
    size_t limit;      /* of objects */
    const char *after; /* "ns/name" of the last one before; NULL: from the start */
    const cJSON **bodies;
    size_t count, left; /* in this page; behind it */
};

void list_collect(const struct cluster *c, struct arena *a, const struct resource *r,
                  const char *ns, const struct filter *f, struct list_page *page);

/* Answers GET of a collection. NULL: reply is filled. */
cJSON *list_answer(struct cluster *c, const struct request *q, const struct resource *r,
                   const char *ns, struct reply *reply);

/* The selectors of a request, for whoever works on a collection. */
cJSON *list_filter(const struct request *q, const struct resource *r, struct filter *ret);

#endif
