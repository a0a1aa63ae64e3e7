#include "mockalb/gateway/validate.h"

#include "base/json.h"
#include "mockalb/gateway/rpc.h"
#include "tests/mockalb/gateway/shop/shop.h"
#include "tests/test.h"

#include "base/banned.h"

struct validated {
    struct arena *arena;
    const struct api_error *error;
    const char *text; /* of the parameters */
};

static struct validated validate(const char *action, const char *form)
{
    struct validated v = { .arena = arena_new() };
    struct request r = { .arena = v.arena };
    struct call *call = shop_call_of(v.arena, action);
    struct patterns *patterns = patterns_new(NULL);
    struct buf text = BUF_LIMIT(1u << 16);
    cJSON *params, *unknown;

    request_add_form(&r, str_of(form));
    v.error = request_check(&r, call);
    if (!v.error)
        v.error = rpc_decode(call, &r, &params, &unknown);
    if (!v.error) {
        v.error = validate_params(call, patterns, params);
        json_print_canonical(&text, params);
        v.text = arena_strz(v.arena, buf_str(&text));
    }
    buf_done(&text);
    patterns_free(patterns);
    return v;
}

static const struct {
    const char *params, *code, *message;
} refused[] = {
    { "", "MissingName", "Name is mandatory for this action." },
    { "Name=", "MissingName", "Name is mandatory for this action." },
    { "Name=a", "IllegalParam.Name", "The param of Name is illegal." },
    { "Name=ninechars", "IllegalParam.Name", "The param of Name is illegal." },
    { "Name=1ab", "IllegalParam.Name", "The param of Name is illegal." },
    { "Name=a%20b", "IllegalParam.Name", "The param of Name is illegal." },
    { "Name=ok&Kind=Foo", "IllegalParam.Kind", "The param of Kind is illegal." },
    { "Name=ok&Weight=-1", "IllegalParam.Weight", "The param of Weight is illegal." },
    { "Name=ok&Weight=101", "IllegalParam.Weight", "The param of Weight is illegal." },
    { "Name=ok&Weight=5x", "IllegalParam.Weight", "The param of Weight is illegal." },
    { "Name=ok&Weight=1.5", "IllegalParam.Weight", "The param of Weight is illegal." },
    { "Name=ok&Weight=99999999999999999999", "IllegalParam.Weight",
      "The param of Weight is illegal." },
    { "Name=ok&Step=20", "IllegalParam.Step", "The param of Step is illegal." },
    { "Name=ok&Ratio=0.4", "IllegalParam.Ratio", "The param of Ratio is illegal." },
    { "Name=ok&Ratio=nan", "IllegalParam.Ratio", "The param of Ratio is illegal." },
    { "Name=ok&Ratio=0x1", "IllegalParam.Ratio", "The param of Ratio is illegal." },
    { "Name=ok&Asn=100", "IllegalParam.Asn", "The param of Asn is illegal." },
    { "Name=ok&Asn=x", "IllegalParam.Asn", "The param of Asn is illegal." },
    { "Name=ok&Enabled=yes", "IllegalParam.Enabled", "The param of Enabled is illegal." },
    { "Name=ok&Note=x", "IllegalParam.Note", "The param of Note is illegal." },
    { "Name=ok&Label=acs:x", "IllegalParam.Label", "The param of Label is illegal." },
    { "Name=ok&Label=my+http://x", "IllegalParam.Label", "The param of Label is illegal." },
    { "Name=ok&Config.Status=Off", "MissingParam.Timeout",
      "The param of Config.Timeout is missing." },
    { "Name=ok&Config.Timeout=1&Config.Status=on", "MissingParam.Reason",
      "The param of Config.Reason is missing." },
    { "Name=ok&Config.Timeout=0", "IllegalParam.Timeout",
      "The param of Config.Timeout is illegal." },
    { "Name=ok&Rules.1.Priority=1&Rules.2.Port=1", "MissingParam.Priority",
      "The param of Rules.2.Priority is missing." },
    { "Name=ok&Rules.1.Priority=0", "IllegalParam.Priority",
      "The param of Rules.1.Priority is illegal." },
    { "Name=ok&Rules.1.Priority=1&Rules.1.Paths.Values.1=a&Rules.1.Paths.Values.2=toolong",
      "IllegalParam.Values", "The param of Rules.1.Paths.Values.2 is illegal." },
    { "Name=ok&Rules.1.Priority=1&Rules.1.Paths.Values.1=a&Rules.1.Paths.Values.2=b&Rules.1.Paths."
      "Values.3=c",
      "IllegalParamSize.Values", "The param size of Rules.1.Paths.Values is illegal." },
    { "Name=ok&Rules.1.Priority=1&Rules.2.Priority=2&Rules.3.Priority=3&Rules.4.Priority=4",
      "IllegalParamSize.Rules", "The param size of Rules is illegal." },
    { "Name=ok&Kind=Eni&Enabled=true&Rules.1.Priority=1", "MissingParam.Port",
      "The param of Rules.1.Port is missing." },
    { "Name=ok&Label=port&Rules.1.Priority=1", "MissingParam.Port",
      "The param of Rules.1.Port is missing." },
    { "Name=ok&Scopes=[1,10]", "IllegalParam.Scopes", "The param of Scopes.2 is illegal." },
    { "Name=ok&Access={\"Mode\":\"foo\"}", "IllegalParam.Mode",
      "The param of Access.Mode is illegal." },
    { "Name=ok&Options.k=toolong", "IllegalParam.k", "The param of Options.k is illegal." },
    { "Name=ok&Codes=1,x", "IllegalParam.Codes", "The param of Codes.2 is illegal." },
};

START_TEST(refuses_what_the_catalog_does_not_allow)
{
    struct validated v = validate("CreateThing", refused[_i].params);

    ck_assert_msg(v.error != NULL, "%s was taken", refused[_i].params);
    ck_assert_str_eq(v.error->code, refused[_i].code);
    ck_assert_str_eq(v.error->message, refused[_i].message);
    ck_assert_int_eq(v.error->status, 400);
    arena_free(v.arena);
}
END_TEST

static const struct {
    const char *params, *tree, *why;
} taken[] = {
    { "Name=ok", "{\"Name\":\"ok\"}", "a default is not put in: handlers know when it applies" },
    { "Name=%e4%b8%ad%e6%96%87", "{\"Name\":\"\xe4\xb8\xad\xe6\x96\x87\"}",
      "Chinese characters are letters, and count as one each" },
    { "Name=ok&Kind=ecs", "{\"Kind\":\"Ecs\",\"Name\":\"ok\"}",
      "an enum gets the catalog's spelling" },
    { "Name=ok&Kind=GRPC", "{\"Kind\":\"gRPC\",\"Name\":\"ok\"}", "whatever its case" },
    { "Name=ok&Weight=0&Step=60", "{\"Name\":\"ok\",\"Step\":60,\"Weight\":0}",
      "integers are numbers" },
    { "Name=ok&Ratio=1.25", "{\"Name\":\"ok\",\"Ratio\":1.25}", "numbers too" },
    { "Name=ok&Asn=99", "{\"Asn\":\"99\",\"Name\":\"ok\"}", "a number in a text stays text" },
    { "Name=ok&Enabled=True", "{\"Enabled\":true,\"Name\":\"ok\"}", "booleans in any case" },
    { "Name=ok&Note=", "{\"Name\":\"ok\",\"Note\":\"\"}", "allowed to be empty" },
    { "Name=ok&Weight=&Enabled=", "{\"Name\":\"ok\"}", "an empty number is none" },
    { "Name=ok&Old=x", "{\"Name\":\"ok\"}", "a withdrawn parameter is forgotten if it is wrong" },
    { "Name=ok&Old=5", "{\"Name\":\"ok\",\"Old\":5}", "and kept if it is right" },
    { "Name=ok&Kind=Ecs&Enabled=true&Rules.1.Priority=1",
      "{\"Enabled\":true,\"Kind\":\"Ecs\",\"Name\":\"ok\",\"Rules\":[{\"Priority\":1}]}",
      "the first condition of a group fails, and nothing is required" },
    { "Name=ok&Kind=Eni&Enabled=false&Rules.1.Priority=1",
      "{\"Enabled\":false,\"Kind\":\"Eni\",\"Name\":\"ok\",\"Rules\":[{\"Priority\":1}]}",
      "the second condition of a group fails, and nothing is required" },
    { "Name=ok&Access={\"Mode\":\"ROUTE\",\"Ports\":[80]}",
      "{\"Access\":{\"Mode\":\"route\",\"Ports\":[80]},\"Name\":\"ok\"}", "JSON is checked alike" },
};

START_TEST(gives_what_it_takes_its_type)
{
    struct validated v = validate("CreateThing", taken[_i].params);

    ck_assert_msg(!v.error, "%s: %s", taken[_i].why, v.error ? v.error->message : "");
    ck_assert_msg(strcmp(v.text, taken[_i].tree) == 0, "%s: got %s", taken[_i].why, v.text);
    arena_free(v.arena);
}
END_TEST

START_TEST(drops_empty_filters_of_actions_that_read)
{
    struct validated v = validate("DescribeThings", "RegionId=r&Name=");

    ck_assert_ptr_null(v.error);
    ck_assert_str_eq(v.text, "{\"RegionId\":\"r\"}");
    arena_free(v.arena);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("validate");
    TCase *t = tcase_create("validate");

    tcase_add_loop_test(t, refuses_what_the_catalog_does_not_allow, 0,
                        sizeof(refused) / sizeof(refused[0]));
    tcase_add_loop_test(t, gives_what_it_takes_its_type, 0, sizeof(taken) / sizeof(taken[0]));
    tcase_add_test(t, drops_empty_filters_of_actions_that_read);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
