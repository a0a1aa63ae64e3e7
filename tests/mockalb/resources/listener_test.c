#include "tests/test.h"

#include <string.h>

#include "base/json.h"
#include "harness.h"

#include "base/banned.h"

#define TO(group)                                                                                  \
    "'DefaultActions':[{'Type':'ForwardGroup','ForwardGroupConfig':{'ServerGroupTuples':[{"        \
    "'ServerGroupId':'" group "'}]}}]"

START_TEST(is_created_with_the_documented_defaults)
{
    struct world *w = world_new();

    const char *id = get(
        w, "ListenerId", "CreateListener",
        "{'LoadBalancerId':'alb-1','ListenerPort':8080,'ListenerProtocol':'http'," TO("sgp-3") "}");

    ck_assert_ptr_nonnull(w->job);
    ck_assert_str_eq(state_of(w, "alb/Listener", id), "Provisioning");
    get(w, "", "GetListenerAttribute", "{'ListenerId':'%s'}", id);
    ck_assert_str_eq(reply_text(w, "ListenerStatus"), "Running");
    ck_assert_str_eq(reply_text(w, "ListenerProtocol"), "HTTP");
    ck_assert_int_eq(json_int(w->reply, "IdleTimeout"), 15);
    ck_assert_int_eq(json_int(w->reply, "RequestTimeout"), 60);
    ck_assert(json_bool(w->reply, "GzipEnabled"));
    ck_assert(!json_bool(w->reply, "Http2Enabled"));
    ck_assert(json_bool(w->reply, "XForwardedForConfig.XForwardedForEnabled"));
    ck_assert_str_eq(
        reply_text(w, "DefaultActions.0.ForwardGroupConfig.ServerGroupTuples.0.ServerGroupId"),
        "sgp-3");
    ck_assert_ptr_null(
        json_at(w->reply, "DefaultActions.0.ForwardGroupConfig.ServerGroupTuples.0.Weight"));
    world_free(w);
}
END_TEST

START_TEST(speaks_tls_by_the_default_policy)
{
    struct world *w = world_new();

    get(w, "", "GetListenerAttribute", "{'ListenerId':'lsn-443'}");

    ck_assert_str_eq(reply_text(w, "SecurityPolicyId"), "tls_cipher_policy_1_0");
    ck_assert(json_bool(w->reply, "Http2Enabled"));
    ck_assert_str_eq(reply_text(w, "Certificates.0.CertificateId"), "12345-cn-hangzhou");
    world_free(w);
}
END_TEST

START_TEST(shares_a_port_number_between_tcp_and_udp)
{
    struct world *w = world_new();

    answer(w, "CreateListener",
           "{'LoadBalancerId':'alb-1','ListenerPort':80,'ListenerProtocol':'QUIC'," TO(
               "sgp-3") ",'Certificates':[{'CertificateId':'1-cn-hangzhou'}]}");

    ck_assert_str_eq(w->code, "");
    world_free(w);
}
END_TEST

START_TEST(changes_what_an_update_gives_and_keeps_the_rest)
{
    struct world *w = world_new();

    get(w, "", "UpdateListenerAttribute",
        "{'ListenerId':'lsn-80','IdleTimeout':30,'XForwardedForConfig':{"
        "'XForwardedForProtoEnabled':true}," TO("sgp-3") "}");

    ck_assert_str_eq(state_of(w, "alb/Listener", "lsn-80"), "Configuring");
    get(w, "", "GetListenerAttribute", "{'ListenerId':'lsn-80'}");
    ck_assert_str_eq(reply_text(w, "ListenerStatus"), "Running");
    ck_assert_int_eq(json_int(w->reply, "IdleTimeout"), 30);
    ck_assert_int_eq(json_int(w->reply, "RequestTimeout"), 60);
    ck_assert(json_bool(w->reply, "XForwardedForConfig.XForwardedForProtoEnabled"));
    ck_assert(json_bool(w->reply, "XForwardedForConfig.XForwardedForEnabled"));
    ck_assert_str_eq(
        reply_text(w, "DefaultActions.0.ForwardGroupConfig.ServerGroupTuples.0.ServerGroupId"),
        "sgp-3");
    world_free(w);
}
END_TEST

START_TEST(stops_stays_stopped_through_an_update_and_starts)
{
    struct world *w = world_new();

    get(w, "", "StopListener", "{'ListenerId':'lsn-80'}");
    get(w, "", "UpdateListenerAttribute", "{'ListenerId':'lsn-80','IdleTimeout':30}");
    get(w, "", "GetListenerAttribute", "{'ListenerId':'lsn-80'}");
    ck_assert_str_eq(reply_text(w, "ListenerStatus"), "Stopped");

    get(w, "", "StartListener", "{'ListenerId':'lsn-80'}");
    get(w, "", "GetListenerAttribute", "{'ListenerId':'lsn-80'}");
    ck_assert_str_eq(reply_text(w, "ListenerStatus"), "Running");
    world_free(w);
}
END_TEST

START_TEST(goes_with_its_rules)
{
    struct world *w = world_new();

    get(w, "", "DeleteListener", "{'ListenerId':'lsn-80'}");
    ck_assert_str_eq(state_of(w, "alb/Listener", "lsn-80"), "Deleting");

    get(w, "", "ListRules", "{'ListenerId':'lsn-80'}");
    ck_assert_int_eq(reply_count(w, "Rules"), 0);
    ck_assert_ptr_null(find(w, "alb/Listener", "lsn-80"));
    world_free(w);
}
END_TEST

static const struct {
    const char *params;
    int found;
} filters[] = {
    { "{}", 4 },
    { "{'ListenerIds':['lsn-80','lsn-none']}", 1 },
    { "{'LoadBalancerIds':['alb-1']}", 3 },
    { "{'LoadBalancerIds':['alb-1','alb-basic']}", 4 },
    { "{'ListenerProtocol':'QUIC'}", 1 },
    { "{'Tag':[{'Key':'none'}]}", 0 },
    { "{'LoadBalancerIds':['alb-basic'],'ListenerProtocol':'HTTPS'}", 0 },
};

START_TEST(is_listed_by_every_filter_with_its_default_action)
{
    struct world *w = world_new();

    get(w, "", "ListListeners", "%s", filters[_i].params);

    ck_assert_msg(reply_count(w, "Listeners") == filters[_i].found, "%s: %d", filters[_i].params,
                  reply_count(w, "Listeners"));
    if (filters[_i].found)
        ck_assert_int_eq(reply_count(w, "Listeners.0.DefaultActions"), 1);
    world_free(w);
}
END_TEST

static const struct {
    const char *params;
    int found;
} certificates[] = {
    { "{'ListenerId':'lsn-443'}", 1 },
    { "{'ListenerId':'lsn-443','CertificateType':'Server'}", 1 },
    { "{'ListenerId':'lsn-443','CertificateType':'Ca'}", 0 },
    { "{'ListenerId':'lsn-443','CertificateIds':['12345-cn-hangzhou']}", 1 },
    { "{'ListenerId':'lsn-443','CertificateIds':['1-cn-hangzhou']}", 0 },
};

START_TEST(lists_its_certificates)
{
    struct world *w = world_new();

    get(w, "", "ListListenerCertificates", "%s", certificates[_i].params);

    ck_assert_int_eq(reply_count(w, "Certificates"), certificates[_i].found);
    if (certificates[_i].found) {
        ck_assert(json_bool(w->reply, "Certificates.0.IsDefault"));
        ck_assert_str_eq(reply_text(w, "Certificates.0.CertificateType"), "Server");
        ck_assert_str_eq(reply_text(w, "Certificates.0.Status"), "Associated");
    }
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("listener");
    TCase *listener = tcase_create("a listener");

    tcase_add_test(listener, is_created_with_the_documented_defaults);
    tcase_add_test(listener, speaks_tls_by_the_default_policy);
    tcase_add_test(listener, shares_a_port_number_between_tcp_and_udp);
    tcase_add_test(listener, changes_what_an_update_gives_and_keeps_the_rest);
    tcase_add_test(listener, stops_stays_stopped_through_an_update_and_starts);
    tcase_add_test(listener, goes_with_its_rules);
    tcase_add_loop_test(listener, is_listed_by_every_filter_with_its_default_action, 0,
                        (int)(sizeof(filters) / sizeof(filters[0])));
    tcase_add_loop_test(listener, lists_its_certificates, 0,
                        (int)(sizeof(certificates) / sizeof(certificates[0])));
    suite_add_tcase(s, listener);
    return s;
}

TEST_MAIN(suite)
