#include "reference/cloud_client.h"

#include <string.h>

#include "base/json.h"
#include "reference/cloud_list.h"
#include "tests/reference/script.h"
#include "tests/test.h"

#include "base/banned.h"

#define OK       "{\"RequestId\":\"R-1\"}"
#define LINES(l) l, sizeof(l) / sizeof((l)[0])

struct outcome {
    int done;
    bool ok, passing;
    char code[64], message[128], request_id[64];
};

static struct script script;
static struct cloud_client *client;
static struct outcome outcome;

static void open_cloud(const struct script_line *lines, size_t count)
{
    script_open(&script, lines, count);
    struct cloud_options o = { .endpoint = script.url, .key_id = "id", .key_secret = "secret" };
    client = cloud_client_new(script.site.loop, script.fetch, &o);
    script.tick_ms = 10;
    cloud_client_set_region(client, "cn-test");
    outcome = (struct outcome){ .done = 0 };
}

static void teardown(void)
{
    cloud_client_free(client);
    script_close(&script);
}

static void copy(char *to, size_t room, const char *text)
{
    size_t length = strlen(text) < room ? strlen(text) : room - 1;

    memcpy(to, text, length);
    to[length] = '\0';
}

static void on_answer(void *arg, const struct cloud_answer *answer)
{
    struct outcome *o = arg;

    o->done++;
    o->ok = answer->ok;
    o->passing = answer->passing;
    copy(o->code, sizeof(o->code), answer->code);
    copy(o->message, sizeof(o->message), answer->message);
    copy(o->request_id, sizeof(o->request_id), answer->request_id);
}

static bool is_done(void *arg)
{
    return ((const struct outcome *)arg)->done > 0;
}

static void call(const char *action)
{
    cJSON *params = arena_json(script.arena, cJSON_CreateObject());

    json_add_text(params, "Name", "x");
    cloud_call(client, API_alb, action, params, on_answer, &outcome);
    ck_assert(script_until(&script, is_done, &outcome));
}

START_TEST(gives_a_refusal_as_it_came)
{
    static const struct script_line lines[] = {
        { 404, "{\"Code\":\"ResourceNotFound.ServerGroup\",\"Message\":\"no sgp-1\","
               "\"RequestId\":\"R-7\"}" },
    };
    open_cloud(LINES(lines));

    call("CreateRules");

    ck_assert(!outcome.ok);
    ck_assert(!outcome.passing);
    ck_assert_str_eq(outcome.code, "ResourceNotFound.ServerGroup");
    ck_assert_str_eq(outcome.message, "no sgp-1");
    ck_assert_str_eq(outcome.request_id, "R-7");
    ck_assert_uint_eq(script.count, 1);
    teardown();
}
END_TEST

/* B-39, B-42: an answer that was lost makes nothing twice. */
START_TEST(tries_again_with_the_same_token_and_another_nonce)
{
    static const struct script_line lines[] = {
        { 503, "{\"Code\":\"ServiceUnavailable\"}" },
        { 400, "{\"Code\":\"Throttling.User\"}" },
        { 200, OK },
    };
    open_cloud(LINES(lines));

    call("CreateServerGroup");

    ck_assert(outcome.ok);
    ck_assert_uint_eq(script.count, 3);
    ck_assert_str_ne(script_form(&script, 0, "ClientToken"), "");
    ck_assert_str_eq(script_form(&script, 0, "ClientToken"),
                     script_form(&script, 2, "ClientToken"));
    ck_assert_str_ne(script_form(&script, 0, "SignatureNonce"),
                     script_form(&script, 2, "SignatureNonce"));
    teardown();
}
END_TEST

START_TEST(gives_up_after_some_attempts)
{
    static const struct script_line lines[] = { { 500, "oops" } };
    open_cloud(LINES(lines));

    call("ListRules");

    ck_assert(!outcome.ok);
    ck_assert(outcome.passing);
    ck_assert_uint_eq(script.count, 5);
    teardown();
}
END_TEST

/* B-40: whoever is busy is looked at again before the call is repeated. */
START_TEST(does_not_repeat_what_is_refused_for_being_busy)
{
    static const struct script_line lines[] = {
        { 400, "{\"Code\":\"IncorrectStatus.Listener\",\"Message\":\"busy\"}" }
    };
    open_cloud(LINES(lines));

    call("CreateRules");

    ck_assert(outcome.passing);
    ck_assert_uint_eq(script.count, 1);
    teardown();
}
END_TEST

/* B-43 */
START_TEST(reads_a_list_to_its_end)
{
    static const struct script_line lines[] = {
        { 200, "{\"Rules\":[{\"RuleId\":\"a\"},{\"RuleId\":\"b\"}],\"NextToken\":\"more\"}" },
        { 200, "{\"Rules\":[{\"RuleId\":\"c\"}],\"NextToken\":\"\"}" },
    };
    open_cloud(LINES(lines));
    cJSON *into = arena_json(script.arena, cJSON_CreateArray());
    struct cloud_list_request r = { .client = client,
                                    .list = &list_rules,
                                    .params = arena_json(script.arena, cJSON_CreateObject()),
                                    .into = into,
                                    .done = on_answer,
                                    .arg = &outcome };

    cloud_list(script.arena, &r);
    ck_assert(script_until(&script, is_done, &outcome));

    ck_assert_int_eq(cJSON_GetArraySize(into), 3);
    ck_assert_str_eq(json_text(into, "2.RuleId"), "c");
    ck_assert_str_eq(script_form(&script, 1, "NextToken"), "more");
    teardown();
}
END_TEST

START_TEST(reads_an_older_list_by_its_pages)
{
    static const struct script_line lines[] = {
        { 200, "{\"VSwitches\":{\"VSwitch\":[{\"VSwitchId\":\"a\"}]},\"TotalCount\":51}" },
    };
    open_cloud(LINES(lines));
    cJSON *into = arena_json(script.arena, cJSON_CreateArray());
    struct cloud_list_request r = { .client = client,
                                    .list = &list_vswitches,
                                    .params = arena_json(script.arena, cJSON_CreateObject()),
                                    .into = into,
                                    .done = on_answer,
                                    .arg = &outcome };

    cloud_list(script.arena, &r);
    ck_assert(script_until(&script, is_done, &outcome));

    ck_assert_uint_eq(script.count, 2);
    ck_assert_int_eq(cJSON_GetArraySize(into), 2);
    ck_assert_str_eq(script_form(&script, 1, "PageNumber"), "2");
    teardown();
}
END_TEST

START_TEST(makes_no_more_than_sixteen_calls_at_once)
{
    static const struct script_line lines[] = { { 200, OK } };
    open_cloud(LINES(lines));
    script.park = true;
    for (int i = 0; i < 40; i++)
        cloud_call(client, API_alb, "ListRules", NULL, on_answer, &outcome);

    ck_assert(script_await(&script, 16));
    for (int i = 0; i < 20; i++)
        loop_turn(script.site.loop, 1);

    ck_assert_uint_eq(script.count, 16);
    teardown();
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("cloud_client");
    TCase *t = tcase_create("cloud_client");

    tcase_add_test(t, gives_a_refusal_as_it_came);
    tcase_add_test(t, tries_again_with_the_same_token_and_another_nonce);
    tcase_add_test(t, gives_up_after_some_attempts);
    tcase_add_test(t, does_not_repeat_what_is_refused_for_being_busy);
    tcase_add_test(t, reads_a_list_to_its_end);
    tcase_add_test(t, reads_an_older_list_by_its_pages);
    tcase_add_test(t, makes_no_more_than_sixteen_calls_at_once);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
