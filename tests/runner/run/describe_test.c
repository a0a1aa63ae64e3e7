#include "runner/run/describe.h"

#include <string.h>

#include "base/json.h"
#include "tests/test.h"

#include "base/banned.h"

static const struct {
    const char *json, *code, *text, *member;
} calls[] = {
    { "{\"params\":{\"RegionId\":\"cn-chengdu\",\"ListenerId\":\"lsn-1\",\"ClientToken\":\"x\","
      "\"Rules\":[{\"Priority\":1,\"RuleActions\":[{\"Type\":\"ForwardGroup\"}]}]}}",
      NULL,
      "call 14 at 12:00:01.123, CreateRules: ListenerId lsn-1, Rules.1.Priority 1, "
      "Rules.1.RuleActions.1.Type ForwardGroup",
      NULL },
    { "{\"params\":{\"ListenerId\":\"lsn-1\",\"Rules\":[{\"Priority\":1},{\"RuleActions\":[{"
      "\"Type\":"
      "\"ForwardGroup\",\"ForwardGroupConfig\":{\"Tuples\":[{\"Weight\":8}]}}]}]}}",
      NULL, "call 14 at 12:00:01.123, CreateRules: Rules.2 Tuples.1.Weight 8", "Tuples" },
    { "{\"params\":{\"ListenerId\":\"lsn-1\",\"Priority\":1}}", NULL,
      "call 14 at 12:00:01.123, CreateRules: Priority 1", "Priority" },
    { "{\"params\":{\"ListenerId\":\"lsn-1\"}}", NULL,
      "call 14 at 12:00:01.123, CreateRules: ListenerId lsn-1", "Priority" },
    { "{\"params\":{\"DryRun\":true}}", "Conflict.Priority",
      "call 14 at 12:00:01.123, CreateRules: DryRun true (refused: Conflict.Priority)", NULL },
    { "{}", NULL, "call 14 at 12:00:01.123, CreateRules: ", NULL },
};

START_TEST(says_a_call_in_a_line)
{
    struct arena *a = arena_new();
    struct entry call = { .type = ENTRY_call,
                          .seq = 14,
                          .ms = CLOCK_MANUAL_START_MS + 12 * 3600000 + 1123,
                          .action = "CreateRules",
                          .code = calls[_i].code };
    call.json = arena_json(a, json_parse(str_of(calls[_i].json), NULL));

    ck_assert_str_eq(describe_call(a, &call, calls[_i].member), calls[_i].text);

    arena_free(a);
}
END_TEST

START_TEST(cuts_parameters_that_have_no_end)
{
    struct arena *a = arena_new();
    struct entry call = { .type = ENTRY_call, .seq = 1, .action = "CreateRules" };
    cJSON *json = cJSON_CreateObject(),
          *list = json_add_array(json_add_object(json, "params"), "L");
    for (int i = 0; i < 10000; i++)
        json_push_text(list, "value");
    call.json = arena_json(a, json);

    const char *text = describe_call(a, &call, NULL);

    ck_assert_uint_lt(strlen(text), 500);
    ck_assert_ptr_nonnull(strstr(text, "..."));
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("describe");
    TCase *t = tcase_create("describe");

    tcase_add_loop_test(t, says_a_call_in_a_line, 0, sizeof(calls) / sizeof(calls[0]));
    tcase_add_test(t, cuts_parameters_that_have_no_end);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
