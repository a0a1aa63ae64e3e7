#include <stdio.h>

#include "base/buf.h"
#include "base/digest.h"
#include "tests/test.h"

#include "base/banned.h"

static struct arena *arena;

static void open_arena(void)
{
    arena = arena_new();
}

static void close_arena(void)
{
    arena_free(arena);
}

static struct str repeat(char c, size_t count)
{
    char *text = arena_alloc(arena, count + 1);

    memset(text, c, count);
    return (struct str){ text, count };
}

/* FIPS 180-4's examples. */
START_TEST(sums_by_sha256)
{
    ck_assert_str_eq(digest_sha256_hex(arena, STR("")),
                     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    ck_assert_str_eq(digest_sha256_hex(arena, STR_NONE), digest_sha256_hex(arena, STR("")));
    ck_assert_str_eq(digest_sha256_hex(arena, STR("abc")),
                     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    ck_assert_str_eq(digest_sha256_hex(arena, repeat('a', 1000000)),
                     "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}
END_TEST

/* RFC 4231 and, with the same keys and texts where it has them, RFC 2202. */
static const struct {
    const char *key;
    char key_byte;
    size_t key_count; /* of key_byte, when key is NULL */
    const char *text;
    char text_byte;
    size_t text_count;
    const char *sha256_hex, *sha1_base64;
} vectors[] = {
    /* clang-format off */
    { NULL, 0x0b, 20, "Hi There", 0, 0,
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
      "thcxhlUFcmTii8C2+zeMjvFGvgA=" },
    { "Jefe", 0, 0, "what do ya want for nothing?", 0, 0,
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
      "7/zfauXrL6LSdBbV8YTfnCWafHk=" },
    { NULL, (char)0xaa, 20, NULL, (char)0xdd, 50,
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
      "El1zQrmsEc2Ro5r0iqF7T2PxddM=" },
    { NULL, (char)0xaa, 131, "Test Using Larger Than Block-Size Key - Hash Key First", 0, 0,
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54", NULL },
    { NULL, (char)0xaa, 80, "Test Using Larger Than Block-Size Key - Hash Key First", 0, 0,
      NULL, "qkrl4VJy0A6VcFY3zoo7Ve1AIRI=" },
    /* clang-format on */
};

START_TEST(agrees_with_published_vectors)
{
    struct str key = vectors[_i].key ? str_of(vectors[_i].key)
                                     : repeat(vectors[_i].key_byte, vectors[_i].key_count);
    struct str text = vectors[_i].text ? str_of(vectors[_i].text)
                                       : repeat(vectors[_i].text_byte, vectors[_i].text_count);

    if (vectors[_i].sha256_hex)
        ck_assert_str_eq(digest_hmac_sha256_hex(arena, key, text), vectors[_i].sha256_hex);
    if (vectors[_i].sha1_base64)
        ck_assert_str_eq(digest_hmac_sha1_base64(arena, key, text), vectors[_i].sha1_base64);
}
END_TEST

/* RFC 4648's examples, and bytes that are no text. */
static const struct {
    const char *plain;
    size_t len;
    const char *coded;
} pairs[] = {
    { "", 0, "" },
    { "f", 1, "Zg==" },
    { "fo", 2, "Zm8=" },
    { "foo", 3, "Zm9v" },
    { "foob", 4, "Zm9vYg==" },
    { "foobar", 6, "Zm9vYmFy" },
    { "\0\xff\xfe\0", 4, "AP/+AA==" },
};

START_TEST(writes_and_reads_base64)
{
    struct str plain = { pairs[_i].plain, pairs[_i].len }, back = STR_NONE;

    ck_assert_str_eq(digest_base64(arena, plain), pairs[_i].coded);
    ck_assert(digest_base64_decode(arena, str_of(pairs[_i].coded), &back));
    ck_assert(str_eq(back, plain));
}
END_TEST

START_TEST(writes_base64_in_one_line)
{
    ck_assert_ptr_null(strpbrk(digest_base64(arena, repeat('x', 300)), "\r\n"));
}
END_TEST

START_TEST(reads_base64_in_many_lines)
{
    struct str back = STR_NONE;

    ck_assert(digest_base64_decode(arena, STR("Zm9v\r\nYmFy\n"), &back));
    ck_assert(str_is(back, "foobar"));
}
END_TEST

static const char *const not_base64[] = {
    "Z", "Zg", "Zg=", "Zg=!", "Zg==x", "Zg==Zg==", "Zm9-!", "=====", "Zh==", "\xff\xff\xff\xff"
};

START_TEST(refuses_what_is_not_base64)
{
    struct str back = STR_NONE;

    ck_assert(!digest_base64_decode(arena, str_of(not_base64[_i]), &back));
    ck_assert_ptr_null(back.at);
}
END_TEST

/* What a signed RPC call's parameters are as one text; signed with the secret and '&'. */
static const char *rpc_signature(const char *signature_type)
{
    struct buf b = BUF_LIMIT(4096);
    const char *query = arena_printf(
        arena,
        "AccessKeyId=testid&Action=DescribeDedicatedHosts&Format=JSON&RegionId=cn-beijing"
        "&SignatureMethod=HMAC-SHA1&SignatureNonce=edb2b34af0af9a6d14deaf7c1a5315eb%s"
        "&SignatureVersion=1.0&Timestamp=2023-03-13T08%%3A34%%3A30Z&Version=2014-05-26",
        signature_type);
    const char *signature;

    buf_add_text(&b, "GET&%2F&");
    buf_add_percent(&b, str_of(query));
    signature = digest_hmac_sha1_base64(arena, STR("testsecret&"), buf_str(&b));
    buf_done(&b);
    return signature;
}

START_TEST(signs_an_rpc_call_as_its_clients_do)
{
    ck_assert_str_eq(rpc_signature(""), "9NaGiOspFP5UPcwX8Iwt2YJXXuk=");
    ck_assert_str_eq(rpc_signature("&SignatureType="), "UH9YZkJFJxStt4vBk2/uWn0aA9U=");
}
END_TEST

START_TEST(signs_an_acs3_call_as_its_clients_do)
{
    static const char request[] =
        "POST\n/\n"
        "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai\n"
        "host:ecs.cn-shanghai.aliyuncs.com\n"
        "x-acs-action:RunInstances\n"
        "x-acs-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
        "x-acs-date:2023-10-26T10:22:32Z\n"
        "x-acs-signature-nonce:3156853299f313e23d1673dc12e1703d\n"
        "x-acs-version:2014-05-26\n"
        "\n"
        "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version\n"
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const char *hash = digest_sha256_hex(arena, str_of(request));
    const char *to_sign = arena_printf(arena, "ACS3-HMAC-SHA256\n%s", hash);

    ck_assert_str_eq(hash, "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259");
    ck_assert_str_eq(digest_hmac_sha256_hex(arena, STR("YourAccessKeySecret"), str_of(to_sign)),
                     "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
}
END_TEST

START_TEST(says_the_same_in_hex_and_base64)
{
    struct str bytes = STR_NONE;
    const char *hex = digest_hmac_sha256_hex(arena, STR("k"), STR("text"));
    const char *coded = digest_hmac_sha256_base64(arena, STR("k"), STR("text"));
    char again[65] = "";

    ck_assert(digest_base64_decode(arena, str_of(coded), &bytes));
    ck_assert_uint_eq(bytes.len, 32);
    for (size_t i = 0; i < bytes.len; i++)
        snprintf(again + 2 * i, 3, "%02x", (unsigned char)bytes.at[i]);
    ck_assert_str_eq(again, hex);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("digest");
    TCase *t = tcase_create("digest");

    tcase_add_checked_fixture(t, open_arena, close_arena);
    tcase_add_test(t, sums_by_sha256);
    tcase_add_loop_test(t, agrees_with_published_vectors, 0, sizeof vectors / sizeof *vectors);
    tcase_add_loop_test(t, writes_and_reads_base64, 0, sizeof pairs / sizeof *pairs);
    tcase_add_test(t, writes_base64_in_one_line);
    tcase_add_test(t, reads_base64_in_many_lines);
    tcase_add_loop_test(t, refuses_what_is_not_base64, 0, sizeof not_base64 / sizeof *not_base64);
    tcase_add_test(t, signs_an_rpc_call_as_its_clients_do);
    tcase_add_test(t, signs_an_acs3_call_as_its_clients_do);
    tcase_add_test(t, says_the_same_in_hex_and_base64);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
