/*
 * Stores for what a product logs.
 */
#include "tests/test.h"

#include "base/json.h"
#include "harness.h"

#include "base/banned.h"

#define ANALYZE "sls:AnalyzeProductLog"
#define ALB     "'CloudProduct':'k8s-nginx-ingress'"

/* 63 and 64 letters. */
#define SIXTY_THREE "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk"
#define SIXTY_FOUR  SIXTY_THREE "x"

static const struct {
    const char *project, *store, *product, *code, *message;
} names[] = {
    { "shop", "alb_log-1", "alb", "", "" },
    { "abc", "ab", "alb", "", "" },
    { SIXTY_THREE, SIXTY_THREE, "alb", "", "" },
    { "", "alb_log", "alb", "MissingParameter", "Project" },
    { "shop", "", "alb", "MissingParameter", "Logstore" },
    { "shop", "alb_log", "", "MissingParameter", "CloudProduct" },
    { "ab", "alb_log", "alb", "InvalidParameter", "Project" },
    { SIXTY_FOUR, "alb_log", "alb", "InvalidParameter", "Project" },
    { "Shop", "alb_log", "alb", "InvalidParameter", "Project" },
    { "sh_op", "alb_log", "alb", "InvalidParameter", "Project" },
    { "-shop", "alb_log", "alb", "InvalidParameter", "Project" },
    { "shop-", "alb_log", "alb", "InvalidParameter", "Project" },
    { "shop", "a", "alb", "InvalidParameter", "Logstore" },
    { "shop", SIXTY_FOUR, "alb", "InvalidParameter", "Logstore" },
    { "shop", "alb log", "alb", "InvalidParameter", "Logstore" },
    { "shop", "_alb", "alb", "InvalidParameter", "Logstore" },
};

START_TEST(takes_names_that_projects_and_stores_can_have)
{
    struct world *w = world_new();

    ck_assert_str_eq(answer(w, ANALYZE, "{'Project':'%s','Logstore':'%s','CloudProduct':'%s'}",
                            names[_i].project, names[_i].store, names[_i].product),
                     names[_i].code);
    ck_assert_ptr_nonnull(strstr(w->message ? w->message : "", names[_i].message));
    ck_assert_int_eq(count(w, "sls/ProductLog"), *names[_i].code ? 0 : 1);
    world_free(w);
}
END_TEST

START_TEST(answers_in_its_own_way)
{
    struct world *w = world_new();

    get(w, "", ANALYZE, "{'Project':'shop','Logstore':'alb_log'," ALB "}");

    ck_assert_str_eq(reply_text(w, "Code"), "200");
    ck_assert_str_eq(reply_text(w, "Success"), "true");
    world_free(w);
}
END_TEST

START_TEST(keeps_the_settings_of_a_store_unless_they_are_to_be_overwritten)
{
    struct world *w = world_new();

    get(w, "", ANALYZE, "{'Project':'shop','Logstore':'alb_log','TTL':7," ALB "}");
    get(w, "", ANALYZE, "{'Project':'shop','Logstore':'alb_log','TTL':30," ALB "}");
    ck_assert_int_eq(json_int(find(w, "sls/ProductLog", "shop/alb_log")->body, "TTL"), 7);
    get(w, "", ANALYZE,
        "{'Project':'shop','Logstore':'alb_log','TTL':30,'Overwrite':true," ALB "}");

    ck_assert_int_eq(json_int(find(w, "sls/ProductLog", "shop/alb_log")->body, "TTL"), 30);
    ck_assert_int_eq(count(w, "sls/ProductLog"), 1);
    world_free(w);
}
END_TEST

START_TEST(has_a_store_of_one_name_in_each_region)
{
    struct world *w = world_new();

    get(w, "", ANALYZE, "{'Project':'shop','Logstore':'alb_log'," ALB "}");
    get(w, "", ANALYZE, "{'Project':'shop','Logstore':'alb_log','Region':'cn-chengdu'," ALB "}");

    ck_assert_int_eq(count(w, "sls/ProductLog"), 2);
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("product log");
    TCase *t = tcase_create("stores");

    tcase_add_loop_test(t, takes_names_that_projects_and_stores_can_have, 0,
                        (int)(sizeof(names) / sizeof(names[0])));
    tcase_add_test(t, answers_in_its_own_way);
    tcase_add_test(t, keeps_the_settings_of_a_store_unless_they_are_to_be_overwritten);
    tcase_add_test(t, has_a_store_of_one_name_in_each_region);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
