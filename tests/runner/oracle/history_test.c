#include "runner/oracle/history.h"

#include "tests/test.h"

#include "tests/tree.h"

#include "base/banned.h"

static struct arena *arena;
static struct history history;

/*
 * A rule is made, its weights are set again, its conditions are set, a timer finishes it, an
 * update is refused, and it is deleted.
 */
static const char *const lines[] = {
    "{'seq':1,'type':'call','action':'CreateRules','write':true,'status':200,"
    "'params':{'Rules':[{'RuleActions':[{'ServerGroupTuples':[]}],'RuleConditions':[]}]}}",
    "{'seq':2,'type':'change','call':1,'change':'added','kind':'alb/Rule','id':'rule-1'}",
    "{'seq':3,'type':'call','action':'UpdateRuleAttribute','write':true,'status':200,"
    "'params':{'RuleId':'rule-1','RuleActions':[{'ServerGroupTuples':[]}]}}",
    "{'seq':4,'type':'change','call':3,'change':'modified','kind':'alb/Rule','id':'rule-1'}",
    "{'seq':5,'type':'call','action':'UpdateRuleAttribute','write':true,'status':200,"
    "'params':{'RuleId':'rule-1','RuleConditions':[]}}",
    "{'seq':6,'type':'change','call':5,'change':'modified','kind':'alb/Rule','id':'rule-1'}",
    "{'seq':7,'type':'change','call':0,'change':'modified','kind':'alb/Rule','id':'rule-1'}",
    "{'seq':8,'type':'call','action':'UpdateRuleAttribute','write':true,'status':400,"
    "'code':'IncorrectStatus.Rule','params':{'RuleId':'rule-1'}}",
    "{'seq':9,'type':'call','action':'GetRule','write':false,'status':404,'params':{}}",
    "{'seq':10,'type':'call','action':'DeleteRules','write':true,'status':200,"
    "'params':{'RuleIds':['rule-1']}}",
    "{'seq':11,'type':'change','call':10,'change':'deleted','kind':'alb/Rule','id':'rule-1'}",
};

static void setup(void)
{
    size_t count = sizeof(lines) / sizeof(lines[0]);
    const cJSON **entries = NULL;

    arena = arena_new();
    entries = arena_alloc(arena, count * sizeof(const cJSON *));
    for (size_t i = 0; i < count; i++)
        entries[i] = tree_of(arena, lines[i]);
    history = (struct history){ entries, count - 2 }; /* without the deletion */
}

static void teardown(void)
{
    arena_free(arena);
}

static const struct {
    const char *member;
    uint64_t call;
    const char *why;
} setters[] = {
    { "ServerGroupTuples", 3, "the last call with tuples, though a later one changed the rule" },
    { "RuleConditions", 5, "the last call with conditions" },
    { "Priority", 5, "no call has it: the last that changed the rule" },
    { NULL, 5, "a timer is no call, and a refused call sets nothing" },
};

START_TEST(finds_the_call_that_set_a_member)
{
    uint64_t call = history_setter(&history, "alb/Rule", "rule-1", setters[_i].member);

    ck_assert_msg(call == setters[_i].call, "%s: #%d", setters[_i].why, (int)call);
}
END_TEST

START_TEST(knows_nothing_of_what_nobody_changed)
{
    ck_assert_uint_eq(history_setter(&history, "alb/Rule", "rule-2", NULL), 0);
    ck_assert_uint_eq(history_setter(&history, "alb/Listener", "rule-1", NULL), 0);
}
END_TEST

START_TEST(finds_the_call_that_removed_an_object)
{
    ck_assert_uint_eq(history_remover(&history, "alb/Rule", "rule-1"), 0);
    history.count += 2;

    ck_assert_uint_eq(history_remover(&history, "alb/Rule", "rule-1"), 10);
}
END_TEST

START_TEST(finds_the_last_refused_change)
{
    ck_assert_uint_eq(history_refused(&history, 0), 8);
    ck_assert_uint_eq(history_refused(&history, 8), 0);
}
END_TEST

static const struct {
    const char *pattern;
    uint64_t since;
    size_t count;
} counts[] = {
    { "write", 0, 4 },
    { "read", 0, 1 },
    { "refused", 0, 2 },
    { "any", 0, 5 },
    { "UpdateRuleAttribute", 0, 3 },
    { "UpdateRuleAttribute", 3, 2 },
    { "CreateRule|CreateRules", 0, 1 },
    { "CreateRule", 0, 0 },
};

START_TEST(counts_calls_by_action_and_sort)
{
    size_t count = history_count(&history, counts[_i].since, str_of(counts[_i].pattern), NULL);

    ck_assert_msg(count == counts[_i].count, "%s: %zu", counts[_i].pattern, count);
}
END_TEST

START_TEST(tells_with_which_call_there_were_so_many)
{
    ck_assert_uint_eq(history_reached(&history, 0, STR("write"), 1), 1);
    ck_assert_uint_eq(history_reached(&history, 0, STR("UpdateRuleAttribute"), 2), 5);
    ck_assert_uint_eq(history_reached(&history, 3, STR("UpdateRuleAttribute"), 3), 0);
}
END_TEST

/* A group is made, an attempt to fill it is refused, a rule uses it, and only then it is filled. */
static const char *const group_lines[] = {
    "{'seq':1,'type':'call','action':'CreateServerGroup','write':true,'status':200,'params':{},"
    "'reply':{'ServerGroupId':'sgp-1'}}",
    "{'seq':2,'type':'call','action':'AddServersToServerGroup','write':true,'status':400,"
    "'params':{'ServerGroupId':'sgp-1'}}",
    "{'seq':3,'type':'call','action':'AddServersToServerGroup','write':true,'status':200,"
    "'params':{'ServerGroupId':'sgp-2'}}",
    "{'seq':4,'type':'call','action':'CreateRules','write':true,'status':200,"
    "'params':{'Rules':[{'ServerGroupId':'sgp-1'}]}}",
    "{'seq':5,'type':'call','action':'ReplaceServersInServerGroup','write':true,'status':200,"
    "'params':{'ServerGroupId':'sgp-1'}}",
    "{'seq':6,'type':'call','action':'UpdateRulesAttribute','write':true,'status':200,"
    "'params':{'Rules':[{'ServerGroupId':'sgp-1'}]}}",
};

START_TEST(finds_the_first_accepted_calls_for_a_group)
{
    size_t count = sizeof(group_lines) / sizeof(group_lines[0]);
    const cJSON **entries = arena_alloc(arena, count * sizeof(const cJSON *));
    for (size_t i = 0; i < count; i++)
        entries[i] = tree_of(arena, group_lines[i]);
    struct history h = { entries, count };

    struct group_firsts first = history_group_firsts(&h, "sgp-1");

    ck_assert_uint_eq(first.created, 1);
    ck_assert_uint_eq(first.filled, 5);
    ck_assert_uint_eq(first.used, 4);
}
END_TEST

#define SERVER(seq, call, change, status, id)                                                      \
    "{'seq':" seq ",'type':'change','call':" call ",'change':'" change "','kind':'alb/Server',"    \
    "'id':'" id "','status':'" status "'}"
#define CALL(seq) "{'seq':" seq ",'type':'call','action':'X','write':true,'status':200}"

static const struct {
    const char *why;
    const char *lines[8];
    uint64_t since, call;
} moves[] = {
    { "servers come before others go",
      { CALL("1"), SERVER("2", "1", "added", "Adding", "sgp-1:a"), CALL("3"),
        SERVER("4", "3", "added", "Adding", "sgp-1:b"), CALL("5"),
        SERVER("6", "5", "deleted", "Removing", "sgp-1:a"), CALL("7") },
      0,
      0 },
    { "servers go before others come",
      { CALL("1"), SERVER("2", "1", "added", "Available", "sgp-1:a"), CALL("3"),
        SERVER("4", "3", "modified", "Removing", "sgp-1:a"), CALL("5"),
        SERVER("6", "5", "added", "Adding", "sgp-1:b") },
      0,
      3 },
    { "the same, before it matters",
      { CALL("1"), SERVER("2", "1", "added", "Available", "sgp-1:a"), CALL("3"),
        SERVER("4", "3", "modified", "Removing", "sgp-1:a"), CALL("5"),
        SERVER("6", "5", "added", "Adding", "sgp-1:b") },
      3,
      0 },
    { "one call exchanges one for the other",
      { CALL("1"), SERVER("2", "1", "added", "Available", "sgp-1:a"), CALL("3"),
        SERVER("4", "3", "modified", "Removing", "sgp-1:a"),
        SERVER("5", "3", "added", "Adding", "sgp-1:b"), CALL("6") },
      0,
      0 },
    { "the last call takes the last server",
      { CALL("1"), SERVER("2", "1", "added", "Available", "sgp-1:a"), CALL("3"),
        SERVER("4", "3", "deleted", "Removing", "sgp-1:a") },
      0,
      3 },
    { "another group, whose id begins alike",
      { CALL("1"), SERVER("2", "1", "added", "Available", "sgp-1:a"), CALL("3"),
        SERVER("4", "3", "added", "Available", "sgp-12:a"), CALL("5"),
        SERVER("6", "5", "deleted", "Removing", "sgp-12:a") },
      0,
      0 },
    { "a group that never had one", { CALL("1"), CALL("3") }, 0, 0 },
};

START_TEST(finds_the_call_that_emptied_a_group)
{
    const cJSON *entries[8];
    struct history h = { entries, 0 };
    for (; h.count < 8 && moves[_i].lines[h.count]; h.count++)
        entries[h.count] = tree_of(arena, moves[_i].lines[h.count]);

    uint64_t call = history_emptied(&h, moves[_i].since, "sgp-1");

    ck_assert_msg(call == moves[_i].call, "%s: #%d", moves[_i].why, (int)call);
}
END_TEST

START_TEST(writes_a_call_in_one_line)
{
    ck_assert_str_eq(history_line(&history, arena, 8),
                     "#8 UpdateRuleAttribute 400 IncorrectStatus.Rule");
    ck_assert_str_eq(history_line(&history, arena, 5), "#5 UpdateRuleAttribute 200");
    ck_assert_ptr_null(history_line(&history, arena, 99));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/oracle/history");
    TCase *t = tcase_create("history");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, finds_the_call_that_set_a_member, 0,
                        (int)(sizeof(setters) / sizeof(setters[0])));
    tcase_add_test(t, knows_nothing_of_what_nobody_changed);
    tcase_add_test(t, finds_the_call_that_removed_an_object);
    tcase_add_test(t, finds_the_last_refused_change);
    tcase_add_test(t, tells_with_which_call_there_were_so_many);
    tcase_add_loop_test(t, counts_calls_by_action_and_sort, 0,
                        (int)(sizeof(counts) / sizeof(counts[0])));
    tcase_add_test(t, finds_the_first_accepted_calls_for_a_group);
    tcase_add_loop_test(t, finds_the_call_that_emptied_a_group, 0,
                        (int)(sizeof(moves) / sizeof(moves[0])));
    tcase_add_test(t, writes_a_call_in_one_line);
    suite_add_tcase(s, t);
    return s;
}
TEST_MAIN(suite)
