#ifndef RUNNER_REMOTE_REMOTE_H
#define RUNNER_REMOTE_REMOTE_H

/*
 * A Kubernetes API that is not in this process, maybe not even ours: objects are
 * made by server-side apply, and what was heard of them is kept.
 *
 * A call turns the loop until its answer is there, so it is not for callbacks.
 * After a write the replica has what was written.
 */
#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/net/fetch.h"
#include "base/net/loop.h"
#include "runner/remote/kinds.h"
#include "runner/remote/kubeconfig.h"

struct remote;

struct remote_options {
    struct loop *loop;
    struct fetch *fetch;
    const struct remote_config *config; /* outlives it */
    const char *selector;               /* of labels, for all kinds but events; NULL: all */
    bool (*take)(void *arg, const struct remote_kind *kind, cJSON *object); /* as a replica's */
    void (*on_change)(void *arg, const struct remote_kind *kind);
    void *arg;
};

/* follows: objects of the kinds that are followed are kept from now on. */
struct remote *remote_new(const struct remote_options *o, bool follows);
void remote_free(struct remote *r); /* NULL is fine */

bool remote_is_synced(const struct remote *r); /* everything was heard of once */
bool remote_is_refused(const struct remote *r, struct err *err);
uint64_t remote_revision(const struct remote *r);

/* What was heard of. Kinds that are not followed have nothing. */
void remote_each(const struct remote *r, const char *kind, const char *ns,
                 bool (*fn)(void *arg, const cJSON *object), void *arg);
const cJSON *remote_get(const struct remote *r, const char *kind, const char *ns, const char *name);

struct remote_request {
    const char *method, *path, *type; /* type NULL: no body */
    const cJSON *body;
};
/* The answer is the arena's. 0: none came. *ret_body may be NULL. */
int remote_call(struct remote *r, struct arena *a, const struct remote_request *request,
                const cJSON **ret_body, struct err *err);

/* Of objects as they are called there. A status is written too, as if by whoever owns it. */
bool remote_apply(struct remote *r, const cJSON *object, struct err *err);
bool remote_patch(struct remote *r, const char *path, const cJSON *patch, struct err *err);
bool remote_delete(struct remote *r, const char *path, struct err *err); /* at once; 404 is fine */

#endif
