#include "runner/oracle/replay.h"

#include "tests/test.h"

#include "tests/tree.h"

#include "base/banned.h"

enum { MOST = 4 };

static struct arena *arena;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

/* A call that was accepted, or with the status that is said. */
#define CALL_AS(status, action, params, reply)                                                     \
    "{'type':'call','write':true,'status':" #status ",'action':'" action "','params':{" params     \
    "},'reply':{" reply "}}"
#define CALL(action, params, reply) CALL_AS(200, action, params, reply)
#define TWO_RULES                                                                                  \
    CALL("CreateRules", "'ListenerId':'l','Rules':[{'Priority':1},{'Priority':2}]",                \
         "'RuleIds':[{'RuleId':'a','Priority':1},{'RuleId':'b','Priority':2}]")

/* Each call has the number of its line, from 1 on. After each about rules: "NUMBER: ID=PRIORITY …". */
static const struct {
    const char *calls[MOST];
    const char *states, *why;
} rows[] = {
    /* clang-format off */
    { { NULL }, "", "nothing was called" },
    { { CALL("CreateRule", "'ListenerId':'l','Priority':7", "'RuleId':'a'") }, "1: a=7@l", "one alone" },
    { { TWO_RULES }, "1: a=1@l b=2@l", "some at once" },
    { { CALL("CreateRules", "'ListenerId':'l','Rules':[{'Priority':1}]", "'RuleIds':['a']") }, "1: a=1@l",
      "ids may be texts" },
    { { TWO_RULES, CALL("UpdateRuleAttribute", "'RuleId':'b','Priority':5", "") },
      "1: a=1@l b=2@l; 2: a=1@l b=5@l", "a change of one" },
    { { TWO_RULES, CALL("UpdateRuleAttribute", "'RuleId':'b','RuleName':'x'", "") },
      "1: a=1@l b=2@l; 2: a=1@l b=2@l", "what a call does not say stays" },
    { { TWO_RULES, CALL("UpdateRulesAttribute", "'Rules':[{'RuleId':'b','Priority':1},{'RuleId':'a','Priority':2}]", "") },
      "1: a=1@l b=2@l; 2: a=2@l b=1@l", "a change of some at once is one state" },
    { { TWO_RULES, CALL("UpdateRuleAttribute", "'RuleId':'z','Priority':5", "") },
      "1: a=1@l b=2@l; 2: a=1@l b=2@l", "a rule that was there before is not known" },
    { { TWO_RULES, CALL("DeleteRule", "'RuleId':'a'", "") }, "1: a=1@l b=2@l; 2: b=2@l", "one goes" },
    { { TWO_RULES, CALL("DeleteRules", "'RuleIds':['a','b']", "") }, "1: a=1@l b=2@l; 2:", "some go" },
    { { TWO_RULES, CALL_AS(400, "DeleteRule", "'RuleId':'a'", ""), CALL("DeleteRule", "'RuleId':'b'", "") },
      "1: a=1@l b=2@l; 3: a=1@l", "what was refused did nothing" },
    { { CALL("CreateListener", "'Priority':1", ""), TWO_RULES, CALL("ListRules", "", "") },
      "2: a=1@l b=2@l", "calls about other things are passed over" },
    { { TWO_RULES, "{'type':'change','kind':'alb/Rule','id':'a','change':'deleted'}" }, "1: a=1@l b=2@l",
      "a change is no call" },
    /* clang-format on */
};

static const char *told(uint64_t number, const cJSON *state)
{
    const char *text = arena_printf(arena, "%d:", (int)number);
    const cJSON *object = NULL;

    cJSON_ArrayForEach(object, json_get(state, "objects"))
    {
        const cJSON *body = json_get(object, "body");
        if (json_is_text(json_get(object, "kind"), "alb/Rule"))
            text = arena_printf(arena, "%s %s=%d@%s", text, json_text_or(body, "RuleId", "?"),
                                (int)json_int(body, "Priority"),
                                json_text_or(body, "ListenerId", "?"));
    }
    return text;
}

START_TEST(has_the_rules_as_they_were_after_each_call)
{
    const cJSON *entries[MOST];
    struct history history = { entries, 0 };
    const cJSON *state =
        tree_of(arena, "{'objects':[{'kind':'alb/Rule','id':'z','body':{'RuleId':'z'}}]}");
    const char *states = "";
    struct replay *r;
    for (; history.count < MOST && rows[_i].calls[history.count]; history.count++) {
        cJSON *entry = tree_of(arena, rows[_i].calls[history.count]);
        json_add_int(entry, "seq", (int64_t)history.count + 1);
        entries[history.count] = entry;
    }
    r = replay_new(arena, &history);

    for (uint64_t number = replay_next(r); number; number = replay_next(r))
        states = arena_printf(arena, "%s%s%s", states, *states ? "; " : "",
                              told(number, replay_state(r, state)));

    ck_assert_msg(str_is(str_of(states), rows[_i].states), "%s: %s", rows[_i].why, states);
}
END_TEST

START_TEST(leaves_everything_but_rules_as_it_is)
{
    static const char *const given =
        "{'objects':[{'kind':'alb/Listener','id':'l','body':{'Port':80}},"
        "{'kind':'alb/Rule','id':'z','body':{}}]}";
    const struct history none = { NULL, 0 };
    cJSON *wanted =
        tree_of(arena, "{'objects':[{'kind':'alb/Listener','id':'l','body':{'Port':80}}]}");
    cJSON *state = tree_of(arena, given);

    const cJSON *now = replay_state(replay_new(arena, &none), state);

    ck_assert(cJSON_Compare(json_get(now, "objects"), json_get(wanted, "objects"), true));
    ck_assert(cJSON_Compare(state, tree_of(arena, given), true));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("replay");
    TCase *t = tcase_create("replay");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, has_the_rules_as_they_were_after_each_call, 0,
                        sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(t, leaves_everything_but_rules_as_it_is);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
