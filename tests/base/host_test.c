#include "base/host.h"

#include "tests/test.h"

#include "base/banned.h"

/* An authority, its host, its port ("-": absent), and whether it is below ".example". */
static const struct {
    const char *authority, *host, *port;
    bool below;
} authorities[] = {
    { "a.example", "a.example", "-", true },
    { "a.example:443", "a.example", "443", true },
    { "A.b.EXAMPLE.:80", "A.b.EXAMPLE", "80", true },
    { "a.example.", "a.example", "-", true },
    { "a.example:", "a.example", "", true },
    { ".example", ".example", "-", false },
    { "example", "example", "-", false },
    { "an-example", "an-example", "-", false },
    { "a.example.org", "a.example.org", "-", false },
    { "a.example..", "a.example.", "-", false },
    { ".", ".", "-", false },
    { ":80", "", "80", false },
    { "", "", "-", false },
    { "[::1]:80", "[::1]", "80", false },
    { "[::1]", "[::1]", "-", false },
    { "[::1", "[::1", "-", false },
};

START_TEST(takes_an_authority_apart)
{
    struct str authority = str_of(authorities[_i].authority), port = host_port(authority);

    ck_assert_msg(str_is(host_of(authority), authorities[_i].host), "%s: %.*s",
                  authorities[_i].authority, STR_ARG(host_of(authority)));
    ck_assert_msg(str_is(port.at ? port : STR("-"), authorities[_i].port), "%s: %.*s",
                  authorities[_i].authority, STR_ARG(port));
    ck_assert_msg(host_is_below(host_of(authority), STR(".example")) == authorities[_i].below, "%s",
                  authorities[_i].authority);
}
END_TEST

START_TEST(finds_nothing_in_an_absent_authority)
{
    ck_assert_uint_eq(host_of(STR_NONE).len, 0);
    ck_assert(!host_port(STR_NONE).at);
    ck_assert(!host_is_below(host_of(STR_NONE), STR(".example")));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("host");
    TCase *t = tcase_create("host");

    tcase_add_loop_test(t, takes_an_authority_apart, 0,
                        sizeof(authorities) / sizeof(authorities[0]));
    tcase_add_test(t, finds_nothing_in_an_absent_authority);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
