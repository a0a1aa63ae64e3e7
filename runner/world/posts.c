#include "runner/world/posts.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "runner/world/question.h"

#include "base/banned.h"

struct post {
    struct posts *all;
    char *path;
    struct transfer *transfer;
    struct post *next;
};

static void drop(struct post *p)
{
    struct post **at = &p->all->first;

    while (*at != p)
        at = &(*at)->next;
    *at = p->next;
    free(p->path);
    free(p);
}

static void answered(void *arg, const struct fetch_reply *r)
{
    struct post *p = arg;
    struct posts *s = p->all;
    char *path = p->path;

    p->path = NULL;
    drop(p);
    s->on_done(s->arg, r, path);
    free(path);
}

void posts_send(struct posts *s, const char *server, const char *path, const cJSON *body)
{
    static const char *const headers[] = { "Content-Type: application/json", NULL };
    struct post *p = must_alloc(sizeof(*p));
    struct buf text = BUF_LIMIT(LIMIT_STATE_BYTES);
    struct fetch_request r = { .method = "POST",
                               .headers = headers,
                               .timeout_ms = s->timeout_ms,
                               .on_done = answered,
                               .arg = p };

    json_print(&text, body);
    r.body = buf_str(&text);
    *p = (struct post){ s, must_copy(path), NULL, s->first };
    s->first = p;
    p->transfer = question_send(s->fetch, server, path, &r);
    buf_done(&text);
}

bool posts_are_open(const struct posts *s)
{
    return s->first != NULL;
}

void posts_done(struct posts *s)
{
    for (struct post *p = s->first, *next; p; p = next) {
        next = p->next;
        transfer_cancel(p->transfer);
        free(p->path);
        free(p);
    }
    s->first = NULL;
}
