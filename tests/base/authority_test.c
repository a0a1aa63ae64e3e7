#include "base/authority.h"

#include <string.h>
#include <sys/stat.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/x509.h"
#include "tests/test.h"

#include "base/banned.h"

static const char *const names[] = { "alb.example", "*.cn.example", "127.0.0.1", NULL };

static struct certificate issue(struct arena *a, const struct authority *ca)
{
    struct certificate_wish wish = { .common_name = "somebody",
                                     .organization = "system:masters",
                                     .names = names,
                                     .use = CERTIFICATE_client };
    struct certificate ret = { 0 };
    struct err err;

    ck_assert_msg(authority_issue(ca, &wish, a, &ret, &err), "%s", err.text);
    return ret;
}

START_TEST(issues_certificates_that_say_what_was_wished)
{
    struct authority *ca = authority_new("our own", NULL);
    struct arena *a = arena_new();
    struct certificate made = issue(a, ca);
    struct x509 seen;
    struct err err;

    ck_assert_msg(x509_read(a, str_of(made.pem), &seen, &err), "%s", err.text);

    ck_assert_str_eq(seen.common_name, "somebody");
    ck_assert_str_eq(seen.organization, "system:masters");
    ck_assert_str_eq(seen.issuer_name, "our own");
    ck_assert_str_eq(seen.sans, "alb.example,*.cn.example,127.0.0.1");
    ck_assert(x509_has_key(str_of(made.pem), str_of(made.key), &err));
    arena_free(a);
    authority_free(ca);
}
END_TEST

START_TEST(is_the_same_after_it_was_written_and_read)
{
    char dir[] = "/tmp/authority-XXXXXX";
    struct arena *a = arena_new();
    const char *file;
    struct authority *first, *second;
    struct stat st;
    struct err err;
    ck_assert_ptr_nonnull(mkdtemp(dir));
    file = arena_printf(a, "%s/ca.pem", dir);

    first = authority_open(file, "our own", &err);
    second = authority_open(file, "another", &err);

    ck_assert_ptr_nonnull(first);
    ck_assert_ptr_nonnull(second);
    ck_assert_str_eq(authority_text(first, a), authority_text(second, a));
    ck_assert_int_eq(stat(file, &st), 0);
    ck_assert_int_eq(st.st_mode & 0777, 0600);
    ck_assert(file_remove_tree(dir, NULL));
    authority_free(second);
    authority_free(first);
    arena_free(a);
}
END_TEST

START_TEST(does_not_sign_with_what_is_no_authority)
{
    struct authority *ca = authority_new("our own", NULL);
    struct arena *a = arena_new();
    struct certificate leaf = issue(a, ca);
    const char *texts[] = { "", "no PEM", leaf.pem, authority_certificate(ca, a),
                            arena_printf(a, "%s%s", leaf.pem, leaf.key) };
    struct err err = { "" };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        ck_assert_ptr_null(authority_read(str_of(texts[i]), &err));

    ck_assert_str_eq(err.text, "this certificate is not that of an authority");
    arena_free(a);
    authority_free(ca);
}
END_TEST

/* The first certificate of a PEM, as a handshake brings it. */
static struct str der_of(struct arena *a, const char *pem)
{
    const char *from = strchr(pem, '\n'), *to = strstr(pem, "-----END");
    struct str bytes;

    ck_assert(digest_base64_decode(a, (struct str){ from, (size_t)(to - from) }, &bytes));
    return bytes;
}

START_TEST(knows_what_it_has_signed)
{
    struct authority *ca = authority_new("our own", NULL);
    struct authority *other = authority_new("our own", NULL);
    struct arena *a = arena_new();
    const char *name = NULL;

    bool ours = authority_signed(ca, der_of(a, issue(a, ca).pem), a, &name);
    bool theirs = authority_signed(ca, der_of(a, issue(a, other).pem), a, &(const char *){ NULL });

    ck_assert(ours);
    ck_assert_str_eq(name, "somebody");
    ck_assert(!theirs);
    arena_free(a);
    authority_free(other);
    authority_free(ca);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("authority");
    TCase *t = tcase_create("an authority");

    tcase_add_test(t, issues_certificates_that_say_what_was_wished);
    tcase_add_test(t, is_the_same_after_it_was_written_and_read);
    tcase_add_test(t, knows_what_it_has_signed);
    tcase_add_test(t, does_not_sign_with_what_is_no_authority);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
