#include "runner/rounds.h"

#include <stdio.h>
#include <string.h>

#include "runner/run/verdict.h"

#include "base/banned.h"

enum { REPORT_EVERY = 10 };

bool rounds_are_many(const struct rounds *r)
{
    return r->repeat > 1 || r->until_fail || r->retries > 0;
}

static bool is_bad(enum verdict v)
{
    return v == VERDICT_fail || v == VERDICT_error;
}

static bool any_bad(const struct run_result *run)
{
    for (size_t i = 0; i < run->count; i++)
        if (is_bad(run->cases[i].verdict))
            return true;
    return false;
}

/* The worse of two; what is not always the same is FLAKY. */
static enum verdict fold_verdict(enum verdict a, enum verdict b)
{
    if (a == b)
        return a;
    if (a == VERDICT_flaky || b == VERDICT_flaky || is_bad(a) != is_bad(b))
        return VERDICT_flaky;
    return a < b ? b : a;
}

static const char *flaky_reason(struct arena *a, const char *reason, int64_t round)
{
    return arena_printf(a, "not always so (round %lld differs)%s%s", (long long)round,
                        reason ? ": " : "", reason ? reason : "");
}

/* Takes another result of the same case into the first one. */
static void fold_case(struct arena *a, struct case_result *to, const struct case_result *next,
                      int64_t round)
{
    const struct case_result *worse = is_bad(to->verdict) || !is_bad(next->verdict) ? to : next;
    const struct case_result *other = worse == to ? next : to;
    struct check_result *checks = arena_alloc(a, (worse->count + 1) * sizeof(*checks));
    struct case_result folded = *worse;

    for (size_t i = 0; i < worse->count; i++) {
        checks[i] = worse->checks[i];
        const struct check_result *same =
            i < other->count && strcmp(other->checks[i].id, checks[i].id) == 0 ? &other->checks[i]
                                                                               : NULL;
        if (same)
            checks[i].verdict = fold_verdict(checks[i].verdict, same->verdict);
        else if (is_bad(checks[i].verdict))
            checks[i].verdict = VERDICT_flaky;
        if (checks[i].verdict == VERDICT_flaky && (!same || same->verdict != VERDICT_flaky))
            checks[i].reason = flaky_reason(a, checks[i].reason, round);
    }
    folded.checks = checks;
    folded.verdict = fold_verdict(to->verdict, next->verdict);
    if (folded.verdict == VERDICT_flaky && to->verdict != VERDICT_flaky)
        folded.reason = flaky_reason(a, folded.reason, round);
    folded.took_ms = to->took_ms + next->took_ms;
    *to = folded;
}

static struct case_result *own_cases(struct arena *a, struct run_result *run)
{
    struct case_result *cases = arena_alloc(a, (run->count + 1) * sizeof(*cases));

    memcpy(cases, run->cases, run->count * sizeof(*cases));
    run->cases = cases;
    return cases;
}

static void tell_round(const struct rounds *r, int64_t round, const struct run_result *run)
{
    size_t flaky = 0, bad = 0;

    if (round % REPORT_EVERY && round != r->repeat)
        return;
    for (size_t i = 0; i < run->count; i++) {
        flaky += run->cases[i].verdict == VERDICT_flaky;
        bad += is_bad(run->cases[i].verdict);
    }
    (void)fprintf(stderr, "albspec: %lld rounds, %zu cases failed, %zu were flaky\n",
                  (long long)round, bad, flaky);
}

static bool repeat(struct arena *a, const struct session_options *o, const struct rounds *r,
                   struct session_result *ret, struct err *err)
{
    struct case_result *cases = own_cases(a, &ret->run);
    bool failed = any_bad(&ret->run); /* in the last round: what failed once may be FLAKY by now */

    for (int64_t round = 2; r->until_fail || round <= r->repeat; round++) {
        struct session_result next;
        if (ret->end != SESSION_whole || (r->until_fail && failed))
            break;
        if (!session_run(a, o, &next, err))
            return false;
        ret->end = next.end;
        failed = any_bad(&next.run);
        for (size_t i = 0; next.end == SESSION_whole && i < ret->run.count; i++)
            fold_case(a, &cases[i], &next.run.cases[i], round);
        ret->run.took_ms += next.run.took_ms;
        tell_round(r, round, &ret->run);
    }
    return true;
}

/* Those that failed, once more; what passes now is FLAKY. */
static bool retry(struct arena *a, const struct session_options *o, int64_t round,
                  struct session_result *ret, struct err *err)
{
    struct case_result *cases = own_cases(a, &ret->run);
    const struct spec_case **again =
        arena_alloc(a, (ret->run.count + 1) * sizeof(struct spec_case *));
    size_t *at = arena_alloc(a, (ret->run.count + 1) * sizeof(*at));
    struct case_list list = { again, 0 };
    struct session_options only = *o;
    struct session_result next;

    for (size_t i = 0; i < ret->run.count; i++) {
        if (!is_bad(cases[i].verdict))
            continue;
        at[list.count] = i;
        again[list.count++] = o->cases->at[i];
    }
    if (!list.count || ret->end != SESSION_whole)
        return true;
    only.cases = &list;
    only.fail_fast = false;
    if (!session_run(a, &only, &next, err))
        return false;
    ret->end = next.end;
    for (size_t i = 0; next.end == SESSION_whole && i < list.count; i++)
        fold_case(a, &cases[at[i]], &next.run.cases[i], round);
    ret->run.took_ms += next.run.took_ms;
    return true;
}

bool rounds_run(struct arena *a, const struct session_options *o, const struct rounds *r,
                struct session_result *ret, struct err *err)
{
    if (!session_run(a, o, ret, err) || !repeat(a, o, r, ret, err))
        return false;
    for (int64_t i = 1; i <= r->retries; i++)
        if (!retry(a, o, i + 1, ret, err))
            return false;
    return true;
}
