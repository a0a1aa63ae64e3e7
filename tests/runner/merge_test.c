#include "runner/merge.h"

#include "runner/exits.h"
#include "tests/runner/suite/folder.h"
#include "tests/test.h"
#include "tests/tree.h"

#include "base/banned.h"

enum { REFUSED = -1 }; /* there is no whole */

static struct arena *arena;
static struct folder folder;

static void setup(void)
{
    arena = arena_new();
    folder_init(&folder);
}

static void teardown(void)
{
    folder_done(&folder);
    arena_free(arena);
}

/* A case as a report has it, with one check. */
#define CASE(name, verdict)                                                                        \
    "{'area':'a','name':'" name "','verdict':'" verdict                                            \
    "','checks':[{'id':'A-06','verdict':'" verdict "'}]}"
#define PART(more, cases) "{" more "'cases':[" cases "]}"

/* The cases of the whole, or what is wrong. */
static const char *joined(struct merge *m, const char *const parts[2])
{
    const struct run_result *run = merge_result(m);
    const char *names = "";
    struct err err = { "" };

    for (int i = 0; i < 2 && parts[i]; i++) {
        const char *file = arena_printf(arena, "part-%d.json", i + 1);
        folder_write(file, with_double_quotes(arena, parts[i]));
        if (!merge_add(m, file, &err))
            return arena_printf(arena, "%s", err.text);
    }
    for (size_t i = 0; i < run->count; i++)
        names = arena_printf(arena, "%s%s%s %s", names, i ? ", " : "", run->cases[i].name,
                             verdict_name(run->cases[i].verdict));
    return names;
}

static const struct {
    const char *parts[2];
    const char *whole;
    int code;
    const char *why;
} rows[] = {
    /* clang-format off */
    { { PART("", CASE("x", "PASS")), PART("", CASE("y", "PASS")) }, "x PASS, y PASS", EXIT_passed,
      "in the order of the parts" },
    { { PART("", CASE("x", "PASS")), PART("", CASE("y", "FAIL")) }, "x PASS, y FAIL", EXIT_failed,
      "one that failed is enough" },
    { { PART("", CASE("x", "FAIL")), PART("", CASE("y", "ERROR")) }, "x FAIL, y ERROR", EXIT_harness,
      "a part that broke off says nothing of the controller" },
    { { PART("", CASE("x", "XPASS")), NULL }, "x XPASS", EXIT_failed, "a stale entry of the baseline" },
    { { PART("", CASE("x", "NOTE")), NULL }, "x NOTE", EXIT_passed, "as the run itself would end" },
    { { PART("", CASE("x", "XFAIL")), NULL }, "x XFAIL", EXIT_passed, "as the run itself would end" },
    { { PART("", CASE("x", "FLAKY")), NULL }, "x FLAKY", EXIT_passed, "as the run itself would end" },
    { { PART("", CASE("x", "SKIP")), PART("", "") }, "x SKIP", EXIT_skipped, "nothing was judged" },
    { { PART("", CASE("x", "NOT-SUPPORTED")), NULL }, "x NOT-SUPPORTED", EXIT_skipped, "nothing was judged" },
    { { PART("", ""), PART("", "") }, "", EXIT_skipped, "a part may be empty" },
    { { PART("", CASE("x", "PASS")), PART("", CASE("x", "PASS")) },
      "part-2.json: a/x is in an earlier part too", REFUSED, "the parts overlap" },
    { { PART("", CASE("x", "PASS") "," CASE("x", "FAIL")), NULL },
      "part-1.json: a/x is in an earlier part too", REFUSED, "… with themselves" },
    { { "{'cases':1}", NULL }, "part-1.json: this is no JSON report of a run", REFUSED, "no list" },
    { { "[]", NULL }, "part-1.json: this is no JSON report of a run", REFUSED, "no object" },
    { { "{'cases':[", NULL }, "part-1.json: this is no JSON report of a run", REFUSED, "half a file" },
    { { "", NULL }, "part-1.json: this is no JSON report of a run", REFUSED, "an empty file" },
    /* clang-format on */
};

START_TEST(joins_parts_that_do_not_overlap)
{
    struct merge *m = merge_new(arena);

    const char *whole = joined(m, rows[_i].parts);

    ck_assert_msg(str_is(str_of(whole), rows[_i].whole), "%s: %s, and not %s", rows[_i].why, whole,
                  rows[_i].whole);
    if (rows[_i].code != REFUSED)
        ck_assert_int_eq(exit_of_run(merge_result(m)), rows[_i].code);
}
END_TEST

START_TEST(began_with_the_first_part_and_took_as_long_as_the_longest)
{
    static const char *const parts[] = {
        PART("'started':'2026-01-01T00:00:09Z','tookMs':8,'seed':'7','controller':'mine',", ""),
        PART("'started':'2026-01-01T00:00:05Z','tookMs':3,'seed':'7','controller':'mine',", ""),
    };
    const struct run_result *run;
    struct merge *m = merge_new(arena);

    joined(m, parts);

    run = merge_result(m);
    ck_assert_int_eq(run->started_ms % 10000, 5000);
    ck_assert_int_eq(run->took_ms, 8);
    ck_assert_uint_eq(run->seed, 7);
    ck_assert_str_eq(run->subject, "mine");
}
END_TEST

START_TEST(names_the_file_that_is_not_there)
{
    struct err err = { "" };

    ck_assert(!merge_add(merge_new(arena), "none.json", &err));

    ck_assert_ptr_nonnull(strstr(err.text, "none.json"));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("merge");
    TCase *t = tcase_create("merge");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, joins_parts_that_do_not_overlap, 0, sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(t, began_with_the_first_part_and_took_as_long_as_the_longest);
    tcase_add_test(t, names_the_file_that_is_not_there);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
