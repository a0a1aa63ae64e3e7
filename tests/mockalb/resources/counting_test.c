/*
 * What limits count: not things, but the ways in which a load balancer comes to them.
 */
#include "tests/test.h"

#include "base/json.h"
#include "harness.h"
#include "mockalb/resources/quota.h"

#include "base/banned.h"

/* A cloud with another limit; its quotas are the caller's. */
static struct world *world_at(struct quotas *quotas, const char *assignment)
{
    struct err err;

    ck_assert(quotas_set(quotas, assignment, &err));
    return world_with(quotas);
}

static const char *forward_by_default(struct world *w, const char *listener, const char *group)
{
    return answer(w, "UpdateListenerAttribute",
                  "{'ListenerId':'%s','DefaultActions':[{'Type':'ForwardGroup',"
                  "'ForwardGroupConfig':{'ServerGroupTuples':[{'ServerGroupId':'%s'}]}}]}",
                  listener, group);
}

static const char *create_rule(struct world *w, const char *listener, int priority)
{
    return answer(w, "CreateRule", "{'ListenerId':'%s',%s}", listener,
                  rule_to(w, priority, "/a", "sgp-1"));
}

/* sgp-1 has one server, which rule-1 reaches already. */
START_TEST(counts_one_backend_as_often_as_it_is_reached)
{
    struct quotas quotas = { 0 };
    struct world *w = world_at(&quotas, "alb_quota_loadbalancer_servers_num_standard_edition=4");

    ck_assert_str_eq(forward_by_default(w, "lsn-80", "sgp-1"), "");
    ck_assert_str_eq(forward_by_default(w, "lsn-443", "sgp-1"), "");
    ck_assert_str_eq(create_rule(w, "lsn-443", 1), "");

    ck_assert_str_eq(create_rule(w, "lsn-443", 2), "ResourceQuotaExceeded.LoadBalancerServersNum");
    ck_assert_str_eq(w->message,
                     "The quota of alb_quota_loadbalancer_servers_num_standard_edition is exceeded "
                     "for resource alb-1, usage 4/4.");
    world_free(w);
}
END_TEST

/* i-a is in sgp-1, which two rules forward to. */
START_TEST(counts_one_backend_again_for_each_rule_that_refers_to_it)
{
    struct quotas quotas = { 0 };
    struct world *w = world_at(&quotas, "alb_quota_server_added_num=3");

    ck_assert_str_eq(create_rule(w, "lsn-443", 1), "");

    ck_assert_str_eq(create_rule(w, "lsn-443", 2), "ResourceQuotaExceeded.ServerAddedNum");
    ck_assert_str_eq(w->message, "The quota of alb_quota_server_added_num is exceeded for resource "
                                 "i-a, usage 3/3.");
    world_free(w);
}
END_TEST

START_TEST(counts_a_group_by_the_listeners_and_rules_that_forward_to_it)
{
    struct quotas quotas = { 0 };
    struct world *w = world_at(&quotas, "alb_quota_servergroup_attached_num=4");

    ck_assert_str_eq(forward_by_default(w, "lsn-80", "sgp-1"), "");
    ck_assert_str_eq(create_rule(w, "lsn-443", 1), "");

    ck_assert_str_eq(create_rule(w, "lsn-443", 2), "ResourceQuotaExceeded.ServerGroupAttachedNum");
    world_free(w);
}
END_TEST

/* alb-1 has rule-1 on lsn-80; default actions are no rules. */
START_TEST(counts_the_rules_of_all_listeners_of_a_load_balancer)
{
    struct quotas quotas = { 0 };
    struct world *w = world_at(&quotas, "alb_quota_loadbalancer_rules_num_standard_edition=2");

    ck_assert_str_eq(create_rule(w, "lsn-443", 1), "");

    ck_assert_str_eq(create_rule(w, "lsn-quic", 1), "ResourceQuotaExceeded.LoadBalancerRulesNum");
    ck_assert_str_eq(w->message, "The quota of alb_quota_loadbalancer_rules_num_standard_edition "
                                 "is exceeded for resource alb-1, usage 2/2.");
    world_free(w);
}
END_TEST

/* So a controller that adds first is stuck at a full quota, and one that deletes first is not. */
START_TEST(has_room_again_once_something_was_deleted)
{
    struct quotas quotas = { 0 };
    struct world *w = world_at(&quotas, "alb_quota_loadbalancer_rules_num_standard_edition=1");

    ck_assert_str_eq(create_rule(w, "lsn-443", 1), "ResourceQuotaExceeded.LoadBalancerRulesNum");
    get(w, "", "DeleteRule", "{'RuleId':'rule-1'}");

    ck_assert_str_eq(create_rule(w, "lsn-443", 1), "");
    world_free(w);
}
END_TEST

#define SOURCE "{'Type':'SourceIp','SourceIpConfig':{'Values':['10.0.0.1']}}"
#define PATHS(more)                                                                                \
    "{'Type':'Path','PathConfig':{'Values':['/1','/2','/3','/4','/5','/6','/7','/8','/9'" more "]" \
    "}"                                                                                            \
    "}"

/* A rule's values are added up over its conditions, wherever they stand. */
START_TEST(counts_values_over_all_conditions_of_a_rule)
{
    struct world *w = world_new();

    ck_assert_str_eq(answer(w, "UpdateRuleAttribute",
                            "{'RuleId':'rule-1','RuleConditions':[" SOURCE "," PATHS("") "]}"),
                     "");

    ck_assert_str_eq(answer(w, "UpdateRuleAttribute",
                            "{'RuleId':'rule-1','RuleConditions':[" SOURCE
                            "," PATHS(",'/10'") "]}"),
                     "QuotaExceeded.RuleMatchEvaluationsNum");
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("counting");
    TCase *limit = tcase_create("a limit");

    tcase_add_test(limit, counts_one_backend_as_often_as_it_is_reached);
    tcase_add_test(limit, counts_one_backend_again_for_each_rule_that_refers_to_it);
    tcase_add_test(limit, counts_a_group_by_the_listeners_and_rules_that_forward_to_it);
    tcase_add_test(limit, counts_the_rules_of_all_listeners_of_a_load_balancer);
    tcase_add_test(limit, has_room_again_once_something_was_deleted);
    tcase_add_test(limit, counts_values_over_all_conditions_of_a_rule);
    suite_add_tcase(s, limit);
    return s;
}

TEST_MAIN(suite)
