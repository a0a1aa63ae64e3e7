#include "runner/oracle/service.h"

#include "tests/test.h"

#include "tests/tree.h"

#include "base/banned.h"

static const char services[] =
    "[{'metadata':{'name':'tea','namespace':'default'},'spec':{'ports':["
    "{'name':'http','port':80,'targetPort':8080},{'name':'admin','port':81,'nodePort':30081}]}},"
    "{'metadata':{'name':'tea','namespace':'other'},'spec':{'ports':[{'port':80}]}},"
    "{'metadata':{'name':'bare'},'spec':{'ports':[{'port':80}]}}]";

static const char endpoints[] =
    "[{'metadata':{'name':'tea','namespace':'other'},'subsets':["
    "{'ports':[{'port':9090}],'addresses':[{'ip':'10.0.0.9'}]}]},"
    "{'metadata':{'name':'tea','namespace':'default'},'subsets':["
    "{'ports':[{'name':'http','port':8080},{'name':'admin','port':8081}],"
    "'addresses':[{'ip':'10.0.0.1'}],'notReadyAddresses':[{'ip':'10.0.0.2'}]},"
    "{'ports':[{'name':'http','port':8888}],'addresses':[{'ip':'10.0.0.3'}]}]}]";

START_TEST(finds_ready_endpoints_by_the_name_of_the_port)
{
    struct arena *a = arena_new();

    struct services s = services_of(a, tree_of(a, services), tree_of(a, endpoints));

    ck_assert_uint_eq(s.count, 4);
    ck_assert_str_eq(s.at[0].label, "tea:80");
    ck_assert_uint_eq(s.at[0].endpoint_count, 2);
    ck_assert_str_eq(s.at[0].endpoints[0], "10.0.0.1:8080");
    ck_assert_str_eq(s.at[0].endpoints[1], "10.0.0.3:8888");
    ck_assert_uint_eq(s.at[1].endpoint_count, 1);
    ck_assert_str_eq(s.at[1].endpoints[0], "10.0.0.1:8081");
    ck_assert_int_eq(s.at[1].node_port, 30081);
    arena_free(a);
}
END_TEST

START_TEST(keeps_namespaces_apart)
{
    struct arena *a = arena_new();

    struct services s = services_of(a, tree_of(a, services), tree_of(a, endpoints));

    ck_assert_str_eq(s.at[2].label, "other/tea:80");
    ck_assert_str_eq(s.at[2].endpoints[0], "10.0.0.9:9090");
    ck_assert_str_eq(s.at[3].label, "bare:80");
    ck_assert_uint_eq(s.at[3].endpoint_count, 0);
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/oracle/service");
    TCase *t = tcase_create("service");

    tcase_add_test(t, finds_ready_endpoints_by_the_name_of_the_port);
    tcase_add_test(t, keeps_namespaces_apart);
    suite_add_tcase(s, t);
    return s;
}
TEST_MAIN(suite)
