#include "reference/attempts.h"
#include "tests/test.h"

#include "base/banned.h"

#define NOW 1000000

static const struct cloud_answer accepted = {
    .ok = true, .action = "CreateRules", .code = "", .message = "", .request_id = "R"
};
static const struct cloud_answer busy = { .passing = true,
                                          .action = "CreateRules",
                                          .code = "IncorrectStatus.Rule",
                                          .message = "busy",
                                          .request_id = "R" };
static const struct cloud_answer refused = { .action = "CreateRules",
                                             .code = "ResourceNotFound.ServerGroup",
                                             .message = "no sgp-1",
                                             .request_id = "R-7" };

static struct attempts *attempts;

static void setup(void)
{
    attempts = attempts_new();
}

static void teardown(void)
{
    attempts_free(attempts);
}

/* A-76 */
START_TEST(makes_a_refused_call_again_after_pauses_that_double)
{
    int64_t now = NOW;

    for (int i = 0; i < 10; i++) {
        attempts_note(attempts, "a", &refused, now);
        ck_assert(!attempts_may(attempts, "a", now));
        now = attempts_get(attempts, "a", now)->until_ms;
        ck_assert(attempts_may(attempts, "a", now));
    }

    /* 1 s, 2 s, 4 s … and then 30 s: in the fifth minute of it twice a minute. */
    ck_assert_int_eq(now - NOW, 1000 + 2000 + 4000 + 8000 + 16000 + 5 * 30000);
}
END_TEST

START_TEST(holds_back_no_other_call)
{
    attempts_note(attempts, "a", &refused, NOW);

    ck_assert(attempts_may(attempts, "b", NOW));
}
END_TEST

/* A-69 */
START_TEST(tells_the_code_the_text_and_the_request)
{
    attempts_note(attempts, "a", &refused, NOW);

    const struct attempt *t = attempts_get(attempts, "a", NOW);

    ck_assert(attempt_is_trouble(t, NOW));
    ck_assert_str_eq(t->cause, "CreateRules was refused: ResourceNotFound.ServerGroup: no sgp-1");
    ck_assert_str_eq(t->text, "CreateRules was refused: ResourceNotFound.ServerGroup: no sgp-1 "
                              "(RequestId R-7)");
}
END_TEST

/* B-40 */
START_TEST(says_nothing_about_what_is_only_busy_for_ten_seconds)
{
    attempts_note(attempts, "a", &busy, NOW);
    attempts_note(attempts, "a", &busy, NOW + 10001);

    ck_assert(!attempt_is_trouble(attempts_get(attempts, "a", NOW), NOW + 9000));
    ck_assert(attempt_is_trouble(attempts_get(attempts, "a", NOW), NOW + 10001));
}
END_TEST

START_TEST(is_soon_there_again_when_something_is_busy)
{
    attempts_note(attempts, "a", &busy, NOW);

    ck_assert(attempts_may(attempts, "a", NOW + 10));
}
END_TEST

START_TEST(floods_no_cloud_that_accepts_and_does_nothing)
{
    attempts_note(attempts, "a", &accepted, NOW);
    ck_assert(!attempts_may(attempts, "a", NOW + 999));
    attempts_note(attempts, "a", &accepted, NOW + 1000);
    ck_assert(!attempts_may(attempts, "a", NOW + 2999));
    ck_assert(!attempt_is_trouble(attempts_get(attempts, "a", NOW), NOW));

    attempts_note(attempts, "a", &accepted, NOW + 3000);

    ck_assert(attempt_is_trouble(attempts_get(attempts, "a", NOW), NOW));
}
END_TEST

START_TEST(forgets_at_once_what_has_taken_effect)
{
    attempts_note(attempts, "a", &accepted, NOW);

    attempts_sweep(attempts, NOW + 1);

    ck_assert(attempts_may(attempts, "a", NOW + 1));
}
END_TEST

START_TEST(remembers_a_refusal_for_a_minute_without_a_plan)
{
    attempts_note(attempts, "a", &refused, NOW);

    attempts_sweep(attempts, NOW + 60000);
    ck_assert_ptr_nonnull(attempts_get(attempts, "a", NOW));
    attempts_sweep(attempts, NOW + 60001);

    ck_assert_ptr_null(attempts_get(attempts, "a", NOW));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("attempts");
    TCase *t = tcase_create("attempts");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, makes_a_refused_call_again_after_pauses_that_double);
    tcase_add_test(t, holds_back_no_other_call);
    tcase_add_test(t, tells_the_code_the_text_and_the_request);
    tcase_add_test(t, says_nothing_about_what_is_only_busy_for_ten_seconds);
    tcase_add_test(t, is_soon_there_again_when_something_is_busy);
    tcase_add_test(t, floods_no_cloud_that_accepts_and_does_nothing);
    tcase_add_test(t, forgets_at_once_what_has_taken_effect);
    tcase_add_test(t, remembers_a_refusal_for_a_minute_without_a_plan);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
