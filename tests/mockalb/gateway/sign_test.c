/*
 * signed.json holds calls that real clients signed, with the key they used, and
 * the documented example.
 */
#include "mockalb/gateway/sign.h"

#include "base/file.h"
#include "base/json.h"
#include "tests/mockalb/gateway/shop/shop.h"
#include "tests/test.h"

#include "base/banned.h"

#define VECTOR_COUNT 8

struct vector {
    struct arena *arena;
    struct call call;
    struct request request;
    struct access_key key;
    const char *is;
};

static void vector_init(struct vector *v, int index)
{
    struct str text;
    struct err err;
    const cJSON *all, *one;

    v->arena = arena_new();
    v->call = (struct call){ .arena = v->arena };
    ck_assert_msg(file_read(v->arena, VECTORS, 1u << 20, &text, &err), "%s", err.text);
    all = arena_json(v->arena, json_parse(text, NULL));
    ck_assert_int_eq(cJSON_GetArraySize(all), VECTOR_COUNT);
    one = cJSON_GetArrayItem(all, index);
    v->is = json_text(one, "is");
    v->key = (struct access_key){ json_text(one, "key"), json_text(one, "secret") };
    v->request = (struct request){ .arena = v->arena, .method = str_of(json_text(one, "method")) };
    request_add_form(&v->request, str_of(json_text(one, "query")));
    request_add_form(&v->request, str_of(json_text(one, "form")));
    ck_assert_ptr_null(request_check(&v->request, &v->call));
}

START_TEST(accepts_what_real_clients_sign)
{
    struct vector v;

    vector_init(&v, _i);
    const struct api_error *error = sign_check(&v.call, &v.request, &v.key);

    ck_assert_msg(!error, "%s: %s", v.is, error ? error->message : "");
    arena_free(v.arena);
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
    const struct api_error *error = sign_check(&v.call, &v.request, &v.key);

    ck_assert_msg(error != NULL, "%s", v.is);
    ck_assert_str_eq(error->code, "SignatureDoesNotMatch");
    ck_assert_int_eq(error->status, 400);
    arena_free(v.arena);
}
END_TEST

START_TEST(tells_the_string_that_it_signed)
{
    struct arena *a = arena_new();
    struct request r = { .arena = a, .method = STR("GET") };

    request_add_form(&r, STR("b=%2a~+&A=&Signature=x&a=%e4%b8%ad"));
    const char *string = sign_string(a, &r);

    ck_assert_str_eq(string, "GET&%2F&A%3D%26a%3D%25E4%25B8%25AD%26b%3D%252A~%2520");
    arena_free(a);
}
END_TEST

static const struct {
    const char *form, *authorization, *code, *message;
} refused[] = {
    { "", "", "MissingAccessKeyId", "AccessKeyId is mandatory for this action." },
    { "AccessKeyId=id", "", "MissingSignature", "Signature is mandatory" },
    { "AccessKeyId=id&Signature=x", "", "MissingSignatureVersion", "is mandatory" },
    { "AccessKeyId=id&Signature=x&SignatureVersion=1.0", "", "MissingSignatureMethod",
      "is mandatory" },
    { "AccessKeyId=id&Signature=x&SignatureVersion=1.0&SignatureMethod=HMAC-SHA256", "",
      "Mock.SignatureUnsupported", "the call has SignatureMethod HMAC-SHA256" },
    { "AccessKeyId=id&Signature=x&SignatureVersion=2.0&SignatureMethod=HMAC-SHA1", "",
      "Mock.SignatureUnsupported", "the call has SignatureVersion 2.0" },
    { "", "ACS3-HMAC-SHA256 Credential=id,SignedHeaders=host,Signature=00",
      "Mock.SignatureUnsupported", "--signature off" },
    { "AccessKeyId=you&Signature=x&SignatureVersion=1.0&SignatureMethod=HMAC-SHA1", "",
      "InvalidAccessKeyId.NotFound", "Specified access key is not found." },
    { "AccessKeyId=id&Signature=x&SignatureVersion=1.0&SignatureMethod=HMAC-SHA1", "",
      "SignatureDoesNotMatch",
      "Specified signature is not matched with our calculation. server string to sign "
      "is:POST&%2F&AccessKeyId%3Did%26SignatureMethod%3DHMAC-SHA1%26SignatureVersion%3D1.0" },
};

START_TEST(refuses_and_says_why)
{
    static const struct access_key key = { "id", "secret" };
    struct arena *a = arena_new();
    struct call call = { .arena = a };
    struct request r = { .arena = a, .method = STR("POST") };

    r.authorization = str_of(refused[_i].authorization);
    request_add_form(&r, str_of(refused[_i].form));
    const struct api_error *error = sign_check(&call, &r, &key);

    ck_assert_ptr_nonnull(error);
    ck_assert_str_eq(error->code, refused[_i].code);
    ck_assert_msg(strstr(error->message, refused[_i].message) != NULL, "got: %s", error->message);
    arena_free(a);
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
    tcase_add_test(t, tells_the_string_that_it_signed);
    tcase_add_loop_test(t, refuses_and_says_why, 0, sizeof(refused) / sizeof(refused[0]));
    tcase_add_loop_test(t, names_the_caller_however_it_signs, 0,
                        sizeof(callers) / sizeof(callers[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
