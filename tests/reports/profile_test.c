/*
 * What a profile's verdict is made of: a row is the verdicts of the checks of two cases.
 */
#include "reports/profile.h"

#include "base/json.h"
#include "tests/test.h"

#include "base/banned.h"

static struct arena *the_arena;

static void setup(void)
{
    the_arena = arena_new();
}

static void teardown(void)
{
    arena_free(the_arena);
}

static const struct {
    const char *reason;
    enum verdict first, second;
    size_t cases; /* of the profile */
    bool has_wings;
    enum profile_state state;
    const char *why;
} rows[] = {
    { "all passed", VERDICT_pass, VERDICT_pass, 2, true, PROFILE_passed, NULL },
    { "a note is none of its business", VERDICT_note, VERDICT_pass, 2, true, PROFILE_passed, NULL },
    { "one failed", VERDICT_pass, VERDICT_fail, 2, true, PROFILE_not_passed, "x/two A-02 is FAIL" },
    { "two failed", VERDICT_fail, VERDICT_fail, 2, true, PROFILE_not_passed,
      "x/one A-01 is FAIL, and 1 more" },
    { "the worse is told", VERDICT_skip, VERDICT_fail, 2, true, PROFILE_not_passed,
      "x/two A-02 is FAIL" },
    { "what is not always so", VERDICT_flaky, VERDICT_pass, 2, true, PROFILE_not_passed,
      "x/one A-01 is FLAKY" },
    { "what is known to fail", VERDICT_xfail, VERDICT_pass, 2, true, PROFILE_not_passed,
      "x/one A-01 is XFAIL" },
    { "what was left out", VERDICT_skip, VERDICT_pass, 2, true, PROFILE_not_passed,
      "x/one A-01 is SKIP" },
    { "what it lacks", VERDICT_unsupported, VERDICT_pass, 2, false, PROFILE_not_passed,
      "it needs wings, which is not seen" },
    { "what it lacks, and a failure", VERDICT_unsupported, VERDICT_fail, 2, false,
      PROFILE_not_passed, "it needs wings, which is not seen; x/two A-02 is FAIL" },
    { "not all of them ran", VERDICT_pass, VERDICT_pass, 3, true, PROFILE_not_judged,
      "2 of its 3 cases were run" },
    { "not all of them ran, and one failed", VERDICT_fail, VERDICT_pass, 3, true,
      PROFILE_not_passed, "x/one A-01 is FAIL" },
};

START_TEST(is_passed_when_every_check_of_its_cases_is)
{
    const struct check_result first = { .id = "A-01", .verdict = rows[_i].first };
    const struct check_result second = { .id = "A-02", .verdict = rows[_i].second };
    const struct check_result other = { .id = "A-03", .verdict = VERDICT_fail };
    const struct case_result cases[] = {
        { .area = "x",
          .name = "one",
          .profiles = "fly all",
          .needs = "wings",
          .checks = &first,
          .count = 1 },
        { .area = "x", .name = "two", .profiles = "all fly", .checks = &second, .count = 1 },
        { .area = "x", .name = "three", .profiles = "flying", .checks = &other, .count = 1 },
    };
    const struct feature_result wings = { "wings", "It flies.", rows[_i].has_wings,
                                          rows[_i].has_wings ? "seen" : "not seen", NULL };
    const struct profile_result p = { "fly", "What flies.", rows[_i].cases };
    const struct run_result run = {
        .cases = cases, .count = 3, .features = &wings, .feature_count = 1
    };

    struct profile_sum sum = profile_sum(the_arena, &run, &p);

    ck_assert_msg(sum.state == rows[_i].state, "%s", rows[_i].reason);
    ck_assert_uint_eq(sum.cases, 2);
    ck_assert_pstr_eq(sum.why, rows[_i].why);
}
END_TEST

START_TEST(adds_up_what_its_cases_called)
{
    const struct call_count one[] = { { "CreateRules", true, 2 }, { "ListRules", false, 5 } };
    const struct call_count two[] = { { "CreateListener", true, 1 }, { "CreateRules", true, 1 } };
    const struct case_result cases[] = {
        { .area = "x",
          .name = "one",
          .profiles = "fly",
          .calls_read = 5,
          .calls_write = 2,
          .actions = one,
          .action_count = 2 },
        { .area = "x",
          .name = "two",
          .profiles = "fly",
          .calls_write = 2,
          .actions = two,
          .action_count = 2 },
        { .area = "x", .name = "three", .calls_read = 7, .actions = one, .action_count = 2 },
    };
    const struct profile_result p = { "fly", "What flies.", 2 };
    const struct run_result run = { .cases = cases, .count = 3 };

    struct profile_sum sum = profile_sum(the_arena, &run, &p);

    ck_assert_int_eq(sum.calls_read, 5);
    ck_assert_int_eq(sum.calls_write, 4);
    ck_assert_uint_eq(sum.action_count, 3);
    ck_assert_str_eq(sum.actions[1].action, "CreateRules");
    ck_assert_int_eq(sum.actions[1].count, 3);
}
END_TEST

START_TEST(tells_what_calls_a_requirement_limits)
{
    const struct check_result checks[] = {
        { .id = "B-01", .figure = "write 1 of 1" },
        { .id = "B-02" },
        { .id = "B-34", .figure = "changes 0 of 0", .file = "suites/every-case.yaml" },
    };
    const struct case_result cases[] = {
        { .area = "x", .name = "one", .profiles = "fly", .checks = checks, .count = 3 },
        { .area = "x", .name = "two", .profiles = "fly", .checks = checks, .count = 1 },
        { .area = "x", .name = "three", .profiles = "walk", .checks = checks, .count = 1 },
    };
    const struct profile_result fly = { "fly", "What flies.", 2 }, swim = { "swim", "S.", 0 };
    const struct run_result run = { .cases = cases, .count = 3 };

    const char *limits = profile_limits(the_arena, &run, &fly);

    ck_assert_str_eq(limits, "x/one B-01 write 1 of 1; x/two B-01 write 1 of 1");
    ck_assert_ptr_null(profile_limits(the_arena, &run, &swim));
}
END_TEST

START_TEST(comes_back_from_json_as_it_went)
{
    const struct feature_result wings = { "wings", "It flies.", false, "not seen", "because x" };
    const struct profile_result p = { "fly", "What flies.", 7 };
    const struct run_result run = {
        .features = &wings, .feature_count = 1, .profiles = &p, .profile_count = 1
    };
    struct run_result again = { .count = 0 };
    cJSON *json = arena_json(the_arena, cJSON_CreateObject());

    profile_add_json(json, &run);
    profile_take_json(the_arena, json, &again);

    ck_assert_uint_eq(again.feature_count, 1);
    ck_assert_str_eq(again.features[0].why, "because x");
    ck_assert(!again.features[0].has);
    ck_assert_uint_eq(again.profiles[0].cases, 7);
    ck_assert_str_eq(again.profiles[0].sentence, "What flies.");
}
END_TEST

START_TEST(lacks_what_any_part_of_a_run_lacks)
{
    const struct feature_result parts[][2] = {
        { { "wings", "W.", true, "not needed", NULL }, { "legs", "L.", false, "not seen", "why" } },
        { { "wings", "W.", true, "seen", "as x shows" },
          { "legs", "L.", true, "not needed", NULL } },
        { { "wings", "W.", true, "not needed", NULL }, { "legs", "L.", true, "seen", "as x" } },
    };
    struct run_result whole = { .count = 0 };

    for (size_t i = 0; i < 3; i++) {
        const struct run_result part = { .features = parts[i], .feature_count = 2 };
        cJSON *json = arena_json(the_arena, cJSON_CreateObject());
        profile_add_json(json, &part);
        profile_take_json(the_arena, json, &whole);
    }

    ck_assert_str_eq(whole.features[0].how, "seen");
    ck_assert_str_eq(whole.features[1].how, "not seen");
    ck_assert(!whole.features[1].has);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("profile");
    TCase *t = tcase_create("profile");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, is_passed_when_every_check_of_its_cases_is, 0,
                        sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(t, adds_up_what_its_cases_called);
    tcase_add_test(t, tells_what_calls_a_requirement_limits);
    tcase_add_test(t, comes_back_from_json_as_it_went);
    tcase_add_test(t, lacks_what_any_part_of_a_run_lacks);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
