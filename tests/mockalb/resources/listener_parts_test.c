#include "tests/test.h"

#include <string.h>

#include "base/json.h"
#include "harness.h"

#include "base/banned.h"

#define ADD  "AssociateAdditionalCertificatesWithListener"
#define DROP "DissociateAdditionalCertificatesFromListener"
#define ONE                                                                                        \
    "{'ListenerId':'lsn-443','Certificates':[{'CertificateId':'1-cn-hangzhou'},{'CertificateId':"  \
    "'3-cn-hangzhou'}]}"

static void list(struct world *w, const char *more)
{
    get(w, "", "ListListenerCertificates", "{'ListenerId':'lsn-443'%s}", more);
}

/* alb 3.1, the row of listener certificates. */
START_TEST(has_certificates_that_come_and_go)
{
    struct world *w = world_realistic();

    get(w, "", ADD, ONE);
    ck_assert_ptr_nonnull(w->job);
    list(w, "");
    ck_assert_int_eq(reply_count(w, "Certificates"), 3);
    ck_assert_str_eq(reply_text(w, "Certificates.0.Status"), "Associated");
    ck_assert_str_eq(reply_text(w, "Certificates.1.Status"), "Associating");
    ck_assert_str_eq(state_of(w, "alb/Listener", "lsn-443"), "Running");

    clock_advance(w->clock, 1000);
    list(w, "");
    ck_assert_str_eq(reply_text(w, "Certificates.1.Status"), "Associated");
    ck_assert_str_eq(reply_text(w, "Certificates.1.CertificateType"), "Server");
    ck_assert_str_eq(reply_text(w, "Certificates.2.CertificateType"), "Ca");
    ck_assert(!json_bool(w->reply, "Certificates.1.IsDefault"));

    get(w, "", DROP, ONE);
    ck_assert_ptr_nonnull(w->job);
    list(w, "");
    ck_assert_str_eq(reply_text(w, "Certificates.1.Status"), "Diassociating");
    clock_advance(w->clock, 1000);
    list(w, "");
    ck_assert_int_eq(reply_count(w, "Certificates"), 1);
    world_free(w);
}
END_TEST

START_TEST(lists_its_certificates_page_by_page)
{
    struct world *w = world_new();
    get(w, "", ADD, ONE);

    list(w, ",'MaxResults':2");
    ck_assert_int_eq(reply_count(w, "Certificates"), 2);
    ck_assert_int_eq(json_int(w->reply, "TotalCount"), 3);

    list(w, arena_printf(w->arena, ",'MaxResults':2,'NextToken':'%s'", reply_text(w, "NextToken")));
    ck_assert_int_eq(reply_count(w, "Certificates"), 1);
    ck_assert_str_eq(reply_text(w, "Certificates.0.CertificateId"), "3-cn-hangzhou");
    ck_assert_str_eq(reply_text(w, "NextToken"), "");
    world_free(w);
}
END_TEST

START_TEST(takes_its_rules_and_certificates_along)
{
    struct world *w = world_new();
    get(w, "", ADD, ONE);
    get(w, "", "CreateRule", "{'ListenerId':'lsn-443',%s}", rule_to(w, 1, "/a", "sgp-1"));
    get(w, "", "DeleteListener", "{'ListenerId':'lsn-443'}");
    ck_assert_int_eq(count(w, "alb/ListenerCertificate"), 2);

    get(w, "", "ListRules", "{'ListenerIds':['lsn-443']}");

    ck_assert_int_eq(reply_count(w, "Rules"), 0);
    ck_assert_int_eq(count(w, "alb/ListenerCertificate"), 0);
    ck_assert_str_eq(state_of(w, "alb/Listener", "lsn-443"), "");
    world_free(w);
}
END_TEST

START_TEST(logs_what_it_is_told)
{
    struct world *w = world_new();
    get(w, "", "EnableLoadBalancerAccessLog",
        "{'LoadBalancerId':'alb-1','LogProject':'p','LogStore':'s'}");

    get(w, "", "UpdateListenerLogConfig",
        "{'ListenerId':'lsn-80','AccessLogRecordCustomizedHeadersEnabled':true,"
        "'AccessLogTracingConfig':{'TracingEnabled':true,'TracingSample':100,'TracingType':"
        "'Zipkin'}}");

    ck_assert_ptr_nonnull(w->job);
    ck_assert_str_eq(state_of(w, "alb/Listener", "lsn-80"), "Configuring");
    get(w, "", "GetListenerAttribute", "{'ListenerId':'lsn-80'}");
    ck_assert_str_eq(reply_text(w, "ListenerStatus"), "Running");
    ck_assert(json_bool(w->reply, "LogConfig.AccessLogRecordCustomizedHeadersEnabled"));
    ck_assert_int_eq(json_int(w->reply, "LogConfig.AccessLogTracingConfig.TracingSample"), 100);

    get(w, "", "UpdateListenerLogConfig",
        "{'ListenerId':'lsn-80','AccessLogTracingConfig':{'TracingEnabled':false}}");
    get(w, "", "GetListenerAttribute", "{'ListenerId':'lsn-80'}");
    ck_assert_ptr_null(json_at(w->reply, "LogConfig.AccessLogTracingConfig.TracingSample"));
    world_free(w);
}
END_TEST

/* alb 3.1: a listener that was stopped stays so through changes of it. */
START_TEST(stays_stopped_when_it_is_changed)
{
    struct world *w = world_realistic();
    get(w, "", "StopListener", "{'ListenerId':'lsn-80'}");
    ck_assert_str_eq(state_of(w, "alb/Listener", "lsn-80"), "Configuring");
    clock_advance(w->clock, 1000);
    ck_assert_str_eq(state_of(w, "alb/Listener", "lsn-80"), "Stopped");

    get(w, "", "UpdateListenerAttribute", "{'ListenerId':'lsn-80','IdleTimeout':20}");

    clock_advance(w->clock, 1000);
    ck_assert_str_eq(state_of(w, "alb/Listener", "lsn-80"), "Stopped");
    get(w, "", "StartListener", "{'ListenerId':'lsn-80'}");
    clock_advance(w->clock, 1000);
    ck_assert_str_eq(state_of(w, "alb/Listener", "lsn-80"), "Running");
    world_free(w);
}
END_TEST

#define HEALTH "ListenerHealthStatus.0.ServerGroupInfos.0"
#define SEED                                                                                       \
    "{'instances':[{'id':'i-down','vpc':'vpc-a','vswitch':'vsw-h','ip':'10.0.1.30','status':"      \
    "'Stopped'}],'serverGroups':[{'id':'sgp-mix','vpc':'vpc-a','servers':[{'type':'Ecs','id':"     \
    "'i-a','port':80},{'type':'Ecs','id':'i-a2','port':80,'weight':0},{'type':'Ecs','id':"         \
    "'i-down','port':80}]}],'listeners':[{'id':'lsn-mix','loadBalancer':'alb-1','port':81,"        \
    "'serverGroup':'sgp-mix'}]}"

static struct world *mixed(bool is_checked)
{
    struct world *w = world_realistic();
    struct err err;

    ck_assert_msg(seed(w, SEED, &err), "%s", err.text);
    if (is_checked)
        get(w, "", "UpdateServerGroupAttribute",
            "{'ServerGroupId':'sgp-mix','HealthCheckConfig':{'HealthCheckEnabled':true}}");
    clock_advance(w->clock, 60000);
    return w;
}

START_TEST(names_only_backends_that_are_not_normal)
{
    struct world *w = mixed(true);

    get(w, "", "GetListenerHealthStatus", "{'ListenerId':'lsn-mix'}");

    ck_assert_str_eq(reply_text(w, "ListenerHealthStatus.0.ListenerId"), "lsn-mix");
    ck_assert_int_eq(json_int(w->reply, "ListenerHealthStatus.0.ListenerPort"), 81);
    ck_assert_str_eq(reply_text(w, HEALTH ".ServerGroupId"), "sgp-mix");
    ck_assert_str_eq(reply_text(w, HEALTH ".ActionType"), "ForwardGroup");
    ck_assert_str_eq(reply_text(w, HEALTH ".HealthCheckEnabled"), "on");
    ck_assert_int_eq(reply_count(w, HEALTH ".NonNormalServers"), 2);
    ck_assert_str_eq(reply_text(w, HEALTH ".NonNormalServers.0.ServerId"), "i-a2");
    ck_assert_str_eq(reply_text(w, HEALTH ".NonNormalServers.0.Status"), "Unused");
    ck_assert_str_eq(reply_text(w, HEALTH ".NonNormalServers.1.Status"), "Unhealthy");
    ck_assert_str_eq(reply_text(w, HEALTH ".NonNormalServers.1.Reason.ReasonCode"),
                     "CONNECT_TIMEOUT");
    world_free(w);
}
END_TEST

START_TEST(does_not_know_how_backends_are_that_are_not_checked)
{
    struct world *w = mixed(false);

    get(w, "", "GetListenerHealthStatus", "{'ListenerId':'lsn-mix'}");

    ck_assert_str_eq(reply_text(w, HEALTH ".HealthCheckEnabled"), "off");
    ck_assert_int_eq(reply_count(w, HEALTH ".NonNormalServers"), 3);
    ck_assert_str_eq(reply_text(w, HEALTH ".NonNormalServers.0.Status"), "Unavailable");
    ck_assert_str_eq(reply_text(w, HEALTH ".NonNormalServers.1.Status"), "Unused");
    world_free(w);
}
END_TEST

START_TEST(waits_for_the_first_probe_of_a_new_backend)
{
    struct world *w = mixed(true);
    get(w, "", "AddServersToServerGroup",
        "{'ServerGroupId':'sgp-mix','Servers':[{'ServerType':'Ecs','ServerId':'i-a','Port':81}]}");

    get(w, "", "GetListenerHealthStatus", "{'ListenerId':'lsn-mix'}");

    ck_assert_int_eq(reply_count(w, HEALTH ".NonNormalServers"), 3);
    ck_assert_str_eq(reply_text(w, HEALTH ".NonNormalServers.2.Status"), "Initial");
    world_free(w);
}
END_TEST

START_TEST(tells_the_health_of_rules_page_by_page)
{
    struct world *w = world_new();
    for (int i = 1; i < 4; i++)
        get(w, "", "CreateRule", "{'ListenerId':'lsn-80',%s}", rule_to(w, i, "/a", "sgp-1"));

    get(w, "", "GetListenerHealthStatus", "{'ListenerId':'lsn-80'}");
    ck_assert_int_eq(reply_count(w, "RuleHealthStatus"), 0);

    get(w, "", "GetListenerHealthStatus",
        "{'ListenerId':'lsn-80','IncludeRule':true,'MaxResults':3}");
    ck_assert_int_eq(reply_count(w, "RuleHealthStatus"), 3);
    ck_assert_str_eq(reply_text(w, "RuleHealthStatus.0.RuleId"), "rule-1");
    ck_assert_str_eq(reply_text(w, "RuleHealthStatus.0.ServerGroupInfos.0.ServerGroupId"), "sgp-1");

    get(w, "", "GetListenerHealthStatus",
        "{'ListenerId':'lsn-80','IncludeRule':true,'MaxResults':3,'NextToken':'%s'}",
        reply_text(w, "NextToken"));
    ck_assert_int_eq(reply_count(w, "RuleHealthStatus"), 1);
    ck_assert_str_eq(reply_text(w, "NextToken"), "");
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("listener parts");
    TCase *listener = tcase_create("a listener");
    TCase *health = tcase_create("the health of a listener");

    tcase_add_test(listener, has_certificates_that_come_and_go);
    tcase_add_test(listener, lists_its_certificates_page_by_page);
    tcase_add_test(listener, takes_its_rules_and_certificates_along);
    tcase_add_test(listener, logs_what_it_is_told);
    tcase_add_test(listener, stays_stopped_when_it_is_changed);
    tcase_add_test(health, names_only_backends_that_are_not_normal);
    tcase_add_test(health, does_not_know_how_backends_are_that_are_not_checked);
    tcase_add_test(health, waits_for_the_first_probe_of_a_new_backend);
    tcase_add_test(health, tells_the_health_of_rules_page_by_page);
    suite_add_tcase(s, listener);
    suite_add_tcase(s, health);
    return s;
}

TEST_MAIN(suite)
