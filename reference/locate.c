#include "reference/locate.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/must.h"

#include "base/banned.h"

#define PAUSE_FIRST_MS  20
#define PAUSE_MAX_MS    5000
#define CALL_TIMEOUT_MS 5000

struct question {
    struct locate *locate;
    const char *path;
    const char **answer; /* where it goes; NULL as long as nobody has answered */
    struct transfer *transfer;
};

struct locate {
    struct timer timer; /* first: the callback casts back */
    struct locate_options o;
    struct arena *arena;
    struct place place;
    struct question region, vpc;
    int asked; /* questions under way */
    int64_t pause_ms;
};

static void on_pause_over(struct timer *t);

static void answer_came(struct locate *l)
{
    if (--l->asked > 0)
        return;
    if (l->place.region && l->place.vpc && l->place.cluster) {
        l->o.on_found(l->o.arg, &l->place);
        return;
    }
    log_line(l->o.log, LOG_LEVEL_warn, "still asking for%s%s%s",
             l->place.region ? "" : " the region", l->place.vpc ? "" : " the VPC",
             l->place.cluster ? "" : " the cluster's id");
    l->timer.fire = on_pause_over;
    timer_set(loop_clock(l->o.loop), &l->timer, l->pause_ms);
    l->pause_ms = l->pause_ms * 2 > PAUSE_MAX_MS ? PAUSE_MAX_MS : l->pause_ms * 2;
}

static void on_metadata(void *arg, const struct fetch_reply *r)
{
    struct question *q = arg;

    q->transfer = NULL;
    if (r->status == 200 && str_trim(r->body).len > 0)
        *q->answer = arena_strz(q->locate->arena, str_trim(r->body));
    answer_came(q->locate);
}

static void on_namespace(void *arg, const struct kube_answer *answer)
{
    struct locate *l = arg;
    const char *uid = json_text(answer->body, "metadata.uid");

    if (answer->status == 200 && uid)
        l->place.cluster = arena_strz(l->arena, str_of(uid));
    answer_came(l);
}

static void ask_metadata(struct question *q)
{
    struct locate *l = q->locate;

    if (*q->answer)
        return;
    struct fetch_request r = { .method = "GET",
                               .url = arena_printf(l->arena, "%s/latest/meta-data/%s",
                                                   l->o.endpoint, q->path),
                               .timeout_ms = CALL_TIMEOUT_MS,
                               .on_done = on_metadata,
                               .arg = q };
    l->asked++;
    q->transfer = fetch_start(l->o.fetch, &r);
}

static void ask(struct locate *l)
{
    ask_metadata(&l->region);
    ask_metadata(&l->vpc);
    if (!l->place.cluster) {
        l->asked++;
        kube_call(l->o.kube, "GET", "/api/v1/namespaces/kube-system", NULL, on_namespace, l);
    }
}

static void on_pause_over(struct timer *t)
{
    ask((struct locate *)t);
}

struct locate *locate_start(const struct locate_options *o)
{
    struct locate *l = must_alloc(sizeof(*l));

    l->o = *o;
    l->arena = arena_new();
    l->pause_ms = PAUSE_FIRST_MS;
    l->region = (struct question){ .locate = l, .path = "region-id", .answer = &l->place.region };
    l->vpc = (struct question){ .locate = l, .path = "vpc-id", .answer = &l->place.vpc };
    ask(l);
    return l;
}

void locate_free(struct locate *l)
{
    if (!l)
        return;
    timer_stop(&l->timer);
    if (l->region.transfer)
        transfer_cancel(l->region.transfer);
    if (l->vpc.transfer)
        transfer_cancel(l->vpc.transfer);
    arena_free(l->arena);
    free(l);
}
