#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "tests/mockalb/control/site.h"
#include "tests/test.h"

#include "base/banned.h"

#define ASK "/_mock/reach?loadBalancer=alb-shop00000000000alb&serverGroup=sgp-71aexb9y93ypo00003"
#define T2  "vtb-bp10shop0000000tr02"
#define FORGET                                                                                     \
    "/?Action=DisableTransitRouterRouteTablePropagation&Version=2017-09-12&AccessKeyId=me"         \
    "&TransitRouterAttachmentId=tr-attach-shop0000000a2&TransitRouterRouteTableId=" T2
#define HEALTH                                                                                     \
    "/?Action=GetListenerHealthStatus&Version=2020-06-16&AccessKeyId=me&ListenerId=lsn-shop&"      \
    "RegionId=cn-chengdu"
#define CHECK                                                                                      \
    "/?Action=UpdateServerGroupAttribute&Version=2020-06-16&AccessKeyId=me&RegionId=cn-chengdu"    \
    "&ServerGroupId=sgp-71aexb9y93ypo00003&HealthCheckConfig.HealthCheckEnabled=true"
#define SERVER "ListenerHealthStatus.0.ServerGroupInfos.0.NonNormalServers.0"

static struct site *shop(void)
{
    struct site *s = site_open();
    struct err err;

    ck_assert_msg(mock_seed(s->mock, FIXTURES "/scenario-3/cloud.yaml", &err) &&
                      mock_seed(s->mock, NETWORK_TESTS "/balancer-3.yaml", &err),
                  "%s", err.text);
    return s;
}

static const struct {
    const char *path;
    int status;
    const char *text; /* somewhere in the answer */
} requests[] = {
    { ASK "&server=192.168.1.10", 200, "{\"reachable\":true,\"reason\":\"REACHABLE\"" },
    { ASK "&server=192.168.1.10", 200,
      "{\"direction\":\"forward\",\"stage\":\"vpc1\",\"node\":\"vpc-2vc0shop00000000vpc01\","
      "\"table\":\"vtb-2vc0shop0000000vpc1\",\"matchedCidr\":\"192.168.0.0/16\","
      "\"nextHopType\":\"Attachment\",\"nextHopId\":\"tr-attach-shop0000000a1\"}" },
    { ASK, 200, "{\"servers\":[{\"reachable\":true" },
    { ASK "&format=text", 200, "\nreachable\n" },
    { ASK "&format=text", 200,
      "return\n  vpc2  vpc-bp10shop00000000vpc02\n"
      "        vtb-bp10shop0000000vpc2: 172.16.0.0/12 -> Attachment tr-attach-shop0000000a2\n" },
    { ASK "&format=dot", 200, "digraph reach {" },
    { ASK "&format=svg", 400, "format must be json, text or dot" },
    { ASK "&server=192.168.1.11", 404, "no group has such a server" },
    { "/_mock/reach", 200, "{\"servers\":[{\"reachable\":true" },
    { "/_mock/reach?server=192.168.2.10&format=text", 200, "sgp-slygpbvm2cydo00004" },
    { "/_mock/reach?loadBalancer=alb-x", 404, "there is no loadBalancer 'alb-x'" },
    { "/_mock/reach?loadBalancer=alb-shop00000000000alb&serverGroup=sgp-x", 404,
      "there is no serverGroup 'sgp-x'" },
};

START_TEST(answers_who_asks_whether_a_server_is_reached)
{
    struct site *s = shop();

    site_ask(s, "GET", requests[_i].path, NULL);

    ck_assert_msg(s->status == requests[_i].status && strstr(s->text, requests[_i].text),
                  "%s: %d %s", requests[_i].path, s->status, s->text);
    site_close(s);
}
END_TEST

START_TEST(names_the_link_and_fails_the_health_check_once_a_call_breaks_it)
{
    struct site *s = shop();
    site_ask(s, "GET", CHECK, NULL);
    clock_advance(s->clock, 1000);
    const cJSON *before = site_ask(s, "GET", HEALTH, NULL);
    ck_assert_int_eq(s->status, 200);
    ck_assert_ptr_null(json_at(before, SERVER));

    site_ask(s, "GET", FORGET, NULL);
    ck_assert_msg(s->status == 200, "%s", s->text);
    clock_advance(s->clock, 1000);

    const cJSON *health = site_ask(s, "GET", HEALTH, NULL);
    ck_assert_str_eq(json_text_or(health, SERVER ".ServerId", ""), "192.168.1.10");
    ck_assert_str_eq(json_text_or(health, SERVER ".Status", ""), "Unhealthy");
    ck_assert_str_eq(json_text_or(health, SERVER ".Reason.ReasonCode", ""), "CONNECT_TIMEOUT");
    const cJSON *reach = site_ask(s, "GET", ASK "&server=192.168.1.10", NULL);
    ck_assert_str_eq(json_text_or(reach, "reason", ""), "NO_TR_PROPAGATION");
    ck_assert_str_eq(json_text_or(reach, "object", ""), "tr-attach-shop0000000a2");
    site_ask(s, "GET", ASK "&format=text", NULL);
    ck_assert_msg(strstr(s->text, "NOT reachable: NO_TR_PROPAGATION\n") != NULL, "%s", s->text);
    site_close(s);
}
END_TEST

#define ATTACHMENT "\"kind\":\"cen/Attachment\",\"id\":\"tr-attach-shop0000000p1\""

static const struct {
    const char *body;
    int status;
    const char *text;   /* somewhere in the answer */
    const char *reason; /* of the reachability afterwards */
} breaks[] = {
    { "{" ATTACHMENT ",\"drop\":true}", 200, "{}", "NO_PEER_ATTACHMENT" },
    { "{" ATTACHMENT ",\"set\":{\"Status\":\"Detaching\"}}", 200, "{}", "ATTACHMENT_NOT_READY" },
    { "{" ATTACHMENT ",\"set\":{\"AutoPublishRouteEnabled\":null}}", 200, "{}",
      "PEER_ROUTE_SYNC_DISABLED" },
    { "{" ATTACHMENT "}", 400, "give either", "REACHABLE" },
    { "{" ATTACHMENT ",\"drop\":true,\"set\":{}}", 400, "give either", "REACHABLE" },
    { "{\"kind\":\"cen/Attachment\",\"id\":\"p1\",\"drop\":true}", 404,
      "there is no cen/Attachment 'p1'", "REACHABLE" },
    { "{\"kind\":\"cen/Atachment\",\"id\":\"p1\"}", 400, "kind must be one of", "REACHABLE" },
    { "[", 400, "the body must be JSON", "REACHABLE" },
};

START_TEST(changes_and_takes_away_what_the_api_would_protect)
{
    struct site *s = shop();

    site_ask(s, "POST", "/_mock/data", breaks[_i].body);
    ck_assert_msg(s->status == breaks[_i].status && strstr(s->text, breaks[_i].text), "%s: %d %s",
                  breaks[_i].body, s->status, s->text);

    const cJSON *reach = site_ask(s, "GET", ASK "&server=192.168.1.10", NULL);
    ck_assert_str_eq(json_text_or(reach, "reason", ""), breaks[_i].reason);
    site_close(s);
}
END_TEST

#define BALANCER "{\"kind\":\"alb/LoadBalancer\",\"id\":\"alb-shop00000000000alb\",\"set\":"
#define SERVER_3                                                                                   \
    "{\"kind\":\"alb/Server\",\"id\":\"sgp-71aexb9y93ypo00003:192.168.1.10::80\",\"set\":"
#define NIC_3 "{\"kind\":\"ecs/NetworkInterface\",\"id\":\"eni-i-bp10shop000000web03\",\"set\":"

/* Of load balancers that were upgraded, and that were not. */
static const struct {
    const char *why, *body, *status, *reason;
} checks[] = {
    { "nothing is wrong", "", "", "" },
    { "the connection is gone", "{" ATTACHMENT ",\"drop\":true}", "Unhealthy", "CONNECT_TIMEOUT" },
    { "no port is open", NIC_3 "{\"_Ports\":[]}}", "Unhealthy", "CONNECT_FAILED" },
    { "the address is in another VPC and not called remote",
      SERVER_3 "{\"RemoteIpEnabled\":false}}", "Unhealthy", "CONNECT_TIMEOUT" },
    { "an address of the own VPC is taken at its word",
      SERVER_3 "{\"RemoteIpEnabled\":false,\"ServerIp\":\"172.16.1.77\"}}", "", "" },
    { "not upgraded, and no way back", BALANCER "{\"_BackToOriginCidrs\":[\"100.117.130.0/25\"]}}",
      "Unhealthy", "CONNECT_TIMEOUT" },
    { "it is being changed", BALANCER "{\"LoadBalancerStatus\":\"Configuring\"}}", "", "" },
    { "a weight of 0 is not looked at", SERVER_3 "{\"Weight\":0,\"RemoteIpEnabled\":false}}",
      "Unused", "" },
};

START_TEST(shows_the_health_that_the_service_would)
{
    struct site *s = shop();
    site_ask(s, "GET", CHECK, NULL);
    clock_advance(s->clock, 1000);

    if (*checks[_i].body)
        site_ask(s, "POST", "/_mock/data", checks[_i].body);
    ck_assert_msg(s->status == 200, "%s", s->text);

    const cJSON *health = site_ask(s, "GET", HEALTH, NULL);
    const char *status = json_text_or(health, SERVER ".Status", ""),
               *reason = json_text_or(health, SERVER ".Reason.ReasonCode", "");
    ck_assert_msg(strcmp(status, checks[_i].status) == 0 && strcmp(reason, checks[_i].reason) == 0,
                  "%s: %s %s", checks[_i].why, status, reason);
    site_close(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("reach over HTTP");
    TCase *t = tcase_create("reach over HTTP");

    tcase_add_loop_test(t, answers_who_asks_whether_a_server_is_reached, 0,
                        sizeof(requests) / sizeof(requests[0]));
    tcase_add_test(t, names_the_link_and_fails_the_health_check_once_a_call_breaks_it);
    tcase_add_loop_test(t, changes_and_takes_away_what_the_api_would_protect, 0,
                        sizeof(breaks) / sizeof(breaks[0]));
    tcase_add_loop_test(t, shows_the_health_that_the_service_would, 0,
                        sizeof(checks) / sizeof(checks[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
