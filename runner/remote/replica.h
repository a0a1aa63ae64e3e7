#ifndef RUNNER_REMOTE_REPLICA_H
#define RUNNER_REMOTE_REPLICA_H

/*
 * Objects of one kind as a server has them: listed once, then followed by a
 * watch that is begun anew whenever it ends. Objects are in the order in which
 * they were heard of.
 */
#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/err.h"
#include "base/net/fetch.h"
#include "base/net/loop.h"
#include "runner/remote/kinds.h"
#include "runner/remote/kubeconfig.h"

struct replica;

struct replica_options {
    struct loop *loop;
    struct fetch *fetch;
    const struct remote_config *config;
    const struct remote_kind *kind;
    const char *selector; /* of labels; NULL: all */
    /* Is this object wanted? It may be changed. */
    bool (*take)(void *arg, const struct remote_kind *kind, cJSON *object);
    void (*on_change)(void *arg, const struct remote_kind *kind);
    void *arg;
};

struct replica *replica_new(const struct replica_options *o);
void replica_free(struct replica *r); /* NULL is fine */

bool replica_is_synced(const struct replica *r);
/* The server does not let us, or does not answer: err says what it said the last time. */
bool replica_is_refused(const struct replica *r, struct err *err);
uint64_t replica_revision(const struct replica *r);    /* the newest that was heard of */
const cJSON *replica_objects(const struct replica *r); /* an array */
/* ns NULL: of the cluster's scope. NULL: there is none. */
const cJSON *replica_get(const struct replica *r, const char *ns, const char *name);

#endif
