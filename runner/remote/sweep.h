#ifndef RUNNER_REMOTE_SWEEP_H
#define RUNNER_REMOTE_SWEEP_H

/*
 * Takes out of a cluster what has a label of ours: Ingresses and AlbConfigs first,
 * while there is a controller that works off their finalizers, then classes,
 * namespaces with all that is in them, and nodes. A finalizer that nobody works
 * off is taken away after a while, and told of; so is whatever is still there at
 * the end.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/net/fetch.h"
#include "base/net/loop.h"
#include "runner/remote/kubeconfig.h"

struct sweep_options {
    struct loop *loop;
    struct fetch *fetch;
    const struct remote_config *config;
    const char *selector; /* "albspec/run=albspec-x3f9" */
    const char *prefix;   /* of the names in events that lie elsewhere */
    int64_t patience_ms;  /* for finalizers; and once more for the rest */
};

/* True: nothing is left. A line for each thing that did not go as it should. */
bool sweep_cluster(const struct sweep_options *o, struct buf *left);

#endif
