#ifndef REFERENCE_INFORMER_H
#define REFERENCE_INFORMER_H

/*
 * One kind of the Kubernetes API, followed for ever: listed once, then watched
 * from the list's resourceVersion on. A watch that ends is taken up where it
 * ended; if the server does not remember that far back (410 Gone) the kind is
 * listed again and what changed in between is told as if it had been seen.
 *
 * The objects go into the cluster's map; on_change is called after each of
 * them, with what stood there before (NULL: it is new) and what stands there
 * now (NULL: it is gone).
 */
#include <stdbool.h>

#include "base/log.h"
#include "reference/cluster.h"
#include "reference/kube_client.h"

struct informer;

typedef void informer_fn(void *arg, enum kind kind, const cJSON *before, const cJSON *now);

struct informer_options {
    struct kube_client *client;
    struct cluster *cluster;
    enum kind kind;
    informer_fn *on_change;
    void (*on_sync)(void *arg); /* the first list is in; called once */
    void *arg;
    const struct log *log;
};

struct informer *informer_new(const struct informer_options *o);
void informer_free(struct informer *i); /* NULL is fine */
bool informer_is_synced(const struct informer *i);

#endif
