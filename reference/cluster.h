#ifndef REFERENCE_CLUSTER_H
#define REFERENCE_CLUSTER_H

/*
 * What Kubernetes holds, as last heard: one map a kind, from "ns/name" to the
 * object. The informers fill it; the model is built from it without asking
 * anybody. Objects are good until the loop turns.
 */
#include <cjson/cJSON.h>

#include "base/map.h"

enum kind {
    KIND_ingress_class,
    KIND_albconfig,
    KIND_ingress,
    KIND_service,
    KIND_endpoints,
    KIND_node,
    KIND_COUNT
};

struct cluster {
    struct map *objects[KIND_COUNT];
};

void cluster_init(struct cluster *c);
void cluster_done(struct cluster *c); /* frees the objects, too */

/* ns NULL: for kinds without namespaces. */
const cJSON *cluster_get(const struct cluster *c, enum kind kind, const char *ns, const char *name);

/* The new object, or NULL when it is gone. Returns what stood there before, now the caller's. */
cJSON *cluster_put(struct cluster *c, enum kind kind, const char *key, cJSON *take_object);

/* Visits until fn returns false. */
void cluster_each(const struct cluster *c, enum kind kind,
                  bool (*fn)(void *arg, const cJSON *object), void *arg);

const char *object_name(const cJSON *object);
const char *object_ns(const cJSON *object); /* NULL when it has none */
const char *object_annotation(const cJSON *object, const char *key);
bool object_is_leaving(const cJSON *object); /* it has a deletionTimestamp */

#endif
