/*
 * controller_calls.json holds one call for each action that real ingress
 * controllers make, as they signed it: the one with the most parameters. What
 * they ask for is not there; but nothing before the handler may stop them.
 */
#include "base/arena.h"
#include "base/file.h"
#include "base/json.h"
#include "tests/mockalb/control/site.h"
#include "tests/test.h"

#include "base/banned.h"

#define CALL_COUNT 30

START_TEST(lets_every_parameter_of_a_real_controller_through)
{
    struct arena *a = arena_new();
    struct mock_options o = site_options();
    struct str text;
    struct err err;
    struct site *s;

    o.main.key_id = "fakekey";
    o.main.key_secret = "fakesecret";
    o.main.signature = SIGNATURE_enforce;
    o.main.strict = true;
    s = site_open_with(&o, true);
    ck_assert_msg(file_read(a, CALLS, 1u << 20, &text, &err), "%s", err.text);
    const cJSON *all = arena_json(a, json_parse(text, NULL));
    const cJSON *call = cJSON_GetArrayItem(all, _i);
    ck_assert_int_eq(cJSON_GetArraySize(all), CALL_COUNT);

    site_ask(s, "POST", arena_printf(a, "/?%s", json_text(call, "query")),
             json_text_or(call, "form", ""));
    const cJSON *journal = site_ask(s, "GET", "/_mock/journal?limit=1", NULL);

    const char *stage = json_text_or(journal, "entries.0.stage", "none");
    bool is_through = str_is(str_of(stage), "none") || str_is(str_of(stage), "execute") ||
                      str_is(str_of(json_text(journal, "entries.0.code")), "Mock.NotImplemented");
    ck_assert_msg(is_through, "%s: %s", json_text(journal, "entries.0.action"),
                  json_text(journal, "entries.0.message"));
    ck_assert_int_eq(cJSON_GetArraySize(json_at(journal, "entries.0.unknown")), 0);
    site_close(s);
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("controller calls");
    TCase *t = tcase_create("controller calls");

    tcase_add_loop_test(t, lets_every_parameter_of_a_real_controller_through, 0, CALL_COUNT);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
