#include "mockalb/gateway/faults.h"

#include "base/json.h"
#include "tests/mockalb/gateway/shop/shop.h"
#include "tests/test.h"

#include "base/banned.h"

/* Codes of calls one after the other; "" went well. */
static const struct {
    const char *fault, *calls[4], *codes[4], *why;
} rows[] = {
    { "{\"action\":\"ListThings\",\"code\":\"Throttling.User\",\"times\":2}",
      { "Action=ListThings", "Action=ListThings", "Action=ListThings" },
      { "Throttling.User", "Throttling.User", "" },
      "so many times and no more" },
    { "{\"action\":\"ListThings\",\"code\":\"InternalError\",\"after\":1}",
      { "Action=ListThings", "Action=ListThings", "Action=ListThings" },
      { "", "InternalError", "InternalError" },
      "for ever, once it has begun" },
    { "{\"action\":\"Nothing|ListThings\",\"code\":\"InternalError\"}",
      { "Action=ListThings" },
      { "InternalError" },
      "one of several actions" },
    { "{\"action\":\"*\",\"code\":\"InternalError\",\"times\":1}",
      { "Action=ListThings", "Action=ListThings" },
      { "InternalError", "" },
      "any action" },
    { "{\"action\":\"CreateThing\",\"code\":\"InternalError\"}",
      { "Action=ListThings" },
      { "" },
      "another action goes its way" },
};

START_TEST(strikes_the_calls_that_it_is_for)
{
    struct shop *s = shop_open(shop_options());
    cJSON *fault = json_parse(str_of(rows[_i].fault), NULL);
    struct err err;

    ck_assert(faults_add(gateway_faults(s->gateway), fault, &err));
    for (int i = 0; rows[_i].calls[i]; i++)
        ck_assert_msg(strcmp(shop_code(s, rows[_i].calls[i]), rows[_i].codes[i]) == 0,
                      "%s, call %d: %s", rows[_i].why, i, s->text);

    cJSON_Delete(fault);
    shop_close(s);
}
END_TEST

START_TEST(loses_the_answer_of_a_call_that_was_done)
{
    struct shop *s = shop_open(shop_options());
    cJSON *fault = json_parse(STR("{\"action\":\"CreateThing\",\"times\":1}"), NULL);
    struct err err;

    ck_assert(faults_add(gateway_faults(s->gateway), fault, &err));
    ck_assert_str_eq(shop_code(s, "Action=CreateThing&Name=one"), "ServiceUnavailable");
    ck_assert_int_eq(s->status, 503);
    const cJSON *list = shop_call(s, "Action=ListThings");

    ck_assert_int_eq(json_int(list, "TotalCount"), 1);
    cJSON_Delete(fault);
    shop_close(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("faults");
    TCase *t = tcase_create("faults");

    tcase_add_loop_test(t, strikes_the_calls_that_it_is_for, 0, sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(t, loses_the_answer_of_a_call_that_was_done);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
