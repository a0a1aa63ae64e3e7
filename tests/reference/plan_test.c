/* What the controller does, call by call, until nothing is left to do. */
#include <string.h>

#include "base/json.h"
#include "tests/reference/toy.h"
#include "tests/test.h"

#include "base/banned.h"

#define SEED     TOY_ACTIONS(TOY_TEA("30") "," TOY_COFFEE("20") "," TOY_ID("sgp-g1", "30"))
#define RULE(at) #at " Host  \"demo.example.com\" & Path  \"/path\"|\"/path/*\" ->"

static struct toy toy;

static void setup(void)
{
    toy_init(&toy);
    toy_open_shop(&toy);
}

static void teardown(void)
{
    toy_done(&toy);
}

static void publish_seed(void)
{
    toy_ingress(&toy, "tea-ingress", "demo.example.com", SEED);
    toy_converge(&toy);
}

static const struct step *only_step(const struct plan *p, const char *action)
{
    ck_assert_msg(p->count == 1, "%zu steps", p->count);
    ck_assert_str_eq(p->first->action, action);
    return p->first;
}

/* no rule before its groups have their servers. */
START_TEST(makes_groups_fills_them_and_only_then_the_rule)
{
    toy_ingress(&toy, "tea-ingress", "demo.example.com", SEED);

    const char *actions = toy_converge(&toy);

    ck_assert_str_eq(actions, "CreateServerGroup CreateServerGroup CreateServerGroup "
                              "CreateLoadBalancer "
                              "AddServersToServerGroup AddServersToServerGroup CreateListener "
                              "CreateRules");
    ck_assert_str_eq(toy_rules(&toy), RULE(50) " tea-svc:80=30 coffee-svc:80=20 sgp-g1=30\n");
    ck_assert_str_eq(toy_servers(&toy, "coffee-svc"), "10.0.2.1:8080 10.0.2.2:8080");
}
END_TEST

/* B-34, B-35: whoever looks for the first time finds everything by its tags. */
START_TEST(plans_nothing_when_all_is_as_it_should_be)
{
    publish_seed();

    const struct plan *p = toy_plan(&toy);

    ck_assert_uint_eq(p->count, 0);
    ck_assert_ptr_null(p->waiting);
    ck_assert(!p->model->ingresses->unsettled);
}
END_TEST

/* B-41: what is on its way is waited for, not made again. */
START_TEST(waits_for_what_is_being_made)
{
    static const char *const lists[] = { "ServerGroupStatus", "ListenerStatus", "RuleStatus" };
    publish_seed();
    cJSON *const items[] = { toy.groups->child, toy.listeners->child, toy.rules->child };
    json_set(items[_i], lists[_i], cJSON_CreateString("Configuring"));

    const struct plan *p = toy_plan(&toy);

    ck_assert_uint_eq(p->count, 0);
    ck_assert_ptr_nonnull(p->waiting);
}
END_TEST

/* B-01, B-02 */
START_TEST(changes_weights_in_place_and_sends_nothing_else)
{
    publish_seed();
    toy_ingress(&toy, "tea-ingress", "demo.example.com",
                TOY_ACTIONS(TOY_ID("sgp-g1", "31") "," TOY_TEA("32") "," TOY_COFFEE("33")));

    const struct step *s = only_step(toy_plan(&toy), "UpdateRulesAttribute");

    ck_assert_ptr_nonnull(json_at(s->params, "Rules.0.RuleActions"));
    ck_assert_ptr_null(json_at(s->params, "Rules.0.RuleConditions"));
    ck_assert_ptr_null(json_at(s->params, "Rules.0.Priority"));
    ck_assert_str_eq(json_text(s->params, "Rules.0.RuleId"), json_text(toy.rules->child, "RuleId"));
}
END_TEST

START_TEST(does_not_care_in_which_order_tuples_are_written)
{
    publish_seed();
    toy_ingress(&toy, "tea-ingress", "demo.example.com",
                TOY_ACTIONS(TOY_ID("sgp-g1", "30") "," TOY_COFFEE("20") "," TOY_TEA("30")));

    ck_assert_str_eq(toy_converge(&toy), "");
}
END_TEST

/* B-03, B-04 */
START_TEST(takes_a_group_out_of_the_rule_before_it_is_deleted)
{
    publish_seed();
    toy_ingress(&toy, "tea-ingress", "demo.example.com", TOY_ACTIONS(TOY_TEA("30")));

    const char *away = toy_converge(&toy);
    toy_ingress(&toy, "tea-ingress", "demo.example.com", SEED);
    const char *back = toy_converge(&toy);

    ck_assert_str_eq(away, "UpdateRulesAttribute DeleteServerGroup");
    ck_assert_str_eq(back, "CreateServerGroup AddServersToServerGroup UpdateRulesAttribute");
}
END_TEST

/* B-07: one rule, changed where it is. */
START_TEST(changes_a_host_in_place)
{
    publish_seed();
    toy_ingress(&toy, "tea-ingress", "other.example.com", SEED);

    ck_assert_str_eq(toy_converge(&toy), "UpdateRulesAttribute");

    ck_assert_ptr_nonnull(strstr(toy_rules(&toy), "other.example.com"));
    ck_assert_int_eq(cJSON_GetArraySize(toy.rules), 1);
}
END_TEST

/* B-11, B-12, B-13, B-15 */
START_TEST(deletes_rules_and_then_groups_with_their_ingress)
{
    publish_seed();
    toy_delete(&toy, KIND_ingress, "default/tea-ingress");

    const char *actions = toy_converge(&toy);

    ck_assert_str_eq(actions, "DeleteRules DeleteServerGroup DeleteServerGroup");
    ck_assert_int_eq(cJSON_GetArraySize(toy.listeners), 1);
    ck_assert_int_eq(cJSON_GetArraySize(toy.groups), 1);
}
END_TEST

/* B-63 */
START_TEST(removes_everything_with_the_albconfig_and_the_protection_first)
{
    publish_seed();
    toy_apply(&toy, "{kind: AlbConfig, metadata: {name: alb, deletionTimestamp: now}}");

    const char *actions = toy_converge(&toy);

    ck_assert_str_eq(actions, "DeleteRules "
                              "DeleteServerGroup DeleteServerGroup DeleteListener "
                              "DeleteServerGroup DisableDeletionProtection DeleteLoadBalancer");
    ck_assert_ptr_null(toy.balancer);
    ck_assert_int_eq(cJSON_GetArraySize(toy.groups), 0);
}
END_TEST

/* B-24: at no time is the group empty. */
START_TEST(adds_new_servers_before_it_removes_old_ones)
{
    publish_seed();
    toy_apply(&toy, "{kind: Endpoints, metadata: {name: tea-svc, namespace: default}, subsets: "
                    "[{ports: [{name: http, port: 9090}], addresses: [{ip: 10.0.1.9}]}]}");

    const char *actions = toy_converge(&toy);

    ck_assert_str_eq(actions, "AddServersToServerGroup RemoveServersFromServerGroup");
    ck_assert_str_eq(toy_servers(&toy, "tea-svc"), "10.0.1.9:9090");
}
END_TEST

/* B-31 */
START_TEST(registers_many_servers_in_calls_of_forty)
{
    struct buf yaml = BUF_LIMIT(1u << 16);
    buf_add_text(&yaml, "{kind: Endpoints, metadata: {name: tea-svc, namespace: default}, subsets: "
                        "[{ports: [{name: http, port: 8080}], addresses: [{ip: 10.0.1.1}");
    for (int i = 0; i < 100; i++)
        buf_printf(&yaml, ", {ip: 10.1.0.%d}", i);
    buf_add_text(&yaml, "]}]}");
    toy_apply(&toy, buf_str(&yaml).at);
    buf_done(&yaml);
    toy_ingress(&toy, "tea-ingress", "demo.example.com", TOY_ACTIONS(TOY_TEA("1")));

    const char *actions = toy_converge(&toy);

    ck_assert_str_eq(actions, "CreateServerGroup CreateServerGroup CreateLoadBalancer "
                              "AddServersToServerGroup CreateListener AddServersToServerGroup "
                              "AddServersToServerGroup CreateRules");
    ck_assert_int_eq(cJSON_GetArraySize(toy.servers), 101);
}
END_TEST

/* what an error finds published stays, and nothing is made for it. */
START_TEST(keeps_the_rules_of_an_ingress_that_becomes_wrong)
{
    publish_seed();
    const char *before = toy_rules(&toy);
    toy_ingress(&toy, "tea-ingress", "demo.example.com", "not json");

    ck_assert_str_eq(toy_converge(&toy), "");

    ck_assert_str_eq(toy_rules(&toy), before);
    ck_assert_ptr_nonnull(toy_plan(&toy)->model->ingresses->problem);
}
END_TEST

/* B-27, B-33 */
START_TEST(follows_endpoints_of_an_ingress_that_is_wrong)
{
    publish_seed();
    toy_delete(&toy, KIND_service, "default/coffee-svc");

    const char *actions = toy_converge(&toy);

    ck_assert_str_eq(actions, "RemoveServersFromServerGroup");
    ck_assert_str_eq(toy_servers(&toy, "coffee-svc"), "");
    ck_assert_str_eq(toy_servers(&toy, "tea-svc"), "10.0.1.1:8080");
}
END_TEST

/* */
START_TEST(leaves_nothing_of_an_attempt_that_failed)
{
    toy_ingress(&toy, "tea-ingress", "demo.example.com", SEED);
    toy.refuse = "CreateRules";
    toy_converge(&toy);
    ck_assert_int_eq(cJSON_GetArraySize(toy.groups), 3);
    toy_ingress(&toy, "tea-ingress", "demo.example.com", "[]");

    const char *actions = toy_converge(&toy);

    ck_assert_str_eq(actions, "DeleteServerGroup DeleteServerGroup");
}
END_TEST

/* */
START_TEST(publishes_others_while_one_ingress_is_wrong)
{
    publish_seed();
    toy_ingress(&toy, "tea-ingress", "demo.example.com", "[]");
    toy_ingress(&toy, "innocent", "innocent.example.com", TOY_ACTIONS(TOY_COFFEE("7")));

    toy_converge(&toy);

    ck_assert_ptr_nonnull(strstr(toy_rules(&toy), "innocent.example.com"));
    ck_assert_ptr_nonnull(strstr(toy_rules(&toy), "demo.example.com"));
}
END_TEST

/* A-70 at the moment of a refusal: what a change would leave out is not taken away before it is in. */
START_TEST(deletes_nothing_of_an_ingress_whose_change_is_refused)
{
    publish_seed();
    toy_apply(&toy, "{kind: Ingress, metadata: {name: tea-ingress, namespace: default}, spec: {"
                    "ingressClassName: alb, rules: [{host: a.example.com, http: {paths: ["
                    "{path: /a, pathType: Exact, backend: {service: {name: tea-svc, port: {number: "
                    "80}}}}, {path: /b, pathType: Exact, backend: {service: {name: tea-svc, port: "
                    "{number: 80}}}}]}}]}}");
    toy_converge(&toy);
    toy_ingress(&toy, "tea-ingress", "b.example.com", SEED);
    toy.refuse = "UpdateRulesAttribute";
    toy_converge(&toy);

    const struct plan *p = toy_plan(&toy);

    ck_assert_str_eq(only_step(p, "UpdateRulesAttribute")->action, toy.refuse);
    ck_assert_int_eq(cJSON_GetArraySize(toy.rules), 2);
}
END_TEST

/* B-48, B-53: nobody else's rule moves. */
START_TEST(puts_an_ingress_before_another_without_touching_that)
{
    publish_seed();
    toy_ingress(&toy, "a-first", "demo.example.com", TOY_ACTIONS(TOY_COFFEE("7")));

    const char *actions = toy_converge(&toy);

    ck_assert_str_eq(actions, "CreateServerGroup AddServersToServerGroup CreateRules");
    ck_assert_str_eq(toy_rules(&toy), RULE(25) " coffee-svc:80=7\n" RULE(
                                          50) " tea-svc:80=30 coffee-svc:80=20 sgp-g1=30\n");
}
END_TEST

/* B-69: equal digests, different Ingresses. */
START_TEST(never_shares_a_group_by_accident_of_naming)
{
    static const char ingress[] =
        "{kind: Service, metadata: {name: %s, namespace: default}, spec: {ports: [{port: 80}]}}\n"
        "--- {kind: Ingress, metadata: {name: %s, namespace: default}, spec: {ingressClassName: "
        "alb, rules: [{host: %s.example.com, http: {paths: [{path: /, pathType: Prefix, backend: "
        "{service: {name: %s, port: {number: 80}}}}]}}]}}";
    toy_apply(&toy, arena_printf(toy.arena, ingress, "svc-coffee", "tea", "one", "svc-coffee"));
    toy_apply(&toy, arena_printf(toy.arena, ingress, "coffee", "tea-svc", "two", "coffee"));

    toy_converge(&toy);

    ck_assert_int_eq(cJSON_GetArraySize(toy.groups), 3);
    ck_assert_ptr_nonnull(strstr(toy_rules(&toy), "svc-coffee:80=100"));
    ck_assert_ptr_nonnull(strstr(toy_rules(&toy), " coffee:80=100"));
}
END_TEST

/* B-44: whoever changed it, it is put right. */
START_TEST(repairs_what_others_have_changed)
{
    publish_seed();
    const char *before = toy_rules(&toy);
    json_set(toy.rules->child, "RuleConditions", cJSON_CreateArray());
    cJSON_Delete(cJSON_DetachItemViaPointer(toy.servers, toy.servers->child));

    const char *actions = toy_converge(&toy);

    ck_assert_str_eq(actions, "AddServersToServerGroup UpdateRulesAttribute");
    ck_assert_str_eq(toy_rules(&toy), before);
}
END_TEST

/* whatever happens, the only calls that know the id are those that write rules. */
START_TEST(names_a_referenced_group_only_in_rules)
{
    publish_seed();
    toy_ingress(&toy, "tea-ingress", "demo.example.com", TOY_ACTIONS(TOY_TEA("1")));
    struct plan *p = toy_plan(&toy);

    while (p->first) {
        for (const struct step *s = p->first; s; s = s->next)
            ck_assert_msg(strstr(s->action, "Rules") || !strstr(s->key, "sgp-g1"), "%s", s->key);
        toy_act(&toy, p);
        p = toy_plan(&toy);
    }
}
END_TEST

/* An address that nobody knows yet: the others are registered, and the user is told. */
START_TEST(tells_of_a_pod_outside_of_the_vpc_network)
{
    toy_apply(&toy, "{kind: Endpoints, metadata: {name: tea-svc, namespace: default}, subsets: "
                    "[{ports: [{name: http, port: 8080}], addresses: [{ip: 192.168.0.1}]}]}");
    toy_ingress(&toy, "tea-ingress", "demo.example.com", SEED);

    toy_converge(&toy);
    const struct plan *p = toy_plan(&toy);

    ck_assert_int_eq(cJSON_GetArraySize(toy.rules), 0);
    ck_assert_ptr_nonnull(p->model->ingresses->problem);
    ck_assert_ptr_nonnull(strstr(p->model->ingresses->problem, "192.168.0.1"));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("plan");
    TCase *t = tcase_create("plan");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, makes_groups_fills_them_and_only_then_the_rule);
    tcase_add_test(t, plans_nothing_when_all_is_as_it_should_be);
    tcase_add_loop_test(t, waits_for_what_is_being_made, 0, 3);
    tcase_add_test(t, changes_weights_in_place_and_sends_nothing_else);
    tcase_add_test(t, does_not_care_in_which_order_tuples_are_written);
    tcase_add_test(t, takes_a_group_out_of_the_rule_before_it_is_deleted);
    tcase_add_test(t, changes_a_host_in_place);
    tcase_add_test(t, deletes_rules_and_then_groups_with_their_ingress);
    tcase_add_test(t, removes_everything_with_the_albconfig_and_the_protection_first);
    tcase_add_test(t, adds_new_servers_before_it_removes_old_ones);
    tcase_add_test(t, registers_many_servers_in_calls_of_forty);
    tcase_add_test(t, keeps_the_rules_of_an_ingress_that_becomes_wrong);
    tcase_add_test(t, follows_endpoints_of_an_ingress_that_is_wrong);
    tcase_add_test(t, leaves_nothing_of_an_attempt_that_failed);
    tcase_add_test(t, publishes_others_while_one_ingress_is_wrong);
    tcase_add_test(t, deletes_nothing_of_an_ingress_whose_change_is_refused);
    tcase_add_test(t, puts_an_ingress_before_another_without_touching_that);
    tcase_add_test(t, never_shares_a_group_by_accident_of_naming);
    tcase_add_test(t, repairs_what_others_have_changed);
    tcase_add_test(t, names_a_referenced_group_only_in_rules);
    tcase_add_test(t, tells_of_a_pod_outside_of_the_vpc_network);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
