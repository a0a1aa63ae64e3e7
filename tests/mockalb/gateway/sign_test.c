/*
 * signed.json holds calls that real clients signed, with the key they used, and
 * the documented example.
 */
#include "mockalb/gateway/sign.h"

#include <stdio.h>

#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "tests/mockalb/gateway/shop/shop.h"
#include "tests/mockalb/gateway/vector.h"
#include "tests/test.h"

#include "base/banned.h"

#define VECTOR_COUNT 9

static void add_query(struct request *r, struct str query)
{
    size_t from = r->count;

    request_add_form(r, query);
    for (; from < r->count; from++)
        r->pairs[from].in_form = false;
}

static void vector_init(struct vector *v, int index)
{
    struct str text;
    struct err err;
    const cJSON *all, *one;

    vector_open(v);
    ck_assert_msg(file_read(v->arena, VECTORS, 1u << 20, &text, &err), "%s", err.text);
    all = arena_json(v->arena, json_parse(text, NULL));
    ck_assert_int_eq(cJSON_GetArraySize(all), VECTOR_COUNT);
    one = cJSON_GetArrayItem(all, index);
    v->is = json_text(one, "is");
    v->key = (struct access_key){ .id = json_text(one, "key"), .secret = json_text(one, "secret") };
    v->request.method = str_of(json_text(one, "method"));
    add_query(&v->request, str_of(json_text(one, "query")));
    request_add_form(&v->request, str_of(json_text(one, "form")));
    ck_assert_ptr_null(request_check(&v->request, &v->call));
}

START_TEST(accepts_what_real_clients_sign)
{
    struct vector v;

    vector_init(&v, _i);

    ck_assert_msg(strcmp(vector_check(&v), "") == 0, "%s: %s", v.is, vector_check(&v));
    vector_close(&v);
}
END_TEST

static void change_action(struct request *r)
{
    for (size_t i = 0; i < r->count; i++) {
        if (str_is(r->pairs[i].name, "Action"))
            r->pairs[i].value = STR("Another");
    }
}

START_TEST(refuses_the_same_with_another_action)
{
    struct vector v;

    vector_init(&v, _i);
    change_action(&v.request);

    ck_assert_msg(strstr(vector_check(&v), "SignatureDoesNotMatch 400: ") != NULL, "%s", v.is);
    ck_assert_ptr_nonnull(strstr(v.hint, "is its secret right?"));
    vector_close(&v);
}
END_TEST

START_TEST(refuses_a_nonce_that_was_used)
{
    struct vector v;
    vector_init(&v, 0);

    ck_assert_str_eq(vector_check(&v), "");
    ck_assert_str_eq(vector_check(&v),
                     "SignatureNonceUsed 400: Specified signature nonce was used already.");

    nonces_reset(v.rules.nonces);
    ck_assert_str_eq(vector_check(&v), "");
    vector_close(&v);
}
END_TEST

START_TEST(remembers_so_many_nonces)
{
    struct nonces *n = nonces_new();
    char nonce[16];

    for (unsigned i = 0; i < 2 * LIMIT_NONCES; i++) {
        snprintf(nonce, sizeof(nonce), "%u", i);
        ck_assert(nonces_use(n, "id", nonce));
    }

    ck_assert(!nonces_use(n, "id", "131071"));
    ck_assert(!nonces_use(n, "id", "65536"));
    ck_assert(nonces_use(n, "other", "131071"));
    nonces_free(n);
}
END_TEST

START_TEST(tells_the_string_that_it_signed)
{
    static const struct sign_habits right;
    struct arena *a = arena_new();
    struct request r = { .arena = a, .method = STR("GET") };

    request_add_form(&r, STR("b=%2a~+&A=&Signature=x&a=%e4%b8%ad"));
    const char *string = sign_params_string(a, &r, &right);

    ck_assert_str_eq(string, "GET&%2F&A%3D%26a%3D%25E4%25B8%25AD%26b%3D%252A~%2520");
    arena_free(a);
}
END_TEST

static const struct {
    const char *form, *authorization, *answer;
} refused[] = {
#define SIGNED                                                                                     \
    "AccessKeyId=id&Signature=x&SignatureVersion=1.0&SignatureNonce=1&Timestamp=2026-01-01T00:00:" \
    "00Z"
    { "", "", "MissingAccessKeyId 400: AccessKeyId is mandatory for this action." },
    { "AccessKeyId=id", "", "MissingSignature 400: Signature is mandatory" },
    { "AccessKeyId=id&Signature=x", "", "MissingSignatureVersion 400: " },
    { "AccessKeyId=id&Signature=x&SignatureVersion=1.0", "", "MissingSignatureMethod 400: " },
    { "AccessKeyId=id&Signature=x&SignatureVersion=1.0&SignatureMethod=HMAC-SHA1", "",
      "MissingSignatureNonce 400: " },
    { "AccessKeyId=id&Signature=x&SignatureVersion=1.0&SignatureMethod=HMAC-SHA1&SignatureNonce=1",
      "", "MissingTimestamp 400: " },
    { SIGNED "&SignatureMethod=HMAC-MD5", "", "Mock.SignatureUnsupported 400: " },
    { "AccessKeyId=id&Signature=x&SignatureVersion=2.0&SignatureMethod=HMAC-SHA1&SignatureNonce=1"
      "&Timestamp=2026-01-01T00:00:00Z",
      "", "Mock.SignatureUnsupported 400: " },
    { "", "ACS3-RSA-SHA256 Credential=id,SignedHeaders=host,Signature=00",
      "Mock.SignatureUnsupported 400: " },
    { "", "ACS3-HMAC-SHA256 Credential=id,Signature=00", "MissingAuthorization 400: " },
    { "", "ACS3-HMAC-SHA256 Credential=id,SignedHeaders=host,Signature=00",
      "Missingx-acs-date 400: " },
    { "AccessKeyId=you&Signature=x&SignatureVersion=1.0&SignatureMethod=HMAC-SHA1&SignatureNonce=1"
      "&Timestamp=2026-01-01T00:00:00Z",
      "", "InvalidAccessKeyId.NotFound 404: Specified access key is not found." },
    { SIGNED "&SignatureMethod=HMAC-SHA1&SecurityToken=YQ%3D%3D", "",
      "InvalidSecurityToken.MismatchWithAccessKey 400: " },
    { SIGNED "&SignatureMethod=HMAC-SHA1&SecurityToken=%21", "",
      "InvalidSecurityToken.Malformed 400: " },
    { SIGNED "&SignatureMethod=HMAC-SHA1", "",
      "SignatureDoesNotMatch 400: Specified signature is not matched with our calculation. server "
      "string to sign is:POST&%2F&AccessKeyId%3Did%26SignatureMethod%3DHMAC-SHA1%26Signature" },
};

START_TEST(refuses_and_says_why)
{
    struct vector v;
    vector_open(&v);
    v.request.method = STR("POST");
    v.request.authorization = str_of(refused[_i].authorization);
    request_add_form(&v.request, str_of(refused[_i].form));

    const char *answer = vector_check(&v);

    ck_assert_msg(strncmp(answer, refused[_i].answer, strlen(refused[_i].answer)) == 0, "got: %s",
                  answer);
    vector_close(&v);
}
END_TEST

/* The manual clock stands at the beginning of 2026. */
static const struct {
    const char *time, *code;
} times[] = {
    { "2026-01-01T00:15:00Z", "" },
    { "2025-12-31T23:45:00Z", "" },
    { "2026-01-01T00:15:01Z", "InvalidTimeStamp.Expired" },
    { "2025-12-31T23:44:59Z", "InvalidTimeStamp.Expired" },
    { "yesterday", "InvalidTimeStamp.Expired" },
};

static void add_signature_by(struct vector *v, const char *method, const char *time,
                             const struct sign_habits *habits)
{
    const struct signature s = { .sha256 = strcmp(method, "HMAC-SHA256") == 0 };

    v->request.method = STR("POST");
    add_text(&v->request, "AccessKeyId", v->key.id);
    add_text(&v->request, "Timestamp", time);
    add_text(&v->request, "SignatureVersion", "1.0");
    add_text(&v->request, "SignatureMethod", method);
    add_text(&v->request, "SignatureNonce", "1");
    add_text(&v->request, "Signature",
             sign_params(v->arena, &s, v->key.secret,
                         sign_params_string(v->arena, &v->request, habits), habits));
}

static void add_signature(struct vector *v, const char *time, const struct sign_habits *habits)
{
    add_signature_by(v, "HMAC-SHA1", time, habits);
}

START_TEST(knows_both_methods_of_version_1)
{
    static const struct sign_habits right;
    struct vector v;
    vector_open(&v);
    add_signature_by(&v, "HMAC-SHA256", "2026-01-01T00:00:00Z", &right);

    ck_assert_str_eq(vector_check(&v), "");

    ck_assert_uint_eq(request_param(&v.request, "Signature").len, 44); /* 32 bytes in base64 */
    vector_close(&v);
}
END_TEST

START_TEST(allows_a_clock_to_be_a_quarter_of_an_hour_off)
{
    static const struct sign_habits right;
    struct vector v;
    vector_open(&v);
    v.rules.ignore_time = false;
    add_signature(&v, times[_i].time, &right);

    const char *answer = vector_check(&v);

    ck_assert_msg(str_starts(str_of(answer), str_of(times[_i].code)), "%s", answer);
    ck_assert_int_eq(!*answer, !*times[_i].code);
    vector_close(&v);
}
END_TEST

START_TEST(wants_the_token_of_a_temporary_key_until_it_expires)
{
    static const struct sign_habits right;
    struct vector v;
    vector_open(&v);
    v.key.token = "dG9rZW4=";
    v.key.expires_ms = CLOCK_MANUAL_START_MS + 1000;

    ck_assert(str_starts(str_of(vector_check(&v)), STR("MissingAccessKeyId")));
    add_text(&v.request, "SecurityToken", "dG9rZW4=");
    add_signature(&v, "2026-01-01T00:00:00Z", &right);
    ck_assert_str_eq(vector_check(&v), "");
    clock_advance(v.clock, 1000);
    ck_assert(str_starts(str_of(vector_check(&v)), STR("InvalidSecurityToken.Expired 400")));
    vector_close(&v);
}
END_TEST

START_TEST(misses_the_token_of_a_temporary_key)
{
    static const struct sign_habits right;
    struct vector v;
    vector_open(&v);
    v.key.token = "dG9rZW4=";
    add_signature(&v, "2026-01-01T00:00:00Z", &right);

    ck_assert(str_starts(str_of(vector_check(&v)), STR("MissingSecurityToken 400")));
    vector_close(&v);
}
END_TEST

static const struct {
    struct sign_habits habits;
    const char *hint;
} mistakes[] = {
    { { .plain_key = true }, "its key" },
    { { .plus = true }, "must be %20" },
    { { .star = true }, "must be %2A" },
    { { .tilde = true }, "as %7E" },
    { { .small_escapes = true }, "small letters" },
    { { .plus = true, .star = true, .tilde = true }, "as HTML forms are" },
    { { .without_empty = true }, "without a value" },
    { { .without_form = true }, "form body" },
    { { .other_method = true }, "another method" },
    { { .star = true, .without_empty = true }, "mistakes are two: * was left" },
    { { .plain_key = true, .other_method = true }, "mistakes are two: its key" },
};

START_TEST(names_the_mistake_that_makes_the_clients_signature)
{
    struct vector v;
    vector_open(&v);
    add_text(&v.request, "Name", "a b*c~/");
    add_text(&v.request, "Empty", "");
    request_add_form(&v.request, STR("InForm=1"));
    add_signature(&v, "2026-01-01T00:00:00Z", &mistakes[_i].habits);

    ck_assert(str_starts(str_of(vector_check(&v)), STR("SignatureDoesNotMatch 400")));

    ck_assert_msg(strstr(v.hint, mistakes[_i].hint) != NULL, "%s", v.hint);
    ck_assert_msg(mistakes[_i].habits.plain_key || strstr(v.hint, "^") != NULL, "%s", v.hint);
    vector_close(&v);
}
END_TEST

static const struct {
    const char *form, *authorization, *caller;
} callers[] = {
    { "AccessKeyId=me", "", "me" },
    { "", "ACS3-HMAC-SHA256 Credential=me,SignedHeaders=host,Signature=00", "me" },
    { "", "Basic C", "" },
    { "", "", "" },
};

START_TEST(names_the_caller_however_it_signs)
{
    struct arena *a = arena_new();
    struct request r = { .arena = a, .authorization = str_of(callers[_i].authorization) };

    request_add_form(&r, str_of(callers[_i].form));

    ck_assert_str_eq(sign_caller(&r), callers[_i].caller);
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("sign");
    TCase *t = tcase_create("sign");

    tcase_add_loop_test(t, accepts_what_real_clients_sign, 0, VECTOR_COUNT);
    tcase_add_loop_test(t, refuses_the_same_with_another_action, 0, VECTOR_COUNT);
    tcase_add_test(t, refuses_a_nonce_that_was_used);
    tcase_add_test(t, remembers_so_many_nonces);
    tcase_add_test(t, tells_the_string_that_it_signed);
    tcase_add_test(t, knows_both_methods_of_version_1);
    tcase_add_loop_test(t, allows_a_clock_to_be_a_quarter_of_an_hour_off, 0,
                        sizeof(times) / sizeof(times[0]));
    tcase_add_test(t, wants_the_token_of_a_temporary_key_until_it_expires);
    tcase_add_test(t, misses_the_token_of_a_temporary_key);
    tcase_add_loop_test(t, names_the_mistake_that_makes_the_clients_signature, 0,
                        sizeof(mistakes) / sizeof(mistakes[0]));
    tcase_add_loop_test(t, refuses_and_says_why, 0, sizeof(refused) / sizeof(refused[0]));
    tcase_add_loop_test(t, names_the_caller_however_it_signs, 0,
                        sizeof(callers) / sizeof(callers[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
