#include "runner/oracle/view.h"

#include "tests/test.h"

#include "tests/tree.h"

#include "base/banned.h"

static struct arena *arena;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

#define GROUP(id, tags) "{'kind':'alb/ServerGroup','id':'" id "','body':{'Tags':[" tags "]}}"
#define TAG(key, value) "{'Key':'ingress.k8s.alibaba/" key "','Value':'" value "'}"
#define SERVER(id, group, ip, port)                                                                \
    "{'kind':'alb/Server','id':'" id "','body':{'ServerGroupId':'" group "','ServerIp':'" ip       \
    "','Port':" port "}}"
#define TUPLES(list)                                                                               \
    "[{'Type':'ForwardGroup','Order':1,'ForwardGroupConfig':{'ServerGroupTuples':[" list "]}}]"

/* clang-format off */
static const char objects[] =
    "{'objects':["
    GROUP("sgp-g1", "") "," GROUP("sgp-old", "") ","
    GROUP("sgp-tagged", TAG("service_ns", "shop") "," TAG("service_name", "tea") ","
                        TAG("service_port", "80")) ","
    GROUP("sgp-served", "") "," GROUP("sgp-nodes", "") "," GROUP("sgp-double", "") ","
    GROUP("sgp-unknown", "") "," GROUP("sgp-fallback", "") "," GROUP("sgp-both", "") ","
    SERVER("s1", "sgp-served", "10.0.0.1", "8080") ","
    SERVER("s2", "sgp-served", "10.0.0.2", "8080") ","
    SERVER("s3", "sgp-nodes", "10.0.9.1", "30080") ","
    SERVER("s4", "sgp-double", "10.0.0.7", "9090") ","
    SERVER("s5", "sgp-unknown", "10.0.0.1", "8080") ","
    "{'kind':'alb/Listener','id':'lsn-80','body':{'ListenerPort':80,'ListenerProtocol':'HTTP',"
    "'DefaultActions':"
    TUPLES("{'ServerGroupId':'sgp-fallback'},{'ServerGroupId':'sgp-both'}") "}},"
    "{'kind':'alb/Rule','id':'rule-1','body':{'ListenerId':'lsn-80','RuleActions':"
    TUPLES("{'ServerGroupId':'sgp-both'}") "}},"
    "{'kind':'alb/Rule','id':'rule-2','body':{'ListenerId':'lsn-gone','RuleActions':"
    TUPLES("{'ServerGroupId':'sgp-g1','Weight':0},{'ServerGroupId':'sgp-nowhere'}") "}}"
    "]}";
/* clang-format on */

static const char services[] =
    "[{'metadata':{'name':'coffee'},'spec':{'ports':[{'port':80}]}},"
    "{'metadata':{'name':'nodes'},'spec':{'ports':[{'port':80,'nodePort':30080}]}},"
    "{'metadata':{'name':'one'},'spec':{'ports':[{'port':80}]}},"
    "{'metadata':{'name':'two'},'spec':{'ports':[{'port':80}]}}]";

static const char endpoints[] =
    "[{'metadata':{'name':'coffee'},'subsets':[{'ports':[{'port':8080}],'addresses':"
    "[{'ip':'10.0.0.2'},{'ip':'10.0.0.1'}]}]},"
    "{'metadata':{'name':'one'},'subsets':[{'ports':[{'port':9090}],'addresses':"
    "[{'ip':'10.0.0.7'}]}]},"
    "{'metadata':{'name':'two'},'subsets':[{'ports':[{'port':9090}],'addresses':"
    "[{'ip':'10.0.0.7'}]}]}]";

static const struct view *view_of(void)
{
    struct view_input in = {
        .state = tree_of(arena, objects),
        .before = tree_of(arena, "{'objects':[" GROUP("sgp-old", "") "]}"),
        .cloud = tree_of(arena, "{'serverGroups':[{'id':'sgp-g1','name':'G1'}]}"),
        .services = services_of(arena, tree_of(arena, services), tree_of(arena, endpoints)),
    };

    return view_new(arena, &in);
}

static const struct {
    const char *id, *label;
    enum group_role role;
    const char *why;
} groups[] = {
    { "sgp-g1", "G1", GROUP_referenced, "the fixture names it" },
    { "sgp-old", "?sgp-old", GROUP_referenced, "it was there before" },
    { "sgp-tagged", "shop/tea:80", GROUP_owned, "its tags say so" },
    { "sgp-served", "coffee:80", GROUP_owned, "its servers are those of one Service" },
    { "sgp-nodes", "nodes:80", GROUP_owned, "its servers are on one Service's node port" },
    { "sgp-double", "?sgp-double", GROUP_owned, "its servers are those of two Services" },
    { "sgp-unknown", "?sgp-unknown", GROUP_owned, "its servers are only some of a Service's" },
    { "sgp-fallback", "?sgp-fallback", GROUP_fallback, "only a default action uses it" },
    { "sgp-both", "?sgp-both", GROUP_owned, "a rule uses it too" },
};

START_TEST(calls_groups_by_what_they_are_for)
{
    const struct view_group *g = view_group(view_of(), groups[_i].id);

    ck_assert_msg(str_is(str_of(g->label), groups[_i].label), "%s: %s", groups[_i].why, g->label);
    ck_assert_msg(g->role == groups[_i].role, "%s: role %d", groups[_i].why, (int)g->role);
}
END_TEST

START_TEST(labels_tuples_and_knows_their_weights)
{
    const struct view *v = view_of();
    const struct view_rule *gone = &v->rules[0], *alone = &v->rules[1];

    ck_assert_ptr_null(gone->listener);
    ck_assert_str_eq(gone->tuples[0].label, "G1");
    ck_assert_int_eq(gone->tuples[0].weight, 0);
    ck_assert_str_eq(gone->tuples[1].label, "?sgp-nowhere");
    ck_assert_int_eq(gone->tuples[1].weight, -1);
    ck_assert_str_eq(alone->listener->label, "HTTP:80");
    ck_assert_int_eq(alone->tuples[0].weight, 100);
}
END_TEST

START_TEST(finds_a_group_by_its_label_unless_two_have_it)
{
    const struct view *v = view_of();
    size_t count = 0;

    ck_assert_str_eq(view_group_called(v, "coffee:80", &count)->id, "sgp-served");
    ck_assert_ptr_null(view_group_called(v, "?sgp-fallback", &count));
    ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(sorts_servers_by_address)
{
    const struct view_group *g = view_group(view_of(), "sgp-served");

    ck_assert_uint_eq(g->server_count, 2);
    ck_assert_str_eq(g->servers[0].address, "10.0.0.1:8080");
    ck_assert_str_eq(g->servers[1].key, "s2");
}
END_TEST

START_TEST(is_empty_for_an_empty_state)
{
    const struct view *v =
        view_new(arena, &(struct view_input){ .state = tree_of(arena, "{'objects':[]}") });

    ck_assert_uint_eq(v->rule_count + v->group_count + v->listener_count, 0);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/oracle/view");
    TCase *t = tcase_create("view");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, calls_groups_by_what_they_are_for, 0,
                        (int)(sizeof(groups) / sizeof(groups[0])));
    tcase_add_test(t, labels_tuples_and_knows_their_weights);
    tcase_add_test(t, finds_a_group_by_its_label_unless_two_have_it);
    tcase_add_test(t, sorts_servers_by_address);
    tcase_add_test(t, is_empty_for_an_empty_state);
    suite_add_tcase(s, t);
    return s;
}
TEST_MAIN(suite)
