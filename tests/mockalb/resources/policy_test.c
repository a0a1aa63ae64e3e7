/* Security policies, health check templates and scripts. */
#include "tests/test.h"

#include <string.h>

#include "base/json.h"
#include "harness.h"

#include "base/banned.h"

static const char *kept(struct world *w, const char *text)
{
    return arena_strz(w->arena, str_of(text));
}

static const char *new_policy(struct world *w)
{
    return kept(w, get(w, "SecurityPolicyId", "CreateSecurityPolicy",
                       "{'SecurityPolicyName':'policy','TLSVersions':['TLSv1.2','TLSv1.3'],"
                       "'Ciphers':['AES128-SHA','TLS_AES_128_GCM_SHA256'],'Tag':[{'Key':'k',"
                       "'Value':'v'}]}"));
}

/* The service's table: versions and ciphers of each policy. */
static const struct {
    const char *id;
    int versions, ciphers;
    const char *first_version;
} systems[] = {
    { "tls_cipher_policy_1_0", 3, 19, "TLSv1.0" },
    { "tls_cipher_policy_1_1", 2, 19, "TLSv1.1" },
    { "tls_cipher_policy_1_2", 1, 19, "TLSv1.2" },
    { "tls_cipher_policy_1_2_strict", 1, 12, "TLSv1.2" },
    { "tls_cipher_policy_1_2_strict_with_1_3", 2, 17, "TLSv1.2" },
};

START_TEST(of_the_service_are_there_from_the_start)
{
    struct world *w = world_new();
    get(w, "", "ListSystemSecurityPolicies", "{}");
    const cJSON *policy = cJSON_GetArrayItem(json_get(w->reply, "SecurityPolicies"), _i);

    ck_assert_int_eq(reply_count(w, "SecurityPolicies"), 5);
    ck_assert_str_eq(json_text(policy, "SecurityPolicyId"), systems[_i].id);
    ck_assert_int_eq(cJSON_GetArraySize(json_get(policy, "TLSVersions")), systems[_i].versions);
    ck_assert_int_eq(cJSON_GetArraySize(json_get(policy, "Ciphers")), systems[_i].ciphers);
    ck_assert_str_eq(json_text(policy, "TLSVersions.0"), systems[_i].first_version);
    get(w, "", "UpdateListenerAttribute", "{'ListenerId':'lsn-443','SecurityPolicyId':'%s'}",
        systems[_i].id);
    world_free(w);
}
END_TEST

START_TEST(of_a_client_serves_listeners)
{
    struct world *w = world_realistic();
    const char *policy = new_policy(w);
    get(w, "", "ListSecurityPolicies", "{'Tag':[{'Key':'k','Value':'v'}]}");
    ck_assert_str_eq(reply_text(w, "SecurityPolicies.0.SecurityPolicyId"), policy);
    ck_assert_str_eq(reply_text(w, "SecurityPolicies.0.SecurityPolicyStatus"), "Available");

    get(w, "", "UpdateListenerAttribute", "{'ListenerId':'lsn-443','SecurityPolicyId':'%s'}",
        policy);
    get(w, "", "ListSecurityPolicyRelations",
        "{'SecurityPolicyIds':['%s','tls_cipher_policy_1_1']}", policy);

    ck_assert_str_eq(reply_text(w, "SecrityPolicyRelations.0.RelatedListeners.0.ListenerId"),
                     "lsn-443");
    ck_assert_int_eq(json_int(w->reply, "SecrityPolicyRelations.0.RelatedListeners.0.ListenerPort"),
                     443);
    ck_assert_int_eq(reply_count(w, "SecrityPolicyRelations.1.RelatedListeners"), 0);
    clock_advance(w->clock, 5000);
    get(w, "", "UpdateSecurityPolicyAttribute",
        "{'SecurityPolicyId':'%s','TLSVersions':['TLSv1.2'],'Ciphers':['AES128-SHA256']}", policy);
    ck_assert_ptr_nonnull(w->job);
    ck_assert_str_eq(state_of(w, "alb/SecurityPolicy", policy), "Configuring");
    clock_advance(w->clock, 5000);
    get(w, "", "ListSecurityPolicies", "{'SecurityPolicyIds':['%s']}", policy);
    ck_assert_str_eq(reply_text(w, "SecurityPolicies.0.Ciphers.0"), "AES128-SHA256");
    ck_assert_str_eq(reply_text(w, "SecurityPolicies.0.SecurityPolicyName"), "policy");
    get(w, "", "UpdateListenerAttribute",
        "{'ListenerId':'lsn-443','SecurityPolicyId':'tls_cipher_policy_1_1'}");
    clock_advance(w->clock, 5000);
    get(w, "", "DeleteSecurityPolicy", "{'SecurityPolicyId':'%s'}", policy);
    ck_assert_int_eq(count(w, "alb/SecurityPolicy"), 0);
    world_free(w);
}
END_TEST

START_TEST(with_ten_listeners_can_still_change_those)
{
    struct world *w = world_new();
    const char *policy = new_policy(w);
    struct err err;
    get(w, "", "UpdateListenerAttribute", "{'ListenerId':'lsn-443','SecurityPolicyId':'%s'}",
        policy);
    for (int i = 0; i < 9; i++)
        ck_assert(seed(w,
                       arena_printf(w->arena,
                                    "{'data':[{'kind':'alb/Listener','id':'lsn-%d','body':{"
                                    "'SecurityPolicyId':'%s'}}]}",
                                    i, policy),
                       &err));

    ck_assert_str_eq(answer(w, "UpdateListenerAttribute",
                            "{'ListenerId':'lsn-443','SecurityPolicyId':'%s','IdleTimeout':7}",
                            policy),
                     "");
    world_free(w);
}
END_TEST

START_TEST(is_a_health_check_to_give_to_groups)
{
    struct world *w = world_realistic();
    const char *id = kept(w, get(w, "HealthCheckTemplateId", "CreateHealthCheckTemplate",
                                 "{'HealthCheckTemplateName':'slow','HealthCheckInterval':9}"));
    get(w, "", "GetHealthCheckTemplateAttribute", "{'HealthCheckTemplateId':'%s'}", id);
    ck_assert_int_eq(json_int(w->reply, "HealthCheckInterval"), 9);
    ck_assert_int_eq(json_int(w->reply, "HealthyThreshold"), 3);
    ck_assert_str_eq(reply_text(w, "HealthCheckHost"), "$SERVER_IP");
    ck_assert_str_eq(reply_text(w, "HealthCheckHttpVersion"), "HTTP1.1");
    ck_assert_str_eq(reply_text(w, "HealthCheckCodes.0"), "http_2xx");

    get(w, "", "UpdateHealthCheckTemplateAttribute",
        "{'HealthCheckTemplateId':'%s','HealthCheckPath':'/health','HealthCheckTemplateName':"
        "'other'}",
        id);
    get(w, "", "ListHealthCheckTemplates", "{'HealthCheckTemplateNames':['other']}");
    ck_assert_str_eq(reply_text(w, "HealthCheckTemplates.0.HealthCheckPath"), "/health");
    ck_assert_str_eq(reply_text(w, "HealthCheckTemplates.0.HealthCheckHttpVersion"), "HTTP 1.1");
    ck_assert_int_eq(json_int(w->reply, "HealthCheckTemplates.0.HealthCheckInterval"), 9);
    get(w, "", "ApplyHealthCheckTemplateToServerGroup",
        "{'HealthCheckTemplateId':'%s','ServerGroupId':'sgp-1'}", id);
    ck_assert_ptr_nonnull(w->job);
    ck_assert_str_eq(state_of(w, "alb/ServerGroup", "sgp-1"), "Configuring");
    get(w, "", "ListServerGroups", "{'ServerGroupIds':['sgp-1']}");
    ck_assert(json_bool(w->reply, "ServerGroups.0.HealthCheckConfig.HealthCheckEnabled"));
    ck_assert_str_eq(reply_text(w, "ServerGroups.0.HealthCheckConfig.HealthCheckPath"), "/health");
    ck_assert_int_eq(json_int(w->reply, "ServerGroups.0.HealthCheckConfig.HealthCheckInterval"), 9);

    get(w, "", "DeleteHealthCheckTemplates", "{'HealthCheckTemplateIds':['%s']}", id);
    ck_assert_int_eq(count(w, "alb/HealthCheckTemplate"), 0);
    world_free(w);
}
END_TEST

START_TEST(that_only_connects_speaks_no_http)
{
    struct world *w = world_new();
    const char *id = kept(w, get(w, "HealthCheckTemplateId", "CreateHealthCheckTemplate",
                                 "{'HealthCheckTemplateName':'tcp','HealthCheckProtocol':'TCP'}"));

    get(w, "", "GetHealthCheckTemplateAttribute", "{'HealthCheckTemplateId':'%s'}", id);

    ck_assert_str_eq(reply_text(w, "HealthCheckPath"), "");
    ck_assert_int_eq(reply_count(w, "HealthCheckCodes"), 0);
    ck_assert_int_eq(json_int(w->reply, "HealthCheckTimeout"), 5);
    world_free(w);
}
END_TEST

START_TEST(runs_at_a_listener)
{
    struct world *w = world_realistic();
    get(w, "", "CreateAScripts",
        "{'ListenerId':'lsn-80','AScripts':[{'AScriptName':'one','ScriptContent':'add()',"
        "'Enabled':true},{'AScriptName':'two','ScriptContent':'sub()','Position':'ResponseHead'}]"
        "}");
    const char *one = kept(w, reply_text(w, "AScriptIds.0.AScriptId"));
    const char *two = kept(w, reply_text(w, "AScriptIds.1.AScriptId"));
    ck_assert_str_eq(state_of(w, "alb/AScript", one), "Creating");
    clock_advance(w->clock, 5000);

    get(w, "", "UpdateAScripts", "{'AScripts':[{'AScriptId':'%s','ScriptContent':'mul()'}]}", two);
    ck_assert_str_eq(state_of(w, "alb/AScript", two), "Configuring");
    get(w, "", "ListAScripts", "{'ListenerIds':['lsn-80']}");

    ck_assert_int_eq(reply_count(w, "AScripts"), 2);
    ck_assert_str_eq(reply_text(w, "AScripts.0.ScriptContent"), "add()");
    ck_assert_str_eq(reply_text(w, "AScripts.0.Position"), "RequestHead");
    ck_assert(json_bool(w->reply, "AScripts.0.Enabled"));
    ck_assert_str_eq(reply_text(w, "AScripts.1.ScriptContent"), "mul()");
    ck_assert_str_eq(reply_text(w, "AScripts.1.Position"), "ResponseHead");
    ck_assert(!json_bool(w->reply, "AScripts.1.Enabled"));
    clock_advance(w->clock, 5000);
    get(w, "", "DeleteAScripts", "{'AScriptIds':['%s']}", one);
    ck_assert_str_eq(state_of(w, "alb/AScript", one), "Deleting");
    clock_advance(w->clock, 5000);
    get(w, "", "ListAScripts", "{'AScriptNames':['two']}");
    ck_assert_int_eq(reply_count(w, "AScripts"), 1);
    get(w, "", "DeleteListener", "{'ListenerId':'lsn-80'}");
    clock_advance(w->clock, 5000);
    ck_assert_int_eq(count(w, "alb/AScript"), 0);
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("policy");
    TCase *policy = tcase_create("a security policy");
    TCase *template = tcase_create("a health check template");
    TCase *script = tcase_create("a script");

    tcase_add_loop_test(policy, of_the_service_are_there_from_the_start, 0,
                        sizeof(systems) / sizeof(systems[0]));
    tcase_add_test(policy, of_a_client_serves_listeners);
    tcase_add_test(policy, with_ten_listeners_can_still_change_those);
    tcase_add_test(template, is_a_health_check_to_give_to_groups);
    tcase_add_test(template, that_only_connects_speaks_no_http);
    tcase_add_test(script, runs_at_a_listener);
    suite_add_tcase(s, policy);
    suite_add_tcase(s, template);
    suite_add_tcase(s, script);
    return s;
}

TEST_MAIN(suite)
