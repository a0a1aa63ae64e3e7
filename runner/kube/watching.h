#ifndef RUNNER_KUBE_WATCHING_H
#define RUNNER_KUBE_WATCHING_H

/*
 * One client's watch: from a resourceVersion on, or first what there is and
 * then every change, each a line of JSON; bookmarks, an end after
 * timeoutSeconds, and an ERROR frame with 410 when the version is too old.
 *
 * It writes into a sink: a stream of the server, or a test's buffer. Whoever
 * has the sink calls watching_free() when the client has left; when the watch
 * ends by itself it calls the sink's end, once, and is gone.
 */
#include "runner/kube/cluster.h"
#include "runner/kube/request.h"
#include "runner/kube/status.h"

struct sink {
    void (*write)(void *arg, struct blob *frame); /* borrowed */
    void (*end)(void *arg);
    void *arg;
};

/* ns: NULL for every namespace; name: NULL, or the only object meant. The result is started later. */
cJSON *watching_new(struct cluster *c, const struct request *q, const struct resource *r,
                    const char *ns, const char *name, struct watching **ret);
const char *watching_type(const struct watching *w); /* of its stream */
void watching_start(struct watching *w, const struct sink *s);
void watching_free(struct watching *w);
void watching_end_all(struct cluster *c);
void watching_end_unserved(struct cluster *c); /* whose kind's definition has gone */

#endif
