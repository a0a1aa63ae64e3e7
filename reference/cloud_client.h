#ifndef REFERENCE_CLOUD_CLIENT_H
#define REFERENCE_CLOUD_CLIENT_H

/*
 * Calls of the cloud's API, some at a time, each answered later by a callback.
 *
 * What may pass by itself is tried again here, with growing pauses: no answer,
 * throttling, 5xx. A call that makes something carries a ClientToken, the same
 * in every attempt, so that an answer which got lost makes nothing twice.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/net/fetch.h"

struct cloud_client;

enum api { API_alb, API_ecs, API_vpc };

struct cloud_answer {
    bool ok;
    bool passing; /* a refusal that may pass by itself: somebody is busy, or nobody answered */
    const char *action;
    const char *code, *message, *request_id; /* of a refusal; never NULL */
    cJSON *body; /* of an answer; the callback may take parts out of it */
};

typedef void cloud_fn(void *arg, const struct cloud_answer *answer);

struct cloud_options {
    const char *endpoint; /* "http://127.0.0.1:41231" */
    const char *key_id, *key_secret;
};

struct cloud_client *cloud_client_new(struct loop *l, struct fetch *f,
                                      const struct cloud_options *o);
void cloud_client_free(struct cloud_client *c); /* before the fetch; forgets what is under way */
void cloud_client_set_region(struct cloud_client *c, const char *region);

/* Copies what it needs. */
void cloud_call(struct cloud_client *c, enum api api, const char *action, const cJSON *params,
                cloud_fn *done, void *arg);

#endif
