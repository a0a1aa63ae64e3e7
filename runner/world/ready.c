#include "runner/world/ready.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/must.h"
#include "base/regex.h"

#include "base/banned.h"

enum { ASK_MS = 50, ANSWER_MS = 2000 };

struct ready {
    struct ready_world world;
    struct target_ready how;
    enum ready_state state;
    int64_t until_ms;
    struct timer timer; /* to look again, or to ask again */
    struct kube_observer observer;
    struct transfer *transfer;
};

#define OF(member_at, member)                                                                      \
    ((struct ready *)(void *)((char *)(member_at)-offsetof(struct ready, member)))

static void set_state(struct ready *r, enum ready_state state)
{
    if (r->state != READY_waiting)
        return;
    r->state = state;
    timer_stop(&r->timer);
    r->world.on_change(r->world.arg);
}

static void visited(struct kube_observer *o, const struct kube_visit *v)
{
    struct ready *r = OF(o, observer);
    struct str path = v->path, kind = str_of(r->how.what);
    size_t before = path.len > kind.len ? path.len - kind.len - 1 : 0;

    if (v->status == 200 && before && str_is(v->method, "GET") && path.at[before] == '/' &&
        str_ends(path, kind))
        set_state(r, READY_reached);
}

static bool holds_lease(const struct ready *r)
{
    struct arena *a = arena_new();
    struct str name = str_of(r->how.what), ns = str_cut(&name, '/');
    const cJSON *lease = kube_get(r->world.kube, "Lease", arena_strz(a, ns), arena_strz(a, name));
    bool held = *json_text_or(json_get(lease, "spec"), "holderIdentity", "");

    arena_free(a);
    return held;
}

static void answered(void *arg, const struct fetch_reply *reply)
{
    struct ready *r = arg;

    r->transfer = NULL;
    if (reply->status >= 200 && reply->status <= 299)
        set_state(r, READY_reached);
}

static void ask(struct ready *r)
{
    struct fetch_request request = {
        .method = "GET", .url = r->how.what, .timeout_ms = ANSWER_MS, .on_done = answered, .arg = r
    };

    if (!r->transfer)
        r->transfer = fetch_start(r->world.fetch, &request);
}

static void look(struct timer *t)
{
    struct ready *r = OF(t, timer);
    bool is_so = false;

    if (r->how.by == READY_http)
        ask(r);
    else if (r->how.by == READY_lease)
        is_so = holds_lease(r);
    else if (r->how.by == READY_log)
        is_so = regex_finds(str_of(r->how.what), proc_log(r->world.controller));
    if (is_so)
        set_state(r, READY_reached);
    else if (clock_machine_ms() >= r->until_ms)
        set_state(r, READY_missed);
    else
        timer_set(loop_clock(r->world.loop), &r->timer, ASK_MS);
}

struct ready *ready_new(const struct ready_world *w, const struct target_ready *how)
{
    struct ready *r = must_alloc(sizeof(*r));

    r->world = *w;
    r->how = *how;
    r->until_ms = clock_machine_ms() + how->within_ms;
    r->timer.fire = look;
    timer_set(loop_clock(w->loop), &r->timer, ASK_MS);
    r->observer.visited = visited;
    if (how->by == READY_list)
        kube_observe(w->kube, &r->observer);
    return r;
}

void ready_free(struct ready *r)
{
    if (!r)
        return;
    timer_stop(&r->timer);
    kube_unobserve(&r->observer);
    if (r->transfer)
        transfer_cancel(r->transfer);
    free(r);
}

enum ready_state ready_state(const struct ready *r)
{
    return r->state;
}

const char *ready_about(const struct ready *r, struct arena *a)
{
    const struct target_ready *how = &r->how;

    switch (how->by) {
    case READY_list:
        return arena_printf(a, "it lists %s", how->what);
    case READY_http:
        return arena_printf(a, "%s answers", how->what);
    case READY_log:
        return arena_printf(a, "its log says '%s'", how->what);
    case READY_lease:
        return arena_printf(a, "it holds the lease %s", how->what);
    }
    must(false);
}
