#include "tests/test.h"

#include "mockalb/resources/alb/rule_values.h"

#include "base/banned.h"

struct value {
    const char *text;
    bool legal;
};

static const struct value hosts[] = {
    { "a.example", true },
    { "*.example", true },
    { "*.a.example", true },
    { "a-b.example", true },
    { "a*.example", true },
    { "?.example", true },
    { "a.exampl?", true },
    { "~^a\\.example$", true },
    { "~(a|b)\\.example", true },
    { "1.2.example", true },
    { "nodots", false },
    { ".example", false },
    { "example.", false },
    { "A.example", false },
    { "-a.example", false },
    { "a-.example", false },
    { "a.example2", false },
    { "10.0.0.1", false },
    { "~*.example", false },
    { "~(a", false },
    { "a..example", false },
    { "a b.example", false },
    { "", false },
    { "*", false },
    { "a_b.example", true },
    { "a:80.example", false },
};

static const struct value paths[] = {
    { "/", true },      { "/*", true },         { "/a", true },           { "/a/*", true },
    { "/a.b+c", true }, { "/a?b", true },       { "/a~b@c:d'e&f", true }, { "~^/a[0-9]+$", true },
    { "~*/A", true },   { "", false },          { "a", false },           { "/a b", false },
    { "/a#b", false },  { "/a%20", false },     { "/a(b)", false },       { "/a[b]", false },
    { "/a^b", false },  { "/a,b", false },      { "/a;b", false },        { "/a!b", false },
    { "/a\"b", false }, { "/a$b", false },      { "/a{b}", false },       { "/a|b", false },
    { "/a\\b", false }, { "~", false },         { "~*", false },          { "~(", false },
    { "~a b", false },  { "~^/a\\.b$", false }, { "~^/a[.]b$", true },
};

static const struct value headers[] = {
    { "a", true },   { "a b", true }, { "*", true },         { "~", true },     { " a", false },
    { "a ", false }, { "", false },   { "\303\244", false }, { "a\tb", false },
};

static const struct value queries[] = {
    { "a", true },    { "a*", true },  { "1-2", true },  { "a;b", true }, { "A", false },
    { "a b", false }, { "a#", false }, { "a&b", false }, { "", false },   { "{a}", false },
};

static const struct value cookies[] = {
    { "a", true },
    { "a;b", false },
    { "A", false },
};

static const struct value sources[] = {
    { "10.0.0.1", true },        { "10.0.0.0/8", true },
    { "2001:db8::1", true },     { "2001:db8::/32", true },
    { "0.0.0.0/0", false },      { "0.0.0.0", false },
    { "10.0.0.0/33", false },    { "a", false },
    { "2001:db8::/129", false }, { "", false },
    { "10.0.0", false },
};

static const struct value statuses[] = {
    { "200", true },  { "500-599", true }, { "100", true },   { "99", false },
    { "600", false }, { "2xx", false },    { "200-", false }, { "-200", false },
};

static const struct {
    const char *name;
    bool (*is)(struct str s);
    const struct value *values;
    size_t count;
} kinds[] = {
    { "host", value_is_host, hosts, sizeof(hosts) / sizeof(hosts[0]) },
    { "path", value_is_path, paths, sizeof(paths) / sizeof(paths[0]) },
    { "header", value_is_header, headers, sizeof(headers) / sizeof(headers[0]) },
    { "query", value_is_query, queries, sizeof(queries) / sizeof(queries[0]) },
    { "cookie", value_is_cookie, cookies, sizeof(cookies) / sizeof(cookies[0]) },
    { "source", value_is_source, sources, sizeof(sources) / sizeof(sources[0]) },
    { "status", value_is_status, statuses, sizeof(statuses) / sizeof(statuses[0]) },
};

START_TEST(is_told_from_what_is_none)
{
    for (size_t i = 0; i < kinds[_i].count; i++) {
        const struct value *v = &kinds[_i].values[i];
        ck_assert_msg(kinds[_i].is(str_of(v->text)) == v->legal, "%s '%s' is %s", kinds[_i].name,
                      v->text, v->legal ? "refused" : "taken");
    }
}
END_TEST

START_TEST(has_128_bytes_at_most)
{
    char path[130] = "/";
    memset(path + 1, 'a', 128);

    ck_assert(!value_is_path(str_of(path)));
    path[128] = '\0';
    ck_assert(value_is_path(str_of(path)));
}
END_TEST

START_TEST(is_a_wildcard_by_its_letters)
{
    ck_assert(value_has_wildcard(STR("/a/*")));
    ck_assert(value_has_wildcard(STR("?.example")));
    ck_assert(!value_has_wildcard(STR("/a")));
}
END_TEST

START_TEST(may_not_set_headers_of_the_service)
{
    ck_assert(value_is_reserved_header(STR("X-Forwarded-Host"), false));
    ck_assert(value_is_reserved_header(STR("Content-Length"), true));
    ck_assert(!value_is_reserved_header(STR("X-Forwarded-Host"), true));
    ck_assert(!value_is_reserved_header(STR("X-Own"), false));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("rule values");
    TCase *value = tcase_create("a value");

    tcase_add_loop_test(value, is_told_from_what_is_none, 0,
                        (int)(sizeof(kinds) / sizeof(kinds[0])));
    tcase_add_test(value, has_128_bytes_at_most);
    tcase_add_test(value, is_a_wildcard_by_its_letters);
    tcase_add_test(value, may_not_set_headers_of_the_service);
    suite_add_tcase(s, value);
    return s;
}

TEST_MAIN(suite)
