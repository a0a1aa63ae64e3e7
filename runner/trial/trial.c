#include "runner/trial/trial.h"

#include <string.h>

#include "runner/proc/proc.h"
#include "runner/proc/strays.h"
#include "runner/suite/fixture.h"
#include "runner/trial/advice.h"
#include "runner/trial/stages.h"
#include "runner/world/controller.h"
#include "runner/world/mirror.h"
#include "runner/world/silence.h"

#include "base/banned.h"

enum {
    MINUTE_MS = 60000,
    SECOND_MS = 1000,
    SILENCES = 5,      /* of the settle time, and */
    SILENCE_MS = 2000, /* at most this long if that is short, until what is not so is hopeless */
};

/* As long as it may still come up: a target's own limit. */
static int64_t patience_of(const struct trial *t)
{
    int64_t ready = t->options->target->ready.within_ms;

    if (t->options->patience_ms)
        return t->options->patience_ms;
    return t->stage <= STAGE_ready && ready ? ready : MINUTE_MS;
}

static int64_t silence_of(const struct world *w)
{
    int64_t settle = w->options->settle_ms;

    if (SILENCES * settle <= SILENCE_MS)
        return SILENCES * settle;
    return settle > SILENCE_MS ? settle : SILENCE_MS;
}

static const char *duration_text(struct arena *a, int64_t ms)
{
    return ms % SECOND_MS ? arena_printf(a, "%lld ms", (long long)ms)
                          : arena_printf(a, "%lld s", (long long)ms / SECOND_MS);
}

/* ---- waiting ---- */

static void on_signal(void *arg, int signo)
{
    struct trial *t = arg;

    (void)signo;
    t->stopped = true;
}

static bool is_worth_a_look(void *arg)
{
    const struct trial *t = arg;

    return t->stopped || t->world->changed;
}

/* Why there is nothing to wait for any more; NULL: there is. */
static const char *why_over(struct trial *t, int64_t since_ms)
{
    int64_t now = clock_machine_ms(), patience = patience_of(t);
    struct world *w = t->world;
    struct err err;

    if (t->stopped)
        return "the check was stopped";
    if (world_broke(w, &err) || world_controller_died(w, &err) ||
        (t->stage == STAGE_ready && world_controller_is_late(w, &err)))
        return arena_strz(t->arena, str_of(err.text));
    if (now - since_ms >= patience)
        return arena_printf(t->arena, "it did not within %s", duration_text(t->arena, patience));
    if (t->stage > STAGE_ready && world_settled(w) && now - w->stirred_ms >= silence_of(w))
        return arena_printf(t->arena, "it fell silent: nothing more came for %s",
                            duration_text(t->arena, silence_of(w)));
    return NULL;
}

static bool wait_for(struct trial *t, const char **ret_why)
{
    int64_t since_ms = clock_machine_ms(), told_ms = since_ms;
    enum { LOOK_MS = 50 };

    for (;;) {
        t->world->changed = false;
        seen_update(&t->seen);
        if (stages[t->stage].is_reached(t))
            return true;
        *ret_why = why_over(t, since_ms);
        if (*ret_why)
            return false;
        loop_turn(t->world->loop, 0);
        loop_until(t->world->loop, is_worth_a_look, t, LOOK_MS);
        if (clock_machine_ms() - told_ms >= SECOND_MS) {
            told_ms += SECOND_MS;
            t->options->on_second(t->options->arg);
        }
    }
}

/* ---- the way ---- */

/* False: it ends here. */
static bool pass_stage(struct trial *t)
{
    const struct stage *stage = &stages[t->stage];
    struct stage_result *r = &t->results[t->stage];
    struct err err = { "" };

    if (stage->begin && !stage->begin(t, &err))
        r->why = arena_strz(t->arena, str_of(err.text));
    if (!r->why)
        wait_for(t, &r->why);
    r->state = r->why ? STAGE_failed : STAGE_passed;
    r->at_ms = clock_machine_ms() - t->began_ms;
    t->options->on_stage(t->options->arg, t->stage);
    return !r->why || (stage->goes_on && !t->stopped && t->world->controller &&
                       proc_running(t->world->controller));
}

static bool open_world(struct trial *t, struct err *err)
{
    const struct trial_options *o = t->options;
    const struct fixture *f = fixture_load(t->arena, o->fixtures, "one-ingress", err);

    if (!f)
        return false;
    t->world_options = (struct world_options){ .dir = o->dir,
                                               .fixtures = o->fixtures,
                                               .mockalb = o->mockalb,
                                               .region = f->region,
                                               .target = o->target,
                                               .isolated = o->isolated,
                                               .seed = o->seed,
                                               .settle_ms = o->target->settle_ms };
    t->world = world_new(&t->world_options, err);
    if (t->world)
        t->world->fixture = f;
    return t->world;
}

bool trial_run(struct trial *t, const struct trial_options *o, struct err *err)
{
    *t = (struct trial){ .options = o, .arena = arena_new() };
    strays_adopt();
    if (!open_world(t, err))
        return false;
    seen_init(&t->seen, t->arena, t->world);
    loop_on_signals(t->world->loop, on_signal, t);
    t->began_ms = clock_machine_ms();
    while (t->stage < STAGES && pass_stage(t))
        t->stage++;
    t->took_ms = clock_machine_ms() - t->began_ms;
    seen_update(&t->seen);
    advice_give(t);
    return !world_broke(t->world, err);
}

void trial_done(struct trial *t)
{
    seen_done(&t->seen);
    world_free(t->world);
    strays_kill(NULL, NULL);
    arena_free(t->arena);
}

bool trial_passed(const struct trial *t)
{
    for (size_t i = 0; i < STAGES; i++) {
        if (t->results[i].state != STAGE_passed)
            return false;
    }
    return true;
}
