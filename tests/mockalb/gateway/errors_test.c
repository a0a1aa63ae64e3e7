#include "mockalb/gateway/errors.h"

#include "base/arena.h"
#include "mockalb/gateway/call.h"
#include "tests/test.h"

#include "base/banned.h"

static const struct {
    const char *path, *code, *message;
} paths[] = {
    { "Priority", "IllegalParam.Priority", "The param of Priority is illegal." },
    { "Rules.1.Priority", "IllegalParam.Priority", "The param of Rules.1.Priority is illegal." },
    { "Rules.1.PathConfig.Values.12", "IllegalParam.Values",
      "The param of Rules.1.PathConfig.Values.12 is illegal." },
};

START_TEST(ends_the_code_in_the_last_name_of_the_path)
{
    struct call call = { .arena = arena_new() };

    const struct api_error *error = refuse(&call, ERR_illegal_param, paths[_i].path);

    ck_assert_str_eq(error->code, paths[_i].code);
    ck_assert_str_eq(error->message, paths[_i].message);
    ck_assert_int_eq(error->status, 400);
    arena_free(call.arena);
}
END_TEST

START_TEST(takes_percent_signs_of_arguments_as_they_are)
{
    struct call call = { .arena = arena_new() };

    const struct api_error *error = refuse(&call, ERR_undecodable_param, "%s", "100%s");

    ck_assert_str_eq(error->message, "The parameter %s can't be read: 100%s.");
    arena_free(call.arena);
}
END_TEST

START_TEST(every_error_has_a_code_a_status_and_a_text)
{
    int status = error_status((enum error_id)_i);

    ck_assert_str_ne(error_code((enum error_id)_i), "");
    ck_assert_int_ge(status, 400);
    ck_assert_int_lt(status, 600);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("errors");
    TCase *t = tcase_create("errors");

    tcase_add_loop_test(t, ends_the_code_in_the_last_name_of_the_path, 0,
                        sizeof(paths) / sizeof(paths[0]));
    tcase_add_test(t, takes_percent_signs_of_arguments_as_they_are);
    tcase_add_loop_test(t, every_error_has_a_code_a_status_and_a_text, 0, ERR_COUNT);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
