#include "base/digest.h"
#include "tests/test.h"

#include "base/banned.h"

/* RFC 2202 (SHA-1), RFC 4231 (SHA-256), case 2 of each; FIPS 180 for the bare digest. */
START_TEST(agrees_with_published_vectors)
{
    struct arena *a = arena_new();
    struct str key = STR("Jefe"), text = STR("what do ya want for nothing?");

    ck_assert_str_eq(digest_hmac_sha1_base64(a, key, text), "7/zfauXrL6LSdBbV8YTfnCWafHk=");
    ck_assert_str_eq(digest_hmac_sha256_hex(a, key, text),
                     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    ck_assert_str_eq(digest_hmac_sha256_base64(a, key, text),
                     "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
    ck_assert_str_eq(digest_sha256_hex(a, STR("abc")),
                     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    ck_assert_str_eq(digest_sha256_hex(a, STR("")),
                     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    arena_free(a);
}
END_TEST

static const struct {
    const char *plain, *coded;
} pairs[] = { { "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foobar", "Zm9vYmFy" } };

START_TEST(writes_and_reads_base64)
{
    struct arena *a = arena_new();
    struct str back = STR_NONE;

    ck_assert_str_eq(digest_base64(a, str_of(pairs[_i].plain)), pairs[_i].coded);
    ck_assert(digest_base64_decode(a, str_of(pairs[_i].coded), &back));
    ck_assert(str_is(back, pairs[_i].plain));
    arena_free(a);
}
END_TEST

START_TEST(refuses_what_is_not_base64)
{
    struct arena *a = arena_new();
    struct str back = STR_NONE;

    ck_assert(!digest_base64_decode(a, STR("Zg=!"), &back));
    ck_assert_ptr_null(back.at);
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("digest");
    TCase *t = tcase_create("digest");

    tcase_add_test(t, agrees_with_published_vectors);
    tcase_add_loop_test(t, writes_and_reads_base64, 0, sizeof(pairs) / sizeof(pairs[0]));
    tcase_add_test(t, refuses_what_is_not_base64);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
