#include "runner/kube/formats.h"
#include "tests/runner/kube/scene.h"

#include "base/banned.h"

static const struct {
    const char *format;
    const char *fits[8], *fails[8]; /* up to NULL */
} rows[] = {
    /* clang-format off */
    { "date-time", { "2014-12-15T19:30:20Z", "2014-12-15t19:30:20.123+01:00", "2024-02-29T00:00:00z" },
      { "2014-12-15", "2014-12-15 19:30:20Z", "2014-13-15T19:30:20Z", "2014-12-15T24:00:00Z", "2014-12-15T19:30:20",
        "2023-02-29T00:00:00Z", "" } },
    { "datetime",  { "2014-12-15T19:30:20Z" }, { "x" } },
    { "date",      { "2006-01-02", "2000-02-29" }, { "2006-1-2", "1900-02-29", "2006-04-31", "2006-01-02T", "2006-01-02\n" } },
    { "duration",  { "1h30m", "1.5s", "-2ms", "0", "22 ns", "3 days", "5 weeks" }, { "", "1", "1 fortnight", "h1" } },
    { "ipv4",      { "10.0.0.1", "255.255.255.255" }, { "10.0.0", "256.0.0.1", "010.0.0.1", "::1", "" } },
    { "ipv6",      { "::1", "2001:db8::ffff", "::ffff:1.2.3.4" }, { "10.0.0.1", "2001:db8::g", ":::" } },
    { "cidr",      { "10.0.0.0/8", "2001:db8::/128" }, { "10.0.0.0", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/-1", "/8" } },
    { "mac",       { "00:16:3e:0a:0b:0c", "00-16-3E-0A-0B-0C", "0016.3e0a.0b0c", "00:16:3e:0a:0b:0c:0d:0e" },
      { "00:16:3e:0a:0b", "00:16-3e:0a:0b:0c", "g0:16:3e:0a:0b:0c" } },
    { "uuid",      { "123e4567-e89b-12d3-a456-426614174000", "123E4567E89B12D3A456426614174000" },
      { "123e4567-e89b-12d3-a456-42661417400", "g23e4567-e89b-12d3-a456-426614174000" } },
    { "uuid3",     { "123e4567-e89b-32d3-a456-426614174000" }, { "123e4567-e89b-42d3-a456-426614174000" } },
    { "uuid4",     { "123e4567-e89b-42d3-a456-426614174000" }, { "123e4567-e89b-42d3-c456-426614174000" } },
    { "uuid5",     { "123e4567-e89b-52d3-B456-426614174000" }, { "123e4567-e89b-42d3-a456-426614174000" } },
    { "byte",      { "", "aGVsbG8=" }, { "aGVsbG8", "!" } },
    { "email",     { "a@example.com", "A Person <a@example.com>" }, { "a", "a@", "@example.com", "a b@example.com" } },
    { "hostname",  { "a", "tea.example.com", "t-e.example" }, { "", "-a.example", "a..example", "tea.example.1", "a_b" } },
    { "uri",       { "http://example.com/a?b=c", "/path", "urn:x:y" }, { "", "example.com", "http://a/%zz" } },
    { "hexcolor",  { "#fff", "00FF00" }, { "#ff", "#ggg" } },
    { "rgbcolor",  { "rgb(0,128,255)", "rgb( 1 , 2 , 3 )" }, { "rgb(0,128,256)", "rgb(0,1)" } },
    { "ssn",       { "123-45-6789", "123 45 6789" }, { "123-456-789" } },
    { "isbn10",    { "0321751043", "080442957X" }, { "0321751044", "978-0321751041" } },
    { "isbn13",    { "978-0321751041" }, { "978-0321751042", "0321751043" } },
    { "isbn",      { "0321751043", "978-0321751041" }, { "1", "X" } },
    { "creditcard", { "4111 1111 1111 1111" }, { "4111 1111 1111 1112", "4111" } },
    { "bsonobjectid", { "507f1f77bcf86cd799439011" }, { "507f1f77bcf86cd79943901" } },
    { "password",  { "", "anything" }, { NULL } },
    { "int32",     { "passed over" }, { NULL } },
    { "no such format, and a long name for it", { "passed over" }, { NULL } },
    /* clang-format on */
};

START_TEST(is_enforced_as_the_api_server_does)
{
    struct str format = str_of(rows[_i].format);

    for (int i = 0; rows[_i].fits[i]; i++)
        ck_assert_msg(format_fits(format, str_of(rows[_i].fits[i])), "%s: %s", rows[_i].format,
                      rows[_i].fits[i]);
    for (int i = 0; rows[_i].fails[i]; i++)
        ck_assert_msg(!format_fits(format, str_of(rows[_i].fails[i])), "%s takes %s",
                      rows[_i].format, rows[_i].fails[i]);
}
END_TEST

START_TEST(is_named_with_or_without_its_hyphen)
{
    ck_assert(format_is_known(STR("date-time")));
    ck_assert(format_is_known(STR("datetime")));
    ck_assert(!format_is_known(STR("int64")));
    ck_assert(!format_is_known(STR("k8s-short-name")));
}
END_TEST

#define CRDS "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"

static const cJSON *define(struct scene *s, const char *schema)
{
    return made(
        s, CRDS,
        arena_printf(s->arena,
                     "{'metadata':{'name':'pots.tea.example'},'spec':{'group':'tea.example',"
                     "'scope':'Namespaced','names':{'plural':'pots','kind':'Pot'},'versions':[{"
                     "'name':'v1','served':true,'storage':true,'schema':{'openAPIV3Schema':{"
                     "'type':'object','properties':{'spec':{'type':'object','properties':{'x':%s}}"
                     "}}}}]}}",
                     schema));
}

START_TEST(refuses_a_value_in_the_words_of_the_api)
{
    struct scene *s = scene_new();
    define(s, "{'type':'string','format':'date-time'}");

    const cJSON *no = answer(s, "POST", "/apis/tea.example/v1/namespaces/default/pots",
                             "{'apiVersion':'tea.example/v1','kind':'Pot','metadata':{'name':'p'},"
                             "'spec':{'x':'today'}}");

    ck_assert_int_eq(s->code, 422);
    ck_assert_str_eq(
        json_text(no, "message"),
        "Pot.tea.example \"p\" is invalid: spec.x: Invalid value: \"today\": spec.x in "
        "body must be of type date-time: \"today\"");
    scene_free(s);
}
END_TEST

static const struct {
    const char *schema, *warnings;
} warned[] = {
    /* clang-format off */
    { "{'type':'string','format':'date-time'}", "" },
    { "{'type':'integer','format':'int64'}", "" },
    { "{'type':'string','format':'colour'}", "299 - \"unrecognized format \\\"colour\\\"\"\n" },
    { "{'type':'array','items':{'type':'string','format':'colour'}}", "299 - \"unrecognized format \\\"colour\\\"\"\n" },
    { "{'type':'integer','x-kubernetes-validations':[{'rule':'self > 1'}]}", "" },
    { "{'type':'string','default':'a','enum':['a'],'format':'password'}", "" },
    /* clang-format on */
};

START_TEST(warns_of_what_is_not_enforced)
{
    struct scene *s = scene_new();

    const cJSON *crd = define(s, warned[_i].schema);

    ck_assert_str_eq(s->warnings, warned[_i].warnings);
    ck_assert_ptr_nonnull(crd);
    scene_free(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/formats");
    TCase *t = tcase_create("a format");

    tcase_add_loop_test(t, is_enforced_as_the_api_server_does, 0, sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(t, is_named_with_or_without_its_hyphen);
    tcase_add_test(t, refuses_a_value_in_the_words_of_the_api);
    tcase_add_loop_test(t, warns_of_what_is_not_enforced, 0, sizeof(warned) / sizeof(warned[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
