#include "runner/run/live.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "tests/test.h"

#include "base/banned.h"

static int fds[2];
static struct buf shown;

/* What has been printed since the last time. */
static const char *news(void)
{
    char bytes[65536];
    ssize_t n;

    buf_reset(&shown);
    buf_add_char(&shown, '>');
    if (write(fds[1], "", 1) == 1) { /* so that there is something to read */
        n = read(fds[0], bytes, sizeof(bytes));
        buf_add(&shown, (struct str){ bytes, (size_t)(n - 1) });
    }
    return shown.at + 1;
}

static const struct check_result pass = { .id = "A-01",
                                          .sentence = "it is so",
                                          .verdict = VERDICT_pass };

static struct case_result cases[3];
static struct run_result run;

static void setup(void)
{
    static const char *const names[] = { "one", "two", "three" };

    ck_assert_int_eq(pipe(fds), 0);
    shown = BUF_LIMIT(1 << 17);
    for (size_t i = 0; i < 3; i++)
        cases[i] = (struct case_result){ .file = "x.yaml",
                                         .name = names[i],
                                         .area = "tests",
                                         .title = "a claim",
                                         .verdict = VERDICT_pass,
                                         .checks = &pass,
                                         .count = 1 };
    run = (struct run_result){ .subject = "s", .version = "0", .cases = cases, .count = 3 };
}

static void teardown(void)
{
    close(fds[0]);
    close(fds[1]);
    buf_done(&shown);
}

static struct live *new_live(void)
{
    const struct text_style plain = { false };

    return live_new(fds[1], &plain, &run);
}

START_TEST(shows_the_first_case_as_it_is_judged)
{
    struct live *l = new_live();
    news();

    live_check(l, 0, &pass);

    ck_assert_ptr_nonnull(strstr(news(), "tests/one"));
    live_check(l, 0, &pass);
    ck_assert_int_eq(strncmp(news(), "  PASS   A-01", 13), 0);
    live_free(l);
}
END_TEST

START_TEST(keeps_what_others_say_for_their_turn)
{
    struct live *l = new_live();
    news();

    live_check(l, 1, &pass);
    live_case(l, 2, &cases[2]);
    ck_assert_str_eq(news(), "");

    live_case(l, 0, &cases[0]);
    const char *text = news();
    ck_assert_ptr_nonnull(strstr(text, "tests/one"));
    ck_assert_ptr_nonnull(strstr(text, "tests/two"));
    ck_assert_ptr_null(strstr(text, "tests/three"));

    live_case(l, 1, &cases[1]);
    ck_assert_ptr_nonnull(strstr(news(), "tests/three"));
    live_free(l);
}
END_TEST

START_TEST(shows_the_same_as_the_text_report)
{
    struct buf report = BUF_LIMIT(1 << 16), all = BUF_LIMIT(1 << 16);
    struct live *l = new_live();
    live_check(l, 1, &pass);
    live_case(l, 1, &cases[1]);
    live_case(l, 0, &cases[0]);
    live_case(l, 2, &cases[2]);

    live_end(l, &run);

    buf_add_text(&all, news());
    report_find("text")->write(&run, &report);
    ck_assert_str_eq(all.at, report.at);
    live_free(l);
    buf_done(&report);
    buf_done(&all);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("live");
    TCase *t = tcase_create("live");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, shows_the_first_case_as_it_is_judged);
    tcase_add_test(t, keeps_what_others_say_for_their_turn);
    tcase_add_test(t, shows_the_same_as_the_text_report);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
