/*
 * With a session that is played: each has its verdicts as letters, a case a letter, as the table says.
 */
#include "runner/rounds.h"

#include <string.h>

#include "tests/test.h"

#include "base/banned.h"

enum { CASES = 2 };

static struct arena *arena;
static const char *rest;  /* of the sessions that are to come, "PF PP" */
static const char *asked; /* the cases of each session so far, "xy x" */

static enum verdict verdict_by(char letter)
{
    switch (letter) {
    case 'F':
        return VERDICT_fail;
    case 'E':
        return VERDICT_error;
    case 'N':
        return VERDICT_note;
    case 'S':
        return VERDICT_skip;
    default:
        return VERDICT_pass;
    }
}

/* A letter for a case that it is asked for; a ! before them: it was stopped by a signal. */
bool session_run(struct arena *a, const struct session_options *o, struct session_result *ret,
                 struct err *err)
{
    struct case_result *cases = arena_alloc(a, CASES * sizeof(*cases));

    if (!*rest)
        return err_set(err, "one session too many");
    *ret = (struct session_result){ .run = { .cases = cases, .took_ms = 5 } };
    if (*rest == '!') {
        ret->end = SESSION_signal;
        rest++;
    }
    for (; ret->run.count < o->cases->count; ret->run.count++, rest++) {
        struct check_result *check = arena_new_of(a, struct check_result);
        const char *name = o->cases->at[ret->run.count]->name;
        *check = (struct check_result){ .id = "A-06", .verdict = verdict_by(*rest) };
        cases[ret->run.count] = (struct case_result){ .area = "a",
                                                      .name = name,
                                                      .verdict = check->verdict,
                                                      .checks = check,
                                                      .count = 1,
                                                      .took_ms = 2 };
        asked = arena_printf(arena, "%s%s", asked, name);
    }
    rest += *rest == ' ';
    asked = arena_printf(arena, "%s ", asked);
    return true;
}

static void setup(void)
{
    arena = arena_new();
    asked = "";
}

static void teardown(void)
{
    arena_free(arena);
}

static const char *told(const struct run_result *run)
{
    const char *all = "";

    for (size_t i = 0; i < run->count; i++)
        all = arena_printf(arena, "%s%s%s", all, i ? " " : "", verdict_name(run->cases[i].verdict));
    return all;
}

static const struct {
    struct rounds rounds;
    const char *sessions, *asked, *verdicts, *why;
} rows[] = {
    /* clang-format off */
    { { 1, false, 0 }, "PF", "xy ", "PASS FAIL", "once is once" },
    { { 3, false, 0 }, "PF PF PF", "xy xy xy ", "PASS FAIL", "what is always so is so" },
    { { 3, false, 0 }, "PF PP PF", "xy xy xy ", "PASS FLAKY", "once otherwise is enough" },
    { { 3, false, 0 }, "PP PP FE", "xy xy xy ", "FLAKY FLAKY", "… in the last round too" },
    { { 3, false, 0 }, "FP FP PP", "xy xy xy ", "FLAKY PASS", "… and a pass among failures" },
    { { 3, false, 0 }, "FP PP PP", "xy xy xy ", "FLAKY PASS", "what was flaky stays so" },
    { { 3, false, 0 }, "PP FP NP", "xy xy xy ", "FLAKY PASS", "… whatever comes then" },
    { { 2, false, 0 }, "FS EP", "xy xy ", "ERROR SKIP", "of two failures the worse" },
    { { 3, false, 0 }, "PP !PF", "xy xy ", "PASS PASS", "a round that was stopped does not count" },
    { { 1, true, 0 }, "PP PP PF", "xy xy xy ", "PASS FLAKY", "until the first failure" },
    { { 1, true, 0 }, "FP", "xy ", "FAIL PASS", "which may be at once" },
    { { 1, true, 0 }, "PP !PP", "xy xy ", "PASS PASS", "or until somebody stops it" },
    { { 1, false, 2 }, "PP", "xy ", "PASS PASS", "nothing failed, and nothing is tried again" },
    { { 1, false, 2 }, "PF P", "xy y ", "PASS FLAKY", "what failed, alone, until it passes" },
    { { 1, false, 2 }, "FF PF P", "xy xy y ", "FLAKY FLAKY", "each for itself" },
    { { 1, false, 2 }, "FE FE FE", "xy xy xy ", "FAIL ERROR", "what fails every time fails" },
    { { 1, false, 2 }, "!FP", "xy ", "FAIL PASS", "nothing is tried again once it was stopped" },
    { { 1, false, 2 }, "FP !P", "xy x ", "FAIL PASS", "a try that was stopped does not count" },
    { { 2, false, 1 }, "PF PF P", "xy xy y ", "PASS FLAKY", "tries come after the rounds" },
    /* clang-format on */
};

static const struct spec_case cases[CASES] = { { .name = "x" }, { .name = "y" } };
static const struct spec_case *case_at[CASES] = { &cases[0], &cases[1] };
static const struct case_list list = { case_at, CASES };
static const struct session_options options = { .cases = &list };

START_TEST(fold_what_came_of_each_case_into_one_result)
{
    struct session_result result;
    struct err err = { "" };
    rest = rows[_i].sessions;

    bool good = rounds_run(arena, &options, &rows[_i].rounds, &result, &err);

    ck_assert_msg(good, "%s: %s", rows[_i].why, err.text);
    ck_assert_msg(str_is(str_of(told(&result.run)), rows[_i].verdicts), "%s: %s", rows[_i].why,
                  told(&result.run));
    ck_assert_msg(str_is(str_of(asked), rows[_i].asked), "%s: %s", rows[_i].why, asked);
    ck_assert_str_eq(rest, "");
}
END_TEST

START_TEST(tell_of_each_check_what_they_tell_of_its_case)
{
    struct session_result result;
    struct err err = { "" };
    rest = "PF PP";

    rounds_run(arena, &options, &(struct rounds){ 2, false, 0 }, &result, &err);

    ck_assert_int_eq(result.run.cases[0].checks[0].verdict, VERDICT_pass);
    ck_assert_int_eq(result.run.cases[1].checks[0].verdict, VERDICT_flaky);
    ck_assert_str_eq(result.run.cases[1].checks[0].reason, "not always so (round 2 differs)");
    ck_assert_int_eq(result.run.cases[1].took_ms, 4);
}
END_TEST

START_TEST(end_with_a_session_that_cannot_begin)
{
    struct session_result result;
    struct err err = { "" };
    rest = "PP";

    ck_assert(!rounds_run(arena, &options, &(struct rounds){ 2, false, 0 }, &result, &err));

    ck_assert_str_eq(err.text, "one session too many");
}
END_TEST

START_TEST(are_many_if_anything_may_run_twice)
{
    ck_assert(!rounds_are_many(&(struct rounds){ 1, false, 0 }));
    ck_assert(rounds_are_many(&(struct rounds){ 2, false, 0 }));
    ck_assert(rounds_are_many(&(struct rounds){ 1, true, 0 }));
    ck_assert(rounds_are_many(&(struct rounds){ 1, false, 1 }));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("rounds");
    TCase *t = tcase_create("rounds");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, fold_what_came_of_each_case_into_one_result, 0,
                        sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(t, tell_of_each_check_what_they_tell_of_its_case);
    tcase_add_test(t, end_with_a_session_that_cannot_begin);
    tcase_add_test(t, are_many_if_anything_may_run_twice);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
