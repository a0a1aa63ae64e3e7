#include "tests/test.h"

#include <string.h>

#include "base/json.h"
#include "harness.h"

#include "base/banned.h"

#define HOST "{'Type':'Host','HostConfig':{'Values':['a.example']}}"
#define FORWARD                                                                                    \
    "{'Order':9,'Type':'ForwardGroup','ForwardGroupConfig':{'ServerGroupTuples':[{'ServerGroupId'" \
    ":'sgp-1'}]}}"
#define RULE(listener, rest, conditions, actions)                                                  \
    "{'ListenerId':'" listener "','Priority':1,'RuleName':'a-rule'" rest                           \
    ",'RuleConditions':[" conditions "],'RuleActions':[" actions "]}"

START_TEST(is_provisioning_for_one_revision_and_then_available)
{
    struct world *w = world_new();

    const char *id = get(w, "RuleId", "CreateRule", "{'ListenerId':'lsn-80',%s}",
                         rule_to(w, 1, "/tea", "sgp-1"));

    ck_assert_str_eq(state_of(w, "alb/Rule", id), "Provisioning");
    get(w, "", "ListRules", "{'RuleIds':['%s']}", id);
    ck_assert_str_eq(reply_text(w, "Rules.0.RuleStatus"), "Available");
    ck_assert_str_eq(reply_text(w, "Rules.0.Direction"), "Request");
    ck_assert_str_eq(reply_text(w, "Rules.0.ListenerId"), "lsn-80");
    ck_assert_str_eq(reply_text(w, "Rules.0.LoadBalancerId"), "alb-1");
    world_free(w);
}
END_TEST

START_TEST(weighs_a_lone_group_with_100)
{
    struct world *w = world_new();

    get(w, "", "CreateRule", "{'ListenerId':'lsn-80',%s}", rule_to(w, 1, "/tea", "sgp-1"));

    get(w, "", "ListRules", "{'ListenerId':'lsn-80'}");
    ck_assert_int_eq(
        json_int(w->reply, "Rules.1.RuleActions.0.ForwardGroupConfig.ServerGroupTuples.0.Weight"),
        100);
    world_free(w);
}
END_TEST

START_TEST(answers_a_batch_with_the_id_of_each_priority)
{
    struct world *w = world_new();

    get(w, "", "CreateRules", "{'ListenerId':'lsn-80','Rules':[{%s},{%s}]}",
        rule_to(w, 7, "/a", "sgp-1"), rule_to(w, 3, "/b", "sgp-1"));

    ck_assert_int_eq(reply_count(w, "RuleIds"), 2);
    ck_assert_int_eq(json_int(w->reply, "RuleIds.0.Priority"), 7);
    ck_assert_int_eq(json_int(w->reply, "RuleIds.1.Priority"), 3);
    const struct object *second = find(w, "alb/Rule", reply_text(w, "RuleIds.1.RuleId"));
    ck_assert_int_eq(json_int(second->body, "Priority"), 3);
    world_free(w);
}
END_TEST

START_TEST(makes_no_rule_of_a_batch_with_a_bad_one)
{
    struct world *w = world_new();
    int before = count(w, "alb/Rule");

    answer(w, "CreateRules", "{'ListenerId':'lsn-80','Rules':[{%s},{%s}]}",
           rule_to(w, 1, "/a", "sgp-1"), rule_to(w, 2, "b", "sgp-1"));

    ck_assert_str_eq(w->code, "IllegalParam.Values");
    ck_assert_int_eq(count(w, "alb/Rule"), before);
    world_free(w);
}
END_TEST

static const struct {
    const char *why, *params;
} legal[] = {
    { "a limit, its answer, and a forwarding",
      RULE("lsn-80", "", HOST,
           "{'Order':1,'Type':'TrafficLimit','TrafficLimitConfig':{'QPS':120,'PerIpQps':120}},"
           "{'Order':2,'Type':'Redirect','RedirectConfig':{'HttpCode':'302','Host':'b.example'}}"
           "," FORWARD) },
    { "orders with gaps", RULE("lsn-80", "", HOST,
                               "{'Order':4,'Type':'InsertHeader','InsertHeaderConfig':{'Key':'x','"
                               "Value':'y'}}," FORWARD) },
    { "all weights 0", RULE("lsn-80", "", HOST,
                            "{'Order':1,'Type':'ForwardGroup','ForwardGroupConfig':{'"
                            "ServerGroupTuples':[{'ServerGroupId':'sgp-1','Weight':0},"
                            "{'ServerGroupId':'sgp-2','Weight':0}]}}") },
    { "five groups", RULE("lsn-80", "", HOST,
                          "{'Order':1,'Type':'ForwardGroup','ForwardGroupConfig':{'"
                          "ServerGroupTuples':[{'ServerGroupId':'sgp-1','Weight':1},"
                          "{'ServerGroupId':'sgp-2','Weight':1},{'ServerGroupId':'sgp-3','Weight':"
                          "1},{'ServerGroupId':'sgp-ip','Weight':1},"
                          "{'ServerGroupId':'sgp-https','Weight':1}]}}") },
    { "a rewrite", RULE("lsn-80", "", HOST,
                        "{'Order':1,'Type':'Rewrite','RewriteConfig':{'Path':'/${1}'}}," FORWARD) },
    { "a mirror",
      RULE("lsn-80", "", HOST,
           "{'Order':1,'Type':'TrafficMirror','TrafficMirrorConfig':{'TargetType':'"
           "ForwardGroupMirror',"
           "'MirrorGroupConfig':{'ServerGroupTuples':[{'ServerGroupId':'sgp-2'}]}}}," FORWARD) },
    { "cors", RULE("lsn-80", "", HOST,
                   "{'Order':1,'Type':'Cors','CorsConfig':{'AllowCredentials':'on','MaxAge':-1}}"
                   "," FORWARD) },
    { "a redirect to HTTPS by another port",
      RULE("lsn-80", "", HOST,
           "{'Order':1,'Type':'Redirect','RedirectConfig':{'HttpCode':'308','Protocol':'HTTPS','"
           "Port':'443'}}") },
    { "gRPC behind HTTPS", RULE("lsn-443", "", HOST,
                                "{'Order':1,'Type':'ForwardGroup','ForwardGroupConfig':{'"
                                "ServerGroupTuples':[{'ServerGroupId':'sgp-grpc'}]}}") },
    { "a redirect on Basic",
      RULE(
          "lsn-basic", "", HOST,
          "{'Order':1,'Type':'Redirect','RedirectConfig':{'HttpCode':'301','Protocol':'HTTPS'}}") },
    { "a rule for responses without a final action",
      RULE("lsn-80", ",'Direction':'Response'",
           "{'Type':'ResponseStatusCode','ResponseStatusCodeConfig':{'Values':['500-599']}}",
           "{'Order':1,'Type':'RemoveHeader','RemoveHeaderConfig':{'Key':'Server'}}") },
    { "all other conditions",
      RULE("lsn-80", "",
           "{'Type':'Header','HeaderConfig':{'Key':'x','Values':['a*']}},"
           "{'Type':'QueryString','QueryStringConfig':{'Values':[{'Key':'a','Value':'b'}]}},"
           "{'Type':'Method','MethodConfig':{'Values':['GET']}},"
           "{'Type':'Cookie','CookieConfig':{'Values':[{'Key':'a','Value':'b'}]}},"
           "{'Type':'SourceIp','SourceIpConfig':{'Values':['10.0.0.0/8','2001:db8::/32']}}",
           FORWARD) },
};

START_TEST(takes_every_legal_form)
{
    struct world *w = world_new();

    answer(w, "CreateRule", "%s", legal[_i].params);

    ck_assert_msg(!*w->code, "%s: %s (%s)", legal[_i].why, w->code, w->message);
    world_free(w);
}
END_TEST

START_TEST(keeps_nothing_of_a_removal_without_a_header)
{
    struct world *w = world_new();

    const char *id = get(w, "RuleId", "CreateRule", "%s",
                         RULE("lsn-80", "", HOST, "{'Order':1,'Type':'RemoveHeader'}," FORWARD));

    ck_assert_int_eq(cJSON_GetArraySize(json_get(find(w, "alb/Rule", id)->body, "RuleActions")), 1);
    world_free(w);
}
END_TEST

START_TEST(changes_only_the_parts_that_an_update_gives)
{
    struct world *w = world_new();

    get(w, "", "UpdateRulesAttribute",
        "{'Rules':[{'RuleId':'rule-1','RuleConditions':[{'Type':'Path','PathConfig':{'Values':['/"
        "b']}}]}]}");

    ck_assert_str_eq(state_of(w, "alb/Rule", "rule-1"), "Configuring");
    const cJSON *body = find(w, "alb/Rule", "rule-1")->body;
    ck_assert_int_eq(cJSON_GetArraySize(json_get(body, "RuleConditions")), 1);
    ck_assert_str_eq(json_text(body, "RuleConditions.0.PathConfig.Values.0"), "/b");
    ck_assert_str_eq(
        json_text(body, "RuleActions.0.ForwardGroupConfig.ServerGroupTuples.0.ServerGroupId"),
        "sgp-1");
    ck_assert_str_eq(json_text(body, "RuleName"), "one");
    ck_assert_int_eq(json_int(body, "Priority"), 10);
    world_free(w);
}
END_TEST

START_TEST(lets_rules_of_one_batch_swap_priorities)
{
    struct world *w = world_new();
    const char *other =
        get(w, "RuleId", "CreateRule", "{'ListenerId':'lsn-80',%s}", rule_to(w, 20, "/b", "sgp-1"));

    get(w, "", "UpdateRulesAttribute",
        "{'Rules':[{'RuleId':'rule-1','Priority':20},{'RuleId':'%s','Priority':10}]}", other);

    ck_assert_int_eq(json_int(find(w, "alb/Rule", "rule-1")->body, "Priority"), 20);
    ck_assert_int_eq(json_int(find(w, "alb/Rule", other)->body, "Priority"), 10);
    world_free(w);
}
END_TEST

START_TEST(refuses_one_priority_for_two_rules_of_an_update)
{
    struct world *w = world_new();
    const char *other =
        get(w, "RuleId", "CreateRule", "{'ListenerId':'lsn-80',%s}", rule_to(w, 20, "/b", "sgp-1"));

    answer(w, "UpdateRulesAttribute",
           "{'Rules':[{'RuleId':'rule-1','Priority':5},{'RuleId':'%s','Priority':5}]}", other);

    ck_assert_str_eq(w->code, "IllegalParam.Priority");
    ck_assert_str_eq(w->message, "The param of Rules.2.Priority is illegal.");
    world_free(w);
}
END_TEST

START_TEST(frees_its_priority_as_soon_as_its_deletion_is_accepted)
{
    struct world *w = world_new();

    get(w, "", "DeleteRules", "{'RuleIds':['rule-1']}");

    answer(w, "CreateRule", "{'ListenerId':'lsn-80',%s}", rule_to(w, 10, "/b", "sgp-1"));
    ck_assert_str_eq(w->code, "");
    ck_assert_str_eq(state_of(w, "alb/Rule", "rule-1"), "");
    world_free(w);
}
END_TEST

START_TEST(waits_its_time_in_the_profile_realistic)
{
    struct world *w = world_realistic();

    get(w, "", "DeleteRule", "{'RuleId':'rule-1'}");

    ck_assert_str_eq(state_of(w, "alb/Rule", "rule-1"), "Deleting");
    clock_advance(w->clock, 999);
    ck_assert_str_eq(state_of(w, "alb/Rule", "rule-1"), "Deleting");
    clock_advance(w->clock, 1);
    ck_assert_str_eq(state_of(w, "alb/Rule", "rule-1"), "");
    world_free(w);
}
END_TEST

static const struct {
    const char *params;
    int rules;
} filters[] = {
    { "{}", 2 },
    { "{'ListenerId':'lsn-80'}", 1 },
    { "{'ListenerIds':['lsn-80','lsn-basic']}", 2 },
    { "{'LoadBalancerIds':['alb-basic']}", 1 },
    { "{'RuleIds':['rule-1']}", 1 },
    { "{'RuleIds':['rule-none']}", 0 },
    { "{'ListenerId':'lsn-443'}", 0 },
    { "{'Direction':'Response'}", 0 },
    { "{'Tag':[{'Key':'none'}]}", 0 },
};

START_TEST(is_listed_by_every_filter)
{
    struct world *w = world_new();

    get(w, "", "ListRules", "%s", filters[_i].params);

    ck_assert_msg(reply_count(w, "Rules") == filters[_i].rules, "%s: %d", filters[_i].params,
                  reply_count(w, "Rules"));
    world_free(w);
}
END_TEST

START_TEST(is_listed_page_by_page)
{
    struct world *w = world_new();

    const char *token = get(w, "NextToken", "ListRules", "{'MaxResults':1}");

    ck_assert_int_eq(json_int(w->reply, "TotalCount"), 2);
    ck_assert_str_eq(reply_text(w, "Rules.0.RuleId"), "rule-1");
    ck_assert_str_eq(get(w, "NextToken", "ListRules", "{'MaxResults':1,'NextToken':'%s'}", token),
                     "");
    ck_assert_str_eq(reply_text(w, "Rules.0.RuleId"), "rule-b");
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("rule");
    TCase *rule = tcase_create("a rule");

    tcase_add_test(rule, is_provisioning_for_one_revision_and_then_available);
    tcase_add_test(rule, weighs_a_lone_group_with_100);
    tcase_add_test(rule, answers_a_batch_with_the_id_of_each_priority);
    tcase_add_test(rule, makes_no_rule_of_a_batch_with_a_bad_one);
    tcase_add_loop_test(rule, takes_every_legal_form, 0, (int)(sizeof(legal) / sizeof(legal[0])));
    tcase_add_test(rule, keeps_nothing_of_a_removal_without_a_header);
    tcase_add_test(rule, changes_only_the_parts_that_an_update_gives);
    tcase_add_test(rule, lets_rules_of_one_batch_swap_priorities);
    tcase_add_test(rule, refuses_one_priority_for_two_rules_of_an_update);
    tcase_add_test(rule, frees_its_priority_as_soon_as_its_deletion_is_accepted);
    tcase_add_test(rule, waits_its_time_in_the_profile_realistic);
    tcase_add_loop_test(rule, is_listed_by_every_filter, 0,
                        (int)(sizeof(filters) / sizeof(filters[0])));
    tcase_add_test(rule, is_listed_page_by_page);
    suite_add_tcase(s, rule);
    return s;
}

TEST_MAIN(suite)
