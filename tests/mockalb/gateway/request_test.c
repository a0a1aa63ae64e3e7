#include "mockalb/gateway/request.h"

#include "base/limits.h"
#include "tests/mockalb/gateway/shop/shop.h"
#include "tests/test.h"

#include "base/banned.h"

static const char *names_of(const struct request *r)
{
    const char *names = "";

    for (size_t i = 0; i < r->count; i++)
        names = arena_printf(r->arena, "%s%s%.*s=%.*s", names, i ? " " : "",
                             STR_ARG(r->pairs[i].name), STR_ARG(r->pairs[i].value));
    return names;
}

static const struct {
    const char *form, *pairs, *why;
} forms[] = {
    { "a=1&b=2", "a=1 b=2", "the plain case" },
    { "b=2&a=1", "a=1 b=2", "ordered by name" },
    { "a=x+y%20z%2Bq", "a=x y z+q", "a plus is a blank, an escape is its byte" },
    { "a=50%&b=%zz", "a=50% b=%zz", "a percent sign without digits stands for itself" },
    { "a&b=", "a= b=", "no value is an empty value" },
    { "&&=x&a=1&", "a=1", "what has no name is nothing" },
    { "a=b=c", "a=b=c", "only the first equals sign cuts" },
    { "R.10.X=c&R.2.X=b&R.1.X=a", "R.1.X=a R.2.X=b R.10.X=c", "indexes in the order of numbers" },
    { "R.1.B=1&R-1=2&R=3&R.1=4", "R=3 R.1=4 R.1.B=1 R-1=2", "one prefix stands together" },
    { "R.9=1&R.1a=3&R.10=2", "R.9=1 R.10=2 R.1a=3", "numbers before words" },
};

START_TEST(orders_the_pairs_of_a_form)
{
    struct arena *a = arena_new();
    struct request r = { .arena = a };
    struct call call = { .arena = a };

    request_add_form(&r, str_of(forms[_i].form));
    const struct api_error *error = request_check(&r, &call);

    ck_assert_ptr_null(error);
    ck_assert_msg(strcmp(names_of(&r), forms[_i].pairs) == 0, "%s: got %s", forms[_i].why,
                  names_of(&r));
    arena_free(a);
}
END_TEST

static const struct {
    const char *form, *code, *message;
} defects[] = {
    { "a=1&a=2", "Mock.DuplicateParameter", "a is given twice" },
    { "a=1&b=2&a=1", "Mock.DuplicateParameter", "a is given twice" },
    { "a=%ff", "Mock.UndecodableParameter", "a can't be read: its value" },
    { "%ff=1", "Mock.UndecodableParameter", "%FF can't be read: its name" },
    { "a=x%00y", "Mock.UndecodableParameter", "without zero bytes" },
};

START_TEST(refuses_what_can_not_be_read)
{
    struct arena *a = arena_new();
    struct request r = { .arena = a };
    struct call call = { .arena = a };

    request_add_form(&r, str_of(defects[_i].form));
    const struct api_error *error = request_check(&r, &call);

    ck_assert_ptr_nonnull(error);
    ck_assert_str_eq(error->code, defects[_i].code);
    ck_assert_msg(strstr(error->message, defects[_i].message) != NULL, "got: %s", error->message);
    arena_free(a);
}
END_TEST

static void add_params(struct request *r, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        request_add(r, str_of(arena_printf(r->arena, "p%u", i)), STR("x"));
}

START_TEST(refuses_more_parameters_than_the_limit)
{
    struct arena *a = arena_new();
    struct request r = { .arena = a };
    struct call call = { .arena = a };

    add_params(&r, 2 * LIMIT_PARAMS);
    const struct api_error *error = request_check(&r, &call);

    ck_assert_ptr_nonnull(error);
    ck_assert_str_eq(error->code, "Mock.RequestTooLarge");
    ck_assert_uint_le(r.count, LIMIT_PARAMS + 1);
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("request");
    TCase *t = tcase_create("request");

    tcase_add_loop_test(t, orders_the_pairs_of_a_form, 0, sizeof(forms) / sizeof(forms[0]));
    tcase_add_loop_test(t, refuses_what_can_not_be_read, 0, sizeof(defects) / sizeof(defects[0]));
    tcase_add_test(t, refuses_more_parameters_than_the_limit);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
