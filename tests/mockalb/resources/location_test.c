/*
 * Where clients that ask for an endpoint are sent.
 */
#include "tests/test.h"

#include <string.h>

#include "base/json.h"
#include "harness.h"

#include "base/banned.h"

#define OURS    "127.0.0.1:8080"
#define VENDORS "location-readonly.aliyuncs.com"

static const struct {
    const char *host, *region, *service, *rest, *endpoint;
} endpoints[] = {
    { OURS, "cn-hangzhou", "alb", "", OURS },
    { OURS, "cn-chengdu", "cbn", "", OURS },
    { OURS, "cn-hangzhou", "ALB", ",'Type':'innerAPI'", OURS },
    { VENDORS, "cn-hangzhou", "alb", "", "alb.cn-hangzhou.aliyuncs.com" },
    { VENDORS ":443", "cn-chengdu", "vpc", ",'Type':'openAPI'", "vpc.cn-chengdu.aliyuncs.com" },
    { VENDORS, "cn-chengdu", "vpc", ",'Type':'innerAPI'", "vpc-vpc.cn-chengdu.aliyuncs.com" },
    { VENDORS, "cn-hangzhou", "cbn", "", "cbn.aliyuncs.com" },
    { VENDORS, "cn-hangzhou", "sts", "", "sts.cn-hangzhou.aliyuncs.com" },
    { VENDORS, "cn-hangzhou", "location", ",'Type':'innerAPI'", VENDORS },
};

START_TEST(sends_a_client_back_to_where_it_came_from)
{
    struct world *w = world_new();

    w->host = endpoints[_i].host;
    get(w, "", "location:DescribeEndpoints", "{'Id':'%s','ServiceCode':'%s'%s}",
        endpoints[_i].region, endpoints[_i].service, endpoints[_i].rest);

    const cJSON *one = json_at(w->reply, "Endpoints.Endpoint.0");
    ck_assert(json_bool(w->reply, "Success"));
    ck_assert_int_eq(reply_count(w, "Endpoints.Endpoint"), 1);
    ck_assert_str_eq(json_text(one, "Endpoint"), endpoints[_i].endpoint);
    ck_assert_str_eq(json_text(one, "Id"), endpoints[_i].region);
    ck_assert_str_eq(json_text(one, "SerivceCode"), endpoints[_i].service);
    ck_assert_str_eq(json_text(one, "Protocols.Protocols.0"), "HTTP");
    ck_assert_int_eq(cJSON_GetArraySize(json_at(one, "Protocols.Protocols")),
                     strcmp(endpoints[_i].host, OURS) == 0 ? 1 : 2);
    world_free(w);
}
END_TEST

START_TEST(tells_one_endpoint_without_a_list)
{
    struct world *w = world_new();

    get(w, "", "location:DescribeEndpoint", "{'Id':'cn-hangzhou','ServiceCode':'ecs'}");

    ck_assert_str_eq(reply_text(w, "Endpoint"), OURS);
    ck_assert_str_eq(reply_text(w, "Type"), "openAPI");
    ck_assert_str_eq(reply_text(w, "SerivceCode"), "ecs");
    ck_assert_int_eq(reply_count(w, "Protocols.Protocols"), 1);
    world_free(w);
}
END_TEST

static const struct {
    const char *params, *code, *message;
    int status;
} refused[] = {
    { "{'Id':'mars','ServiceCode':'ecs'}", "InvalidRegionId",
      "The specified region does not exist.", 404 },
    { "{'Id':'cn-hangzhou','ServiceCode':'none'}", "Illegal Parameter",
      "Please check the parameters", 400 },
    { "{'Id':'cn-hangzhou'}", "Illegal Parameter", "Please check the parameters", 400 },
    { "{'ServiceCode':'ecs'}", "Illegal Parameter", "Please check the parameters", 400 },
};

START_TEST(refuses_in_the_words_that_sdks_look_for)
{
    static const char *const actions[] = { "location:DescribeEndpoint",
                                           "location:DescribeEndpoints" };
    struct world *w = world_new();

    ck_assert_str_eq(answer(w, actions[_i % 2], "%s", refused[_i / 2].params),
                     refused[_i / 2].code);
    ck_assert_str_eq(w->message, refused[_i / 2].message);
    ck_assert_int_eq(w->status, refused[_i / 2].status);
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("location");
    TCase *t = tcase_create("endpoints");

    tcase_add_loop_test(t, sends_a_client_back_to_where_it_came_from, 0,
                        (int)(sizeof(endpoints) / sizeof(endpoints[0])));
    tcase_add_test(t, tells_one_endpoint_without_a_list);
    tcase_add_loop_test(t, refuses_in_the_words_that_sdks_look_for, 0,
                        2 * (int)(sizeof(refused) / sizeof(refused[0])));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
