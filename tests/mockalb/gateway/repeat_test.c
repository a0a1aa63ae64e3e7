#include "mockalb/gateway/repeat.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "tests/mockalb/gateway/shop/shop.h"
#include "tests/test.h"

#include "base/banned.h"

#define CREATE "Action=CreateThing&AccessKeyId=me&"

START_TEST(answers_the_same_again_and_does_nothing_twice)
{
    struct shop *s = shop_open(shop_options());
    char *first = must_copy(json_text(shop_call(s, CREATE "ClientToken=t&Name=abc"), "ThingId"));

    const cJSON *again = shop_call(s, CREATE "ClientToken=t&Name=abc&SignatureNonce=2");

    ck_assert_str_eq(json_text(again, "ThingId"), first);
    ck_assert_str_eq(json_text(again, "JobId"), "job-1");
    ck_assert_uint_eq(store_count(s->store, &kind_thing, NULL), 1);
    free(first);
    shop_close(s);
}
END_TEST

static const struct {
    const char *form, *code;
    size_t things;
    const char *why;
} seconds[] = {
    { CREATE "ClientToken=t&Name=abd", "IdempotentParameterMismatch", 1, "another parameter" },
    { CREATE "ClientToken=t&Name=abc&RegionId=there", "IdempotentParameterMismatch", 1,
      "another region" },
    { CREATE "ClientToken=u&Name=abc", "", 2, "another token" },
    { CREATE "Name=abc", "", 2, "no token" },
    { "Action=CreateThing&AccessKeyId=you&ClientToken=t&Name=abc", "", 2, "another caller" },
    { CREATE "ClientToken=t&Name=abc&DryRun=true", "DryRunOperation", 1, "a dry run" },
    { CREATE "ClientToken=t%C3%A9&Name=abc", "IllegalParam.ClientToken", 1,
      "a token beyond ASCII" },
};

START_TEST(tells_a_repetition_from_another_call)
{
    struct shop *s = shop_open(shop_options());

    ck_assert_str_eq(shop_code(s, CREATE "ClientToken=t&Name=abc"), "");
    const char *code = shop_code(s, seconds[_i].form);

    ck_assert_msg(strcmp(code, seconds[_i].code) == 0, "%s: got '%s'", seconds[_i].why, code);
    ck_assert_msg(store_count(s->store, &kind_thing, NULL) == seconds[_i].things, "%s",
                  seconds[_i].why);
    shop_close(s);
}
END_TEST

START_TEST(takes_an_empty_token_for_none)
{
    struct shop *s = shop_open(shop_options());

    shop_call(s, CREATE "ClientToken=&Name=abc");
    shop_call(s, CREATE "ClientToken=&Name=abc");

    ck_assert_uint_eq(store_count(s->store, &kind_thing, NULL), 2);
    shop_close(s);
}
END_TEST

START_TEST(does_not_remember_what_was_refused)
{
    struct shop *s = shop_open(shop_options());

    ck_assert_str_eq(shop_code(s, CREATE "ClientToken=t&Name=bad"), "IllegalParam.Name");
    ck_assert_str_eq(shop_code(s, CREATE "ClientToken=t&Name=abc"), "");
    shop_close(s);
}
END_TEST

START_TEST(forgets_all_at_a_reset)
{
    struct shop *s = shop_open(shop_options());

    shop_call(s, CREATE "ClientToken=t&Name=abc");
    gateway_reset(s->gateway);

    ck_assert_str_eq(shop_code(s, CREATE "ClientToken=t&Name=abd"), "");
    shop_close(s);
}
END_TEST

/* A call with this token, answered with this many bytes. */
static struct call *call_with(struct arena *a, const char *token, size_t bytes)
{
    struct call *call = shop_call_of(a, "CreateThing");
    cJSON *params = arena_json(a, cJSON_CreateObject());
    char *text = arena_alloc(a, bytes + 1);

    for (size_t i = 0; i < bytes; i++)
        text[i] = 'x';
    json_add_text(params, "ClientToken", token);
    json_add_text(call->reply, "ThingId", text);
    call->params = params;
    return call;
}

START_TEST(forgets_the_oldest_when_they_are_too_many_bytes)
{
    struct repeat *repeat = repeat_new();
    struct arena *a = arena_new();
    bool first_known = true, last_known = false;

    for (int i = 0; i < 6; i++)
        repeat_keep(repeat, call_with(a, arena_printf(a, "%d", i), LIMIT_TOKEN_BYTES / 5));
    repeat_find(repeat, call_with(a, "0", 0), &first_known);
    repeat_find(repeat, call_with(a, "5", 0), &last_known);

    ck_assert(!first_known);
    ck_assert(last_known);
    arena_free(a);
    repeat_free(repeat);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("repeat");
    TCase *t = tcase_create("repeat");

    tcase_add_test(t, answers_the_same_again_and_does_nothing_twice);
    tcase_add_loop_test(t, tells_a_repetition_from_another_call, 0,
                        sizeof(seconds) / sizeof(seconds[0]));
    tcase_add_test(t, takes_an_empty_token_for_none);
    tcase_add_test(t, does_not_remember_what_was_refused);
    tcase_add_test(t, forgets_all_at_a_reset);
    tcase_add_test(t, forgets_the_oldest_when_they_are_too_many_bytes);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
