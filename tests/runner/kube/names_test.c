#include "runner/kube/names.h"
#include "tests/test.h"

#include "base/banned.h"

#define X10 "xxxxxxxxxx"
#define X60 X10 X10 X10 X10 X10 X10
#define X63 X60 "xxx"

typedef const char *fault_fn(struct str s);

static const struct row {
    fault_fn *fault;
    const char *text;
    bool fine;
} rows[] = {
    /* clang-format off */
    { name_fault_subdomain,   "tea",                       true },
    { name_fault_subdomain,   "tea.example.com",           true },
    { name_fault_subdomain,   "1-a",                       true },
    { name_fault_subdomain,   X63 "." X63 "." X63 ".a",    true },
    { name_fault_subdomain,   X63 "." X63 "." X63 "." X63, false },
    { name_fault_subdomain,   "",                          false },
    { name_fault_subdomain,   "Tea",                       false },
    { name_fault_subdomain,   "tea_",                      false },
    { name_fault_subdomain,   "-tea",                      false },
    { name_fault_subdomain,   "tea-",                      false },
    { name_fault_subdomain,   "tea..a",                    false },
    { name_fault_subdomain,   "tea.",                      false },
    { name_fault_subdomain,   "te/a",                      false },
    { name_fault_label,       X63,                         true },
    { name_fault_label,       X63 "x",                     false },
    { name_fault_label,       "a.b",                       false },
    { name_fault_service,     "a1-b",                      true },
    { name_fault_service,     "1a",                        false },
    { name_fault_service,     "",                          false },
    { name_fault_qualified,   "app",                       true },
    { name_fault_qualified,   "My_App.x",                  true },
    { name_fault_qualified,   "example.com/MyName",        true },
    { name_fault_qualified,   "a.b/" X63,                  true },
    { name_fault_qualified,   "a.b/" X63 "x",              false },
    { name_fault_qualified,   "a.b/",                      false },
    { name_fault_qualified,   "/a",                        false },
    { name_fault_qualified,   "a/b/c",                     false },
    { name_fault_qualified,   "A.b/c",                     false },
    { name_fault_qualified,   "_a",                        false },
    { name_fault_qualified,   "",                          false },
    { name_fault_label_value, "",                          true },
    { name_fault_label_value, "A_b.c-1",                   true },
    { name_fault_label_value, X63 "x",                     false },
    { name_fault_label_value, "-a",                        false },
    { name_fault_label_value, "a b",                       false },
    { name_fault_config_key,  "..data",                    true },
    { name_fault_config_key,  "a/b",                       false },
    { name_fault_config_key,  "",                          false },
    { name_fault_port,        "http",                      true },
    { name_fault_port,        "use-annotation",            true },
    { name_fault_port,        "123",                       false },
    { name_fault_port,        "a--b",                      false },
    { name_fault_port,        "sixteen-letters-",          false },
    { name_fault_port,        "Http",                      false },
    { name_fault_wildcard,    "*.example.com",             true },
    { name_fault_wildcard,    "*example.com",              false },
    { name_fault_wildcard,    "*.*.com",                   false },
    { name_fault_wildcard,    "a.*.com",                   false },
    { name_fault_wildcard,    "*",                         false },
    /* clang-format on */
};

START_TEST(is_taken_or_refused_as_the_api_does)
{
    const struct row *row = &rows[_i];

    const char *fault = row->fault(str_of(row->text));

    ck_assert_msg(!fault == row->fine, "\"%s\": %s", row->text, fault ? fault : "taken");
}
END_TEST

static const struct {
    const char *text;
    bool ip, v6;
} addresses[] = {
    { "10.0.0.1", true, false }, { "::1", true, true },          { "fd00::1", true, true },
    { "10.0.0", false, false },  { "10.0.0.256", false, false }, { "tea", false, false },
    { "", false, false },        { "1.2.3.4.5", false, false },  { "::1%lo", false, false },
};

START_TEST(is_an_address_or_not)
{
    struct str s = str_of(addresses[_i].text);

    ck_assert_msg(name_is_ip(s) == addresses[_i].ip, "%s", addresses[_i].text);
    ck_assert_msg(name_is_ipv6(s) == addresses[_i].v6, "%s", addresses[_i].text);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/names");
    TCase *t = tcase_create("a text");

    tcase_add_loop_test(t, is_taken_or_refused_as_the_api_does, 0, sizeof(rows) / sizeof(rows[0]));
    tcase_add_loop_test(t, is_an_address_or_not, 0, sizeof(addresses) / sizeof(addresses[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
