#include "mockalb/control/control.h"

#include <stdio.h>

#include "base/json.h"
#include "tests/mockalb/control/site.h"
#include "tests/test.h"

#include "base/banned.h"

#define DEADLINE_MS 60000
#define CREATE                                                                                     \
    "/?Action=CreateServerGroup&Version=2020-06-16&ServerGroupName=abc&ServerGroupType=Fc&"        \
    "HealthCheckConfig.HealthCheckEnabled=false&"                                                  \
    "AccessKeyId=me"

static const struct {
    const char *method, *path, *body;
    int status;
    const char *text; /* somewhere in the answer */
} requests[] = {
    { "GET", "/_mock/health", NULL, 200, "\"status\":\"ok\"" },
    { "GET", "/_mock/healht", NULL, 404,
      "there is no such endpoint; there are: GET /_mock/health" },
    { "DELETE", "/_mock/state", NULL, 405, "PUT /_mock/state" },
    { "GET", "/_mock/state", NULL, 200, "\"version\":1" },
    { "PUT", "/_mock/state", "[", 400, "the body must be JSON: line 1" },
    { "PUT", "/_mock/state", "{}", 400, "version: must be 1" },
    { "PUT", "/_mock/state", NULL, 400, "the body must be JSON" },
    { "POST", "/_mock/cloud", "{\"vpsc\":[]}", 400, "vpsc" },
    { "POST", "/_mock/cloud", "{\"metadata\":{\"vpc-id\":\"vpc-1\"}}", 200, "{}" },
    { "GET", "/_mock/clock", NULL, 200, "\"time\":\"2026-01-01T00:00:00.000Z\",\"manual\":true" },
    { "POST", "/_mock/clock", "{\"advanceMs\":1500}", 200,
      "\"time\":\"2026-01-01T00:00:01.500Z\"" },
    { "POST", "/_mock/clock", "{\"advanceMs\":-1}", 400, "advanceMs must be a number" },
    { "POST", "/_mock/clock", "{\"advanceMs\":\"1\"}", 400, "advanceMs must be a number" },
    { "POST", "/_mock/clock", "{\"advanceMs\":1e300}", 400, "advanceMs must be a number" },
    { "POST", "/_mock/clock", "1", 400, "advanceMs must be a number" },
    { "GET", "/_mock/faults", NULL, 200, "{\"faults\":[]}" },
    { "POST", "/_mock/faults", "{\"action\":\"CreateRule\",\"code\":\"Throttling.User\"}", 200,
      "{}" },
    { "POST", "/_mock/faults", "{\"code\":\"Throttling.User\"}", 400, "a fault needs an action" },
    { "POST", "/_mock/faults", "{\"action\":\"*\",\"time\":2}", 400, "a fault has no time" },
    { "POST", "/_mock/faults", "{\"action\":\"*\",\"times\":0}", 400, "are numbers from 1" },
    { "DELETE", "/_mock/faults", NULL, 200, "{}" },
    { "POST", "/_mock/call",
      "{\"Action\":\"DeleteRule\",\"Version\":\"2020-06-16\",\"RuleId\":\"rule-1\"}", 409,
      "ResourceNotFound.Rule" },
    { "POST", "/_mock/call", "{\"Action\":\"ListServerGroups\",\"Version\":\"2020-06-16\"}", 200,
      "{}" },
    { "POST", "/_mock/call", "{\"Action\":1}", 400, "an object of texts" },
    { "POST", "/_mock/reset", NULL, 200, "{}" },
    { "GET", "/_mock/snapshots", NULL, 200, "{\"snapshots\":[]}" },
    { "PUT", "/_mock/snapshots/a%20b", NULL, 400, "a snapshot's name has 1 to 64 of A-Z" },
    { "PUT", "/_mock/snapshots/", NULL, 404, "PUT /_mock/snapshots/NAME" },
    { "GET", "/_mock/snapshots/a", NULL, 404, "there is no snapshot 'a'" },
    { "POST", "/_mock/snapshots/a", NULL, 404, "there is no snapshot 'a'" },
    { "DELETE", "/_mock/snapshots/a", NULL, 404, "there is no snapshot 'a'" },
    { "GET", "/_mock/diff", NULL, 400, "from must name a snapshot" },
    { "GET", "/_mock/diff?from=a", NULL, 404, "there is no snapshot 'a'" },
    { "GET", "/_mock/health?tenant=you", NULL, 404, "there is no tenant of that id" },
    { "GET", "/_mock/health?tenant=id", NULL, 200, "\"status\":\"ok\"" },
    { "GET", "/_mock/journal", NULL, 200, "{\"entries\":[],\"first\":1,\"next\":0}" },
    { "GET", "/_mock/journal?since=x", NULL, 400, "since must be a whole number, 0 or more" },
    { "GET", "/_mock/journal?since=-1", NULL, 400, "since must be a whole number, 0 or more" },
    { "GET", "/_mock/journal?limit=0", NULL, 400, "limit must be a whole number, 1 or more" },
    { "GET", "/_mock/journal?type=cal", NULL, 400, "type is call or change" },
    { "GET", "/_mock/journal?write=", NULL, 400, "write and follow are true or false" },
    { "GET", "/_mock/journal?actoin=X", NULL, 400, "the journal is filtered by since" },
};

START_TEST(answers_each_endpoint)
{
    struct site *s = site_open();

    site_ask(s, requests[_i].method, requests[_i].path, requests[_i].body);

    ck_assert_msg(s->status == requests[_i].status, "%s %s: got %d", requests[_i].method,
                  requests[_i].path, s->status);
    ck_assert_msg(strstr(s->text, requests[_i].text) != NULL, "got: %s", s->text);
    ck_assert_msg(s->status == 200 || json_text(s->body, "error"), "got: %s", s->text);
    site_close(s);
}
END_TEST

START_TEST(says_how_to_get_a_clock_that_can_be_advanced)
{
    struct mock_options o = site_options();
    struct site *s = site_open_with(&o, false);

    site_ask(s, "POST", "/_mock/clock", "{\"advanceMs\":1}");

    ck_assert_int_eq(s->status, 409);
    ck_assert_ptr_nonnull(strstr(s->text, "--clock manual"));
    site_close(s);
}
END_TEST

START_TEST(goes_back_to_a_snapshot)
{
    struct site *s = site_open();
    char then[20000];
    site_ask(s, "GET", CREATE, NULL);
    site_ask(s, "PUT", "/_mock/snapshots/one", NULL);
    site_ask(s, "GET", "/_mock/state", NULL);
    snprintf(then, sizeof(then), "%s", s->text);
    site_ask(s, "GET", "/_mock/snapshots/one", NULL);
    ck_assert_str_eq(s->text, then);

    site_ask(s, "POST", "/_mock/clock", "{\"advanceMs\":1500}");
    site_ask(s, "GET", CREATE, NULL);
    site_ask(s, "GET", "/_mock/diff?from=one", NULL);
    ck_assert_int_eq(cJSON_GetArraySize(json_at(s->body, "added")), 2); /* with its job */
    site_ask(s, "PUT", "/_mock/snapshots/two", NULL);
    site_ask(s, "GET", "/_mock/snapshots", NULL);
    ck_assert_str_eq(json_text(s->body, "snapshots.1.name"), "two");
    site_ask(s, "POST", "/_mock/snapshots/one", NULL);
    ck_assert_int_eq(s->status, 200);

    site_ask(s, "GET", "/_mock/state", NULL);
    ck_assert_str_eq(s->text, then);
    site_ask(s, "GET", "/_mock/diff?from=two&to=one", NULL);
    ck_assert_int_eq(cJSON_GetArraySize(json_at(s->body, "removed")), 2);
    ck_assert_int_eq(cJSON_GetArraySize(json_at(s->body, "added")), 0);
    site_ask(s, "DELETE", "/_mock/snapshots/two", NULL);
    site_ask(s, "GET", "/_mock/snapshots/two", NULL);
    ck_assert_int_eq(s->status, 404);
    site_close(s);
}
END_TEST

START_TEST(filters_the_journal)
{
    struct site *s = site_open();

    site_ask(s, "GET", CREATE, NULL);
    site_ask(s, "GET", "/?Action=DescribeZones&Version=2020-06-16", NULL);
    const cJSON *all = site_ask(
        s, "GET", "/_mock/journal?type=call&action=CreateServerGroup&caller=me&write=true", NULL);

    ck_assert_int_eq(cJSON_GetArraySize(json_at(all, "entries")), 1);
    ck_assert_str_eq(json_text(all, "entries.0.action"), "CreateServerGroup");
    ck_assert_str_eq(json_text(all, "entries.0.params.ServerGroupName"), "abc");
    ck_assert_int_ge(json_int(all, "next"), 3);
    const cJSON *writes = site_ask(s, "GET", "/_mock/journal?write=true", NULL);
    ck_assert_int_eq(cJSON_GetArraySize(json_at(writes, "entries")), 1);
    const cJSON *change = site_ask(s, "GET", "/_mock/journal?since=1&limit=1", NULL);
    ck_assert_int_eq(cJSON_GetArraySize(json_at(change, "entries")), 1);
    ck_assert_int_eq(json_int(change, "entries.0.call"), 1);
    site_close(s);
}
END_TEST

START_TEST(resets_to_the_same_ids_but_never_the_same_numbers)
{
    struct site *s = site_open();
    char id[100];

    site_ask(s, "GET", CREATE "&ClientToken=t", NULL);
    snprintf(id, sizeof(id), "%s", json_text(s->body, "ServerGroupId"));
    site_ask(s, "POST", "/_mock/reset", NULL);
    site_ask(s, "GET", "/?Action=ListServerGroups&Version=2020-06-16", NULL);
    ck_assert_int_eq(json_int(s->body, "TotalCount"), 0);
    site_ask(s, "GET", CREATE "&ClientToken=t&VpcId=", NULL);

    ck_assert_str_eq(json_text(s->body, "ServerGroupId"), id);
    const cJSON *all = site_ask(s, "GET", "/_mock/journal", NULL);
    ck_assert_int_gt(json_int(all, "entries.0.seq"), 2);
    site_close(s);
}
END_TEST

START_TEST(changes_nothing_when_a_state_is_bad)
{
    struct site *s = site_open();
    struct buf state = BUF_LIMIT(1u << 20);

    site_ask(s, "GET", CREATE, NULL);
    site_ask(s, "GET", "/_mock/state", NULL);
    buf_add_text(&state, s->text);
    site_ask(
        s, "PUT", "/_mock/state",
        "{\"version\":1,\"seed\":\"1\",\"random\":\"1\",\"requestIds\":\"1\",\"revision\":\"9\","
        "\"clockMs\":\"0\",\"objects\":[{\"kind\":\"alb/Rul\"}]}");

    ck_assert_int_eq(s->status, 400);
    ck_assert_str_eq(json_text(s->body, "error"),
                     "objects[0].kind: 'alb/Rul' is no kind of object");
    site_ask(s, "GET", "/_mock/state", NULL);
    ck_assert_str_eq(s->text, buf_str(&state).at);
    buf_done(&state);
    site_close(s);
}
END_TEST

/* A client that follows the journal. */
struct listener {
    struct buf text;
    int lines;
    bool is_over;
};

static void on_data(void *arg, struct str bytes)
{
    struct listener *l = arg;

    buf_add(&l->text, bytes);
    for (size_t i = 0; i < bytes.len; i++)
        l->lines += bytes.at[i] == '\n';
}

static void on_over(void *arg, const struct fetch_reply *r)
{
    struct listener *l = arg;

    (void)r;
    l->is_over = true;
}

static bool has_three_lines(void *arg)
{
    return ((struct listener *)arg)->lines >= 3;
}

START_TEST(streams_the_journal_from_what_was_to_what_comes)
{
    struct site *s = site_open();
    struct listener l = { .text = BUF_LIMIT(1u << 20) };
    char url[100];
    struct fetch_request r = { .method = "GET", .on_data = on_data, .on_done = on_over, .arg = &l };

    r.url = site_url(s, "/_mock/journal?follow=true", url, sizeof(url));
    site_ask(s, "GET", "/?Action=DescribeZones&Version=2020-06-16", NULL);
    struct transfer *t = fetch_start(s->fetch, &r);
    site_ask(s, "GET", CREATE, NULL);
    ck_assert(loop_until(s->loop, has_three_lines, &l, DEADLINE_MS));

    struct str rest = buf_str(&l.text);
    cJSON *first = json_parse(str_cut(&rest, '\n'), NULL);
    cJSON *second = json_parse(str_cut(&rest, '\n'), NULL);
    cJSON *third = json_parse(str_cut(&rest, '\n'), NULL);
    ck_assert_str_eq(json_text(first, "action"), "DescribeZones");
    ck_assert_str_eq(json_text(second, "action"), "CreateServerGroup");
    ck_assert_str_eq(json_text(third, "change"), "added");
    cJSON_Delete(first);
    cJSON_Delete(second);
    cJSON_Delete(third);
    transfer_cancel(t);
    site_ask(s, "GET", CREATE, NULL);
    buf_done(&l.text);
    site_close(s);
}
END_TEST

START_TEST(refuses_to_stream_more_at_once_than_a_stream_can_hold)
{
    struct site *s = site_open();
    struct buf form = BUF_LIMIT(4u << 20);

    buf_add_text(&form, "Action=ListServerGroups&Version=2020-06-16&NextToken=");
    while (form.len < (3u << 20))
        buf_add_text(&form, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
    for (int i = 0; i < 3; i++)
        site_ask(s, "POST", "/", buf_str(&form).at);
    site_ask(s, "GET", "/_mock/journal?follow=true", NULL);

    ck_assert_int_eq(s->status, 413);
    ck_assert_ptr_nonnull(strstr(s->text, "read it without follow first"));
    buf_done(&form);
    site_close(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("control");
    TCase *t = tcase_create("control");

    tcase_add_loop_test(t, answers_each_endpoint, 0, sizeof(requests) / sizeof(requests[0]));
    tcase_add_test(t, says_how_to_get_a_clock_that_can_be_advanced);
    tcase_add_test(t, goes_back_to_a_snapshot);
    tcase_add_test(t, filters_the_journal);
    tcase_add_test(t, resets_to_the_same_ids_but_never_the_same_numbers);
    tcase_add_test(t, changes_nothing_when_a_state_is_bad);
    tcase_add_test(t, streams_the_journal_from_what_was_to_what_comes);
    tcase_add_test(t, refuses_to_stream_more_at_once_than_a_stream_can_hold);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
