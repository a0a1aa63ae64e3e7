#include "runner/shard.h"

#include "tests/test.h"

#include <stdlib.h>

#include "base/banned.h"

enum { CASES = 7 };

static struct arena *arena;
static struct spec_case cases[CASES];

static void setup(void)
{
    arena = arena_new();
    unsetenv("JOB_COMPLETION_INDEX");
    unsetenv("JOB_COMPLETIONS");
    for (int i = 0; i < CASES; i++)
        cases[i].name = arena_printf(arena, "%d", i);
}

static void teardown(void)
{
    arena_free(arena);
}

static struct case_list all(void)
{
    const struct spec_case **at = arena_alloc(arena, CASES * sizeof(struct spec_case *));

    for (size_t i = 0; i < CASES; i++)
        at[i] = &cases[i];
    return (struct case_list){ at, CASES };
}

/* The names of what is left, or what is wrong. */
static const char *cut(const char *text, const char *index, const char *count)
{
    struct case_list list = all();
    struct err err = { "" };
    const char *names = "";

    if (index)
        setenv("JOB_COMPLETION_INDEX", index, 1);
    if (count)
        setenv("JOB_COMPLETIONS", count, 1);
    if (!shard_cut(arena, text, &list, &err))
        return arena_printf(arena, "%s", err.text);
    for (size_t i = 0; i < list.count; i++)
        names = arena_printf(arena, "%s%s", names, list.at[i]->name);
    return names;
}

#define NO_PART(text) "--shard: '" text "' is no part of the run; write 1/3, 2/3 or 3/3"
#define NO_JOB(index, count)                                                                       \
    "JOB_COMPLETION_INDEX=" index " and JOB_COMPLETIONS=" count " name no part of the run"

static const struct {
    const char *text, *index, *count, *want, *why;
} rows[] = {
    /* clang-format off */
    { NULL,   NULL, NULL, "0123456", "nobody asks for a part" },
    { "1/1",  NULL, NULL, "0123456", "the only part is the whole" },
    { "1/3",  NULL, NULL, "036", "every third case" },
    { "2/3",  NULL, NULL, "14", "every third case from the second" },
    { "3/3",  NULL, NULL, "25", "the last part" },
    { "9/9",  NULL, NULL, "", "more parts than cases: some are empty" },
    { "0/3",  NULL, NULL, NO_PART("0/3"), "parts count from 1" },
    { "4/3",  NULL, NULL, NO_PART("4/3"), "there are only three" },
    { "-1/3", NULL, NULL, NO_PART("-1/3"), "nor before the first" },
    { "1",    NULL, NULL, NO_PART("1"), "of how many?" },
    { "1/",   NULL, NULL, NO_PART("1/"), "of how many?" },
    { "/3",   NULL, NULL, NO_PART("/3"), "which one?" },
    { "",     NULL, NULL, NO_PART(""), "nothing is no part" },
    { "1/3/3", NULL, NULL, NO_PART("1/3/3"), "one part of one whole" },
    { "a/b",  NULL, NULL, NO_PART("a/b"), "words are no numbers" },
    { "1/99999999999999999999", NULL, NULL, NO_PART("1/99999999999999999999"), "past all numbers" },
    { NULL,   "0",  "3",  "036", "an Indexed Job counts from 0" },
    { NULL,   "2",  "3",  "25", "the last Pod of the Job" },
    { "2/3",  "0",  "3",  "14", "the flag goes first" },
    { NULL,   "1",  NULL, "0123456", "an index alone is no part" },
    { NULL,   NULL, "3",  "0123456", "nor is a count" },
    { NULL,   "3",  "3",  NO_JOB("3", "3"), "there are only 0 to 2" },
    { NULL,   "-1", "3",  NO_JOB("-1", "3"), "nothing is before the first" },
    { NULL,   "0",  "0",  NO_JOB("0", "0"), "a Job of no Pods" },
    { NULL,   "x",  "3",  NO_JOB("x", "3"), "no number" },
    { NULL,   "0",  "",   NO_JOB("0", ""), "an empty count" },
    /* clang-format on */
};

START_TEST(cuts_the_part_that_is_asked_for_or_says_what_is_wrong)
{
    const char *got = cut(rows[_i].text, rows[_i].index, rows[_i].count);

    ck_assert_msg(str_is(str_of(got), rows[_i].want), "%s\ngot:    %s\nwanted: %s", rows[_i].why,
                  got, rows[_i].want);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/shard");
    TCase *t = tcase_create("shard");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, cuts_the_part_that_is_asked_for_or_says_what_is_wrong, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    suite_add_tcase(s, t);
    return s;
}
TEST_MAIN(suite)
