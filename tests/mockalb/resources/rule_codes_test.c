/*
 * What is wrong with a rule is wrong for each of the four calls that write rules: one row, four tests.
 */
#include "tests/test.h"

#include <string.h>

#include "harness.h"
#include "mockalb/resources/quota.h"

#include "base/banned.h"

#define ENTITY(id, listener, priority, group)                                                      \
    "{'kind':'alb/Rule','id':'" id "','body':{'RuleId':'" id "','RuleName':'other','Priority':"    \
    "" priority ",'Direction':'Request','ListenerId':'" listener "','LoadBalancerId':'alb-1',"     \
    "'RuleStatus':'Available','RuleConditions':[" HOST "],'RuleActions':[" FORWARD(group) "]}}"
#define MORE                                                                                       \
    "{'data':[" ENTITY("rule-2", "lsn-80", "20", "sgp-3") "," ENTITY(                              \
        "rule-443", "lsn-443", "20", "sgp-3") "," ENTITY("rule-quic", "lsn-quic", "20",            \
                                                         "sgp-3") "]}"

#define HOST          "{'Type':'Host','HostConfig':{'Values':['a.example']}}"
#define PATHS(values) "{'Type':'Path','PathConfig':{'Values':[" values "]}}"
#define TUPLE(group)  "{'ServerGroupId':'" group "','Weight':1}"
#define FORWARD_BY(tuples)                                                                         \
    "{'Order':9,'Type':'ForwardGroup','ForwardGroupConfig':{'ServerGroupTuples':[" tuples "]}}"
#define FORWARD(group) FORWARD_BY(TUPLE(group))
#define INSERT(order)                                                                              \
    "{'Order':" order ",'Type':'InsertHeader','InsertHeaderConfig':{'Key':'k" order                \
    "','Value':'v'}}"
#define REWRITE "{'Order':1,'Type':'Rewrite','RewriteConfig':{'Path':'/x'}}"
#define FIXED                                                                                      \
    "{'Order':8,'Type':'FixedResponse','FixedResponseConfig':{'HttpCode':'200','Content':'x'}}"
#define REDIRECT      "{'Order':8,'Type':'Redirect','RedirectConfig':{'HttpCode':'302','Path':'/x'}}"
#define LIMITED       "{'Order':2,'Type':'TrafficLimit','TrafficLimitConfig':{'QPS':9}}"
#define MIRROR(group) MIRROR_BY("1", group)
#define MIRROR_BY(order, group)                                                                    \
    "{'Order':" order ",'Type':'TrafficMirror','TrafficMirrorConfig':{'MirrorGroupConfig':"        \
    "{'ServerGroupTuples':[{'ServerGroupId':'" group "'}]}}}"
#define STICKY(group)                                                                              \
    "{'Order':9,'Type':'ForwardGroup','ForwardGroupConfig':{'ServerGroupTuples':[" TUPLE(          \
        group) "],'ServerGroupStickySession':{'Enabled':true,'Timeout':10}}}"
#define TEN_PATHS "'/1','/2','/3','/4','/5','/6','/7','/8','/9','/10'"
#define TEN_WILD  "'/1*','/2*','/3*','/4*','/5*','/6*','/7*','/8*','/9*','/10*'"

#define HTTP  "lsn-80", "rule-2"
#define HTTPS "lsn-443", "rule-443"
#define QUIC  "lsn-quic", "rule-quic"

static const struct {
    const char *listener, *rule; /* the rule is what the updates change */
    int priority;
    const char *conditions, *actions;
    const char *quota; /* NULL: as the service has them */
    const char *code;
} rows[] = {
    /* clang-format off */
    { HTTP, 10, HOST, FORWARD("sgp-3"), NULL, "Conflict.Priority" },
    { HTTP, 7, HOST, FORWARD("sgp-none"), NULL, "ResourceNotFound.ServerGroup" },
    { HTTP, 7, HOST, FORWARD("sgp-b"), NULL, "Mismatch.VpcId" },
    { HTTP, 7, HOST, FORWARD("sgp-grpc"), NULL, "OperationDenied.GRPCServerGroup" },
    { QUIC, 7, HOST, FORWARD("sgp-https"), NULL, "Mismatch.Protocol" },
    { HTTPS, 7, HOST, FORWARD_BY(TUPLE("sgp-3") "," TUPLE("sgp-grpc")), NULL, "OperationDenied.ProtocolMustSameForForwardGroupAction" },
    { HTTP, 7, HOST, MIRROR("sgp-3") "," FORWARD("sgp-3"), NULL, "OperationDenied.SameGroupForForwardAndMirrorAction" },
    { HTTP, 7, HOST, MIRROR("sgp-https") "," FORWARD("sgp-3"), NULL, "OperationDenied.MirrorActionSupportHttpGroupOnly" },
    { HTTP, 7, HOST, REWRITE "," FIXED, NULL, "OperationDenied.RewriteMissingForwardGroup" },
    { HTTP, 7, HOST, FIXED "," INSERT("9"), NULL, "IllegalParam.Order" },
    /* Beside a limit a redirect is the answer to what is too much; a rewrite and a mirror go with neither. */
    { HTTP, 7, HOST, LIMITED "," REDIRECT "," REWRITE "," FORWARD("sgp-3"), NULL, "IllegalParam.Type" },
    { HTTP, 7, HOST, LIMITED "," FIXED "," REWRITE "," FORWARD("sgp-3"), NULL, "IllegalParam.Type" },
    { HTTP, 7, HOST, LIMITED "," FIXED "," MIRROR("sgp-2") "," FORWARD("sgp-3"), NULL, "IllegalParam.Type" },
    { HTTP, 7, HOST, REWRITE "," MIRROR_BY("2", "sgp-2") "," FORWARD("sgp-3"), NULL, "IllegalParam.Type" },
    { HTTP, 7, HOST, STICKY("sgp-3"), NULL, "IllegalParam.Enabled" },
    { HTTP, 7, PATHS(TEN_PATHS ",'/11'"), FORWARD("sgp-3"), NULL, "QuotaExceeded.RuleMatchEvaluationsNum" },
    { HTTP, 7, HOST "," PATHS(TEN_PATHS), FORWARD("sgp-3"), NULL, "QuotaExceeded.RuleMatchEvaluationsNum" },
    { HTTP, 7, PATHS(TEN_WILD ",'/?'"), FORWARD("sgp-3"), NULL, "QuotaExceeded.RuleWildcardsNum" },
    { HTTP, 7, PATHS("'/1*','/2?'"), FORWARD("sgp-3"), "alb_quota_rule_wildcards_num_standard_edition=1", "QuotaExceeded.RuleWildcardsNum" },
    { HTTP, 7, HOST, INSERT("1") "," INSERT("2") "," INSERT("3") "," INSERT("4") "," INSERT("5") "," FORWARD("sgp-3"), NULL, "QuotaExceeded.RuleActionsNum" },
    /* rule-1 forwards to sgp-1, and on another load balancer rule-b does: to its one server, i-a. */
    { HTTP, 7, HOST, FORWARD("sgp-1"), "alb_quota_servergroup_attached_num=2", "ResourceQuotaExceeded.ServerGroupAttachedNum" },
    { HTTP, 7, HOST, FORWARD("sgp-1"), "alb_quota_loadbalancer_servers_num_standard_edition=1", "ResourceQuotaExceeded.LoadBalancerServersNum" },
    { HTTP, 7, HOST, FORWARD("sgp-1"), "alb_quota_server_added_num=2", "ResourceQuotaExceeded.ServerAddedNum" },
    { HTTP, 7, HOST, FORWARD_BY("{'ServerGroupId':'sgp-3','Weight':51}"), "alb_quota_server_groups_weight=50", "IllegalParam.Weight" },
    /* clang-format on */
};

static const char *const calls[] = { "CreateRule", "CreateRules", "UpdateRuleAttribute",
                                     "UpdateRulesAttribute" };

static const char *params_of(struct world *w, int row, int call)
{
    const char *parts = arena_printf(
        w->arena, "'RuleName':'a-rule','Priority':%d,'RuleConditions':[%s],'RuleActions':[%s]",
        rows[row].priority, rows[row].conditions, rows[row].actions);

    switch (call) {
    case 0:
        return arena_printf(w->arena, "{'ListenerId':'%s',%s}", rows[row].listener, parts);
    case 1:
        return arena_printf(w->arena, "{'ListenerId':'%s','Rules':[{%s}]}", rows[row].listener,
                            parts);
    case 2:
        return arena_printf(w->arena, "{'RuleId':'%s',%s}", rows[row].rule, parts);
    default:
        return arena_printf(w->arena, "{'Rules':[{'RuleId':'%s',%s}]}", rows[row].rule, parts);
    }
}

START_TEST(is_refused_by_one_code_whichever_call_writes_it)
{
    int row = _i / 4, call = _i % 4;
    struct quotas quotas = { 0 };
    struct err err;
    ck_assert(!rows[row].quota || quotas_set(&quotas, rows[row].quota, &err));
    struct world *w = world_realistic_with(&quotas);
    ck_assert_msg(seed(w, MORE, &err), "%s", err.text);
    uint64_t revision = store_revision(w->store);

    answer(w, calls[call], "%s", params_of(w, row, call));

    ck_assert_msg(strcmp(w->code, rows[row].code) == 0, "row %d by %s: '%s' (%s), not '%s'", row,
                  calls[call], w->code, w->message, rows[row].code);
    ck_assert_msg(store_revision(w->store) == revision, "row %d: something changed", row);
    world_free(w);
}
END_TEST

START_TEST(may_weigh_more_where_the_quota_was_raised)
{
    struct quotas quotas = { 0 };
    struct err err;
    ck_assert(quotas_set(&quotas, "alb_quota_server_groups_weight=10000", &err));
    struct world *w = world_with(&quotas);

    answer(w, "CreateRule",
           "{'ListenerId':'lsn-80','Priority':7,'RuleName':'a-rule','RuleConditions':[" HOST
           "],'RuleActions':[" FORWARD_BY("{'ServerGroupId':'sgp-3','Weight':10000}") "]}");

    ck_assert_str_eq(w->code, "");
    answer(w, "UpdateRuleAttribute",
           "{'RuleId':'rule-1','RuleActions':[" FORWARD_BY(
               "{'ServerGroupId':'sgp-3','Weight':10001}") "]}");
    ck_assert_str_eq(w->code, "IllegalParam.Weight");
    world_free(w);
}
END_TEST

START_TEST(sticks_to_groups_that_have_sticky_sessions)
{
    struct world *w = world_new();
    get(w, "", "UpdateServerGroupAttribute",
        "{'ServerGroupId':'sgp-3','StickySessionConfig':{'StickySessionEnabled':true}}");

    answer(w, "UpdateRuleAttribute", "{'RuleId':'rule-1','RuleActions':[" STICKY("sgp-3") "]}");

    ck_assert_str_eq(w->code, "");
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("rule codes");
    TCase *rule = tcase_create("a rule");

    tcase_add_loop_test(rule, is_refused_by_one_code_whichever_call_writes_it, 0,
                        4 * (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(rule, may_weigh_more_where_the_quota_was_raised);
    tcase_add_test(rule, sticks_to_groups_that_have_sticky_sessions);
    suite_add_tcase(s, rule);
    return s;
}

TEST_MAIN(suite)
