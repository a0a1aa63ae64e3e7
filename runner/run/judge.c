/*
 * The loop turns only in wait_for(), so a case reads from top to bottom. What a verdict keeps of what
 * a look saw is copied into the arena of the result.
 */
#include "runner/run/judge.h"

#include <string.h>

#include "base/must.h"
#include "runner/proc/output.h"
#include "runner/proc/proc.h"
#include "runner/proc/strays.h"
#include "runner/run/describe.h"
#include "runner/run/tally.h"
#include "runner/run/verdict.h"
#include "runner/run/wait.h"
#include "runner/steps/step.h"
#include "runner/suite/vars.h"
#include "runner/world/acts.h"
#include "runner/world/guest.h"
#include "runner/world/mirror.h"
#include "runner/world/outside.h"

#include "base/banned.h"

enum {
    MAX_CALLS = 60,
    LOG_LINES = 30,
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
    struct arena *arena;
    struct waiting waiting;
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

/* What the controller lacks of the features that are needed; NULL: nothing. */
static const char *lacking(const struct judge_options *o, const char *const *needs)
{
    for (; o->features && needs && *needs; needs++) {
        const char *const *has = o->features;
        while (*has && strcmp(*has, *needs) != 0)
            has++;
        if (!*has)
            return *needs;
    }
    return NULL;
}

static const char *lack_text(struct arena *a, const char *feature)
{
    return arena_printf(a, "it needs %s, which the controller lacks", feature);
}

/* ---- verdicts ---- */

static const char *text_of(struct judge *j, const struct buf *b)
{
    return b->len ? arena_strz(j->arena, buf_str(b)) : NULL;
}

static void tell_finding(struct judge *j, const struct finding *f, struct check_result *to)
{
    const struct entry *call = f->call ? mirror_entry_seq(j->waiting.world->mock, f->call) : NULL;

    to->expected = text_of(j, &f->expected);
    to->found = text_of(j, &f->found);
    to->call = call ? describe_call(j->arena, call, f->member) : NULL;
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
    r->reason = outcome_text(&j->waiting, j->arena, c->step, outcome);
    if (r->reason && r->file)
        r->reason = arena_printf(j->arena, "at the end of the case: %s", r->reason);
    r->expected = r->found = r->call = r->object = NULL;
    r->figure = f->figure ? arena_strz(j->arena, str_of(f->figure)) : NULL;
    if (passed) {
        r->verdict = VERDICT_pass;
        return;
    }
    r->verdict = outcome == OUTCOME_end ? j->waiting.end_verdict
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

/* False: the world came to an end. */
static bool look_again(struct judge *j, struct check *c, enum outcome rested)
{
    struct finding f;
    enum outcome outcome = rested == OUTCOME_pass ? wait_for(&j->waiting, c->step, &f)
                                                  : wait_no_more(&j->waiting, c->step, &f);

    if (outcome != OUTCOME_end)
        set_verdict(j, c, outcome, &f);
    finding_done(&f);
    return outcome != OUTCOME_end;
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
    if (j->options->ending && s->file == j->options->ending->file)
        r->file = s->file;
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
    struct finding nothing = { .arena = j->waiting.arena };
    enum outcome rested;

    if (j->act == j->reached)
        return true;
    rested = wait_for_rest(&j->waiting);
    if (rested == OUTCOME_end)
        return break_off(j, j->checks[j->reached - 1].step, rested, &nothing);
    for (size_t i = j->act; i < j->reached; i++) {
        struct check *c = &j->checks[i];
        if (!c->is_final && !look_again(j, c, rested))
            return break_off(j, c->step, OUTCOME_end, &nothing);
    }
    tell_checks(j, j->reached);
    j->act = j->reached;
    return true;
}

static void begin_act(struct judge *j)
{
    world_mark(j->waiting.world);
    j->act_ms = clock_machine_ms();
    if (!j->when)
        j->when = j->waiting.world->mark;
}

/* ---- steps ---- */

/* A check of what the controller lacks is not looked at. */
static bool leave_out(struct judge *j, const struct step *s)
{
    const char *lack = is_check(s) ? lacking(j->options, s->needs) : NULL;

    if (!lack)
        return false;
    struct check *c = &j->checks[j->reached++];
    c->result->verdict = VERDICT_unsupported;
    c->result->reason = lack_text(j->arena, lack);
    c->is_final = true;
    return true;
}

static bool run_look(struct judge *j, const struct step *s)
{
    struct finding f;
    enum outcome outcome;
    bool goes_on = true;

    if (leave_out(j, s))
        return true;
    outcome = wait_for(&j->waiting, s, &f);

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
    struct finding nothing = { .arena = j->waiting.arena };

    if (s->phase == PHASE_then) {
        if (!end_act(j))
            return false;
        begin_act(j);
    }
    acts_note(j->waiting.world);
    if (!s->type->begin(j->waiting.world, s, &j->waiting.why)) {
        j->waiting.end_verdict = VERDICT_error;
        return break_off(j, s, OUTCOME_end, &nothing);
    }
    world_stir(j->waiting.world);
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
    struct finding nothing = { .arena = j->waiting.arena };

    if (world_controller_start(j->waiting.world, &j->waiting.why))
        return true;
    j->waiting.end_verdict = VERDICT_error;
    return break_off(j, before, OUTCOME_end, &nothing);
}

/* What must hold at the end of every case. */
static void run_ending(struct judge *j)
{
    for (const struct step *s = j->options->ending->steps; s; s = s->next)
        if ((s->type->begin && !run_begin(j, s)) || (s->type->look && !run_look(j, s)))
            return;
    end_act(j);
}

/* A controller that was stopped since counts too. */
static bool was_started(const struct world *w)
{
    return w->controller || world_controller_runs(w);
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
    if (end_act(j) && j->options->ending && was_started(j->waiting.world))
        run_ending(j);
}

/* ---- the case ---- */

static size_t count_steps(const struct spec_case *c)
{
    size_t steps = 0;

    for (const struct step *s = c ? c->steps : NULL; s; s = s->next)
        steps++;
    return steps;
}

static void prepare_of(struct judge *j, const struct spec_case *c)
{
    for (const struct step *s = c ? c->steps : NULL; s; s = s->next) {
        struct check_result *r;
        if (!is_check(s))
            continue;
        r = arena_new_of(j->arena, struct check_result);
        *r = verdict_begin(j->arena, s, j->options->requirements);
        if (c == j->options->ending)
            r->file = c->file;
        j->checks[j->count++] = (struct check){ s, r, false, -1 };
    }
}

static void prepare_checks(struct judge *j)
{
    size_t steps = count_steps(j->spec) + count_steps(j->options->ending);

    j->checks = arena_alloc(j->arena, (steps + 1) * sizeof(struct check));
    prepare_of(j, j->spec);
    prepare_of(j, j->options->ending);
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
    struct str controller = world_controller_log(j->waiting.world, LOG_LINES);
    struct str mock = mirror_log(j->waiting.world->mock);
    const char *outward;

    mock = output_last_lines(mock, LOG_LINES);
    outward = outside_text(j->waiting.world, j->arena);
    if (outward)
        outward = arena_printf(j->arena, "isolation: the controller %s, in vain\n", outward);
    return arena_printf(j->arena, "%s%s%.*s%s%.*s", outward ? outward : "",
                        controller.len ? "controller:\n" : "", STR_ARG(controller),
                        mock.len ? "mockalb:\n" : "", STR_ARG(mock));
}

static void take_checks(const struct judge *j, struct case_result *r)
{
    struct check_result *checks = arena_alloc(j->arena, (j->count + 1) * sizeof(*checks));

    for (size_t i = 0; i < j->count; i++)
        checks[i] = *j->checks[i].result;
    r->checks = checks;
    r->count = j->count;
}

static void fill_result(struct judge *j, struct case_result *r)
{
    const struct mirror *mock = j->waiting.world->mock;

    take_checks(j, r);
    r->verdict = verdict_of_case(r->checks, r->count);
    tally_calls(j->arena, mock, r);
    if (r->verdict == VERDICT_pass || r->verdict == VERDICT_skip)
        return;
    r->calls = describe_calls(j->arena, mock, j->when, MAX_CALLS);
    r->logs = logs_of(j);
}

static void note_signal(void *arg, int signo)
{
    struct judge *j = arg;

    (void)signo;
    j->waiting.stopped = true;
}

static void run_case(struct judge *j, struct case_result *r)
{
    struct err err = { "" };

    loop_on_signals(j->waiting.world->loop, note_signal, j);
    j->waiting.world->vars = vars_new(j->waiting.world->arena);
    prepare_checks(j);
    j->act_ms = clock_machine_ms();
    run_steps(j);
    fill_result(j, r);
    if (j->options->keep && !world_keep(j->waiting.world, &err)) {
        r->verdict = VERDICT_error;
        r->reason = arena_strz(j->arena, str_of(err.text));
    }
}

static void skip_case(struct judge *j, struct case_result *r, enum verdict verdict, const char *why)
{
    prepare_checks(j);
    for (size_t i = 0; i < j->count; i++) {
        j->checks[i].result->verdict = verdict;
        j->checks[i].result->reason = why;
    }
    tell_checks(j, j->count);
    take_checks(j, r);
    r->verdict = verdict;
    r->reason = why;
}

/* A case may say that it does not run, or need what the controller lacks. */
static bool is_left_out(struct judge *j, struct case_result *r)
{
    const char *lack = lacking(j->options, j->spec->needs);

    if (j->spec->skip.len)
        skip_case(j, r, VERDICT_skip, arena_strz(j->arena, j->spec->skip));
    else if (lack)
        skip_case(j, r, VERDICT_unsupported, lack_text(j->arena, lack));
    return j->spec->skip.len || lack;
}

/* Options of the mock, which the fixture step of a case may name. */
static const char *const *mockalb_args_of(struct arena *a, const struct spec_case *c)
{
    const struct step *s = c->steps;

    while (s && strcmp(s->verb, "fixture") != 0)
        s = s->next;
    const struct node *args = s ? node_get(s->args, "mockalb") : NULL;
    if (!args)
        return NULL;
    const char **list = arena_alloc(a, (node_count(args) + 2) * sizeof(*list));
    size_t count = 0;
    if (args->type == NODE_text)
        list[count++] = args->text.at;
    for (const struct node *n = args->type == NODE_list ? args->head : NULL; n; n = n->next)
        list[count++] = n->text.at;
    return list;
}

const struct case_result *judge_case(struct arena *a, const struct spec_case *c,
                                     const struct judge_options *o)
{
    struct judge j = { .options = o, .spec = c, .arena = a };
    struct case_result *r = new_result(a, c, o);
    int64_t began = clock_machine_ms();

    if (is_left_out(&j, r))
        return r;
    strays_adopt();
    j.waiting.arena = arena_new();
    struct world_options world = *o->world;
    world.mockalb_args = mockalb_args_of(a, c);
    j.waiting.world = world_new(&world, &j.waiting.why);
    if (j.waiting.world) {
        run_case(&j, r);
    } else {
        r->verdict = VERDICT_error;
        r->reason = arena_strz(a, str_of(j.waiting.why.text));
    }
    r->took_ms = clock_machine_ms() - began;
    if (j.waiting.world && j.waiting.world->guest)
        guest_leave(j.waiting.world->guest, j.waiting.stopped);
    world_free(j.waiting.world);
    strays_kill(NULL, NULL);
    arena_free(j.waiting.arena);
    return r;
}
