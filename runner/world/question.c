#include "runner/world/question.h"

#include "base/json.h"

#include "base/banned.h"

static void answered(void *arg, const struct fetch_reply *r)
{
    struct question *q = arg;
    struct err err = { "" };

    q->transfer = NULL;
    q->answer = r->status == 200 ? json_parse(r->body, &err) : NULL;
    q->on_done(q->arg, r, r->status == 200 && !q->answer ? err.text : NULL);
}

void question_ask(struct question *q, const char *url, int64_t timeout_ms)
{
    struct fetch_request r = {
        .method = "GET", .url = url, .timeout_ms = timeout_ms, .on_done = answered, .arg = q
    };

    question_done(q);
    q->transfer = fetch_start(q->fetch, &r);
}

bool question_is_open(const struct question *q)
{
    return q->transfer != NULL;
}

void question_done(struct question *q)
{
    if (q->transfer)
        transfer_cancel(q->transfer);
    cJSON_Delete(q->answer);
    q->transfer = NULL;
    q->answer = NULL;
}
