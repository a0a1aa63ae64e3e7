#include "runner/options_file.h"

#include <stddef.h>

#include "tests/test.h"

#include "tests/runner/suite/folder.h"

#include "base/banned.h"

struct filled {
    bool strict, quiet;
    int64_t jobs, settle;
    const char *command, *profile;
    struct option_list reports;
};

#define AT(member) offsetof(struct filled, member)

static const struct option options[] = {
    { .name = "strict", .type = OPTION_flag, .offset = AT(strict) },
    { .name = "quiet", .type = OPTION_flag, .offset = AT(quiet) },
    { .name = "jobs", .type = OPTION_int, .offset = AT(jobs) },
    { .name = "settle", .type = OPTION_duration, .offset = AT(settle) },
    { .name = "controller-cmd", .type = OPTION_text, .offset = AT(command) },
    { .name = "profile", .type = OPTION_choice, .offset = AT(profile) },
    { .name = "report", .type = OPTION_list, .offset = AT(reports) },
    { .name = "options", .type = OPTION_text, .offset = AT(command) },
    { .name = NULL },
};

static const struct option_set set = { .program = "toy", .options = options };

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

/* The words that come out of "toy …", or what is wrong. */
static const char *merge(const char *file, const char *first, const char *second)
{
    const char *words[] = { "toy", first, second, NULL };
    const char **argv = words;
    int argc = 1 + (first != NULL) + (second != NULL);
    const char *all = "";
    struct err err = { "" };

    if (file)
        folder_write("o.yaml", file);
    if (!options_file_merge(arena, &set, &argc, &argv, &err))
        return arena_printf(arena, "%s", err.text);
    for (int i = 1; i < argc; i++)
        all = arena_printf(arena, "%s%s%s", all, i > 1 ? " " : "", argv[i]);
    return all;
}

static const struct {
    const char *file, *first, *second, *want, *why;
} rows[] = {
    /* clang-format off */
    { "jobs: 3\n", "--jobs=2", NULL, "--jobs=2", "nobody asks for the file" },
    { "jobs: 3\n", "--options=o.yaml", "--jobs=2", "--jobs=3 --options=o.yaml --jobs=2",
      "the command line comes last, so it wins" },
    { "jobs: 3\n", "--options", "o.yaml", "--jobs=3 --options o.yaml", "two words are as good as one" },
    { "jobs: 3\n", "--", "--options=o.yaml", "-- --options=o.yaml", "behind -- stand no options" },
    { "report: [json=a, junit=b]\nstrict: true\n", "--options=o.yaml", NULL,
      "--report=json=a --report=junit=b --strict=true --options=o.yaml", "a list is an option again and again" },
    { "{}\n", "--options=o.yaml", NULL, "--options=o.yaml", "a file may say nothing" },
    { "jobs: 3\nstrcit: true\n", "--options=o.yaml", NULL,
      "o.yaml:2: there is no option 'strcit', did you mean 'strict'?", "a slip" },
    { "bananas: 1\n", "--options=o.yaml", NULL, "o.yaml:1: there is no option 'bananas'", "nothing is near" },
    { "options: o.yaml\n", "--options=o.yaml", NULL, "o.yaml:1: there is no option 'options'",
      "a file names no other" },
    { "jobs: { a: 1 }\n", "--options=o.yaml", NULL, "o.yaml:1: 'jobs' is a text, or a list of texts",
      "a map is no value" },
    { "report:\n  - a\n  - [b]\n", "--options=o.yaml", NULL, "o.yaml:3: 'report' is a text, or a list of texts",
      "lists have no lists" },
    { "- jobs\n", "--options=o.yaml", NULL, "o.yaml:1: a file of options is a map of their names", "a list" },
    { NULL, "--options=none.yaml", NULL, "opening none.yaml: ", "there is no such file" },
    /* clang-format on */
};

START_TEST(puts_the_file_before_the_command_line_or_says_what_is_wrong)
{
    const char *got = merge(rows[_i].file, rows[_i].first, rows[_i].second);

    ck_assert_msg(str_starts(str_of(got), str_of(rows[_i].want)), "%s\ngot:    %s\nwanted: %s",
                  rows[_i].why, got, rows[_i].want);
}
END_TEST

START_TEST(prints_what_is_set_as_a_file_that_says_it_again)
{
    const struct filled f = { .strict = true,
                              .jobs = 3,
                              .settle = 400,
                              .command = "run \"it\"",
                              .reports = { .items = { "json=a b", "text=\"c\"" }, .count = 2 } };
    struct buf text = BUF_LIMIT(4096);

    options_file_print(&set, &f, &text);

    ck_assert_str_eq(text.at, "strict: true\njobs: 3\nsettle: 400ms\n"
                              "controller-cmd: \"run \\\"it\\\"\"\n"
                              "report: [\"json=a b\", \"text=\\\"c\\\"\"]\n");
    ck_assert_str_eq(merge(text.at, "--options=o.yaml", NULL),
                     "--strict=true --jobs=3 --settle=400ms --controller-cmd=run \"it\" "
                     "--report=json=a b --report=text=\"c\" --options=o.yaml");
    buf_done(&text);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/options_file");
    TCase *t = tcase_create("options file");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, puts_the_file_before_the_command_line_or_says_what_is_wrong, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(t, prints_what_is_set_as_a_file_that_says_it_again);
    suite_add_tcase(s, t);
    return s;
}
TEST_MAIN(suite)
