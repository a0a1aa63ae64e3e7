/*
 * What clients of the real service do and count on, though no page says that they may.
 */
#include "tests/test.h"

#include <string.h>

#include "base/json.h"
#include "harness.h"
#include "mockalb/gateway/action.h"
#include "mockalb/resources/lifecycle.h"

#include "base/banned.h"

/* Batches as a known controller makes them. */
#define RULES_AT_ONCE   9
#define SERVERS_AT_ONCE 30

START_TEST(writes_nine_rules_in_one_call)
{
    struct world *w = world_new();
    cJSON *params = tree(w, "{'ListenerId':'lsn-443','Rules':[]}");
    for (int i = 1; i <= RULES_AT_ONCE; i++)
        json_push(json_mutable(params, "Rules"),
                  tree(w, arena_printf(w->arena, "{%s}", rule_to(w, i, "/a", "sgp-3"))));

    ck_assert_str_eq(answer_tree(w, "CreateRules", params), "");

    ck_assert_int_eq(reply_count(w, "RuleIds"), RULES_AT_ONCE);
    for (int i = 0; i < RULES_AT_ONCE; i++)
        ck_assert_int_eq((int)json_int(w->reply, arena_printf(w->arena, "RuleIds.%d.Priority", i)),
                         i + 1);
    world_free(w);
}
END_TEST

START_TEST(adds_thirty_servers_in_one_call_and_takes_them_away_in_another)
{
    struct world *w = world_new();
    cJSON *params = tree(w, "{'ServerGroupId':'sgp-3','Servers':[]}");
    for (int i = 1; i <= SERVERS_AT_ONCE; i++)
        json_push(json_mutable(params, "Servers"),
                  tree(w, arena_printf(w->arena,
                                       "{'ServerType':'Eni','ServerId':'eni-a','ServerIp':"
                                       "'10.0.1.101','Port':%d}",
                                       i)));
    cJSON *again = json_copy(params);

    ck_assert_str_eq(answer_tree(w, "AddServersToServerGroup", params), "");
    get(w, "", "ListServerGroupServers", "{'ServerGroupId':'sgp-3','MaxResults':100}");
    ck_assert_int_eq(reply_count(w, "Servers"), SERVERS_AT_ONCE);
    ck_assert_str_eq(answer_tree(w, "RemoveServersFromServerGroup", again), "");

    get(w, "", "ListServerGroupServers", "{'ServerGroupId':'sgp-3'}");
    ck_assert_int_eq(reply_count(w, "Servers"), 0);
    world_free(w);
}
END_TEST

/* A controller deletes what it does not know, so the default rule must not be seen. */
START_TEST(sees_no_rule_for_a_default_action)
{
    struct world *w = world_new();

    get(w, "", "ListRules", "{'ListenerIds':['lsn-443']}");

    ck_assert_int_eq(reply_count(w, "Rules"), 0);
    ck_assert_int_eq((int)json_int(w->reply, "TotalCount"), 0);
    world_free(w);
}
END_TEST

/* It waits for a load balancer for some time, and goes on then whether it is there or not. */
START_TEST(has_no_listener_before_the_load_balancer_is_active)
{
    struct world *w = world_realistic();
    const char *id = get(w, "LoadBalancerId", "CreateLoadBalancer",
                         "{'VpcId':'vpc-a','AddressType':'Internet','LoadBalancerEdition':"
                         "'Standard','LoadBalancerBillingConfig':{'PayType':'PostPay'},"
                         "'ZoneMappings':[{'ZoneId':'cn-hangzhou-h','VSwitchId':'vsw-h'},{"
                         "'ZoneId':'cn-hangzhou-i','VSwitchId':'vsw-i'}]}");
    const char *listener = arena_printf(
        w->arena,
        "{'LoadBalancerId':'%s','ListenerPort':80,'ListenerProtocol':'HTTP','DefaultActions':[{"
        "'Type':'ForwardGroup','ForwardGroupConfig':{'ServerGroupTuples':[{'ServerGroupId':"
        "'sgp-3'}]}}]}",
        id);

    ck_assert_str_eq(answer(w, "CreateListener", "%s", listener), "IncorrectStatus.LoadBalancer");
    ck_assert_str_eq(w->message,
                     arena_printf(w->arena, "The status of LoadBalancer [%s] is incorrect.", id));
    clock_advance(w->clock, 60000);

    ck_assert_str_eq(answer(w, "CreateListener", "%s", listener), "");
    world_free(w);
}
END_TEST

START_TEST(sends_enum_values_in_any_case)
{
    struct world *w = world_new();

    const char *id = get(w, "ServerGroupId", "CreateServerGroup",
                         "{'ServerGroupName':'new','ServerGroupType':'instance','Protocol':'GRPC',"
                         "'VpcId':'vpc-a','HealthCheckConfig':{'HealthCheckEnabled':false}}");

    get(w, "", "ListServerGroups", "{'ServerGroupIds':['%s']}", id);
    ck_assert_str_eq(reply_text(w, "ServerGroups.0.ServerGroupType"), "Instance");
    ck_assert_str_eq(reply_text(w, "ServerGroups.0.Protocol"), "gRPC");
    world_free(w);
}
END_TEST

START_TEST(gives_two_things_one_name)
{
    struct world *w = world_new();
    const char *group = "{'ServerGroupName':'G1','VpcId':'vpc-a','HealthCheckConfig':{"
                        "'HealthCheckEnabled':false}}";

    ck_assert_str_eq(answer(w, "CreateServerGroup", "%s", group), "");

    get(w, "", "ListServerGroups", "{'ServerGroupNames':['G1']}");
    ck_assert_int_eq(reply_count(w, "ServerGroups"), 2);
    world_free(w);
}
END_TEST

/* It is the console that it keeps from changing things. */
START_TEST(changes_what_is_protected_against_modification)
{
    struct world *w = world_new();
    get(w, "", "UpdateLoadBalancerAttribute",
        "{'LoadBalancerId':'alb-1','ModificationProtectionConfig':{'Status':'ConsoleProtection',"
        "'Reason':'managed'}}");

    ck_assert_str_eq(answer(w, "UpdateLoadBalancerAttribute",
                            "{'LoadBalancerId':'alb-1','LoadBalancerName':'other'}"),
                     "");
    ck_assert_str_eq(answer(w, "DeleteLoadBalancer", "{'LoadBalancerId':'alb-1'}"), "");
    world_free(w);
}
END_TEST

START_TEST(says_why_only_while_it_protects)
{
    struct world *w = world_new();
    get(w, "", "UpdateLoadBalancerAttribute",
        "{'LoadBalancerId':'alb-1','ModificationProtectionConfig':{'Status':'ConsoleProtection',"
        "'Reason':'managed'}}");

    get(w, "", "UpdateLoadBalancerAttribute",
        "{'LoadBalancerId':'alb-1','ModificationProtectionConfig':{'Status':'NonProtection'}}");

    get(w, "", "GetLoadBalancerAttribute", "{'LoadBalancerId':'alb-1'}");
    ck_assert_str_eq(reply_text(w, "ModificationProtectionConfig.Status"), "NonProtection");
    ck_assert_str_eq(reply_text(w, "ModificationProtectionConfig.Reason"), "");
    world_free(w);
}
END_TEST

/* All calls that write can be repeated by a token, and tried first, but for these. */
static const char *const once_only[] = { "MoveResourceGroup", "TagResources", "UnTagResources",
                                         NULL };
static bool is_in(const char *name, const char *const *names)
{
    while (*names && strcmp(*names, name) != 0)
        names++;
    return *names;
}

START_TEST(repeats_every_call_that_writes_and_tries_it_first)
{
    const struct product *alb = catalog_product("alb", NULL);
    int tried = 0;

    for (size_t i = 0; i < alb->count; i++) {
        const struct action *a = &alb->actions[i];
        bool tries = a->flags & (ACTION_FLAG_dry_run | ACTION_FLAG_dry_run_plain);
        bool repeats = a->flags & ACTION_FLAG_idempotent;
        bool can = action_is_write(a) && !is_in(a->name, once_only);
        ck_assert_msg(repeats == can && tries == can, "%s", a->name);
        tried += tries;
    }
    ck_assert_int_ge(tried, 56);
}
END_TEST

/* One kind of check has codes of its own, and forgets those of the other. */
START_TEST(checks_by_the_codes_of_the_protocol)
{
    struct world *w = world_new();
    const char *codes = "ServerGroups.0.HealthCheckConfig.HealthCheckCodes.0";
    get(w, "", "UpdateServerGroupAttribute",
        "{'ServerGroupId':'sgp-3','HealthCheckConfig':{'HealthCheckEnabled':true,"
        "'HealthCheckProtocol':'gRPC'}}");
    ck_assert_str_eq(get(w, codes, "ListServerGroups", "{'ServerGroupIds':['sgp-3']}"), "0");

    get(w, "", "UpdateServerGroupAttribute",
        "{'ServerGroupId':'sgp-3','HealthCheckConfig':{'HealthCheckProtocol':'HTTP'}}");

    ck_assert_str_eq(get(w, codes, "ListServerGroups", "{'ServerGroupIds':['sgp-3']}"), "http_2xx");
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("habits");
    TCase *client = tcase_create("a client");

    tcase_add_test(client, writes_nine_rules_in_one_call);
    tcase_add_test(client, adds_thirty_servers_in_one_call_and_takes_them_away_in_another);
    tcase_add_test(client, sees_no_rule_for_a_default_action);
    tcase_add_test(client, has_no_listener_before_the_load_balancer_is_active);
    tcase_add_test(client, sends_enum_values_in_any_case);
    tcase_add_test(client, gives_two_things_one_name);
    tcase_add_test(client, changes_what_is_protected_against_modification);
    tcase_add_test(client, says_why_only_while_it_protects);
    tcase_add_test(client, repeats_every_call_that_writes_and_tries_it_first);
    tcase_add_test(client, checks_by_the_codes_of_the_protocol);
    suite_add_tcase(s, client);
    return s;
}

TEST_MAIN(suite)
