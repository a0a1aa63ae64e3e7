#include "runner/suite/vars.h"

#include "tests/test.h"

#include "base/json.h"

#include "base/banned.h"

static struct arena *arena;
static struct vars *vars;

static void setup(void)
{
    arena = arena_new();
    vars = vars_new(arena);
    vars_set(vars, STR("host"), STR("shop.example"));
    vars_set(vars, STR("G1"), STR("sgp-1"));
}

static void teardown(void)
{
    arena_free(arena);
}

static const struct {
    const char *text, *expected, *why;
} texts[] = {
    { "", "", "nothing to do" },
    { "plain", "plain", "no variable" },
    { "${host}", "shop.example", "all of it" },
    { "a ${host}/${G1} b", "a shop.example/sgp-1 b", "in the midst" },
    { "$${host}", "${host}", "the doubled dollar keeps the text" },
    { "$$${host}", "$${host}", "only the dollar before the brace is special" },
    { "$host {host} $", "$host {host} $", "a dollar alone is a dollar" },
    { "${host", "${host", "without an end it is no variable" },
};

START_TEST(puts_the_values_in)
{
    struct str got = STR_NONE;
    struct err err = { "" };

    bool ok = vars_expand(vars, arena, str_of(texts[_i].text), &got, &err);

    ck_assert_msg(ok, "%s: %s", texts[_i].why, err.text);
    ck_assert_str_eq(arena_strz(arena, got), texts[_i].expected);
}
END_TEST

START_TEST(names_the_nearest_of_an_unknown_name)
{
    struct str got = STR_NONE;
    struct err err = { "" };

    bool ok = vars_expand(vars, arena, STR("${hots}"), &got, &err);

    ck_assert(!ok);
    ck_assert_str_eq(err.text, "unknown variable ${hots}, did you mean ${host}?");
}
END_TEST

START_TEST(lists_the_known_names_when_none_is_near)
{
    struct str got = STR_NONE;
    struct err err = { "" };

    bool ok = vars_expand(vars, arena, STR("${balancer}"), &got, &err);

    ck_assert(!ok);
    ck_assert_str_eq(err.text, "unknown variable ${balancer}; known here: host, G1");
}
END_TEST

START_TEST(finds_an_unknown_name_in_any_place_of_a_tree)
{
    const struct node *block =
        yaml_parse(arena, "x.yaml", STR("a:\n- b: |\n    first\n    ${G2}\n"), NULL);
    struct err err = { "" };

    ck_assert_ptr_nonnull(block);
    bool ok = vars_check(vars, "x.yaml", block, &err);

    ck_assert(!ok);
    ck_assert_str_eq(err.text, "x.yaml:4: unknown variable ${G2}, did you mean ${G1}?");
}
END_TEST

START_TEST(makes_json_with_numbers_kept_and_names_expanded)
{
    const struct node *tree =
        yaml_parse(arena, "x.yaml",
                   STR("weight: 80\nname: \"${host}\"\n\"${G1}\": [true, \"${G1}\"]\n"), NULL);
    struct buf text = BUF_LIMIT(1000);

    cJSON *json = vars_json(vars, arena, tree, NULL);

    json_print(&text, json);
    ck_assert_str_eq(text.at,
                     "{\"weight\":80,\"name\":\"shop.example\",\"sgp-1\":[true,\"sgp-1\"]}");
    buf_done(&text);
}
END_TEST

START_TEST(keeps_the_newest_value)
{
    vars_set(vars, STR("G1"), STR("sgp-2"));

    ck_assert(str_is(vars_get(vars, STR("G1")), "sgp-2"));
    ck_assert_ptr_null(vars_get(vars, STR("G9")).at);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/suite/vars");
    TCase *t = tcase_create("vars");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, puts_the_values_in, 0, (int)(sizeof(texts) / sizeof(texts[0])));
    tcase_add_test(t, names_the_nearest_of_an_unknown_name);
    tcase_add_test(t, lists_the_known_names_when_none_is_near);
    tcase_add_test(t, finds_an_unknown_name_in_any_place_of_a_tree);
    tcase_add_test(t, makes_json_with_numbers_kept_and_names_expanded);
    tcase_add_test(t, keeps_the_newest_value);
    suite_add_tcase(s, t);
    return s;
}
TEST_MAIN(suite)
