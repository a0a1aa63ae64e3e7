#include "mockalb/gateway/gateway.h"

#include <stdio.h>

#include "base/json.h"
#include "tests/mockalb/gateway/shop/shop.h"
#include "tests/test.h"

#include "base/banned.h"

static const struct {
    const char *form, *code;
    int status;
    const char *message;
} refused[] = {
    { "", "MissingAction", 400, "Action is mandatory for this action." },
    { "Action=ListThings&Version=1999-01-01", "InvalidVersion", 400,
      "Specified parameter Version is not valid." },
    { "Action=Nothing", "InvalidAction.NotFound", 404,
      "Specified api is not found, please check your url and method." },
    { "Action=SellThing", "Mock.NotImplemented", 501,
      "SellThing of Shop 2020-01-01 exists, but this mock does not have it yet." },
    { "Action=CreateThing", "MissingName", 400, "Name is mandatory for this action." },
    { "Action=CreateThing&Name=abc&Rules.0.Port=1", "Mock.UndecodableParameter", 400,
      "Rules.0.Port" },
    { "Action=CreateThing&Name=abc&DryRun=true", "DryRunOperation", 400,
      "Request validation has been passed with DryRun flag set." },
    { "Action=CreateThing&Name=bad&DryRun=true", "IllegalParam.Name", 400, "The param of Name" },
    { "Action=CreateThing&Name=odd", "Mock.ReplyShape", 500,
      "CreateThing is not what its catalog says: Thing: the catalog knows no such member" },
    { "Action=DescribeThings", "MissingRegionId", 400, "RegionId is mandatory for this action." },
    { "Action=ListThings&Action=ListThings", "Mock.DuplicateParameter", 400,
      "Action is given twice" },
};

START_TEST(refuses_with_code_status_and_text)
{
    struct shop *s = shop_open(shop_options());

    const cJSON *body = shop_call(s, refused[_i].form);

    ck_assert_msg(body != NULL, "%s", s->text);
    ck_assert_str_eq(json_text(body, "Code"), refused[_i].code);
    ck_assert_int_eq(s->status, refused[_i].status);
    ck_assert_msg(strstr(json_text(body, "Message"), refused[_i].message) != NULL, "got: %s",
                  json_text(body, "Message"));
    ck_assert_str_eq(json_text(body, "HostId"), "127.0.0.1:1");
    ck_assert_uint_eq(store_count(s->store, &kind_thing, NULL), 0);
    ck_assert_uint_eq(store_revision(s->store), 0);
    shop_close(s);
}
END_TEST

START_TEST(undoes_every_change_when_the_handler_refuses)
{
    struct shop *s = shop_open(shop_options());

    const char *code = shop_code(s, "Action=CreateThing&Name=bad");

    ck_assert_str_eq(code, "IllegalParam.Name");
    ck_assert_uint_eq(store_count(s->store, &kind_thing, NULL), 0);
    ck_assert_uint_eq(store_revision(s->store), 0);
    ck_assert(!store_in_transaction(s->store));
    shop_close(s);
}
END_TEST

START_TEST(answers_some_dry_runs_with_the_request_id_alone)
{
    struct shop *s = shop_open(shop_options());
    struct buf form = BUF_LIMIT(200);

    buf_printf(&form, "Action=DeleteThing&DryRun=true&ThingId=%s",
               json_text(shop_call(s, "Action=CreateThing&Name=abc"), "ThingId"));
    const cJSON *body = shop_call(s, buf_str(&form).at);

    ck_assert_int_eq(s->status, 200);
    ck_assert_int_eq(cJSON_GetArraySize(body), 1);
    ck_assert_ptr_nonnull(json_text(body, "RequestId"));
    ck_assert_uint_eq(store_count(s->store, &kind_thing, NULL), 1);
    buf_done(&form);
    shop_close(s);
}
END_TEST

static void ask_for_id(struct shop *s, char ret[40])
{
    snprintf(ret, 40, "%s", json_text(shop_call(s, "Action=ListThings"), "RequestId"));
}

START_TEST(gives_each_call_its_own_request_id_and_each_seed_the_same_ones)
{
    struct shop *s = shop_open(shop_options());
    char first[40], second[40], again[40];

    gateway_seed(s->gateway, 7);
    ask_for_id(s, first);
    ask_for_id(s, second);
    gateway_seed(s->gateway, 7);
    ask_for_id(s, again);

    ck_assert_str_eq(again, first);
    ck_assert_str_ne(second, first);
    ck_assert_uint_eq(strlen(first), 36);
    ck_assert_uint_eq(strspn(first, "0123456789ABCDEF-"), 36);
    shop_close(s);
}
END_TEST

START_TEST(refuses_strangers_among_parameters_only_when_strict)
{
    struct gateway_options strict = shop_options();
    struct shop *lenient = shop_open(shop_options()), *s;

    strict.strict = true;
    s = shop_open(strict);

    ck_assert_str_eq(shop_code(lenient, "Action=ListThings&Foo=1"), "");
    ck_assert_str_eq(shop_code(s, "Action=ListThings&Foo=1"), "Mock.UnknownParameter");
    ck_assert_ptr_nonnull(strstr(s->text, "Foo is no parameter of ListThings"));
    ck_assert_str_eq(shop_code(s, "Action=ListThings&OwnerId=1&RegionId=x&Timestamp=y"), "");
    ck_assert_str_eq(shop_code(s, "Action=CreateThing&Name=abc&Old=1"), "");
    shop_close(lenient);
    shop_close(s);
}
END_TEST

static const struct {
    enum signature_mode mode;
    bool anonymous;
    const char *form, *code, *log;
} signatures[] = {
    { SIGNATURE_off, false, "Action=ListThings", "", "" },
    { SIGNATURE_enforce, false, "Action=ListThings", "MissingAccessKeyId", "" },
    { SIGNATURE_enforce, true, "Action=ListThings", "", "" },
    { SIGNATURE_enforce, false, "Action=GetThings", "", "" },
    { SIGNATURE_enforce, false, "Action=GetThings&Signature=x", "MissingAccessKeyId", "" },
    { SIGNATURE_enforce, true, "Action=ListThings&Signature=x", "MissingAccessKeyId", "" },
    { SIGNATURE_warn, false, "Action=ListThings", "",
      "ListThings of : AccessKeyId is mandatory for this action." },
};

START_TEST(checks_signatures_as_it_is_told_to)
{
    struct gateway_options o = shop_options();
    char *told = NULL;
    size_t length;
    FILE *log = open_memstream(&told, &length);
    struct clock *clock = clock_new(true);

    o.signature = signatures[_i].mode;
    o.anonymous = signatures[_i].anonymous;
    o.log = (struct log){ .to = log, .level = LOG_LEVEL_info, .clock = clock };
    struct shop *s = shop_open(o);
    ck_assert_str_eq(shop_code(s, signatures[_i].form), signatures[_i].code);
    shop_close(s);
    fclose(log);
    clock_free(clock);

    ck_assert_msg(strstr(told, signatures[_i].log) != NULL, "%s", told);
    ck_assert_int_eq(!*told, !*signatures[_i].log);
    free(told);
}
END_TEST

static const struct {
    const char *host, *form, *region;
} regions[] = {
    { "127.0.0.1:8080", "", "here" },
    { "shop.far.example.com", "", "far" },
    { "shop-vpc.far.example.com:80", "", "far" },
    { "shop.a.b.example.com", "", "here" },
    { "shop.example.com", "", "here" },
    { "shop.far.example.com", "RegionId=near", "near" },
};

START_TEST(takes_the_region_from_the_call_or_the_host_or_its_own)
{
    struct shop *s = shop_open(shop_options());
    struct request *r = gateway_request(s->gateway);
    struct answer answer;

    r->method = STR("GET");
    r->host = str_of(regions[_i].host);
    request_add_form(r, STR("Action=CreateThing&Version=2020-01-01&Name=abc"));
    request_add_form(r, str_of(regions[_i].form));
    gateway_answer(s->gateway, r, &answer);

    ck_assert_int_eq(answer.status, 200);
    ck_assert_uint_eq(store_count(s->store, &kind_thing, regions[_i].region), 1);
    buf_done(&answer.body);
    shop_close(s);
}
END_TEST

START_TEST(takes_action_and_version_from_headers_when_there_are_no_parameters)
{
    struct shop *s = shop_open(shop_options());
    struct request *r = gateway_request(s->gateway);
    struct answer answer;

    r->method = STR("POST");
    r->action = STR("ListThings");
    r->version = STR("2020-01-01");
    gateway_answer(s->gateway, r, &answer);

    ck_assert_int_eq(answer.status, 200);
    buf_done(&answer.body);
    shop_close(s);
}
END_TEST

START_TEST(survives_headers_that_are_no_text)
{
    struct shop *s = shop_open(shop_options());
    struct request *r = gateway_request(s->gateway);
    struct answer answer;

    r->method = STR("POST");
    r->host = STR("\xff");
    r->action = STR("\xff");
    r->version = STR("2020-01-01");
    r->authorization = STR("Credential=\xff");
    gateway_answer(s->gateway, r, &answer);
    cJSON *body = json_parse(buf_str(&answer.body), NULL);

    ck_assert_str_eq(json_text(body, "Code"), "InvalidAction.NotFound");
    ck_assert_str_eq(json_text(body, "HostId"), "%FF");
    cJSON_Delete(body);
    buf_done(&answer.body);
    shop_close(s);
}
END_TEST

static const struct {
    const char *form, *text;
} in_xml[] = {
    { "Action=ListThings&Format=xml", "<ListThingsResponse><TotalCount>0</TotalCount>" },
    { "Action=Nothing&Format=XML", "<Error><RequestId>" },
};

START_TEST(answers_in_xml_when_asked_to)
{
    struct shop *s = shop_open(shop_options());

    shop_call(s, in_xml[_i].form);

    ck_assert_msg(strstr(s->text, in_xml[_i].text) != NULL, "got: %s", s->text);
    shop_close(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("gateway");
    TCase *t = tcase_create("gateway");

    tcase_add_loop_test(t, refuses_with_code_status_and_text, 0,
                        sizeof(refused) / sizeof(refused[0]));
    tcase_add_test(t, undoes_every_change_when_the_handler_refuses);
    tcase_add_test(t, answers_some_dry_runs_with_the_request_id_alone);
    tcase_add_test(t, gives_each_call_its_own_request_id_and_each_seed_the_same_ones);
    tcase_add_test(t, refuses_strangers_among_parameters_only_when_strict);
    tcase_add_loop_test(t, checks_signatures_as_it_is_told_to, 0,
                        sizeof(signatures) / sizeof(signatures[0]));
    tcase_add_loop_test(t, takes_the_region_from_the_call_or_the_host_or_its_own, 0,
                        sizeof(regions) / sizeof(regions[0]));
    tcase_add_test(t, takes_action_and_version_from_headers_when_there_are_no_parameters);
    tcase_add_test(t, survives_headers_that_are_no_text);
    tcase_add_loop_test(t, answers_in_xml_when_asked_to, 0, sizeof(in_xml) / sizeof(in_xml[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
