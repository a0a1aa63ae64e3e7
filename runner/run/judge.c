/*
 * The loop turns only in wait_for(), so a case reads from top to bottom. Everything that a look makes
 * dies before the next look; what a verdict keeps is copied into the arena of the result.
 */
#include "runner/run/judge.h"

#include <string.h>

#include "base/must.h"
#include "runner/proc/output.h"
#include "runner/proc/proc.h"
#include "runner/proc/strays.h"
#include "runner/run/describe.h"
#include "runner/run/verdict.h"
#include "runner/steps/step.h"
#include "runner/suite/vars.h"
#include "runner/world/mirror.h"

#include "base/banned.h"

enum { MAX_CALLS = 60, LOG_LINES = 30, SIDE_BYTES = 64 << 10 };

/* How a wait ended. */
enum outcome {
    OUTCOME_pass,
    OUTCOME_wrong,    /* it failed for good */
    OUTCOME_settled,  /* the world is at rest, and still it does not pass */
    OUTCOME_late,     /* its time is up */
    OUTCOME_restless, /* time is up, and the world did not come to rest */
    OUTCOME_end,      /* the world came to an end: why is in judge.why */
};

struct check {
    const struct step *step;
    struct check_result *result;
    bool is_final;   /* it will not be looked at again */
    int64_t pass_ms; /* after its act began; -1: it has not passed yet */
};

struct judge {
    const struct judge_options *options;
    const struct spec_case *spec;
    struct arena *arena, *look_arena;
    struct world *world;
    struct check *checks; /* all of the case's, in their order */
    size_t count, told;
    size_t act;     /* the first check of this act */
    size_t reached; /* checks whose step has been run */
    int64_t act_ms;
    uint64_t when; /* journal number at the begin of the first act */
    bool stopped;  /* by a signal */
    enum verdict end_verdict;
    struct err why;
};

static bool is_check(const struct step *s)
{
    return s->phase == PHASE_then && s->proves[0] && s->type->look;
}

/* ---- looking ---- */

static struct finding fresh_finding(struct judge *j)
{
    arena_reset(j->look_arena);
    return (struct finding){ .arena = j->look_arena,
                             .expected = BUF_LIMIT(SIDE_BYTES),
                             .found = BUF_LIMIT(SIDE_BYTES) };
}

static void finding_done(struct finding *f)
{
    buf_done(&f->expected);
    buf_done(&f->found);
}

/* Why nothing more can be seen in this world; false: it goes on. */
static bool has_ended(struct judge *j)
{
    if (j->stopped) {
        j->end_verdict = VERDICT_skip;
        err_set(&j->why, "the run was stopped");
        return true;
    }
    if (world_broke(j->world, &j->why)) {
        j->end_verdict = VERDICT_error;
        return true;
    }
    if (world_controller_died(j->world, &j->why)) {
        j->end_verdict = world_controller_was_heard(j->world) ? VERDICT_fail : VERDICT_error;
        return true;
    }
    return false;
}

/* What is not so at rest may still come, from a controller that thinks for long: this many silences. */
#define SILENCES_OF_PATIENCE 5

static int64_t hopeless_in_ms(const struct world *w)
{
    int64_t silence = SILENCES_OF_PATIENCE * w->options->settle_ms;
    int64_t left = w->stirred_ms + silence - clock_machine_ms();

    return left > 0 ? left : 0;
}

/* A hook of the loop may change the world before the loop sleeps. */
static bool is_worth_a_look(void *arg)
{
    struct judge *j = arg;

    return j->world->changed || has_ended(j);
}

static enum outcome wait_for(struct judge *j, const struct step *s, struct finding *f)
{
    struct world *w = j->world;
    int64_t patience = s->within_ms ? s->within_ms : w->options->timeout_ms;
    int64_t deadline = clock_machine_ms() + patience;

    *f = fresh_finding(j);
    for (w->changed = true;;) {
        int64_t silent_in = world_settles_in_ms(w), left = deadline - clock_machine_ms();
        if (has_ended(j))
            return OUTCOME_end;
        if (w->changed || silent_in == 0) {
            enum look look;
            w->changed = false;
            w->settled = silent_in == 0;
            finding_done(f);
            *f = fresh_finding(j);
            look = s->type->look(w, s, f);
            if (look != LOOK_not_yet)
                return look == LOOK_pass ? OUTCOME_pass : OUTCOME_wrong;
        }
        if (silent_in == 0)
            silent_in = hopeless_in_ms(w);
        if (silent_in == 0)
            return OUTCOME_settled;
        if (left <= 0)
            return OUTCOME_late;
        loop_until(w->loop, is_worth_a_look, j, silent_in < left ? silent_in : left);
    }
}

/* ---- verdicts ---- */

static const char *duration_text(struct arena *a, int64_t ms)
{
    return ms % 1000 ? arena_printf(a, "%lld ms", (long long)ms)
                     : arena_printf(a, "%lld s", (long long)ms / 1000);
}

static const char *reason_of(struct judge *j, const struct step *s, enum outcome outcome)
{
    const struct world_options *o = j->world->options;
    int64_t patience = s->within_ms ? s->within_ms : o->timeout_ms;

    switch (outcome) {
    case OUTCOME_pass:
        return NULL;
    case OUTCOME_wrong:
        return "this is wrong, and waiting cannot make it right";
    case OUTCOME_settled:
        return arena_printf(j->arena, "still so after the controller had been silent for %s",
                            duration_text(j->arena, o->settle_ms));
    case OUTCOME_late:
        return arena_printf(j->arena, "still so after %s", duration_text(j->arena, patience));
    case OUTCOME_restless:
        return arena_printf(j->arena, "still so after %s, in which the controller never was silent",
                            duration_text(j->arena, o->timeout_ms));
    case OUTCOME_end:
        return arena_strz(j->arena, str_of(j->why.text));
    }
    must(false);
}

static const char *text_of(struct judge *j, const struct buf *b)
{
    return b->len ? arena_strz(j->arena, buf_str(b)) : NULL;
}

static void tell_finding(struct judge *j, const struct finding *f, struct check_result *to)
{
    const struct entry *call = f->call ? mirror_entry_seq(j->world->mock, f->call) : NULL;

    to->expected = text_of(j, &f->expected);
    to->found = text_of(j, &f->found);
    to->call = call ? describe_call(j->arena, call) : NULL;
    to->object = f->object ? arena_strz(j->arena, str_of(f->object)) : NULL;
}

static void set_verdict(struct judge *j, struct check *c, enum outcome outcome,
                        const struct finding *f)
{
    struct check_result *r = c->result;
    bool passed = outcome == OUTCOME_pass;

    if (passed && c->pass_ms < 0)
        c->pass_ms = clock_machine_ms() - j->act_ms;
    r->took_ms = passed ? c->pass_ms : clock_machine_ms() - j->act_ms;
    r->reason = reason_of(j, c->step, outcome);
    r->expected = r->found = r->call = r->object = NULL;
    if (passed) {
        r->verdict = VERDICT_pass;
        return;
    }
    r->verdict = outcome == OUTCOME_end ? j->end_verdict
                                        : verdict_of_failure(r->severity, j->options->strict);
    if (r->verdict != VERDICT_error)
        tell_finding(j, f, r);
}

static void tell_checks(struct judge *j, size_t until)
{
    for (; j->told < until; j->told++) {
        if (j->options->on_check)
            j->options->on_check(j->options->arg, j->checks[j->told].result);
    }
}

/* ---- acts ---- */

static enum look never(struct world *w, const struct step *s, struct finding *f)
{
    (void)w;
    (void)s;
    (void)f;
    return LOOK_not_yet;
}

/* Until the world is at rest, or patience is over. */
static enum outcome rest(struct judge *j)
{
    static const struct step_type nothing = { .look = never };
    const struct step waiting = { .type = &nothing };
    struct finding f;
    enum outcome outcome = wait_for(j, &waiting, &f);

    finding_done(&f);
    return outcome;
}

static void look_again(struct judge *j, struct check *c, enum outcome rested)
{
    struct finding f = fresh_finding(j);
    enum look look;
    enum outcome outcome = rested;

    j->world->settled = rested == OUTCOME_settled;
    look = c->step->type->look(j->world, c->step, &f);
    if (look != LOOK_not_yet)
        outcome = look == LOOK_pass ? OUTCOME_pass : OUTCOME_wrong;

    set_verdict(j, c, outcome, &f);
    finding_done(&f);
}

/* The case breaks off at a step: that becomes a check that did not pass, and what is not judged yet is skipped. */
static bool break_off(struct judge *j, const struct step *s, enum outcome outcome,
                      const struct finding *f)
{
    struct check_result *r = arena_new_of(j->arena, struct check_result);
    struct check c = { s, r, true, -1 };
    const char *why = arena_printf(j->arena, "not judged: the case broke off at line %d", s->line);

    *r = verdict_begin(j->arena, s, NULL);
    r->id = "";
    set_verdict(j, &c, outcome, f);
    memmove(&j->checks[j->reached + 1], &j->checks[j->reached],
            (j->count - j->reached) * sizeof(struct check));
    j->checks[j->reached] = c;
    j->count++;
    for (size_t i = j->act; i < j->count; i++) {
        struct check *skipped = &j->checks[i];
        if (skipped->is_final)
            continue;
        skipped->result->verdict = VERDICT_skip;
        skipped->result->reason = why;
    }
    tell_checks(j, j->count);
    return false;
}

/* False: the world came to an end before the act did. */
static bool end_act(struct judge *j)
{
    struct finding nothing = { .arena = j->look_arena };
    enum outcome rested;

    if (j->act == j->reached)
        return true;
    rested = rest(j);
    if (rested == OUTCOME_end)
        return break_off(j, j->checks[j->reached - 1].step, rested, &nothing);
    for (size_t i = j->act; i < j->reached; i++) {
        if (!j->checks[i].is_final)
            look_again(j, &j->checks[i], rested == OUTCOME_late ? OUTCOME_restless : rested);
    }
    tell_checks(j, j->reached);
    j->act = j->reached;
    return true;
}

static void begin_act(struct judge *j)
{
    world_mark(j->world);
    j->act_ms = clock_machine_ms();
    if (!j->when)
        j->when = j->world->mark;
}

/* ---- steps ---- */

static bool run_look(struct judge *j, const struct step *s)
{
    struct finding f;
    enum outcome outcome = wait_for(j, s, &f);
    bool goes_on = true;

    if (is_check(s) && outcome != OUTCOME_end) {
        struct check *c = &j->checks[j->reached++];
        set_verdict(j, c, outcome, &f);
        c->is_final = outcome == OUTCOME_wrong || outcome == OUTCOME_late;
    } else if (outcome != OUTCOME_pass) {
        goes_on = break_off(j, s, outcome, &f);
    }
    finding_done(&f);
    return goes_on;
}

static bool run_begin(struct judge *j, const struct step *s)
{
    struct finding nothing = { .arena = j->look_arena };

    if (s->phase == PHASE_then) {
        if (!end_act(j))
            return false;
        begin_act(j);
    }
    if (!s->type->begin(j->world, s, &j->why)) {
        j->end_verdict = VERDICT_error;
        return break_off(j, s, OUTCOME_end, &nothing);
    }
    world_stir(j->world);
    return true;
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
static bool start_controller(struct judge *j, const struct step *before)
{
    struct finding nothing = { .arena = j->look_arena };

    if (world_controller_start(j->world, &j->why))
        return true;
    j->end_verdict = VERDICT_error;
    return break_off(j, before, OUTCOME_end, &nothing);
}

static void run_steps(struct judge *j)
{
    bool to_start = !starts_controller_itself(j->spec);
    enum phase phase = PHASE_given;

    for (const struct step *s = j->spec->steps; s; s = s->next) {
        if (to_start && (s->phase != PHASE_given || strcmp(s->verb, "fixture") != 0)) {
            to_start = false;
            if (!start_controller(j, s))
                return;
        }
        if (phase == PHASE_given && s->phase != PHASE_given)
            begin_act(j);
        phase = s->phase;
        if ((s->type->begin && !run_begin(j, s)) || (s->type->look && !run_look(j, s)))
            return;
    }
    end_act(j);
}

/* ---- the case ---- */

static void prepare_checks(struct judge *j)
{
    size_t steps = 0;

    for (const struct step *s = j->spec->steps; s; s = s->next)
        steps++;
    j->checks = arena_alloc(j->arena, (steps + 1) * sizeof(struct check));
    for (const struct step *s = j->spec->steps; s; s = s->next) {
        struct check_result *r;
        if (!is_check(s))
            continue;
        r = arena_new_of(j->arena, struct check_result);
        *r = verdict_begin(j->arena, s, j->options->requirements);
        j->checks[j->count++] = (struct check){ s, r, false, -1 };
    }
}

static struct case_result *new_result(struct arena *a, const struct spec_case *c,
                                      const struct judge_options *o)
{
    struct case_result *r = arena_new_of(a, struct case_result);

    *r = (struct case_result){ .file = c->file,
                               .name = c->name,
                               .title = arena_strz(a, c->title),
                               .area = c->area,
                               .rerun = o->rerun };
    return r;
}

static const char *logs_of(struct judge *j)
{
    struct str controller = STR(""), mock = mirror_log(j->world->mock);

    if (j->world->controller)
        controller = output_last_lines(proc_log(j->world->controller), LOG_LINES);
    mock = output_last_lines(mock, LOG_LINES);
    return arena_printf(j->arena, "%s%.*s%s%.*s", controller.len ? "controller:\n" : "",
                        STR_ARG(controller), mock.len ? "mockalb:\n" : "", STR_ARG(mock));
}

static void fill_result(struct judge *j, struct case_result *r)
{
    struct check_result *checks = arena_alloc(j->arena, (j->count + 1) * sizeof(*checks));
    const struct mirror *mock = j->world->mock;

    for (size_t i = 0; i < j->count; i++)
        checks[i] = *j->checks[i].result;
    r->checks = checks;
    r->count = j->count;
    r->verdict = verdict_of_case(checks, j->count);
    r->calls_write = (int64_t)mirror_calls_since(mock, 0, NULL, true);
    r->calls_read = (int64_t)mirror_calls_since(mock, 0, NULL, false) - r->calls_write;
    if (r->verdict == VERDICT_pass || r->verdict == VERDICT_skip)
        return;
    r->calls = describe_calls(j->arena, mock, j->when, MAX_CALLS);
    r->logs = logs_of(j);
}

static void note_signal(void *arg, int signo)
{
    struct judge *j = arg;

    (void)signo;
    j->stopped = true;
}

static void run_case(struct judge *j, struct case_result *r)
{
    struct err err = { "" };

    loop_on_signals(j->world->loop, note_signal, j);
    j->world->vars = vars_new(j->world->arena);
    prepare_checks(j);
    j->act_ms = clock_machine_ms();
    run_steps(j);
    fill_result(j, r);
    if (j->options->keep && !world_keep(j->world, &err)) {
        r->verdict = VERDICT_error;
        r->reason = arena_strz(j->arena, str_of(err.text));
    }
}

const struct case_result *judge_case(struct arena *a, const struct spec_case *c,
                                     const struct judge_options *o)
{
    struct judge j = { .options = o, .spec = c, .arena = a };
    struct case_result *r = new_result(a, c, o);
    int64_t began = clock_machine_ms();

    strays_adopt();
    j.look_arena = arena_new();
    j.world = world_new(o->world, &j.why);
    if (j.world) {
        run_case(&j, r);
    } else {
        r->verdict = VERDICT_error;
        r->reason = arena_strz(a, str_of(j.why.text));
    }
    world_free(j.world);
    strays_kill(NULL, NULL);
    arena_free(j.look_arena);
    r->took_ms = clock_machine_ms() - began;
    return r;
}
