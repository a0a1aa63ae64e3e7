/*
 * What ids, names and times of replies look like.
 */
#include "tests/test.h"

#include <regex.h>

#include "base/json.h"
#include "harness.h"

#include "base/banned.h"

#define ID   "[a-z0-9]{18}$"
#define TIME "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"
#define TO   "'ForwardGroupConfig':{'ServerGroupTuples':[{'ServerGroupId':'sgp-3'}]}"
#define ZONES                                                                                      \
    "'ZoneMappings':[{'ZoneId':'cn-hangzhou-h','VSwitchId':'vsw-h'},{'ZoneId':'cn-hangzhou-i',"    \
    "'VSwitchId':'vsw-i'}]"
#define BALANCER                                                                                   \
    "{'VpcId':'vpc-a','AddressType':'Internet','LoadBalancerEdition':'Standard',"                  \
    "'DeletionProtectionEnabled':true,'LoadBalancerBillingConfig':{'PayType':'PostPay'}," ZONES    \
    "}"
#define LISTENER                                                                                   \
    "{'LoadBalancerId':'alb-1','ListenerPort':8080,'ListenerProtocol':'HTTP','DefaultActions':[{"  \
    "'Type':'ForwardGroup'," TO "}]}"
#define RULE                                                                                       \
    "{'ListenerId':'lsn-80','Priority':1,'RuleName':'a-rule','RuleConditions':[{'Type':'Host',"    \
    "'HostConfig':{'Values':['a.example']}}],'RuleActions':[{'Order':1,'Type':'ForwardGroup'," TO  \
    "}]}"
#define GROUP                                                                                      \
    "{'ServerGroupName':'new','VpcId':'vpc-a','HealthCheckConfig':{'HealthCheckEnabled':false}}"
#define POLICY "{'SecurityPolicyName':'policy','TLSVersions':['TLSv1.2'],'Ciphers':['AES128-SHA']}"
#define SCRIPT "{'ListenerId':'lsn-80','AScripts':[{'AScriptName':'a1','ScriptContent':'1'}]}"

static const struct {
    const char *action, *params, *path, *format;
} rows[] = {
    { "CreateLoadBalancer", BALANCER, "LoadBalancerId", "^alb-" ID },
    { "CreateListener", LISTENER, "ListenerId", "^lsn-" ID },
    { "CreateRule", RULE, "RuleId", "^rule-" ID },
    { "CreateServerGroup", GROUP, "ServerGroupId", "^sgp-" ID },
    { "CreateAcl", "{'AclName':'list'}", "AclId", "^acl-" ID },
    { "CreateHealthCheckTemplate", "{'HealthCheckTemplateName':'template'}",
      "HealthCheckTemplateId", "^hct-" ID },
    { "CreateSecurityPolicy", POLICY, "SecurityPolicyId", "^sp-" ID },
    { "CreateAScripts", SCRIPT, "AScriptIds.0.AScriptId", "^as-" ID },
    { "ListListenerCertificates", "{'ListenerId':'lsn-443'}", "Certificates.0.CertificateId",
      "^[0-9]+-cn-hangzhou$" },
    { "GetLoadBalancerAttribute", "{'LoadBalancerId':'alb-1'}", "DNSName",
      "^alb-1\\.cn-hangzhou\\.alb\\.aliyuncs\\.com$" },
    { "GetLoadBalancerAttribute", "{'LoadBalancerId':'alb-1'}", "CreateTime", TIME },
    { "GetLoadBalancerAttribute", "{'LoadBalancerId':'alb-kept'}",
      "DeletionProtectionConfig.EnabledTime", TIME },
    { "ListServerGroups", "{'ServerGroupIds':['sgp-1']}", "ServerGroups.0.CreateTime", TIME },
    { "ListServerGroupServers", "{'ServerGroupId':'sgp-ip'}", "Servers.0.ServerId",
      "^([0-9]+\\.){3}[0-9]+$" },
    { "ListSystemSecurityPolicies", "{}", "SecurityPolicies.0.SecurityPolicyId",
      "^tls_cipher_policy_1_0$" },
    { "ListSystemSecurityPolicies", "{}", "SecurityPolicies.4.SecurityPolicyId",
      "^tls_cipher_policy_1_2_strict_with_1_3$" },
};

static bool has_format(const char *text, const char *format)
{
    regex_t compiled;

    ck_assert_int_eq(regcomp(&compiled, format, REG_EXTENDED | REG_NOSUB), 0);
    int miss = regexec(&compiled, text, 0, NULL, 0);
    regfree(&compiled);
    return miss == 0;
}

START_TEST(is_written_as_the_service_writes_it)
{
    struct world *w = world_new();

    const char *text = get(w, rows[_i].path, rows[_i].action, "%s", rows[_i].params);

    ck_assert_msg(has_format(text, rows[_i].format), "%s %s: '%s'", rows[_i].action, rows[_i].path,
                  text);
    world_free(w);
}
END_TEST

#define UUID "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"

/* Ids of jobs are in small letters, and their times numbers, of milliseconds. */
START_TEST(is_another_for_jobs)
{
    struct world *w = world_new();
    get(w, "", "CreateAcl", "{'AclName':'list'}");
    const char *job = w->job;

    get(w, "", "ListAsynJobs", "{'JobIds':['%s']}", job);

    ck_assert_msg(has_format(job, UUID), "%s", job);
    ck_assert(json_int(w->reply, "Jobs.0.CreateTime") == CLOCK_MANUAL_START_MS);
    ck_assert(json_int(w->reply, "Jobs.0.ModifyTime") >= CLOCK_MANUAL_START_MS);
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("formats");
    TCase *member = tcase_create("a member of a reply");

    tcase_add_loop_test(member, is_written_as_the_service_writes_it, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(member, is_another_for_jobs);
    suite_add_tcase(s, member);
    return s;
}

TEST_MAIN(suite)
