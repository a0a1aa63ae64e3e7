#include "runner/suite/requirement.h"

#include "tests/test.h"

#include "tests/runner/suite/folder.h"

#include "base/banned.h"

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

#define ROW(id) id ": { severity: MUST, sentence: It works., source: SEED, confidence: doc }\n"

START_TEST(finds_rows_of_all_files_by_id)
{
    struct err err = { "" };
    folder_write("r/limits.yaml", ROW("A-45"));
    folder_write("r/scenarios.yaml", ROW("A-06") ROW("A-100") ROW("A-17"));
    folder_write("r/README.md", "no row");

    const struct requirements *r = requirements_load(arena, "r", &err);

    ck_assert_msg(r, "%s", err.text);
    ck_assert_uint_eq(requirement_count(r), 4);
    ck_assert_str_eq(requirement_at(r, 0)->id, "A-06");
    ck_assert_str_eq(requirement_at(r, 2)->id, "A-45");
    ck_assert_str_eq(requirement_at(r, 3)->id, "A-100");
    ck_assert_str_eq(requirement_find(r, STR("A-45"), NULL)->area, "limits");
}
END_TEST

START_TEST(names_the_nearest_id_of_an_unknown_one)
{
    const char *near = NULL;
    folder_write("r/x.yaml", ROW("A-06") ROW("B-34"));
    const struct requirements *r = requirements_load(arena, "r", NULL);

    const struct requirement *found = requirement_find(r, STR("B-35"), &near);

    ck_assert_ptr_null(found);
    ck_assert_str_eq(near, "B-34");
}
END_TEST

static const struct {
    const char *text, *message;
} wrong[] = {
    { "- A-06\n", "r/x.yaml:1: a file of requirements is a map of ids" },
    { "A6: {}\n", "r/x.yaml:1: 'A6' is no requirement id; ids look like A-06" },
    { "A-06: yes\n", "r/x.yaml:1: A-06 is a map with severity, sentence, source and confidence" },
    { "A-06:\n  severty: MUST\n", "r/x.yaml:2: unknown key 'severty', did you mean 'severity'?" },
    { "A-06: { severity: must }\n",
      "r/x.yaml:1: A-06 needs a severity: MUST, SHOULD, MAY or advisory" },
    { "A-06: { severity: MUST, confidence: sure }\n",
      "r/x.yaml:1: A-06 needs a confidence: doc, client or inferred" },
    { "A-06: { severity: MUST, confidence: doc, source: SEED }\n",
      "r/x.yaml:1: A-06 needs a sentence and a source" },
    { ROW("A-06")
          ROW("B-01") "\n'A-06': { severity: MAY, sentence: S, source: S, confidence: doc }",
      "r/x.yaml:4: " },
};

START_TEST(refuses_a_wrong_row_with_its_place)
{
    struct err err = { "" };
    folder_write("r/x.yaml", wrong[_i].text);

    const struct requirements *r = requirements_load(arena, "r", &err);

    ck_assert_ptr_null(r);
    ck_assert_mem_eq(err.text, wrong[_i].message, strlen(wrong[_i].message));
}
END_TEST

START_TEST(refuses_an_id_that_two_files_have)
{
    struct err err = { "" };
    folder_write("r/a.yaml", ROW("A-06"));
    folder_write("r/b.yaml", ROW("A-05") ROW("A-06"));

    const struct requirements *r = requirements_load(arena, "r", &err);

    ck_assert_ptr_null(r);
    ck_assert_ptr_nonnull(strstr(err.text, "A-06 is already at r/"));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/suite/requirement");
    TCase *t = tcase_create("requirement");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, finds_rows_of_all_files_by_id);
    tcase_add_test(t, names_the_nearest_id_of_an_unknown_one);
    tcase_add_loop_test(t, refuses_a_wrong_row_with_its_place, 0,
                        (int)(sizeof(wrong) / sizeof(wrong[0])));
    tcase_add_test(t, refuses_an_id_that_two_files_have);
    suite_add_tcase(s, t);
    return s;
}
TEST_MAIN(suite)
