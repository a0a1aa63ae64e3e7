#include "runner/run/live.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/must.h"

#include "base/banned.h"

struct shown {
    struct buf waiting; /* for its turn */
    size_t checks;      /* of this case so far */
    bool ended;
};

struct live {
    int fd;
    struct text_style style;
    const struct run_result *run; /* its cases are the caller's, and hold what is known so far */
    struct shown *cases;
    size_t turn; /* the first case that has not ended */
};

static void print(const struct live *l, struct buf *text)
{
    struct str rest = buf_str(text);

    while (rest.len) {
        ssize_t n = write(l->fd, rest.at, rest.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break; /* whoever read it is gone: the run goes on for its reports */
        rest = str_skip(rest, (size_t)n);
    }
    buf_reset(text);
}

struct live *live_new(int fd, const struct text_style *s, const struct run_result *r)
{
    struct live *l = must_alloc(sizeof(*l));
    struct buf text = BUF_LIMIT(LIMIT_FETCH_BYTES);

    l->fd = fd;
    l->style = *s;
    l->run = r;
    l->cases = must_alloc((r->count + 1) * sizeof(struct shown));
    for (size_t i = 0; i < r->count; i++)
        l->cases[i].waiting = BUF_LIMIT(LIMIT_FETCH_BYTES);
    text_begin(&text, s, r);
    print(l, &text);
    buf_done(&text);
    return l;
}

static struct buf *begun(struct live *l, size_t at)
{
    struct shown *s = &l->cases[at];

    must(at < l->run->count && !s->ended);
    if (!s->checks)
        text_case_begin(&s->waiting, &l->style, &l->run->cases[at]);
    return &s->waiting;
}

static void flush(struct live *l)
{
    while (l->turn < l->run->count) {
        print(l, &l->cases[l->turn].waiting);
        if (!l->cases[l->turn].ended)
            return;
        l->turn++;
    }
}

void live_check(struct live *l, size_t at, const struct check_result *c)
{
    text_check(begun(l, at), &l->style, &l->run->cases[at], c);
    l->cases[at].checks++;
    flush(l);
}

/* The whole result may know of checks that were not told one by one. */
void live_case(struct live *l, size_t at, const struct case_result *c)
{
    struct buf *text = begun(l, at);

    for (size_t i = l->cases[at].checks; i < c->count; i++)
        text_check(text, &l->style, c, &c->checks[i]);
    text_case_end(text, &l->style, c);
    l->cases[at].ended = true;
    flush(l);
}

void live_end(struct live *l, const struct run_result *r)
{
    struct buf text = BUF_LIMIT(LIMIT_FETCH_BYTES);

    text_end(&text, &l->style, r);
    print(l, &text);
    buf_done(&text);
}

void live_free(struct live *l)
{
    if (!l)
        return;
    for (size_t i = 0; i < l->run->count; i++)
        buf_done(&l->cases[i].waiting);
    free(l->cases);
    free(l);
}
