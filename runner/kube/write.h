#ifndef RUNNER_KUBE_WRITE_H
#define RUNNER_KUBE_WRITE_H

/*
 * Every change of an object by a client, over HTTP or not, goes through here:
 * identity and version checks, what belongs to whom (status, finalizers,
 * system metadata), defaults, validation, generation, and the end of what was
 * held by finalizers. One call is one transaction of the store.
 *
 * All return NULL, or the refusal; then nothing was changed.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "runner/kube/cluster.h"

struct write {
    struct cluster *cluster;
    struct arena *arena;
    const struct resource *resource; /* the version that the client speaks */
    const char *ns;                  /* "" for what has no namespace */
    const char *name;                /* of what is changed; at creation may be NULL */
    const char *subresource;         /* NULL, "status", "finalize" */
    const char *manager;             /* who writes, for managedFields; NULL: not noted */
    const cJSON *applied;            /* the document of a server-side apply; NULL: another write */
    bool force;                      /* an apply takes what others own */
    bool dry_run;                    /* look whether it would be taken */
    bool with_status;                /* the status counts as well: for those who play a kubelet */
};

struct written {
    const cJSON *object; /* in stored form; good until the next change */
    bool created;
    bool gone; /* deleted; object is what it was */
};

enum propagation {
    PROPAGATION_default,
    PROPAGATION_background,
    PROPAGATION_foreground,
    PROPAGATION_orphan
};

struct delete_options {
    const char *uid, *version; /* preconditions; NULL: none */
    enum propagation propagation;
};

/* The time of the write, as metadata has it; the arena's. */
const char *write_now(const struct write *w);

/* The object is in the client's version and taken over in every case. */
cJSON *write_create(const struct write *w, cJSON *take_object, struct written *ret);
cJSON *write_update(const struct write *w, cJSON *take_object, struct written *ret);
cJSON *write_delete(const struct write *w, const struct delete_options *o, struct written *ret);

#endif
