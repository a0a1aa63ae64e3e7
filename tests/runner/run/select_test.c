#include "runner/run/select.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "runner/steps/step.h"
#include "tests/test.h"

#include "base/banned.h"

static struct arena *the_arena;
static char dir[] = "/tmp/albkit-select-XXXXXX";
static struct suite_language language;
static struct case_list all;

static void write_case(const char *path, const char *tags, const char *proves)
{
    const char *file = arena_printf(the_arena, "%s/%s.yaml", dir, path);
    const char *slash = strrchr(file, '/');
    const char *text = arena_printf(the_arena,
                                    "case: a claim\ntags: [%s]\nthen:\n  - settled:\n"
                                    "    proves: %s\n",
                                    tags, proves);

    ck_assert(
        file_make_dirs(arena_strz(the_arena, (struct str){ file, (size_t)(slash - file) }), NULL));
    ck_assert(file_write(file, str_of(text), NULL));
}

static void setup(void)
{
    struct err err = { "" };

    the_arena = arena_new();
    memcpy(dir + sizeof(dir) - 7, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(dir));
    language = step_language(NULL, dir);
    write_case("scenarios/scenario-1", "core, scenario-1", "[A-01, A-02]");
    write_case("scenarios/scenario-2", "core", "A-02");
    write_case("notes/limits", "slow, notes-tag", "A-45");
    ck_assert(file_make_dirs(arena_printf(the_arena, "%s/requirements", dir), NULL));
    ck_assert_msg(cases_load(the_arena, dir, &language, &all, &err), "%s", err.text);
}

static void teardown(void)
{
    file_remove_tree(dir, NULL);
    arena_free(the_arena);
}

/* The names of what words choose, or the error. */
static const char *chosen(const char *const *words)
{
    struct buf names = BUF_LIMIT(4096);
    struct case_list list;
    struct err err = { "" };
    const char *result;

    if (!cases_select(the_arena, &all, &language, words, &list, &err))
        return arena_strz(the_arena, str_of(err.text));
    for (size_t i = 0; i < list.count; i++)
        buf_printf(&names, "%s%s", i ? " " : "", list.at[i]->name);
    result = arena_strz(the_arena, buf_str(&names));
    buf_done(&names);
    return result;
}

static const struct {
    const char *words[4];
    const char *names;
} rows[] = {
    { { NULL }, "scenario-1 scenario-2" },
    { { "limits" }, "limits" },
    { { "scenarios" }, "scenario-1 scenario-2" },
    { { "scenarios/scenario-2" }, "scenario-2" },
    { { "scenario-1" }, "scenario-1" },
    { { "notes-tag" }, "limits" },
    { { "A-01" }, "scenario-1" },
    { { "A-02" }, "scenario-1 scenario-2" },
    { { "A-45", "core", "limits" }, "limits scenario-1 scenario-2" },
    { { "scenaro-1" },
      "'scenaro-1' is no case, area, tag, requirement or file; did you mean 'scenario-1'? (albspec "
      "list shows all)" },
    { { "limits", "A-4" },
      "'A-4' is no case, area, tag, requirement or file; did you mean 'A-45'? (albspec list shows "
      "all)" },
    { { "zzzzzzzzzz" },
      "'zzzzzzzzzz' is no case, area, tag, requirement or file (albspec list shows all)" },
};

START_TEST(chooses_cases_by_words)
{
    ck_assert_str_eq(chosen(rows[_i].words), rows[_i].names);
}
END_TEST

START_TEST(takes_a_file_from_anywhere)
{
    const char *file = arena_printf(the_arena, "%s/elsewhere/one.yaml", dir);
    write_case("elsewhere/one", "core", "A-03");

    ck_assert_str_eq(chosen((const char *const[]){ file, NULL }), "one");
}
END_TEST

START_TEST(refuses_a_wrong_case_whatever_is_asked_for)
{
    struct err err = { "" };
    const char *file = arena_printf(the_arena, "%s/notes/wrong.yaml", dir);
    ck_assert(file_write(file, STR("case: a claim\nthen:\n  - setled:\n"), NULL));

    ck_assert(!cases_load(the_arena, dir, &language, &all, &err));

    ck_assert_msg(strstr(err.text, "notes/wrong.yaml:3: ") != NULL, "%s", err.text);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("select");
    TCase *t = tcase_create("select");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, chooses_cases_by_words, 0, sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(t, takes_a_file_from_anywhere);
    tcase_add_test(t, refuses_a_wrong_case_whatever_is_asked_for);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
