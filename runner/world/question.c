#include "runner/world/question.h"

#include "base/buf.h"
#include "base/json.h"

#include "base/banned.h"

enum { URL_BYTES = 2048 };

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

struct transfer *question_send(struct fetch *f, const char *server, const char *path,
                               struct fetch_request *r)
{
    struct buf url = BUF_LIMIT(URL_BYTES);
    struct transfer *t;

    buf_printf(&url, "%s%s", server, path);
    r->url = url.at;
    t = fetch_start(f, r);
    buf_done(&url);
    return t;
}

void question_refusal(const struct fetch_reply *r, const char *path, struct err *err)
{
    cJSON *json = r->status ? json_parse(r->body, NULL) : NULL;
    const char *text = json_text(json, "error");

    if (text)
        err_set(err, "mockalb refuses %s: %s", path, text);
    else if (r->status)
        err_set(err, "mockalb answers %s with status %d", path, r->status);
    else
        err_set(err, "mockalb does not answer: %s", r->error);
    cJSON_Delete(json);
}
