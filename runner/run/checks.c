/*
 * What a verdict keeps of what a look saw is copied into the arena of the result.
 */
#include "runner/run/checks.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "runner/run/describe.h"
#include "runner/run/judge.h"
#include "runner/run/verdict.h"
#include "runner/world/mirror.h"

#include "base/banned.h"

bool is_check(const struct step *s)
{
    return s->phase == PHASE_then && s->proves[0] && s->type->look;
}

/* ---- what is known of them ---- */

static size_t count_steps(const struct spec_case *c)
{
    size_t steps = 0;

    for (const struct step *s = c ? c->steps : NULL; s; s = s->next)
        steps++;
    return steps;
}

static void prepare_of(struct checks *k, const struct spec_case *c)
{
    for (const struct step *s = c ? c->steps : NULL; s; s = s->next) {
        struct check_result *r;
        if (!is_check(s))
            continue;
        r = arena_new_of(k->arena, struct check_result);
        *r = verdict_begin(k->arena, s, k->options->requirements);
        if (c == k->options->ending)
            r->file = c->file;
        k->at[k->count++] = (struct check){ s, r, false, -1 };
    }
}

void checks_init(struct checks *k, struct arena *a, const struct spec_case *c,
                 const struct judge_options *o)
{
    size_t steps = count_steps(c) + count_steps(o->ending);

    *k = (struct checks){ .options = o, .arena = a };
    k->at = arena_alloc(a, (steps + 1) * sizeof(struct check));
    prepare_of(k, c);
    prepare_of(k, o->ending);
}

const char *checks_obstacle(const struct checks *k, const char *const *needs)
{
    for (; k->options->features && needs && *needs; needs++)
        if (!str_in(str_of(*needs), k->options->features))
            return arena_printf(k->arena, "it needs %s, which the controller lacks", *needs);
    return NULL;
}

struct check *checks_reach(struct checks *k)
{
    return &k->at[k->reached++];
}

void check_leave_out(struct check *c, enum verdict verdict, const char *why)
{
    c->result->verdict = verdict;
    c->result->reason = why;
    c->is_final = true;
}

/* ---- verdicts ---- */

static const char *text_of(struct checks *k, const struct buf *b)
{
    return b->len ? arena_strz(k->arena, buf_str(b)) : NULL;
}

static void tell_finding(struct checks *k, const struct waiting *w, const struct finding *f,
                         struct check_result *to)
{
    const struct entry *call = f->call ? mirror_entry_seq(w->world->mock, f->call) : NULL;

    to->expected = text_of(k, &f->expected);
    to->found = text_of(k, &f->found);
    to->call = call ? describe_call(k->arena, call, f->member) : NULL;
    to->object = f->object ? arena_strz(k->arena, str_of(f->object)) : NULL;
}

void checks_note(struct checks *k, struct check *c, const struct waiting *w, enum outcome outcome,
                 const struct finding *f)
{
    struct check_result *r = c->result;
    bool passed = outcome == OUTCOME_pass;

    if (passed && c->pass_ms < 0)
        c->pass_ms = clock_machine_ms() - k->act_ms;
    r->took_ms = passed ? c->pass_ms : clock_machine_ms() - k->act_ms;
    r->reason = outcome_text(w, k->arena, c->step, outcome);
    if (r->reason && r->file)
        r->reason = arena_printf(k->arena, "at the end of the case: %s", r->reason);
    r->expected = r->found = r->call = r->object = NULL;
    r->figure = f->figure ? arena_strz(k->arena, str_of(f->figure)) : NULL;
    if (passed) {
        r->verdict = VERDICT_pass;
        return;
    }
    r->verdict = outcome == OUTCOME_end ? w->end_verdict
                                        : verdict_of_failure(r->severity, k->options->strict);
    if (r->verdict != VERDICT_error)
        tell_finding(k, w, f, r);
}

/* ---- who is told ---- */

void checks_tell(struct checks *k, size_t until)
{
    for (; k->told < until; k->told++) {
        if (k->options->on_check)
            k->options->on_check(k->options->arg, k->at[k->told].result);
    }
}

void checks_break_off(struct checks *k, const struct step *s, const struct waiting *w,
                      enum outcome outcome, const struct finding *f)
{
    struct check_result *r = arena_new_of(k->arena, struct check_result);
    struct check c = { s, r, true, -1 };
    const char *why = arena_printf(k->arena, "not judged: the case broke off at line %d", s->line);

    *r = verdict_begin(k->arena, s, NULL);
    r->id = "";
    if (k->options->ending && s->file == k->options->ending->file)
        r->file = s->file;
    checks_note(k, &c, w, outcome, f);
    memmove(&k->at[k->reached + 1], &k->at[k->reached],
            (k->count - k->reached) * sizeof(struct check));
    k->at[k->reached] = c;
    k->count++;
    for (size_t i = k->act; i < k->count; i++) {
        struct check *skipped = &k->at[i];
        if (!skipped->is_final)
            check_leave_out(skipped, VERDICT_skip, why);
    }
    checks_tell(k, k->count);
}

void checks_take(const struct checks *k, struct case_result *to)
{
    struct check_result *checks = arena_alloc(k->arena, (k->count + 1) * sizeof(*checks));

    for (size_t i = 0; i < k->count; i++)
        checks[i] = *k->at[i].result;
    to->checks = checks;
    to->count = k->count;
}
