#ifndef REFERENCE_KUBE_CLIENT_H
#define REFERENCE_KUBE_CLIENT_H

/*
 * Requests to the Kubernetes API, in JSON, each answered later by a callback.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/net/fetch.h"
#include "reference/kubeconfig.h"

struct kube_client;

struct kube_answer {
    int status;        /* 0: no answer */
    const char *error; /* why it is not a 2xx; NULL otherwise */
    cJSON *body;       /* the callback may detach parts or change it; NULL: no JSON */
};

typedef void kube_fn(void *arg, const struct kube_answer *answer);

struct kube_client *kube_client_new(struct loop *l, struct fetch *f, const struct kubeconfig *k);
void kube_client_free(struct kube_client *c); /* before the fetch; forgets what is under way */

/* body NULL: none. A PATCH is a merge patch. done NULL: nobody wants to know. */
void kube_call(struct kube_client *c, const char *method, const char *path, const cJSON *body,
               kube_fn *done, void *arg);

/* A stream of lines: on_data as they come, on_done at its end. */
struct transfer *kube_stream(struct kube_client *c, const char *path,
                             void (*on_data)(void *arg, struct str bytes),
                             void (*on_done)(void *arg, const struct fetch_reply *r), void *arg);

struct loop *kube_client_loop(const struct kube_client *c);

#endif
