#include "reference/apply.h"

#include <string.h>

#include "base/banned.h"

struct lane {
    struct apply *apply;
    const char *name; /* NULL: one step alone */
    const struct step *current;
    struct lane *next;
};

struct apply {
    struct plan *plan;
    struct cloud_client *client;
    struct attempts *attempts;
    const struct clock *clock;
    apply_fn *done;
    void *arg;
    struct applied result;
    struct lane *lanes;
    int running;
};

static const struct step *next_of_lane(const struct lane *l)
{
    const struct step *s = l->name ? l->current->next : NULL;

    while (s && (!s->lane || strcmp(s->lane, l->name) != 0))
        s = s->next;
    return s;
}

static void lane_done(struct apply *a)
{
    if (--a->running == 0)
        a->done(a->arg, &a->result);
}

static void on_answer(void *arg, const struct cloud_answer *answer);

static void note_pause(struct apply *a, const struct attempt *t)
{
    a->result.resting++;
    if (!a->result.wake_ms || t->until_ms < a->result.wake_ms)
        a->result.wake_ms = t->until_ms;
}

/* Whoever is only busy keeps its lane waiting, unless that has gone on for too long. */
static bool blocks_lane(const struct attempt *t, int64_t now_ms)
{
    return t->passing && !attempt_is_trouble(t, now_ms);
}

/* Makes the lane's first call, from its current step on, that may be made now. */
static void run_lane(struct lane *l)
{
    struct apply *a = l->apply;
    int64_t now_ms = clock_ms(a->clock);

    for (; l->current; l->current = next_of_lane(l)) {
        const struct attempt *t = attempts_get(a->attempts, l->current->key, now_ms);
        if (!t || now_ms >= t->until_ms) {
            cloud_call(a->client, API_alb, l->current->action, l->current->params, on_answer, l);
            return;
        }
        note_pause(a, t);
        if (blocks_lane(t, now_ms))
            break;
    }
    lane_done(a);
}

static void on_answer(void *arg, const struct cloud_answer *answer)
{
    struct lane *l = arg;
    struct apply *a = l->apply;
    int64_t now_ms = clock_ms(a->clock);

    attempts_note(a->attempts, l->current->key, answer, now_ms);
    const struct attempt *t = attempts_get(a->attempts, l->current->key, now_ms);
    if (answer->ok)
        a->result.accepted++;
    else
        a->result.refused++;
    if (!answer->ok && (!a->result.wake_ms || t->until_ms < a->result.wake_ms))
        a->result.wake_ms = t->until_ms;
    l->current = !answer->ok && blocks_lane(t, now_ms) ? NULL : next_of_lane(l);
    run_lane(l);
}

static bool has_lane(const struct apply *a, const char *name)
{
    const struct lane *l = a->lanes;

    while (l && (!l->name || strcmp(l->name, name) != 0))
        l = l->next;
    return l != NULL;
}

void apply_start(struct plan *p, struct cloud_client *client, struct attempts *attempts,
                 const struct clock *clock, apply_fn *done, void *arg)
{
    struct apply *a = arena_new_of(p->arena, struct apply);
    struct lane **last = &a->lanes;

    *a = (struct apply){
        .plan = p, .client = client, .attempts = attempts, .clock = clock, .done = done, .arg = arg
    };
    for (const struct step *s = p->first; s; s = s->next) {
        if (s->lane && has_lane(a, s->lane))
            continue;
        *last = arena_new_of(p->arena, struct lane);
        **last = (struct lane){ .apply = a, .name = s->lane, .current = s };
        last = &(*last)->next;
    }
    a->running = 1; /* ours, until every lane runs */
    for (struct lane *l = a->lanes; l; l = l->next) {
        a->running++;
        run_lane(l);
    }
    lane_done(a);
}
