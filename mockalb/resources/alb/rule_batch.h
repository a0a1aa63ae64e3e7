#ifndef MOCKALB_RESOURCES_ALB_RULE_BATCH_H
#define MOCKALB_RESOURCES_ALB_RULE_BATCH_H

/*
 * Rules that one call writes. A single rule is a batch of one, whose messages
 * have no "Rules.1." in front. One bad rule fails the whole batch.
 */
#include <stddef.h>

#include "mockalb/gateway/call.h"

struct rule_item {
    const cJSON *given;
    const char *prefix; /* "Rules.1.", or "" */
    const char *id;
    cJSON *body; /* as it will be */
};

struct rule_batch {
    struct call *call;
    const struct object *listener;
    struct rule_item *items;
    size_t count;
};

/* The call's rules: its list Rules, or with alone its own parameters. */
void rule_batch_read(struct rule_batch *b, struct call *call, bool alone);

/* NULL, or why no rule of this listener can be written now. */
const struct api_error *rule_batch_check_listener(struct call *call, const struct object *listener);

/* Whether the bodies are legal on the batch's listener, each and beside the others. */
const struct api_error *rule_batch_check(const struct rule_batch *b, bool created);

/* Puts the bodies into the store, in that transitional state, and starts the job. */
const struct api_error *rule_batch_put(const struct rule_batch *b, const char *state);

#endif
