/*
 * The loop turns only in wait_for(), so a case reads from top to bottom.
 */
#include "runner/run/course.h"

#include <string.h>

#include "base/clock.h"
#include "runner/world/acts.h"
#include "runner/world/controller.h"
#include "runner/world/silence.h"

#include "base/banned.h"

/* ---- acts ---- */

/* False: the world came to an end. */
static bool look_again(struct course *t, struct check *c, enum outcome rested)
{
    struct finding f;
    enum outcome outcome = rested == OUTCOME_pass ? wait_for(&t->waiting, c->step, &f)
                                                  : wait_no_more(&t->waiting, c->step, &f);

    if (outcome != OUTCOME_end)
        checks_note(&t->checks, c, &t->waiting, outcome, &f);
    finding_done(&f);
    return outcome != OUTCOME_end;
}

static bool break_off(struct course *t, const struct step *s, enum outcome outcome,
                      const struct finding *f)
{
    checks_break_off(&t->checks, s, &t->waiting, outcome, f);
    return false;
}

/* False: the world came to an end before the act did. */
static bool end_act(struct course *t)
{
    struct finding nothing = { .arena = t->waiting.arena };
    enum outcome rested;

    if (t->checks.act == t->checks.reached)
        return true;
    rested = wait_for_rest(&t->waiting);
    if (rested == OUTCOME_end)
        return break_off(t, t->checks.at[t->checks.reached - 1].step, rested, &nothing);
    for (size_t i = t->checks.act; i < t->checks.reached; i++) {
        struct check *c = &t->checks.at[i];
        if (!c->is_final && !look_again(t, c, rested))
            return break_off(t, c->step, OUTCOME_end, &nothing);
    }
    checks_tell(&t->checks, t->checks.reached);
    t->checks.act = t->checks.reached;
    return true;
}

static void begin_act(struct course *t)
{
    world_mark(t->waiting.world);
    t->checks.act_ms = clock_machine_ms();
    if (!t->when)
        t->when = t->waiting.world->mark;
}

/* ---- steps ---- */

/* A check of what the controller lacks is not looked at. */
static bool leave_out(struct course *t, const struct step *s)
{
    const char *lack = is_check(s) ? checks_obstacle(&t->checks, s->needs) : NULL;

    if (!lack)
        return false;
    check_leave_out(checks_reach(&t->checks), VERDICT_unsupported, lack);
    return true;
}

static bool run_look(struct course *t, const struct step *s)
{
    struct finding f;
    enum outcome outcome;
    bool goes_on = true;

    if (leave_out(t, s))
        return true;
    outcome = wait_for(&t->waiting, s, &f);
    if (is_check(s) && outcome != OUTCOME_end) {
        struct check *c = checks_reach(&t->checks);
        checks_note(&t->checks, c, &t->waiting, outcome, &f);
        c->is_final = outcome == OUTCOME_wrong || outcome == OUTCOME_late;
    } else if (outcome != OUTCOME_pass) {
        goes_on = break_off(t, s, outcome, &f);
    }
    finding_done(&f);
    return goes_on;
}

static bool run_begin(struct course *t, const struct step *s)
{
    struct finding nothing = { .arena = t->waiting.arena };

    if (s->phase == PHASE_then) {
        if (!end_act(t))
            return false;
        begin_act(t);
    }
    acts_note(t->waiting.world);
    if (!s->type->begin(t->waiting.world, s, &t->waiting.why)) {
        t->waiting.end_verdict = VERDICT_error;
        return break_off(t, s, OUTCOME_end, &nothing);
    }
    world_stir(t->waiting.world);
    return true;
}

static bool run_step(struct course *t, const struct step *s)
{
    return (!s->type->begin || run_begin(t, s)) && (!s->type->look || run_look(t, s));
}

static bool starts_controller_itself(const struct spec_case *c)
{
    for (const struct step *s = c->steps; s && s->phase == PHASE_given; s = s->next) {
        if (strcmp(s->verb, "controller") == 0)
            return true;
    }
    return false;
}

/* Before the first step that needs it: what stands on a fixture only prepares. */
static bool start_controller(struct course *t, const struct step *before)
{
    struct finding nothing = { .arena = t->waiting.arena };

    if (world_controller_start(t->waiting.world, &t->waiting.why))
        return true;
    t->waiting.end_verdict = VERDICT_error;
    return break_off(t, before, OUTCOME_end, &nothing);
}

/* What must hold at the end of every case. */
static void run_ending(struct course *t)
{
    for (const struct step *s = t->options->ending->steps; s; s = s->next)
        if (!run_step(t, s))
            return;
    end_act(t);
}

/* A controller that was stopped since counts too. */
static bool was_started(const struct world *w)
{
    return w->controller || world_controller_runs(w);
}

void course_run(struct course *t)
{
    bool to_start = !starts_controller_itself(t->spec);
    enum phase phase = PHASE_given;

    for (const struct step *s = t->spec->steps; s; s = s->next) {
        if (to_start && (s->phase != PHASE_given || strcmp(s->verb, "fixture") != 0)) {
            to_start = false;
            if (!start_controller(t, s))
                return;
        }
        if (phase == PHASE_given && s->phase != PHASE_given)
            begin_act(t);
        phase = s->phase;
        if (!run_step(t, s))
            return;
    }
    if (end_act(t) && t->options->ending && was_started(t->waiting.world))
        run_ending(t);
}
