#include "base/net/uri.h"

#include "base/buf.h"
#include "tests/test.h"

#include "base/banned.h"

/* authority, path and arguments as "authority|path|name=value;…" */
static const struct {
    const char *target, *parts;
} accepted[] = {
    { "/", "|/|" },
    { "/a/b?", "|/a/b|" },
    { "/a%20b+c", "|/a b+c|" },
    { "/%2f%2F", "|///|" },
    { "/?a=%41", "|/|a=A;" },
    { "/100%", "|/100%|" },
    { "/%zz%4", "|/%zz%4|" },
    { "/?a=1&b=2&a=3", "|/|a=1;b=2;a=3;" },
    { "/?a=&b&=c&&d=e=f&", "|/|a=;b=;=c;d=e=f;" },
    { "/?a+b=c+d%2Be%26", "|/|a b=c d+e&;" },
    { "/?x=%E4%BD%A0", "|/|x=\xE4\xBD\xA0;" },
    { "/?a=?/", "|/|a=?/;" },
    { "*", "|*|" },
    { "http://host:80/p?q=1", "host:80|/p|q=1;" },
    { "HTTPS://host/", "host|/|" },
    { "http://host", "host|/|" },
    { "http://host?q=1", "host|/|q=1;" },
    { "http:///p", "|/p|" },
    { "http://me:secret@host:80/p@q", "host:80|/p@q|" },
    { "http://a@b@host/", "host|/|" },
    { "//host/p", "|//host/p|" },
};

/* Path and query as they came, which is what is passed on. */
static const struct {
    const char *target, *rest;
} rests[] = {
    { "/a%20b?c=%41", "/a%20b?c=%41" }, { "http://host/a%20b?c=%41", "/a%20b?c=%41" },
    { "https://me@host:1/p", "/p" },    { "http://host", "/" },
    { "http://host?q=1", "/?q=1" },     { "*", "*" },
};

START_TEST(keeps_what_comes_behind_the_authority)
{
    struct arena *a = arena_new();
    const char *why = NULL;
    struct uri u;

    ck_assert(uri_parse(a, str_of(rests[_i].target), &u, &why));

    ck_assert_msg(str_is(u.target, rests[_i].rest), "%s: %.*s", rests[_i].target,
                  STR_ARG(u.target));
    arena_free(a);
}
END_TEST

static const char *const refused[] = { "",     "a",       "?a=1",  "host:443", "ftp://host/",
                                       "/%00", "/?a=%00", "/?%00", "http:/x",  "**" };

static void print_parts(const struct uri *u, struct buf *to)
{
    buf_printf(to, "%.*s|%.*s|", STR_ARG(u->authority), STR_ARG(u->path));
    for (size_t i = 0; i < u->arg_count; i++)
        buf_printf(to, "%.*s=%.*s;", STR_ARG(u->args[i].name), STR_ARG(u->args[i].value));
}

START_TEST(takes_a_target_apart)
{
    struct arena *a = arena_new();
    struct buf parts = BUF_LIMIT(1024);
    const char *why = NULL;
    struct uri u;

    bool ok = uri_parse(a, str_of(accepted[_i].target), &u, &why);

    ck_assert_msg(ok, "%s: %s", accepted[_i].target, why);
    print_parts(&u, &parts);
    ck_assert_str_eq(parts.at, accepted[_i].parts);
    buf_done(&parts);
    arena_free(a);
}
END_TEST

START_TEST(refuses_what_is_no_target)
{
    struct arena *a = arena_new();
    const char *why = NULL;
    struct uri u;

    bool ok = uri_parse(a, str_of(refused[_i]), &u, &why);

    ck_assert_msg(!ok, "%s", refused[_i]);
    ck_assert_ptr_nonnull(why);
    arena_free(a);
}
END_TEST

START_TEST(finds_the_first_argument_of_a_name)
{
    struct arena *a = arena_new();
    const char *why = NULL;
    struct uri u;

    ck_assert(uri_parse(a, STR("/?a=1&watch&a=2"), &u, &why));

    ck_assert(str_is(uri_arg_named(&u, STR("a")), "1"));
    ck_assert(str_is(uri_arg_named(&u, STR("watch")), ""));
    ck_assert_ptr_null(uri_arg_named(&u, STR("A")).at);
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("uri");
    TCase *t = tcase_create("uri");

    tcase_add_loop_test(t, takes_a_target_apart, 0, sizeof(accepted) / sizeof(accepted[0]));
    tcase_add_loop_test(t, keeps_what_comes_behind_the_authority, 0,
                        sizeof(rests) / sizeof(rests[0]));
    tcase_add_loop_test(t, refuses_what_is_no_target, 0, sizeof(refused) / sizeof(refused[0]));
    tcase_add_test(t, finds_the_first_argument_of_a_name);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
