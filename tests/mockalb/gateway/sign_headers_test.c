/*
 * ACS3: signatures in headers.
 */
#include <string.h>

#include "tests/mockalb/gateway/vector.h"
#include "tests/test.h"

#include "base/banned.h"

/* The documented example. */
static const char *const example_headers[][2] = {
    { "Host", "" },
    { "x-acs-action", "RunInstances" },
    { "X-Acs-Version", " 2014-05-26 " },
    { "x-acs-date", "2023-10-26T10:22:32Z" },
    { "x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d" },
    { "x-acs-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
};

enum { EXAMPLE_HEADERS = sizeof(example_headers) / sizeof(example_headers[0]) };

#define EXAMPLE_SIGNED                                                                             \
    "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version"

static void open_example_at(struct vector *v, const char *host)
{
    vector_open(v);
    struct pair *headers = arena_alloc(v->arena, EXAMPLE_HEADERS * sizeof(*headers));
    for (size_t i = 0; i < EXAMPLE_HEADERS; i++)
        headers[i] = (struct pair){ .name = str_of(example_headers[i][0]),
                                    .value = str_of(example_headers[i][1]) };
    headers[0].value = str_of(host);
    v->key = (struct access_key){ .id = "YourAccessKeyId", .secret = "YourAccessKeySecret" };
    v->request.method = STR("POST");
    v->request.headers = headers;
    v->request.header_count = EXAMPLE_HEADERS;
    v->request.authorization =
        STR("ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=" EXAMPLE_SIGNED
            ",Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
    add_text(&v->request, "ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd");
    add_text(&v->request, "RegionId", "cn-shanghai");
}

static void open_example(struct vector *v)
{
    open_example_at(v, "ecs.cn-shanghai.aliyuncs.com");
}

START_TEST(accepts_the_documented_example_of_headers)
{
    struct vector v;
    open_example(&v);

    ck_assert_str_eq(vector_check(&v), "");

    ck_assert_str_eq(vector_check(&v),
                     "SignatureNonceUsed 400: Specified signature nonce was used already.");
    vector_close(&v);
}
END_TEST

/* The example again, sent to another port than it was signed for. */
START_TEST(signs_the_port_of_the_host)
{
    struct vector v;
    open_example_at(&v, "ecs.cn-shanghai.aliyuncs.com:8080");

    ck_assert_ptr_nonnull(strstr(vector_check(&v), "SignatureDoesNotMatch 400: "));

    ck_assert_ptr_nonnull(strstr(v.hint, "signed without its port"));
    /* The mark stands below the first byte that differs: where only ours has the port. */
    const char *ours = strstr(v.hint, "\n  ours:   …"), *client = strstr(v.hint, "\n  client: …");
    const char *mark = strrchr(v.hint, '\n');
    ck_assert(ours && client && mark > client);
    size_t at = strlen(mark + 1) - 1 + strlen("…") - 1; /* as wide as one letter */
    ck_assert(strncmp(ours + 1 + at, ":8080\\nx-acs-action:", 10) == 0);
    ck_assert(strncmp(client + 1 + at, "\\nx-acs-action:", 10) == 0);
    ck_assert_int_eq(mark[strlen(mark) - 1], '^');
    vector_close(&v);
}
END_TEST

/* All but one: host and whatever begins with x-acs- must be signed. */
static const struct {
    const char *signed_headers, *left_out;
} incomplete[] = {
    { "x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version", "Host" },
    { "host;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version", "x-acs-action" },
    { "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce", "X-Acs-Version" },
};

START_TEST(wants_every_header_of_the_service_signed)
{
    static const struct sign_habits right;
    const char *list = incomplete[_i].signed_headers;
    struct vector v;
    open_example(&v);
    const struct signature s = { .in_headers = true, .signed_headers = list };
    const char *canonical = sign_headers_canonical(v.arena, &v.request, &s, &right);
    const char *string = sign_headers_string(v.arena, canonical);
    v.request.authorization = str_of(arena_printf(
        v.arena, "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=%s,Signature=%s", list,
        sign_headers(v.arena, v.key.secret, string, &right)));

    const char *answer = vector_check(&v);

    ck_assert_str_eq(answer,
                     arena_printf(v.arena,
                                  "IncompleteSignature 400: The request signature does not conform "
                                  "to Aliyun standards. server string to sign is:%s",
                                  string));
    ck_assert_str_eq(v.hint, arena_printf(v.arena, "the header %s must be among SignedHeaders",
                                          incomplete[_i].left_out));
    vector_close(&v);
}
END_TEST

START_TEST(counts_the_body_by_its_digest)
{
    struct vector v;
    open_example(&v);
    v.request.body = STR("a=1");
    request_add_form(&v.request, v.request.body);

    ck_assert_ptr_nonnull(strstr(vector_check(&v), "SignatureDoesNotMatch 400: "));

    ck_assert_ptr_nonnull(strstr(v.hint, "the digest was that of an empty body"));
    vector_close(&v);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("sign headers");
    TCase *t = tcase_create("sign headers");

    tcase_add_test(t, accepts_the_documented_example_of_headers);
    tcase_add_test(t, signs_the_port_of_the_host);
    tcase_add_loop_test(t, wants_every_header_of_the_service_signed, 0,
                        sizeof(incomplete) / sizeof(incomplete[0]));
    tcase_add_test(t, counts_the_body_by_its_digest);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
