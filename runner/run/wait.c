#include "runner/run/wait.h"

#include "base/must.h"
#include "runner/world/controller.h"
#include "runner/world/silence.h"

#include "base/banned.h"

enum {
    SIDE_BYTES = 64 << 10,
    SILENCES = 5,      /* of settle_ms, and */
    SILENCE_MS = 2000, /* at most this long, until what is not so at rest is hopeless */
};

static struct finding fresh_finding(struct waiting *w)
{
    arena_reset(w->arena);
    return (struct finding){ .arena = w->arena,
                             .expected = BUF_LIMIT(SIDE_BYTES),
                             .found = BUF_LIMIT(SIDE_BYTES) };
}

void finding_done(struct finding *f)
{
    buf_done(&f->expected);
    buf_done(&f->found);
}

/* Why nothing more can be seen in this world; false: it goes on. */
static bool has_ended(struct waiting *w)
{
    if (w->stopped) {
        w->end_verdict = VERDICT_skip;
        err_set(&w->why, "the run was stopped");
        return true;
    }
    if (world_broke(w->world, &w->why)) {
        w->end_verdict = VERDICT_error;
        return true;
    }
    if (world_controller_is_late(w->world, &w->why)) {
        w->end_verdict = VERDICT_error;
        return true;
    }
    if (world_controller_died(w->world, &w->why)) {
        w->end_verdict = world_controller_was_heard(w->world) ? VERDICT_fail : VERDICT_error;
        return true;
    }
    return false;
}

/*
 * What is not so at rest may still come, from a controller that thinks for long or a machine that is
 * slow: it is given more silence than the rest itself needs, if that is short.
 */
static int64_t silence_of_patience(const struct world *w)
{
    int64_t settle = w->options->settle_ms, silence = SILENCES * settle;

    if (silence <= SILENCE_MS)
        return silence;
    return settle > SILENCE_MS ? settle : SILENCE_MS;
}

static int64_t hopeless_in_ms(const struct world *w)
{
    int64_t left = w->stirred_ms + silence_of_patience(w) - clock_machine_ms();

    return left > 0 ? left : 0;
}

static int64_t patience_of(const struct world *w, const struct step *s)
{
    return s->within_ms ? s->within_ms : w->options->timeout_ms;
}

/* A hook of the loop may change the world before the loop sleeps. */
static bool is_worth_a_look(void *arg)
{
    struct waiting *w = arg;

    return w->world->changed || has_ended(w);
}

static enum look look_afresh(struct waiting *w, const struct step *s, struct finding *f,
                             bool settled)
{
    w->world->changed = false;
    w->world->settled = settled;
    finding_done(f);
    *f = fresh_finding(w);
    return s->type->look(w->world, s, f);
}

static enum outcome outcome_of(enum look look)
{
    return look == LOOK_pass ? OUTCOME_pass : OUTCOME_wrong;
}

enum outcome wait_for(struct waiting *w, const struct step *s, struct finding *f)
{
    struct world *world = w->world;
    int64_t deadline = clock_machine_ms() + patience_of(world, s);

    *f = fresh_finding(w);
    for (world->changed = true;;) {
        int64_t rest_in = world_settles_in_ms(world), left = deadline - clock_machine_ms();
        enum look look = LOOK_not_yet;
        if (has_ended(w))
            return OUTCOME_end;
        if (world->changed || rest_in == 0)
            look = look_afresh(w, s, f, rest_in == 0);
        if (look != LOOK_not_yet)
            return outcome_of(look);
        if (rest_in == 0)
            rest_in = hopeless_in_ms(world);
        if (rest_in == 0)
            return OUTCOME_settled;
        if (left <= 0)
            return OUTCOME_late;
        loop_turn(world->loop, 0); /* also when the look itself changed something */
        loop_until(world->loop, is_worth_a_look, w, rest_in < left ? rest_in : left);
    }
}

static enum look look_for_rest(struct world *w, const struct step *s, struct finding *f)
{
    (void)s;
    (void)f;
    return w->settled ? LOOK_pass : LOOK_not_yet;
}

enum outcome wait_for_rest(struct waiting *w)
{
    static const struct step_type resting = { .look = look_for_rest };
    const struct step waiting = { .type = &resting };
    struct finding f;
    enum outcome outcome = wait_for(w, &waiting, &f);

    finding_done(&f);
    return outcome;
}

enum outcome wait_no_more(struct waiting *w, const struct step *s, struct finding *f)
{
    enum look look;

    *f = fresh_finding(w);
    look = look_afresh(w, s, f, false);
    if (look == LOOK_pass)
        return OUTCOME_pass;
    return look == LOOK_fail ? OUTCOME_wrong : OUTCOME_restless;
}

static const char *duration_text(struct arena *a, int64_t ms)
{
    return ms % 1000 ? arena_printf(a, "%lld ms", (long long)ms)
                     : arena_printf(a, "%lld s", (long long)ms / 1000);
}

const char *outcome_text(const struct waiting *w, struct arena *a, const struct step *s,
                         enum outcome outcome)
{
    switch (outcome) {
    case OUTCOME_pass:
        return NULL;
    case OUTCOME_wrong:
        return "this is wrong, and waiting cannot make it right";
    case OUTCOME_settled:
        return arena_printf(a, "still so after the controller had been silent for %s",
                            duration_text(a, silence_of_patience(w->world)));
    case OUTCOME_late:
        return arena_printf(a, "still so after %s", duration_text(a, patience_of(w->world, s)));
    case OUTCOME_restless:
        return arena_printf(a, "still so after %s, in which the controller never was silent",
                            duration_text(a, w->world->options->timeout_ms));
    case OUTCOME_end:
        return arena_strz(a, str_of(w->why.text));
    }
    must(false);
}
