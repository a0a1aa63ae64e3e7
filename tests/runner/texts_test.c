#include "runner/texts.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "tests/test.h"

#include "base/banned.h"

/* What a case found, and what of it stays the same whenever it is found. */
static const struct {
    const char *found, *stays;
} findings[] = {
    { "sgp-hx7231nvqz2lvb38v5", "sgp-xxxxxxxxxxxxxxxxxx" },
    { "in rule-aw5bhd1v6ws84uwfoz, too", "in rule-xxxxxxxxxxxxxxxxxx, too" },
    { "sgp-hx7231nv...", "sgp-xxxxxxxx..." },
    { "alb-ready", "alb-ready" },
    { "an-sgp-hx7231nvqz2lvb38v5", "an-sgp-hx7231nvqz2lvb38v5" },
    { "call 87 at 06:33:52.262", "call N at hh:mm:ss.mmm" },
    { "87 06:33:52.262", "N hh:mm:ss.mmm" },
    { "the last #104", "the last #N" },
    { "weight 80", "weight 80" },
};

static struct case_result case_of(struct check_result *check)
{
    return (struct case_result){ .file = "/data/suites/a/b.yaml",
                                 .area = "a",
                                 .name = "b",
                                 .title = "of two",
                                 .verdict = VERDICT_fail,
                                 .calls =
                                     "12 06:33:52.262 CreateRules\n13 06:33:52.263 DeleteRules\n",
                                 .rerun = "albspec run a/b",
                                 .checks = check,
                                 .count = 2 };
}

static const char *const wanted[] = { "A-06", NULL };

START_TEST(says_what_stays_of_what_was_found)
{
    struct arena *a = arena_new();
    struct check_result checks[] = {
        { .id = "A-02", .sentence = "It is.", .verdict = VERDICT_fail },
        { .id = "A-06",
          .sentence = "So.",
          .verdict = VERDICT_fail,
          .took_ms = 12,
          .line = 7,
          .reason = findings[_i].found }
    };
    struct case_result c = case_of(checks);

    const char *text = text_of_defect(a, &c, wanted, "/data/suites");

    ck_assert_str_eq(
        text,
        arena_printf(a,
                     "a/b\n  of two\n"
                     "  FAIL   A-06      So.%58s\n"
                     "         A-06 (MUST): So.\n"
                     "         suites/a/b.yaml:7: %s\n"
                     "  the last calls that change something\n"
                     "    N hh:mm:ss.mmm ...\n    N hh:mm:ss.mmm ...\n"
                     "    N hh:mm:ss.mmm ...\n    N hh:mm:ss.mmm ...\n    N hh:mm:ss.mmm ...\n"
                     "  run it alone: albspec run a/b\n",
                     "0 ms", findings[_i].stays));
    arena_free(a);
}
END_TEST

START_TEST(has_no_text_when_another_requirement_failed)
{
    struct arena *a = arena_new();
    struct check_result checks[] = {
        { .id = "A-02", .sentence = "It is.", .verdict = VERDICT_fail },
        { .id = "A-06", .sentence = "So.", .verdict = VERDICT_pass }
    };
    struct case_result c = case_of(checks);

    ck_assert_str_eq(text_of_defect(a, &c, wanted, "/data/suites"), "");
    arena_free(a);
}
END_TEST

static const char *repeated(struct arena *a, const char *text, int times)
{
    const char *all = "";

    for (int i = 0; i < times; i++)
        all = arena_printf(a, "%s%s", all, text);
    return all;
}

START_TEST(does_not_say_how_much_there_was_no_room_for)
{
    struct arena *a = arena_new();
    struct check_result check = { .id = "A-06",
                                  .verdict = VERDICT_fail,
                                  .reason = "in 3 of (7 more lines)",
                                  .expected = repeated(a, "one\n", 40),
                                  .found = repeated(a, "other\n", 40) };
    struct case_result c = case_of(&check);
    const char *text;
    c.count = 1;

    text = text_of_defect(a, &c, wanted, "/data/suites");

    ck_assert_ptr_nonnull(strstr(text, "\n    (N more lines)\n"));
    ck_assert_ptr_nonnull(strstr(text, "in 3 of (7 more lines)\n"));
    arena_free(a);
}
END_TEST

START_TEST(a_text_has_at_most_40_lines_of_80_columns)
{
    struct arena *a = arena_new();

    ck_assert_ptr_null(text_defect(a, repeated(a, "w", 80)));
    ck_assert_str_eq(text_defect(a, repeated(a, "w", 81)), "line 1 has more than 80 columns");
    ck_assert_ptr_null(text_defect(a, repeated(a, "w\n", 40)));
    ck_assert_str_eq(text_defect(a, repeated(a, "w\n", 41)), "it has 41 lines, more than 40");
    arena_free(a);
}
END_TEST

static const struct {
    const char *now, *wrong;
} changes[] = {
    { "one\ntwo\n", "" },
    { "one\n2\n", "DIR/m.txt: line 2 is otherwise\n  kept: two\n  now:  2\n" },
    { "one\n", "DIR/m.txt: line 2 is otherwise\n  kept: two\n  now:  \n" },
    { "one\ntwo\nthree\n", "DIR/m.txt: line 3 is otherwise\n  kept: \n  now:  three\n" },
};

static const char *without(struct arena *a, const char *dir, struct str said)
{
    return str_starts(said, str_of(dir))
               ? arena_printf(a, "DIR%.*s", (int)(said.len - strlen(dir)), said.at + strlen(dir))
               : arena_strz(a, said);
}

START_TEST(names_the_first_line_that_differs_from_the_kept_one)
{
    struct arena *a = arena_new();
    struct buf wrong = BUF_LIMIT(10000);
    char room[] = "/tmp/texts-XXXXXX";
    const char *dir = mkdtemp(room);

    bool kept = text_keep(a, dir, "m", "one\ntwo\n", NULL);
    text_compare(a, dir, "m", changes[_i].now, &wrong);

    ck_assert(kept);
    ck_assert_str_eq(without(a, dir, buf_str(&wrong)), changes[_i].wrong);
    file_remove_tree(dir, NULL);
    buf_done(&wrong);
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("texts");
    TCase *t = tcase_create("texts");

    tcase_add_loop_test(t, says_what_stays_of_what_was_found, 0,
                        sizeof(findings) / sizeof(findings[0]));
    tcase_add_test(t, has_no_text_when_another_requirement_failed);
    tcase_add_test(t, does_not_say_how_much_there_was_no_room_for);
    tcase_add_test(t, a_text_has_at_most_40_lines_of_80_columns);
    tcase_add_loop_test(t, names_the_first_line_that_differs_from_the_kept_one, 0,
                        sizeof(changes) / sizeof(changes[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
