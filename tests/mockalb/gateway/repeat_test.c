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
    { CREATE "ClientToken=&Name=abc", "", 2, "an empty token" },
    { "Action=CreateThing&AccessKeyId=you&ClientToken=t&Name=abc", "", 2, "another caller" },
    { CREATE "ClientToken=t&Name=abc&DryRun=true", "DryRunOperation", 1, "a dry run" },
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

/* Keeps one token more than there is room for, and looks the first up. */
START_TEST(forgets_the_oldest_when_there_are_too_many)
{
    struct repeat *repeat = repeat_new();
    struct arena *a = arena_new();
    bool first_known = true, last_known = false;

    for (unsigned i = 0; i <= LIMIT_TOKENS; i++) {
        struct call *call = shop_call_of(a, "CreateThing");
        cJSON *params = arena_json(a, cJSON_CreateObject());
        json_add_text(params, "ClientToken", arena_printf(a, "%u", i));
        call->params = params;
        repeat_keep(repeat, call);
        if (i == LIMIT_TOKENS)
            repeat_find(repeat, call, &last_known);
        arena_reset(a);
    }
    struct call *call = shop_call_of(a, "CreateThing");
    cJSON *params = arena_json(a, cJSON_CreateObject());
    json_add_text(params, "ClientToken", "0");
    call->params = params;
    repeat_find(repeat, call, &first_known);

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
    tcase_add_test(t, does_not_remember_what_was_refused);
    tcase_add_test(t, forgets_all_at_a_reset);
    tcase_add_test(t, forgets_the_oldest_when_there_are_too_many);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
