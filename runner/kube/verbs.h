#ifndef RUNNER_KUBE_VERBS_H
#define RUNNER_KUBE_VERBS_H

/*
 * What a client can do with objects: one function a verb. A verb reads the
 * request (body, query), acts through write.h or list.h, and fills the reply;
 * or it returns the refusal.
 */
#include <cjson/cJSON.h>

#include "runner/kube/cluster.h"
#include "runner/kube/request.h"

/* What the path of a request names. */
struct target {
    const struct resource *resource;
    const char *ns;          /* NULL: every namespace, or a kind that has none */
    const char *name;        /* NULL: the collection */
    const char *subresource; /* NULL: the object itself */
};

typedef cJSON *verb_fn(struct cluster *c, const struct request *q, const struct target *t,
                       struct reply *reply);

verb_fn verb_get, verb_list, verb_create, verb_update, verb_patch, verb_delete,
    verb_delete_collection;

/* A tree as the reply. */
void reply_json(struct reply *reply, int status, const cJSON *tree);
/* A Status, in protobuf for those who take nothing else. */
void reply_status(const struct request *q, struct reply *reply, int status, const cJSON *tree);

#endif
