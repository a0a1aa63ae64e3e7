#include "tests/test.h"

#include "refusals.h"

#include "base/banned.h"

#define HOST      "{'Type':'Host','HostConfig':{'Values':['a.example']}}"
#define PATH      "{'Type':'Path','PathConfig':{'Values':['/a']}}"
#define TO(group) "{'ServerGroupId':'" group "'}"
#define TO_1      TO("sgp-1")
#define FORWARD_BY(order, tuples)                                                                  \
    "{'Order':" order ",'Type':'ForwardGroup','ForwardGroupConfig':{'ServerGroupTuples':[" tuples  \
    "]}}"
#define FORWARD(tuples) FORWARD_BY("9", tuples)
#define INSERT(order, key, value)                                                                  \
    "{'Order':" order ",'Type':'InsertHeader','InsertHeaderConfig':{'Key':'" key                   \
    "','Value':'" value "','ValueType':'UserDefined'}}"
#define REMOVE(order, key)                                                                         \
    "{'Order':" order ",'Type':'RemoveHeader','RemoveHeaderConfig':{'Key':'" key "'}}"
#define REDIRECT(order, config)                                                                    \
    "{'Order':" order ",'Type':'Redirect','RedirectConfig':{'HttpCode':'302'" config "}}"
#define FIXED(order)                                                                               \
    "{'Order':" order ",'Type':'FixedResponse','FixedResponseConfig':{'HttpCode':'200',"           \
    "'Content':'x'}}"
#define REWRITE(order, config) "{'Order':" order ",'Type':'Rewrite','RewriteConfig':{" config "}}"
#define LIMIT_TO(order, config)                                                                    \
    "{'Order':" order ",'Type':'TrafficLimit','TrafficLimitConfig':{" config "}}"
#define MIRROR(order, group)                                                                       \
    "{'Order':" order ",'Type':'TrafficMirror','TrafficMirrorConfig':{'MirrorGroupConfig':"        \
    "{'ServerGroupTuples':[" TO(group) "]}}}"

/* A rule on the HTTP listener of a Standard load balancer. */
#define RULE_ON(listener, conditions, actions)                                                     \
    "{'ListenerId':'" listener "','Priority':1,'RuleName':'a-rule','RuleConditions':[" conditions  \
    "],'RuleActions':[" actions "]}"
#define WITH(conditions) RULE_ON("lsn-80", conditions, FORWARD(TO_1))
#define DOING(actions)   RULE_ON("lsn-80", HOST, actions)
#define PLAIN            RULE_ON("lsn-80", HOST, FORWARD(TO_1))

#define BATCH_RULE(priority, conditions)                                                           \
    "{'Priority':" priority ",'RuleName':'a-rule','RuleConditions':[" conditions                   \
    "],'RuleActions':[" FORWARD(TO_1) "]}"
#define BATCH(rules) "{'ListenerId':'lsn-80','Rules':[" rules "]}"

#define VALUES_11     "'a.a','b.a','c.a','d.a','e.a','f.a','g.a','h.a','i.a','j.a','k.a'"
#define HOSTS(values) "{'Type':'Host','HostConfig':{'Values':[" values "]}}"
#define PATHS(values) "{'Type':'Path','PathConfig':{'Values':[" values "]}}"

static const struct refusal places[] = {
    { "the listener is not there", "CreateRule", RULE_ON("lsn-none", HOST, FORWARD(TO_1)),
      "ResourceNotFound.Listener", "The specified resource lsn-none is not found.", NULL, NULL },
    { "a group is not there", "CreateRule", DOING(FORWARD(TO("sgp-none"))),
      "ResourceNotFound.ServerGroup", "The specified resource sgp-none is not found.", NULL, NULL },
    { "a group is in another VPC", "CreateRule", DOING(FORWARD(TO("sgp-b"))), "Mismatch.VpcId",
      "The VpcId is mismatched for LoadBalancer and "
      "RuleActions.1.ForwardGroupConfig.ServerGroupTuples.1.ServerGroupId.",
      NULL, NULL },
    { "gRPC behind HTTP", "CreateRule", DOING(FORWARD(TO("sgp-grpc"))),
      "OperationDenied.GRPCServerGroup", "The operation is not allowed because of GRPCServerGroup.",
      NULL, NULL },
    { "an HTTPS group behind QUIC", "CreateRule",
      RULE_ON("lsn-quic", HOST, FORWARD(TO("sgp-https"))), "Mismatch.Protocol", NULL, NULL, NULL },
    { "a priority that another rule has", "CreateRule",
      "{'ListenerId':'lsn-80','Priority':10,'RuleName':'two','RuleConditions':[" HOST
      "],'RuleActions':[" FORWARD(TO_1) "]}",
      "Conflict.Priority", "There is already rule-1 having the same configuration with Priority.",
      NULL, NULL },
    { "one priority twice in a batch", "CreateRules",
      BATCH(BATCH_RULE("1", HOST) "," BATCH_RULE("1", PATH)), "Conflict.Priority", NULL, NULL,
      NULL },
    { "priority 0", "CreateRules", BATCH(BATCH_RULE("0", HOST)), "IllegalParam.Priority",
      "The param of Rules.1.Priority is illegal.", NULL, NULL },
    { "priority 10001", "CreateRules", BATCH(BATCH_RULE("10001", HOST)), "IllegalParam.Priority",
      NULL, NULL, NULL },
    { "a rule is being published", "CreateRule", RULE_ON("lsn-80", PATH, FORWARD(TO_1)),
      "IncorrectStatus.Listener", "The status of Listener [lsn-80] is incorrect.", "CreateRule",
      "{'ListenerId':'lsn-80','Priority':2,'RuleName':'two','RuleConditions':[" HOST
      "],'RuleActions':[" FORWARD(TO_1) "]}" },
    { "the listener is being changed", "CreateRule", PLAIN, "IncorrectStatus.Listener", NULL,
      "StopListener", "{'ListenerId':'lsn-80'}" },
    { "the listener is being changed, for a batch", "CreateRules", BATCH(BATCH_RULE("1", HOST)),
      "IncorrectStatus.Listener", NULL, "StopListener", "{'ListenerId':'lsn-80'}" },
    { "the load balancer is being changed", "CreateRule", PLAIN, "IncorrectStatus.Listener", NULL,
      "UpdateLoadBalancerAttribute", "{'LoadBalancerId':'alb-1','LoadBalancerName':'other'}" },
    { "an updated rule is not there", "UpdateRuleAttribute",
      "{'RuleId':'rule-none','RuleName':'other'}", "ResourceNotFound.Rule",
      "The specified resource rule-none is not found.", NULL, NULL },
    { "an updated rule is busy", "UpdateRuleAttribute", "{'RuleId':'rule-1','RuleName':'other'}",
      "IncorrectStatus.Rule", "The status of Rule [rule-1] is incorrect.", "UpdateRuleAttribute",
      "{'RuleId':'rule-1','RuleName':'first'}" },
    { "a batch updates a busy rule", "UpdateRulesAttribute",
      "{'Rules':[{'RuleId':'rule-1','RuleName':'other'}]}", "IncorrectStatus.Rule", NULL,
      "UpdateRuleAttribute", "{'RuleId':'rule-1','RuleName':'first'}" },
    { "a batch names a rule twice", "UpdateRulesAttribute",
      "{'Rules':[{'RuleId':'rule-1','RuleName':'aa'},{'RuleId':'rule-1','RuleName':'bb'}]}",
      "DuplicatedParam.RuleId", NULL, NULL, NULL },
    { "a batch updates a rule that is not there", "UpdateRulesAttribute",
      "{'Rules':[{'RuleId':'rule-1'},{'RuleId':'rule-none'}]}", "ResourceNotFound.Rule", NULL, NULL,
      NULL },
    { "an update to a group that is not there", "UpdateRuleAttribute",
      "{'RuleId':'rule-1','RuleActions':[" FORWARD(TO("sgp-none")) "]}",
      "ResourceNotFound.ServerGroup", NULL, NULL, NULL },
    { "a batch updates rules of two listeners", "UpdateRulesAttribute",
      "{'Rules':[{'RuleId':'rule-1'},{'RuleId':'rule-b'}]}",
      "OperationDenied.ListenerIdInconsistent",
      "The operation is not allowed because of ListenerIdInconsistent.", NULL, NULL },
    { "a batch deletes rules of two load balancers", "DeleteRules",
      "{'RuleIds':['rule-1','rule-b']}", "OperationDenied.CrossLoadBalancerRules",
      "The operation is not allowed because of CrossLoadBalancerRules.", NULL, NULL },
    { "a deleted rule is not there", "DeleteRule", "{'RuleId':'rule-none'}",
      "ResourceNotFound.Rule", NULL, NULL, NULL },
    { "a deleted rule is busy", "DeleteRule", "{'RuleId':'rule-1'}", "IncorrectStatus.Rule", NULL,
      "UpdateRuleAttribute", "{'RuleId':'rule-1','RuleName':'first'}" },
    { "a batch deletes a rule that is not there", "DeleteRules",
      "{'RuleIds':['rule-1','rule-none']}", "ResourceNotFound.Rule", NULL, NULL, NULL },
    { "a batch deletes a rule that is on its way out", "DeleteRules", "{'RuleIds':['rule-1']}",
      "IncorrectStatus.Rule", NULL, "DeleteRule", "{'RuleId':'rule-1'}" },
    { "the listener of a deleted rule is busy", "DeleteRule", "{'RuleId':'rule-1'}",
      "IncorrectStatus.Listener", NULL, "StopListener", "{'ListenerId':'lsn-80'}" },
};

static const struct refusal conditions[] = {
    { "no condition", "CreateRules", BATCH(BATCH_RULE("1", "")), "MissingParam.RuleConditions",
      "The param of Rules.1.RuleConditions is missing.", NULL, NULL },
    { "a condition without its values", "CreateRules", BATCH(BATCH_RULE("1", "{'Type':'Host'}")),
      "MissingParam.HostConfig", "The param of Rules.1.RuleConditions.1.HostConfig is missing.",
      NULL, NULL },
    { "a condition with an empty list", "CreateRule",
      WITH("{'Type':'Path','PathConfig':{'Values':[]}}"), "MissingParam.Values", NULL, NULL, NULL },
    { "an illegal path in the second rule", "CreateRules",
      BATCH(BATCH_RULE("1", HOST) "," BATCH_RULE("2", HOST "," PATHS("'/a','no'"))),
      "IllegalParam.Values",
      "The param of Rules.2.RuleConditions.2.PathConfig.Values.2 is illegal.", NULL, NULL },
    { "an illegal host", "CreateRule", WITH(HOSTS("'nodots'")), "IllegalParam.Values",
      "The param of RuleConditions.1.HostConfig.Values.1 is illegal.", NULL, NULL },
    { "one host twice", "CreateRule", WITH(HOSTS("'a.example','a.example'")),
      "DuplicatedParam.Values", "The param of RuleConditions.1.HostConfig.Values.2 is duplicated.",
      NULL, NULL },
    { "two host conditions", "CreateRule", WITH(HOST "," HOSTS("'b.example'")),
      "DuplicatedParam.Type", NULL, NULL, NULL },
    { "a header condition on Host", "CreateRule",
      WITH("{'Type':'Header','HeaderConfig':{'Key':'host','Values':['x']}}"), "IllegalParam.Key",
      "The param of RuleConditions.1.HeaderConfig.Key is illegal.", NULL, NULL },
    { "a header condition on Cookie", "CreateRule",
      WITH("{'Type':'Header','HeaderConfig':{'Key':'Cookie','Values':['x']}}"), "IllegalParam.Key",
      NULL, NULL, NULL },
    { "a header condition without a key", "CreateRule",
      WITH("{'Type':'Header','HeaderConfig':{'Values':['x']}}"), "MissingParam.Key", NULL, NULL,
      NULL },
    { "a header value with a blank at its end", "CreateRule",
      WITH("{'Type':'Header','HeaderConfig':{'Key':'x','Values':['a ']}}"), "IllegalParam.Values",
      NULL, NULL, NULL },
    { "a query key in capitals", "CreateRule",
      WITH("{'Type':'QueryString','QueryStringConfig':{'Values':[{'Key':'A','Value':'b'}]}}"),
      "IllegalParam.Values", NULL, NULL, NULL },
    { "a cookie with a semicolon", "CreateRule",
      WITH("{'Type':'Cookie','CookieConfig':{'Values':[{'Key':'a','Value':'b;c'}]}}"),
      "IllegalParam.Values", NULL, NULL, NULL },
    { "a method that is none", "CreateRule",
      WITH("{'Type':'Method','MethodConfig':{'Values':['BREW']}}"), "IllegalParam.Values", NULL,
      NULL, NULL },
    { "any source", "CreateRule",
      WITH("{'Type':'SourceIp','SourceIpConfig':{'Values':['0.0.0.0/0']}}"), "IllegalParam.Values",
      NULL, NULL, NULL },
    { "six sources in one condition", "CreateRule",
      WITH("{'Type':'SourceIp','SourceIpConfig':{'Values':['1.1.1.1','1.1.1.2','1.1.1.3',"
           "'1.1.1.4','1.1.1.5','1.1.1.6']}}"),
      "IllegalParamSize.Values", NULL, NULL, NULL },
    { "six sources in two conditions", "CreateRule",
      WITH("{'Type':'SourceIp','SourceIpConfig':{'Values':['1.1.1.1','1.1.1.2','1.1.1.3']}},"
           "{'Type':'SourceIp','SourceIpConfig':{'Values':['1.1.1.4','1.1.1.5','1.1.1.6']}}"),
      "IllegalParamSize.Values",
      "The param size of RuleConditions.2.SourceIpConfig.Values is illegal.", NULL, NULL },
    { "a condition on responses in a rule for requests", "CreateRule",
      WITH("{'Type':'ResponseStatusCode','ResponseStatusCodeConfig':{'Values':['200']}}"),
      "IllegalParam.Type", NULL, NULL, NULL },
    { "eleven values", "CreateRule", WITH(HOSTS(VALUES_11)),
      "QuotaExceeded.RuleMatchEvaluationsNum",
      "The quota of alb_quota_rule_matchevaluations_num_standard_edition is exceeded, usage 11/10.",
      NULL, NULL },
    { "six values on a Basic load balancer", "CreateRule",
      RULE_ON("lsn-basic", HOSTS("'a.a','b.a','c.a','d.a','e.a','f.a'"), FORWARD(TO_1)),
      "QuotaExceeded.RuleMatchEvaluationsNum",
      "The quota of alb_quota_rule_matchevaluations_num_basic_edition is exceeded, usage 6/5.",
      NULL, NULL },
    { "a cookie condition on a Basic load balancer", "CreateRule",
      RULE_ON("lsn-basic", "{'Type':'Method','MethodConfig':{'Values':['GET']}}", FORWARD(TO_1)),
      "IllegalParam.Type", NULL, NULL, NULL },
    { "a rule for responses on a Basic load balancer", "CreateRule",
      "{'ListenerId':'lsn-basic','Priority':1,'Direction':'Response','RuleName':'a-rule',"
      "'RuleConditions':[" HOST "],'RuleActions':[" REMOVE("1", "x") "]}",
      "IllegalParam.Direction", NULL, NULL, NULL },
};

static const struct refusal actions[] = {
    { "no action", "CreateRules",
      "{'ListenerId':'lsn-80','Rules':[{'Priority':1,'RuleName':'aa','RuleConditions':[" HOST
      "],'RuleActions':[]}]}",
      "MissingParam.RuleActions", NULL, NULL, NULL },
    { "a forwarding without settings", "CreateRule", DOING("{'Order':1,'Type':'ForwardGroup'}"),
      "MissingParam.ForwardGroupConfig", NULL, NULL, NULL },
    { "a forwarding to nothing", "CreateRule",
      DOING("{'Order':1,'Type':'ForwardGroup','ForwardGroupConfig':{'ServerGroupTuples':[]}}"),
      "MissingParam.ServerGroupTuples", NULL, NULL, NULL },
    { "a group without an id", "CreateRule", DOING(FORWARD("{'Weight':100}")),
      "MissingParam.ServerGroupId",
      "The param of RuleActions.1.ForwardGroupConfig.ServerGroupTuples.1.ServerGroupId is missing.",
      NULL, NULL },
    { "two groups and one weight", "CreateRule",
      DOING(FORWARD("{'ServerGroupId':'sgp-1','Weight':80}," TO("sgp-2"))), "MissingParam.Weight",
      "The param of RuleActions.1.ForwardGroupConfig.ServerGroupTuples.2.Weight is missing.", NULL,
      NULL },
    { "a weight of 101", "CreateRule", DOING(FORWARD("{'ServerGroupId':'sgp-1','Weight':101}")),
      "IllegalParam.Weight", NULL, NULL, NULL },
    { "one group twice", "CreateRule",
      DOING(FORWARD("{'ServerGroupId':'sgp-1','Weight':80},{'ServerGroupId':'sgp-1','Weight':20}")),
      "DuplicatedParam.ServerGroupId", NULL, NULL, NULL },
    { "six groups", "CreateRule",
      DOING(
          FORWARD("{'ServerGroupId':'sgp-1','Weight':1},{'ServerGroupId':'sgp-2','Weight':1},"
                  "{'ServerGroupId':'sgp-3','Weight':1},{'ServerGroupId':'sgp-ip','Weight':1},"
                  "{'ServerGroupId':'sgp-https','Weight':1},{'ServerGroupId':'sgp-x','Weight':1}")),
      "IllegalParamSize.ServerGroupTuples",
      "The param size of RuleActions.1.ForwardGroupConfig.ServerGroupTuples is illegal.", NULL,
      NULL },
    { "gRPC and HTTP groups together", "CreateRule",
      RULE_ON("lsn-443", HOST,
              FORWARD("{'ServerGroupId':'sgp-1','Weight':1},{'ServerGroupId':'sgp-grpc',"
                      "'Weight':1}")),
      "OperationDenied.ProtocolMustSameForForwardGroupAction", NULL, NULL, NULL },
    { "no final action", "CreateRule", DOING(INSERT("1", "x", "y")), "IllegalParam.RuleActions",
      NULL, NULL, NULL },
    { "two final actions", "CreateRule", DOING(FIXED("1") "," FORWARD(TO_1)),
      "IllegalParam.RuleActions", NULL, NULL, NULL },
    { "the final action is not the last", "CreateRules",
      "{'ListenerId':'lsn-80','Rules':[{'Priority':1,'RuleName':'aa','RuleConditions':[" HOST
      "],'RuleActions':[" FORWARD_BY("1", TO_1) "," INSERT("2", "x", "y") "]}]}",
      "IllegalParam.Order", "The param of Rules.1.RuleActions.1.Order is illegal.", NULL, NULL },
    { "one order twice", "CreateRule", DOING(INSERT("9", "x", "y") "," FORWARD(TO_1)),
      "IllegalParam.Order", NULL, NULL, NULL },
    { "limited traffic is answered last", "CreateRule",
      DOING(LIMIT_TO("1", "'QPS':9") "," FORWARD_BY("2", TO_1) "," FIXED("3")),
      "IllegalParam.Order", NULL, NULL, NULL },
    { "a type twice", "CreateRule",
      DOING(LIMIT_TO("1", "'QPS':9") "," LIMIT_TO("2", "'QPS':8") "," FORWARD(TO_1)),
      "DuplicatedParam.Type", NULL, NULL, NULL },
    { "a header inserted twice", "CreateRule",
      DOING(INSERT("1", "X-a", "y") "," INSERT("2", "x-A", "z") "," FORWARD(TO_1)),
      "DuplicatedParam.Key", NULL, NULL, NULL },
    { "a reserved header inserted", "CreateRule",
      DOING(INSERT("1", "X-Forwarded-For", "y") "," FORWARD(TO_1)), "IllegalParam.Key", NULL, NULL,
      NULL },
    { "a reserved header removed", "CreateRule", DOING(REMOVE("1", "Host") "," FORWARD(TO_1)),
      "IllegalParam.Key", NULL, NULL, NULL },
    { "an unknown system value", "CreateRule",
      DOING("{'Order':1,'Type':'InsertHeader','InsertHeaderConfig':{'Key':'x','Value':'Weather',"
            "'ValueType':'SystemDefined'}}," FORWARD(TO_1)),
      "IllegalParam.Value", NULL, NULL, NULL },
    { "a header value that refers to a name in capitals", "CreateRule",
      DOING("{'Order':1,'Type':'InsertHeader','InsertHeaderConfig':{'Key':'x','Value':'Other',"
            "'ValueType':'ReferenceHeader'}}," FORWARD(TO_1)),
      "IllegalParam.Value", NULL, NULL, NULL },
    { "a rewrite without a forwarding", "CreateRule",
      DOING(REWRITE("1", "'Path':'/x'") "," FIXED("2")),
      "OperationDenied.RewriteMissingForwardGroup",
      "The operation is not allowed because of RewriteMissingForwardGroup.", NULL, NULL },
    { "a rewritten query in capitals", "CreateRules",
      "{'ListenerId':'lsn-80','Rules':[{'Priority':1,'RuleName':'aa','RuleConditions':[" HOST
      "],'RuleActions':[" REWRITE("1", "'Query':'A=1'") "," FORWARD(TO_1) "]}]}",
      "IllegalParam.Query", "The param of Rules.1.RuleActions.1.RewriteConfig.Query is illegal.",
      NULL, NULL },
    { "a limit without a forwarding", "CreateRule", DOING(LIMIT_TO("1", "'QPS':9") "," FIXED("2")),
      "IllegalParam.Type", NULL, NULL, NULL },
    { "a limit per address above the whole", "CreateRule",
      DOING(LIMIT_TO("1", "'QPS':9,'PerIpQps':10") "," FORWARD(TO_1)), "IllegalParam.PerIpQps",
      NULL, NULL, NULL },
    { "a limit per address on QUIC", "CreateRule",
      RULE_ON("lsn-quic", HOST, LIMIT_TO("1", "'QPS':9,'PerIpQps':8") "," FORWARD(TO_1)),
      "Mismatch.Protocol",
      "The Protocol is mismatched for Listener and RuleActions.1.PerIpTrafficLimitConfig.", NULL,
      NULL },
    { "a mirror of the group itself", "CreateRule", DOING(MIRROR("1", "sgp-1") "," FORWARD(TO_1)),
      "OperationDenied.SameGroupForForwardAndMirrorAction",
      "The operation is not allowed because of SameGroupForForwardAndMirrorAction.", NULL, NULL },
    { "a mirror to HTTPS", "CreateRule", DOING(MIRROR("1", "sgp-https") "," FORWARD(TO_1)),
      "OperationDenied.MirrorActionSupportHttpGroupOnly", NULL, NULL, NULL },
    { "a redirect that changes nothing", "CreateRule", DOING(REDIRECT("1", "")),
      "IllegalParam.RedirectConfig", NULL, NULL, NULL },
    { "a redirect to a port that is none", "CreateRule", DOING(REDIRECT("1", ",'Port':'64000'")),
      "IllegalParam.Port", NULL, NULL, NULL },
    { "a redirect from HTTPS to HTTP", "CreateRule",
      RULE_ON("lsn-443", HOST, REDIRECT("1", ",'Protocol':'HTTP'")), "IllegalParam.Protocol", NULL,
      NULL, NULL },
    { "a redirect with a variable twice", "CreateRule",
      DOING(REDIRECT("1", ",'Path':'/${path}/${path}'")), "IllegalParam.Path", NULL, NULL, NULL },
    { "a response without content", "CreateRule",
      DOING("{'Order':1,'Type':'FixedResponse','FixedResponseConfig':{'HttpCode':'200'}}"),
      "MissingParam.Content", NULL, NULL, NULL },
    { "six actions", "CreateRule",
      DOING(INSERT("1", "a", "1") "," INSERT("2", "b", "1") "," INSERT("3", "c", "1") "," INSERT(
          "4", "d", "1") "," INSERT("5", "e", "1") "," FORWARD(TO_1)),
      "QuotaExceeded.RuleActionsNum",
      "The quota of alb_quota_rule_actions_num_standard_edition is exceeded, usage 6/5.", NULL,
      NULL },
    { "an inserted header on a Basic load balancer", "CreateRule",
      RULE_ON("lsn-basic", HOST, INSERT("1", "a", "1") "," FORWARD(TO_1)), "IllegalParam.Type",
      NULL, NULL, NULL },
    { "a forwarding of responses", "CreateRule",
      "{'ListenerId':'lsn-80','Priority':1,'Direction':'Response','RuleName':'a-rule',"
      "'RuleConditions':[" HOST "],'RuleActions':[" FORWARD(TO_1) "]}",
      "IllegalParam.Type", NULL, NULL, NULL },
};

START_TEST(is_refused_for_its_place)
{
    check_refusal(&places[_i]);
}
END_TEST

START_TEST(is_refused_for_its_conditions)
{
    check_refusal(&conditions[_i]);
}
END_TEST

START_TEST(is_refused_for_its_actions)
{
    check_refusal(&actions[_i]);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("rule refusals");
    TCase *rules = tcase_create("a rule");

    tcase_add_loop_test(rules, is_refused_for_its_place, 0,
                        (int)(sizeof(places) / sizeof(places[0])));
    tcase_add_loop_test(rules, is_refused_for_its_conditions, 0,
                        (int)(sizeof(conditions) / sizeof(conditions[0])));
    tcase_add_loop_test(rules, is_refused_for_its_actions, 0,
                        (int)(sizeof(actions) / sizeof(actions[0])));
    suite_add_tcase(s, rules);
    return s;
}

TEST_MAIN(suite)
