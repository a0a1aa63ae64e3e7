#include "runner/library.h"

#include "tests/runner/suite/folder.h"
#include "tests/test.h"

#include "base/banned.h"

static struct arena *arena;
static struct folder folder;

static void setup(void)
{
    arena = arena_new();
    folder_init(&folder);
    folder_write("d/suites/area/one.yaml", "case: it is so\n"
                                           "then:\n"
                                           "- settled:\n  proves: A-06\n");
}

static void teardown(void)
{
    folder_done(&folder);
    arena_free(arena);
}

#define A_06 "A-06: { severity: MUST, sentence: It works., source: SEED, confidence: doc }\n"

static const struct {
    const char *file, *text; /* of the folder besides; NULL: none */
    const char *data, *fault;
} rows[] = {
    /* clang-format off */
    { NULL, NULL, "d", "" },
    { NULL, NULL, "nowhere",
      "there is no folder nowhere/suites: --data DIR says where suites/ and fixtures/ are" },
    { "d/suites/requirements/r.yaml", A_06, "d", "" },
    { "d/suites/requirements/r.yaml", "A-06: {}\n", "d", "d/suites/requirements/r.yaml:1: A-06 needs a " },
    { "d/suites/features.yaml", "- x\n", "d", "d/suites/features.yaml:1: " },
    { "d/suites/every-case.yaml", "case: x\nthen:\n- setled:\n", "d",
      "d/suites/every-case.yaml:3: unknown step 'setled', did you mean 'settled'?" },
    { "d/suites/area/two.yaml", "case: x\nthen:\n- setled:\n", "d",
      "d/suites/area/two.yaml:3: unknown step 'setled', did you mean 'settled'?" },
    { "d/suites/profiles.yaml", "- x\n", "d", "d/suites/profiles.yaml:1: " },
    /* clang-format on */
};

START_TEST(opens_a_folder_or_says_what_is_wrong_with_it)
{
    struct err err = { "" };
    struct library l;
    if (rows[_i].file)
        folder_write(rows[_i].file, rows[_i].text);

    bool good = library_open(arena, rows[_i].data, &l, &err);

    ck_assert_int_eq(good, !*rows[_i].fault);
    ck_assert_msg(str_starts(str_of(err.text), str_of(rows[_i].fault)), "%s", err.text);
}
END_TEST

START_TEST(knows_what_is_there_and_misses_nothing_else)
{
    struct err err = { "" };
    struct library l;

    ck_assert_msg(library_open(arena, "d", &l, &err), "%s", err.text);

    ck_assert_uint_eq(l.cases.count, 1);
    ck_assert_str_eq(l.cases.at[0]->name, "one");
    ck_assert_ptr_null(l.requirements);
    ck_assert_ptr_null(l.ending);
    ck_assert_uint_eq(l.profiles.count, 0);
}
END_TEST

START_TEST(reads_what_every_case_ends_with_but_not_as_a_case)
{
    struct err err = { "" };
    struct library l;
    folder_write("d/suites/requirements/r.yaml", A_06);
    folder_write("d/suites/every-case.yaml", "case: the end\nthen:\n- settled:\n  proves: A-06\n");

    ck_assert_msg(library_open(arena, "d", &l, &err), "%s", err.text);

    ck_assert_uint_eq(requirement_count(l.requirements), 1);
    ck_assert(str_is(l.ending->title, "the end"));
    ck_assert_uint_eq(l.cases.count, 1);
}
END_TEST

/* As a person would write them, since messages and reports show them; / stands for the test's folder. */
static const struct {
    const char *from, *data, *suites;
} paths[] = {
    { ".", "d", "d/suites" },           { ".", "./d/", "d/suites" },
    { ".", "d/suites/..", "d/suites" }, { "d", ".", "suites" },
    { "d/suites", "..", "/d/suites" },  { "d/suites/area", "../..", "/d/suites" },
    { "d", "../dd", "/dd/suites" },
};

START_TEST(calls_files_as_seen_from_the_working_directory)
{
    const char *wanted = paths[_i].suites;
    struct err err = { "" };
    struct library l;
    folder_write("dd/suites/area/one.yaml", "case: it is so\nthen:\n- settled:\n  proves: A-06\n");
    if (*wanted == '/')
        wanted = arena_printf(arena, "%s%s", folder.path, wanted);

    bool good = chdir(paths[_i].from) == 0 && library_open(arena, paths[_i].data, &l, &err);

    ck_assert_str_eq(good ? l.suites : err.text, wanted);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("library");
    TCase *t = tcase_create("library");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, opens_a_folder_or_says_what_is_wrong_with_it, 0,
                        sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(t, knows_what_is_there_and_misses_nothing_else);
    tcase_add_test(t, reads_what_every_case_ends_with_but_not_as_a_case);
    tcase_add_loop_test(t, calls_files_as_seen_from_the_working_directory, 0,
                        sizeof(paths) / sizeof(paths[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
