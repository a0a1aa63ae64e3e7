/*
 * What lies, is too much or can't be read, sent over HTTP: each gets an error that says what is wrong, and
 * the next call is served as if nothing had happened.
 */
#include <stdio.h>

#include "base/json.h"
#include "base/limits.h"
#include "tests/mockalb/control/site.h"
#include "tests/test.h"

#include "base/banned.h"

#define RULES "Action=CreateRules&Version=2020-06-16&ListenerId=lsn-1"
#define ZONES "Action=DescribeZones&Version=2020-06-16"
#define ROUTER                                                                                     \
    "Action=CreateTransitRouter&Version=2017-09-12&RegionId=cn-hangzhou&CenId=cen-1&"              \
    "TransitRouterCidrList="
#define SHOWN 300
#define LARGE (16u << 20)

/* What is sent, with the part between head and tail that many times, # being its number. */
static const struct {
    const char *method, *path, *head, *part, *tail;
    unsigned times;
    int status;
    const char *code, *message; /* of what is not an API's: its text */
    const char *why;
} inputs[] = {
    /* clang-format off */
    { "POST", "/", ZONES, "&P#=v", "", 10000, 413, "Mock.RequestTooLarge", "4000 parameters", "10,000 parameters" },
    { "POST", "/", RULES, "&Rules.#.Priority=1", "", 1000, 400, "IllegalParamSize.Rules", "", "as many members as a list can have" },
    { "POST", "/", RULES, "&Rules.#.Priority=1", "", 1001, 400, "Mock.UndecodableParameter", "'1001' must be an index", "one more" },
    { "POST", "/", ZONES "&P=", "aaaaaaaa", "", LIMIT_BODY_BYTES / 8, 413, "", "longer than 8388608 bytes", "a body past the limit" },
    { "POST", "/", ZONES "&P=", "aaaaaaaa", "", LIMIT_BODY_BYTES / 8 - 8, 200, "", "", "a body just below the limit" },
    { "PUT", "/_mock/state", "\"", "aaaaaaaa", "\"", LIMIT_BODY_BYTES / 8, 413, "", "longer than 8388608 bytes", "a state past the limit" },
    { "POST", "/", RULES "&Rules.4294967296.Priority=1", "", "", 0, 400, "Mock.UndecodableParameter", "'4294967296' must be an index, a number from 1 to 1000", "an index of 2^32" },
    { "POST", "/", RULES "&Rules.4294967297.Priority=1", "", "", 0, 400, "Mock.UndecodableParameter", "Rules.4294967297.Priority can't be read", "… and one more, which is no 1" },
    { "POST", "/", RULES "&Rules.18446744073709551617.Priority=1", "", "", 0, 400, "Mock.UndecodableParameter", "must be an index", "an index past 2^64" },
    { "POST", "/", RULES "&Rules.0.Priority=1", "", "", 0, 400, "Mock.UndecodableParameter", "'0' must be an index", "the index 0" },
    { "POST", "/", RULES "&Rules.-1.Priority=1", "", "", 0, 400, "Mock.UndecodableParameter", "'-1' must be an index", "an index below it" },
    { "POST", "/", RULES "&Rules.1e2.Priority=1", "", "", 0, 400, "Mock.UndecodableParameter", "'1e2' must be an index", "an index that is none" },
    { "POST", "/", RULES "&Rules.1=x", "", "", 0, 400, "Mock.UndecodableParameter", "Rules.1", "a text where an object belongs" },
    { "POST", "/", RULES "&Rules.1", ".Rules.1", ".Priority=1", 1000, 400, "", "", "names that nest a thousand deep" },
    { "POST", "/", ROUTER, "[", "", 100000, 400, "Mock.UndecodableParameter", "TransitRouterCidrList", "a parameter in JSON that nests a hundred thousand deep" },
    { "POST", "/", ROUTER "[{", "", "", 0, 400, "Mock.UndecodableParameter", "not valid JSON", "… that breaks off" },
    { "POST", "/", ROUTER "[%22\xff%22]", "", "", 0, 400, "Mock.UndecodableParameter", "its value must be UTF-8", "… that is no UTF-8" },
    { "POST", "/", ROUTER "[", "{\"Cidr\":\"10.0.0.0/24\"},", "{}]", 1000, 400, "", "TransitRouterCidrList", "… with more members than a list can have" },
    { "PUT", "/_mock/state", "", "[", "", 100000, 400, "", "JSON nests deeper than 64 levels", "a state that nests" },
    { "PUT", "/_mock/state", "[\"\xff\"]", "", "", 0, 400, "", "must be UTF-8", "a state that is no UTF-8" },
    { "POST", "/_mock/cloud", "{\"vpcs\": [{\"id\": \"\xc3\"}]}", "", "", 0, 400, "", "must be UTF-8", "a cloud that is no UTF-8" },
    { "POST", "/", ZONES "&P=%ff%fe", "", "", 0, 400, "Mock.UndecodableParameter", "its value must be UTF-8", "a value that is no UTF-8" },
    { "POST", "/", ZONES "&P%c3=1", "", "", 0, 400, "Mock.UndecodableParameter", "its name must be UTF-8", "a name that is no UTF-8" },
    { "POST", "/", ZONES "&P=\xed\xa0\x80", "", "", 0, 400, "Mock.UndecodableParameter", "its value must be UTF-8", "half a surrogate, unescaped" },
    { "POST", "/", ZONES "&P=a%00b", "", "", 0, 400, "Mock.UndecodableParameter", "without zero bytes", "a zero byte" },
    { "POST", "/?P=%ff", ZONES, "", "", 0, 400, "Mock.UndecodableParameter", "its value must be UTF-8", "the same in the query" },
    { "POST", "/", ZONES "&RegionId=cn-hangzhou&RegionId=cn-chengdu", "", "", 0, 400, "Mock.DuplicateParameter", "RegionId is given twice", "a parameter twice" },
    { "POST", "/?RegionId=cn-hangzhou", ZONES "&RegionId=cn-hangzhou", "", "", 0, 400, "Mock.DuplicateParameter", "RegionId is given twice", "… in query and body" },
    { "POST", "/", ZONES "&Action=DescribeRegions", "", "", 0, 400, "Mock.DuplicateParameter", "Action is given twice", "two actions" },
    { "POST", "/", "&&&=&=x&" ZONES "&%&%zz=%q", "", "", 0, 200, "", "", "empty pieces and percent signs that escape nothing" },
    /* clang-format on */
};

static void send(struct site *s, size_t i)
{
    struct buf body = BUF_LIMIT(LARGE);

    buf_add_text(&body, inputs[i].head);
    for (unsigned n = 1; n <= inputs[i].times; n++) {
        for (const char *c = inputs[i].part; *c; c++) {
            if (*c == '#')
                buf_printf(&body, "%u", n);
            else
                buf_add_char(&body, *c);
        }
    }
    buf_add_text(&body, inputs[i].tail);
    site_ask(s, inputs[i].method, inputs[i].path, buf_str(&body).at);
    buf_done(&body);
}

START_TEST(says_what_is_wrong_and_goes_on)
{
    struct site *s = site_open();

    send(s, (size_t)_i);
    ck_assert_msg(s->status == inputs[_i].status, "%s: got %d %.*s", inputs[_i].why, s->status,
                  SHOWN, s->text);
    ck_assert_msg(strcmp(json_text_or(s->body, "Code", ""), inputs[_i].code) == 0 ||
                      !inputs[_i].code[0],
                  "%s: got %.*s", inputs[_i].why, SHOWN, s->text);
    ck_assert_msg(strstr(s->text, inputs[_i].message) != NULL, "%s: got %.*s", inputs[_i].why,
                  SHOWN, s->text);
    ck_assert_uint_lt(inputs[_i].status == 200 ? 0 : strlen(s->text), 2000);

    site_ask(s, "POST", "/", ZONES);
    ck_assert_int_eq(s->status, 200);
    site_close(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("bad input");
    TCase *t = tcase_create("bad input");

    tcase_add_loop_test(t, says_what_is_wrong_and_goes_on, 0, sizeof(inputs) / sizeof(inputs[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
