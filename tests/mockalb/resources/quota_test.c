#include "tests/test.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "mockalb/gateway/errors.h"
#include "trial.h"

#include "base/banned.h"

static const struct {
    const char *name, *balancer, *listener;
} editions[] = {
    { "Basic", "alb-basic", "lsn-basic" },
    { "Standard", "alb-1", "lsn-80" },
    { "StandardWithWaf", "alb-1", "lsn-80" },
};

static const char *create_balancer(struct trial *t)
{
    return answer(t->w, "CreateLoadBalancer",
                  "{'VpcId':'vpc-a','AddressType':'Internet','LoadBalancerEdition':'Standard',"
                  "'LoadBalancerBillingConfig':{'PayType':'PostPay'},'ZoneMappings':[{'ZoneId':"
                  "'cn-hangzhou-h','VSwitchId':'vsw-h'},{'ZoneId':'cn-hangzhou-i','VSwitchId':"
                  "'vsw-i'}]}");
}

const char *try_load_balancers(struct trial *t)
{
    fill(t, &kind_load_balancer, "alb-#", "{}", t->limit - 1);
    ck_assert_str_eq(create_balancer(t), "");
    return create_balancer(t);
}

static const char *create_group(struct trial *t)
{
    return answer(t->w, "CreateServerGroup",
                  "{'ServerGroupName':'new','VpcId':'vpc-a','HealthCheckConfig':{"
                  "'HealthCheckEnabled':false}}");
}

const char *try_server_groups(struct trial *t)
{
    fill(t, &kind_server_group, "sgp-#", "{}", t->limit - 1);
    ck_assert_str_eq(create_group(t), "");
    return create_group(t);
}

static const char *create_listener(struct trial *t, int port)
{
    return answer(t->w, "CreateListener",
                  "{'LoadBalancerId':'%s','ListenerPort':%d,'ListenerProtocol':'HTTP',"
                  "'DefaultActions':[{'Type':'ForwardGroup','ForwardGroupConfig':{"
                  "'ServerGroupTuples':[{'ServerGroupId':'sgp-3'}]}}]}",
                  t->balancer, port);
}

static int64_t listeners_of(struct trial *t)
{
    get(t->w, "", "ListListeners", "{'LoadBalancerIds':['%s'],'MaxResults':1}", t->balancer);
    return json_int(t->w->reply, "TotalCount");
}

const char *try_listeners(struct trial *t)
{
    const char *body =
        arena_printf(t->w->arena, "{'LoadBalancerId':'%s','ListenerPort':1000#}", t->balancer);
    int64_t others = count(t->w, "alb/Listener") - listeners_of(t);

    fill(t, &kind_listener, "lsn-#", body, others + t->limit - 1);
    ck_assert_str_eq(create_listener(t, 9000), "");
    return create_listener(t, 9001);
}

static const char *create_rule(struct trial *t, int priority, const char *group)
{
    return answer(t->w, "CreateRule", "{'ListenerId':'%s',%s}", t->listener,
                  rule_to(t->w, priority, "/a", group));
}

/* Each load balancer has one rule from the document; the other's does not count. */
const char *try_rules(struct trial *t)
{
    const char *body =
        arena_printf(t->w->arena, "{'LoadBalancerId':'%s','ListenerId':'%s','Priority':100#}",
                     t->balancer, t->listener);

    fill(t, &kind_rule, "rule-#", body, 1 + t->limit - 1);
    ck_assert_str_eq(create_rule(t, 1, "sgp-3"), "");
    return create_rule(t, 2, "sgp-3");
}

/* So many listeners of some load balancer forward to sgp-3. */
const char *try_group_attached(struct trial *t)
{
    int64_t others = count(t->w, "alb/Listener");

    fill(t, &kind_listener, "lsn-#",
         "{'LoadBalancerId':'alb-kept','DefaultActions':[{'Type':'ForwardGroup',"
         "'ForwardGroupConfig':{'ServerGroupTuples':[{'ServerGroupId':'sgp-3'}]}}]}",
         others + t->limit - 1);
    ck_assert_str_eq(create_rule(t, 1, "sgp-3"), "");
    return create_rule(t, 2, "sgp-3");
}

static void fill_servers(struct trial *t, const char *group, int64_t more)
{
    const char *body = arena_printf(
        t->w->arena, "{'ServerGroupId':'%s','ServerId':'x#','ServerIp':'x#','Port':80}", group);

    fill(t, &kind_server, arena_printf(t->w->arena, "%s-#", group), body,
         count(t->w, "alb/Server") + more);
}

static const char *add_server(struct trial *t, const char *group, int port)
{
    return answer(t->w, "AddServersToServerGroup",
                  "{'ServerGroupId':'%s','Servers':[{'ServerType':'Ecs','ServerId':'i-a',"
                  "'Port':%d}]}",
                  group, port);
}

const char *try_group_servers(struct trial *t)
{
    fill_servers(t, "sgp-3", t->limit - 1);
    ck_assert_str_eq(add_server(t, "sgp-3", 1), "");
    return add_server(t, "sgp-3", 2);
}

/* The load balancer's rule forwards to sgp-1, which has one server. A second rule counts them again. */
const char *try_balancer_servers(struct trial *t)
{
    fill_servers(t, "sgp-1", t->limit / 2 - 1);
    ck_assert_str_eq(create_rule(t, 1, "sgp-1"), "");
    return add_server(t, "sgp-1", 1);
}

/* i-a is in so many groups. */
const char *try_server_added(struct trial *t)
{
    int64_t others = count(t->w, "alb/Server");
    int64_t used = 2; /* of sgp-1, by two rules */

    fill(t, &kind_server, "x-#",
         "{'ServerGroupId':'g#','ServerId':'i-a','ServerIp':'10.0.1.20','Port':80}",
         others + t->limit - used - 1);
    ck_assert_str_eq(add_server(t, "sgp-3", 1), "");
    return create_rule(t, 1, "sgp-1");
}

static const char *rule_of(struct trial *t, const char *values, const char *actions)
{
    return answer(t->w, "CreateRule",
                  "{'ListenerId':'%s','Priority':%d,'RuleName':'a-rule','RuleConditions':[{'Type':"
                  "'Path','PathConfig':{'Values':[%s]}}],'RuleActions':[%s{'Order':99,'Type':"
                  "'ForwardGroup','ForwardGroupConfig':{'ServerGroupTuples':[{'ServerGroupId':"
                  "'sgp-3'}]}}]}",
                  t->listener, count(t->w, "alb/Rule"), values, actions);
}

static const char *repeated(struct trial *t, const char *format, int64_t times)
{
    const char *text = "";

    for (int64_t i = 0; i < times; i++)
        text = arena_printf(t->w->arena, "%s%s", text, numbered(t, format, i + 1));
    return text;
}

static const char *values(struct trial *t, const char *format, int64_t times)
{
    return arena_printf(t->w->arena, "%s'/last'", repeated(t, format, times - 1));
}

const char *try_rule_values(struct trial *t)
{
    ck_assert_str_eq(rule_of(t, values(t, "'/#',", t->limit), ""), "");
    return rule_of(t, values(t, "'/#',", t->limit + 1), "");
}

static const char *wildcards(struct trial *t, int64_t times)
{
    return arena_printf(t->w->arena, "%s'/*'", repeated(t, "'/#/*',", times - 1));
}

/* One more is too many values, too. */
const char *try_rule_wildcards(struct trial *t)
{
    ck_assert_str_eq(rule_of(t, wildcards(t, t->limit), ""), "");
    return rule_of(t, wildcards(t, t->limit + 1), "");
}

const char *try_rule_actions(struct trial *t)
{
    bool basic = strcmp(t->balancer, "alb-basic") == 0;
    const char *action =
        "{'Order':#,'Type':'InsertHeader','InsertHeaderConfig':{'Key':'k#','Value':'v'}},";

    if (!basic) /* which has but forwarding and redirects, and a rule has one of these */
        ck_assert_str_eq(rule_of(t, "'/a'", repeated(t, action, t->limit - 1)), "");
    return rule_of(t, "'/a'", repeated(t, action, t->limit));
}

static const char *forward(struct trial *t, int64_t weight)
{
    return answer(t->w, "CreateRule",
                  "{'ListenerId':'%s','Priority':%d,'RuleName':'a-rule','RuleConditions':[{'Type':"
                  "'Path','PathConfig':{'Values':['/a']}}],'RuleActions':[{'Order':1,'Type':"
                  "'ForwardGroup','ForwardGroupConfig':{'ServerGroupTuples':[{'ServerGroupId':"
                  "'sgp-3','Weight':%" PRId64 "}]}}]}",
                  t->listener, count(t->w, "alb/Rule"), weight);
}

const char *try_group_weight(struct trial *t)
{
    ck_assert_str_eq(forward(t, t->limit), "");
    return forward(t, t->limit + 1);
}

static const char *wait_for(struct trial *t, const char *what, int64_t seconds)
{
    return answer(t->w, "UpdateListenerAttribute", "{'ListenerId':'%s','%s':%" PRId64 "}",
                  t->listener, what, seconds);
}

const char *try_request_timeout(struct trial *t)
{
    ck_assert_str_eq(wait_for(t, "RequestTimeout", t->limit), "");
    return wait_for(t, "RequestTimeout", t->limit + 1);
}

const char *try_idle_timeout(struct trial *t)
{
    ck_assert_str_eq(wait_for(t, "IdleTimeout", t->limit), "");
    return wait_for(t, "IdleTimeout", t->limit + 1);
}

static const char *last(struct trial *t, const char *config, int64_t seconds)
{
    return answer(t->w, "UpdateServerGroupAttribute", "{'ServerGroupId':'sgp-3',%s}",
                  numbered(t, config, seconds));
}

const char *try_slow_start(struct trial *t)
{
    const char *config = "'SlowStartConfig':{'SlowStartEnabled':true,'SlowStartDuration':#}";

    ck_assert_str_eq(last(t, config, t->limit), "");
    return last(t, config, t->limit + 1);
}

const char *try_connection_drain(struct trial *t)
{
    const char *config =
        "'ConnectionDrainConfig':{'ConnectionDrainEnabled':true,'ConnectionDrainTimeout':#}";

    ck_assert_str_eq(last(t, config, t->limit), "");
    return last(t, config, t->limit + 1);
}

static const char *join(struct trial *t, int64_t from, int64_t count)
{
    struct buf ids = BUF_LIMIT(1024);

    for (int64_t i = 0; i < count; i++)
        buf_printf(&ids, "%s'sg-%" PRId64 "'", i ? "," : "", from + i);
    const char *code = answer(t->w, "LoadBalancerJoinSecurityGroup",
                              "{'LoadBalancerId':'%s','SecurityGroupIds':[%.*s]}", t->balancer,
                              STR_ARG(buf_str(&ids)));
    buf_done(&ids);
    return code;
}

const char *try_security_groups(struct trial *t)
{
    fill(t, &kind_security_group, "sg-#", "{'VpcId':'vpc-a'}", t->limit + 10);
    ck_assert_str_eq(join(t, 5, t->limit), "");
    return join(t, 5 + t->limit, 1);
}

static const char *reserve(struct trial *t, const char *balancer, int64_t units)
{
    return answer(t->w, "ModifyCapacityReservation",
                  "{'LoadBalancerId':'%s','MinimumLoadBalancerCapacity':{'CapacityUnits':%" PRId64
                  "}}",
                  balancer, units);
}

const char *try_balancer_capacity(struct trial *t)
{
    ck_assert_str_eq(reserve(t, t->balancer, t->limit), "");
    return reserve(t, t->balancer, t->limit + 1);
}

const char *try_region_capacity(struct trial *t)
{
    fill(t, &kind_load_balancer, "alb-#", "{'_capacity':{'Units':5000}}", 6);
    ck_assert_str_eq(reserve(t, "alb-kept", t->limit - 15000), "");
    return reserve(t, t->balancer, 1);
}

static const char *associate(struct trial *t, int64_t number)
{
    return answer(t->w, "AssociateAdditionalCertificatesWithListener",
                  "{'ListenerId':'lsn-more','Certificates':[{'CertificateId':'%" PRId64
                  "-cn-hangzhou'}]}",
                  number);
}

const char *try_certificates(struct trial *t)
{
    fill(t, &kind_certificate, "#-cn-hangzhou", "{}", t->limit + 9);
    fill(t, &kind_listener, "lsn-more",
         arena_printf(t->w->arena,
                      "{'LoadBalancerId':'%s','ListenerProtocol':'HTTPS','ListenerStatus':"
                      "'Running','Certificates':[{'CertificateId':'1-cn-hangzhou'}]}",
                      t->balancer),
         count(t->w, "alb/Listener") + 1);
    for (int64_t i = 0; i < t->limit; i++)
        ck_assert_str_eq(associate(t, 6 + i), "");
    return associate(t, 6 + t->limit);
}

static const struct {
    enum quota quota;
    const char *(*exceed)(struct trial *t); /* reaches the limit, and answers with one more */
} limits[] = {
#define LIMIT(symbol, basic, standard, waf, error, name, confidence)                               \
    { QUOTA_##symbol, try_##symbol },
#include "mockalb/resources/limits.def"
#undef LIMIT
};

/* Limits that are the catalog's own bounds, so that only lower ones can be met. */
static const struct {
    enum quota quota;
    const char *assignment;
    int64_t limit;
} lowered[] = {
    { QUOTA_slow_start, "alb_quota_servergroup_slow_start_duration=600", 600 },
    { QUOTA_connection_drain, "alb_quota_servergroup_connection_drain_timeout=600", 600 },
};

static void lower(struct trial *t, enum quota quota)
{
    static struct quotas q; /* outlives the cloud that has it */
    struct err err;

    for (size_t i = 0; i < sizeof(lowered) / sizeof(lowered[0]); i++) {
        if (lowered[i].quota != quota)
            continue;
        ck_assert(quotas_set(&q, lowered[i].assignment, &err));
        world_free(t->w);
        t->w = world_with(&q);
        t->limit = lowered[i].limit;
    }
}

START_TEST(is_reached_and_not_passed)
{
    size_t edition = (size_t)_i % 3, row = (size_t)_i / 3;
    struct trial t = { .w = world_new(),
                       .limit = quota_limit(limits[row].quota, editions[edition].name),
                       .balancer = editions[edition].balancer,
                       .listener = editions[edition].listener };
    lower(&t, limits[row].quota);
    if (edition == 2)
        get(t.w, "", "UpdateLoadBalancerEdition",
            "{'LoadBalancerId':'alb-1','LoadBalancerEdition':'StandardWithWaf'}");

    const char *code = limits[row].exceed(&t);

    ck_assert_msg(strcmp(code, error_code(quota_error(limits[row].quota))) == 0,
                  "limit %zu of %s: %s, %s", row, editions[edition].name, code, t.w->message);
    world_free(t.w);
}
END_TEST

START_TEST(says_how_much_is_used)
{
    struct trial t = { .w = world_new(), .limit = 100, .balancer = "alb-1", .listener = "lsn-80" };

    try_rules(&t);

    ck_assert_str_eq(t.w->message,
                     "The quota of alb_quota_loadbalancer_rules_num_standard_edition is exceeded "
                     "for resource alb-1, usage 100/100.");
    world_free(t.w);
}
END_TEST

START_TEST(names_the_backend_that_is_added_too_often)
{
    struct trial t = { .w = world_new(), .limit = 200, .balancer = "alb-1", .listener = "lsn-80" };

    try_server_added(&t);

    ck_assert_str_eq(t.w->message, "The quota of alb_quota_server_added_num is exceeded for "
                                   "resource i-a, usage 200/200.");
    world_free(t.w);
}
END_TEST

static const struct {
    const char *assignment, *why; /* NULL: it is taken */
} assignments[] = {
    { "alb_quota_loadbalancers_num=80", NULL },
    { "alb_quota_loadbalancer_rules_num_basic_edition=0", NULL },
    { "alb_quota_loadbalancer_rules_num=80", "did you mean 'alb_quota_loadbalancer" },
    { "alb_quota_loadbalancer_num=80",
      "there is no quota 'alb_quota_loadbalancer_num', did you mean "
      "'alb_quota_loadbalancers_num'?; mockalb quotas lists them" },
    { "rules=80", "there is no quota 'rules'; mockalb quotas" },
    { "alb_quota_loadbalancers_num", "a quota is given as ID=NUMBER, not 'alb_quota" },
    { "alb_quota_loadbalancers_num=", "a quota is given as ID=NUMBER" },
    { "alb_quota_loadbalancers_num=-1", "a quota is given as ID=NUMBER" },
    { "alb_quota_loadbalancers_num=many", "a quota is given as ID=NUMBER" },
};

START_TEST(is_given_by_its_id)
{
    struct quotas q = { 0 };
    struct err err = { .text = "" };

    bool taken = quotas_set(&q, assignments[_i].assignment, &err);

    ck_assert_int_eq(taken, !assignments[_i].why);
    ck_assert_msg(!assignments[_i].why || strstr(err.text, assignments[_i].why), "%s", err.text);
}
END_TEST

START_TEST(is_what_was_given_for_one_edition)
{
    struct quotas q = { 0 };
    struct err err;
    ck_assert(quotas_set(&q, "alb_quota_loadbalancer_rules_num_standard_edition=3", &err));
    struct trial t = { .w = world_with(&q), .limit = 3, .balancer = "alb-1", .listener = "lsn-80" };

    ck_assert_str_eq(try_rules(&t), "ResourceQuotaExceeded.LoadBalancerRulesNum");
    ck_assert_ptr_nonnull(strstr(t.w->message, "usage 3/3"));

    world_free(t.w);
    t = (struct trial){
        .w = world_with(&q), .limit = 40, .balancer = "alb-basic", .listener = "lsn-basic"
    };
    ck_assert_str_eq(try_rules(&t), "ResourceQuotaExceeded.LoadBalancerRulesNum");
    ck_assert_ptr_nonnull(strstr(t.w->message, "usage 40/40"));
    world_free(t.w);
}
END_TEST

START_TEST(does_not_hinder_who_shrinks)
{
    struct trial t = { .w = world_new(), .limit = 50, .balancer = "alb-1", .listener = "lsn-80" };
    fill(&t, &kind_listener, "lsn-#",
         "{'LoadBalancerId':'alb-kept','DefaultActions':[{'Type':'ForwardGroup',"
         "'ForwardGroupConfig':{'ServerGroupTuples':[{'ServerGroupId':'sgp-3'}]}}]}",
         count(t.w, "alb/Listener") + 60);

    answer(t.w, "UpdateRuleAttribute", "{'RuleId':'rule-1','RuleName':'other'}");

    ck_assert_str_eq(t.w->code, "");
    world_free(t.w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("quota");
    TCase *limit = tcase_create("a limit");

    tcase_add_loop_test(limit, is_reached_and_not_passed, 0,
                        3 * (int)(sizeof(limits) / sizeof(limits[0])));
    tcase_add_test(limit, says_how_much_is_used);
    tcase_add_test(limit, names_the_backend_that_is_added_too_often);
    tcase_add_loop_test(limit, is_given_by_its_id, 0, sizeof(assignments) / sizeof(assignments[0]));
    tcase_add_test(limit, is_what_was_given_for_one_edition);
    tcase_add_test(limit, does_not_hinder_who_shrinks);
    suite_add_tcase(s, limit);
    return s;
}

TEST_MAIN(suite)
