#ifndef RUNNER_WORLD_QUESTION_H
#define RUNNER_WORLD_QUESTION_H

/*
 * One question to the mock that is asked anew whenever its state is: the answer
 * is that of the last time, and none while it is under way.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/err.h"
#include "base/net/fetch.h"

struct question {
    struct fetch *fetch;
    void (*on_done)(void *arg, const struct fetch_reply *r, const char *why); /* why NULL: fine */
    void *arg;
    struct transfer *transfer;
    cJSON *answer;
};

void question_ask(struct question *q, const char *url, int64_t timeout_ms);
bool question_is_open(const struct question *q); /* under way */
void question_done(struct question *q);

/* Any request to a server's path: sets its url, and starts it. */
struct transfer *question_send(struct fetch *f, const char *server, const char *path,
                               struct fetch_request *r);

/* What mockalb says in {"error": …} to any question, or its status; no answer at all. */
void question_refusal(const struct fetch_reply *r, const char *path, struct err *err);

#endif
