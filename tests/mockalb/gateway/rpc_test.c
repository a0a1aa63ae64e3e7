#include "mockalb/gateway/rpc.h"

#include "base/json.h"
#include "tests/mockalb/gateway/shop/shop.h"
#include "tests/test.h"

#include "base/banned.h"

struct decoded {
    struct arena *arena;
    struct call *call;
    cJSON *params, *unknown;
    const struct api_error *error;
    const char *text, *unknown_text;
};

static const char *text_of(struct arena *a, const cJSON *tree)
{
    struct buf b = BUF_LIMIT(1u << 20);
    const char *text;

    json_print_canonical(&b, tree);
    text = arena_strz(a, buf_str(&b));
    buf_done(&b);
    return text;
}

static struct decoded decode(const char *form)
{
    struct decoded d = { .arena = arena_new() };
    struct request r = { .arena = d.arena };

    d.call = shop_call_of(d.arena, "CreateThing");
    request_add_form(&r, str_of(form));
    d.error = request_check(&r, d.call);
    if (!d.error)
        d.error = rpc_decode(d.call, &r, &d.params, &d.unknown);
    d.text = text_of(d.arena, d.params);
    d.unknown_text = text_of(d.arena, d.unknown);
    return d;
}

static const struct {
    const char *form, *params, *why;
} trees[] = {
    { "Name=x", "{\"Name\":\"x\"}", "a leaf" },
    { "Name=", "{\"Name\":\"\"}", "an empty leaf is kept: validation knows what it means" },
    { "Action=A&Version=V&Signature=s&RegionId=r&OwnerId=1", "{}",
      "what every call has is no parameter of the action" },
    { "Dotted.Name=x", "{\"Dotted.Name\":\"x\"}", "a name with a dot is matched whole first" },
    { "Config.Timeout=3&Config.Status=On", "{\"Config\":{\"Status\":\"On\",\"Timeout\":\"3\"}}",
      "an object, flat" },
    { "Rules.2.Priority=2&Rules.1.Priority=1",
      "{\"Rules\":[{\"Priority\":\"1\"},{\"Priority\":\"2\"}]}", "a list of objects" },
    { "Rules.10.Priority=10&Rules.9.Priority=9",
      "{\"Rules\":[{\"Priority\":\"9\"},{\"Priority\":\"10\"}]}",
      "the order is that of numbers, and gaps close" },
    { "Rules.1.Paths.Values.1=%2Fa&Rules.1.Paths.Values.2=%2Fb",
      "{\"Rules\":[{\"Paths\":{\"Values\":[\"/a\",\"/b\"]}}]}", "a list in an object in a list" },
    { "Scopes=[1,2]", "{\"Scopes\":[\"1\",\"2\"]}", "a list as JSON" },
    { "Scopes.1=1&Scopes.2=2", "{\"Scopes\":[\"1\",\"2\"]}", "the same, flattened" },
    { "Access={\"Mode\":\"route\",\"Ports\":[1,\"2\"]}",
      "{\"Access\":{\"Mode\":\"route\",\"Ports\":[\"1\",\"2\"]}}", "an object as JSON" },
    { "Access.Mode=route", "{\"Access\":{\"Mode\":\"route\"}}", "its other way" },
    { "Extra={\"Size\":1}", "{\"Extra\":{\"Size\":\"1\"}}", "JSON as the other way" },
    { "Names=a,b", "{\"Names\":[\"a\",\"b\"]}", "commas as the other way" },
    { "Access={\"Mode\":null}", "{\"Access\":{}}", "a JSON null is absent" },
    { "Options.a=1&Options.b.c=2", "{\"Options\":{\"a\":\"1\",\"b.c\":\"2\"}}",
      "a map's keys may have dots" },
    { "Options.%233%23a.b=1", "{\"Options\":{\"a.b\":\"1\"}}", "a key with its length" },
    { "Options.%239%23a=1", "{\"Options\":{\"#9#a\":\"1\"}}",
      "a length that lies is part of the key" },
    { "Flags={\"a\":\"1\",\"b\":true}", "{\"Flags\":{\"a\":\"1\",\"b\":\"true\"}}",
      "a map as JSON" },
    { "Codes=1,2,3", "{\"Codes\":[\"1\",\"2\",\"3\"]}", "a list with commas" },
    { "Rules=", "{}", "an empty list is none" },
};

START_TEST(makes_a_tree_of_flattened_parameters)
{
    struct decoded d = decode(trees[_i].form);

    ck_assert_msg(!d.error, "%s: %s", trees[_i].why, d.error ? d.error->message : "");
    ck_assert_msg(strcmp(d.text, trees[_i].params) == 0, "%s: got %s", trees[_i].why, d.text);
    ck_assert_str_eq(d.unknown_text, "[]");
    arena_free(d.arena);
}
END_TEST

static const struct {
    const char *form, *unknown;
} strangers[] = {
    { "Foo=1", "[\"Foo\"]" },
    { "Foo.1.Bar=1&Foo.2=2", "[\"Foo.1.Bar\",\"Foo.2\"]" },
    { "Name.1=x", "[\"Name.1\"]" },
    { "Rules.1.Priorty=1&Rules.1.Priority=1", "[\"Rules.1.Priorty\"]" },
    { "Config.Foo.Bar=1", "[\"Config.Foo.Bar\"]" },
    { "name=x", "[\"name\"]" },
    { "Access={\"Foo\":{\"Bar\":1}}", "[\"Access.Foo\"]" },
    { "Name..x=1&.Name=1&Name.=1", "[\".Name\",\"Name.\",\"Name..x\"]" },
};

START_TEST(notes_what_the_action_does_not_have)
{
    struct decoded d = decode(strangers[_i].form);

    ck_assert_ptr_null(d.error);
    ck_assert_str_eq(d.unknown_text, strangers[_i].unknown);
    arena_free(d.arena);
}
END_TEST

static const struct {
    const char *form, *message;
} defects[] = {
    { "Rules.0.Priority=1", "Rules.0.Priority can't be read: '0' must be an index" },
    { "Rules.01.Priority=1", "'01' must be an index, a number from 1 to 1000" },
    { "Rules.1001.Priority=1", "'1001' must be an index" },
    { "Rules.99999999999999999999.Priority=1", "must be an index" },
    { "Rules.-1.Priority=1", "'-1' must be an index" },
    { "Rules.x.Priority=1", "'x' must be an index" },
    { "Rules..Priority=1", "'' must be an index" },
    { "Rules=[]", "it is a list: send Rules.1, Rules.2 and so on" },
    { "Config={}", "it is an object: send Config.<Member>" },
    { "Scopes={}", "it must be a JSON list" },
    { "Scopes=[1", "it must be JSON, and is not (line 1" },
    { "Scopes=[[1]]", "Scopes.1 can't be read: it must be one value" },
    { "Access=[]", "it must be a JSON object" },
    { "Scopes=[1]&Scopes.1=2", "it is given both whole and in parts" },
    { "Options.%231%23a=1&Options.a=2", "Options.a is given twice" },
    { "Access={\"Mode\":\"route\",\"Mode\":\"route\"}", "Access.Mode is given twice" },
};

START_TEST(refuses_with_the_place_and_the_fix)
{
    struct decoded d = decode(defects[_i].form);

    ck_assert_ptr_nonnull(d.error);
    ck_assert_msg(strstr(d.error->message, defects[_i].message) != NULL, "got: %s",
                  d.error->message);
    ck_assert_int_eq(d.error->status, 400);
    arena_free(d.arena);
}
END_TEST

START_TEST(refuses_a_json_list_beyond_the_limit)
{
    struct buf form = BUF_LIMIT(1u << 20);

    buf_add_text(&form, "Scopes=[1");
    for (int i = 0; i < 1000; i++)
        buf_add_text(&form, ",1");
    buf_add_text(&form, "]");
    struct decoded d = decode(buf_str(&form).at);

    ck_assert_ptr_nonnull(d.error);
    ck_assert_ptr_nonnull(strstr(d.error->message, "more than 1000"));
    buf_done(&form);
    arena_free(d.arena);
}
END_TEST

START_TEST(refuses_json_that_nests_too_deep)
{
    struct buf form = BUF_LIMIT(1u << 20);

    buf_add_text(&form, "Scopes=");
    for (int i = 0; i < 100000; i++)
        buf_add_char(&form, '[');
    struct decoded d = decode(buf_str(&form).at);

    ck_assert_ptr_nonnull(d.error);
    ck_assert_ptr_nonnull(strstr(d.error->message, "nests deeper"));
    buf_done(&form);
    arena_free(d.arena);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("rpc");
    TCase *t = tcase_create("rpc");

    tcase_add_loop_test(t, makes_a_tree_of_flattened_parameters, 0,
                        sizeof(trees) / sizeof(trees[0]));
    tcase_add_loop_test(t, notes_what_the_action_does_not_have, 0,
                        sizeof(strangers) / sizeof(strangers[0]));
    tcase_add_loop_test(t, refuses_with_the_place_and_the_fix, 0,
                        sizeof(defects) / sizeof(defects[0]));
    tcase_add_test(t, refuses_a_json_list_beyond_the_limit);
    tcase_add_test(t, refuses_json_that_nests_too_deep);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
