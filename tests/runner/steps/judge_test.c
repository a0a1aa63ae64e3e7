#include "tests/test.h"

#include "runner/suite/vars.h"
#include "tests/runner/steps/stage.h"

#include "base/banned.h"

static struct stage st;

static void setup(void)
{
    stage_init(&st);
}

static void teardown(void)
{
    stage_done(&st);
}

#define TUPLES "RuleActions.0.ForwardGroupConfig.ServerGroupTuples"
#define G1     "sgp-71aexb9y93ypo00001"

START_TEST(shows_swapped_weights_side_by_side)
{
    stage_set(&st, "alb/Rule", "rule-1", TUPLES ".0.Weight", "30");
    stage_set(&st, "alb/Rule", "rule-1", TUPLES ".1.Weight", "20");

    stage_look(&st, "rules: ${host}\n    count: 1\n"
                    "    forward: { tea-svc:80: 30, coffee-svc:80: 20, G1: 30, G2: 20 }");

    ck_assert_str_eq(st.seen.expected.at, "rules for demo.domain.ingress.top\n"
                                          "  tea-svc:80     30\n"
                                          "  coffee-svc:80  20\n"
                                          "  G1             30\n"
                                          "  G2             20\n"
                                          "  how many       1\n");
    ck_assert_str_eq(st.seen.found.at, "rules for demo.domain.ingress.top\n"
                                       "  tea-svc:80     20\n"
                                       "  coffee-svc:80  30\n"
                                       "  G1             30\n"
                                       "  G2             20\n"
                                       "  how many       1\n");
    ck_assert_uint_eq(st.seen.call, 11);
    ck_assert_str_eq(st.seen.object, "ingresses/default/tea-ingress, annotation "
                                     "alb.ingress.kubernetes.io/actions.forward");
}
END_TEST

/* What is true before anything happened is proved by silence only. */
static const struct {
    const char *step;
    enum look restless;
} absences[] = {
    { "rules: nobody.example\n    count: 0", LOOK_not_yet },
    { "rules: ${host}\n    count: { max: 1 }", LOOK_not_yet },
    { "rules: ${host}\n    count: 1", LOOK_pass },
    { "groups: owned\n    without: forward", LOOK_not_yet },
    { "groups: owned\n    are: [tea-svc:80, coffee-svc:80]", LOOK_pass },
    { "routes: ${host}\n    unmatched: /other", LOOK_not_yet },
    { "routes: ${host}\n    matched: /path\n    unmatched: /other", LOOK_pass },
    { "untouched: [G1, G2]", LOOK_not_yet },
    { "occupied: [tea-svc:80]", LOOK_not_yet },
    { "occupied: all", LOOK_not_yet },
    { "whole: all", LOOK_not_yet },
    { "apart: groups", LOOK_not_yet },
    { "calls: { DeleteRules: 0 }", LOOK_not_yet },
    { "calls: { write: { max: 9 } }", LOOK_not_yet },
    { "calls: { write: { min: 1 } }", LOOK_pass },
    { "cloud: alb/Listener\n    where: { ListenerPort: 443 }\n    count: 0", LOOK_not_yet },
    { "object: ingresses/default/tea-ingress\n    has: { status: null }", LOOK_not_yet },
    { "events: ingresses/default/tea-ingress\n    count: 0", LOOK_not_yet },
    { "settled:", LOOK_not_yet },
};

START_TEST(waits_for_silence_to_prove_absence)
{
    stage_settled(&st, false);
    enum look restless = stage_look(&st, absences[_i].step);
    stage_settled(&st, true);
    enum look settled = stage_look(&st, absences[_i].step);

    ck_assert_msg(restless == absences[_i].restless, "%s", absences[_i].step);
    ck_assert_msg(settled == LOOK_pass, "%s", absences[_i].step);
}
END_TEST

static const struct {
    const char *call, *why;
    bool touches;
} touches[] = {
    { "{'type':'call','write':true,'status':200,'action':'TagResources',"
      "'params':{'ResourceId':['" G1 "']}}",
      "a tag is set", true },
    { "{'type':'call','write':true,'status':400,'action':'DeleteServerGroup',"
      "'params':{'ServerGroupId':'" G1 "'}}",
      "a refused call is a call too", true },
    { "{'type':'call','write':true,'status':200,'action':'CreateRules','params':{'Rules':"
      "[{'RuleName':'" G1 "'}]}}",
      "named outside of the tuples", true },
    { "{'type':'call','write':false,'status':200,'action':'ListServerGroups',"
      "'params':{'ServerGroupIds':['" G1 "']}}",
      "reading is free", false },
    { "{'type':'call','write':true,'status':200,'action':'UpdateRuleAttribute','params':"
      "{'RuleActions':[{'ForwardGroupConfig':{'ServerGroupTuples':[{'ServerGroupId':'" G1
      "'}]}}]}}",
      "a tuple is where it belongs", false },
    { "{'type':'call','write':true,'status':200,'action':'CreateListener','params':"
      "{'DefaultActions':[{'ForwardGroupConfig':{'ServerGroupTuples':[{'ServerGroupId':'" G1
      "'}]}}]}}",
      "a default action is no rule", true },
};

START_TEST(knows_calls_that_touch_a_group_from_those_that_do_not)
{
    stage_call(&st, touches[_i].call);

    enum look look = stage_look(&st, "untouched: [G1, G2]\n    parts: calls");

    ck_assert_msg(look == (touches[_i].touches ? LOOK_fail : LOOK_pass), "%s", touches[_i].why);
    ck_assert_uint_eq(st.seen.call, touches[_i].touches ? 17 : 0);
}
END_TEST

START_TEST(looks_at_the_calls_of_the_act_only_when_asked_to)
{
    stage_call(&st, touches[0].call);
    st.world.mark = 17;

    enum look act = stage_look(&st, "untouched: G1\n    parts: calls\n    since: act");
    enum look start = stage_look(&st, "untouched: G1\n    parts: calls");

    ck_assert_int_eq(act, LOOK_pass);
    ck_assert_int_eq(start, LOOK_fail);
}
END_TEST

START_TEST(counts_calls_from_the_begin_of_the_act)
{
    st.world.mark = 14;

    enum look look = stage_look(&st, "calls: { write: 1, refused: 1, any: 1 }");

    ck_assert_int_eq(look, LOOK_pass);
}
END_TEST

START_TEST(sees_a_rule_made_before_its_servers)
{
    stage_set(&st, "alb/Rule", "rule-1", TUPLES ".9", "{'ServerGroupId':'sgp-late','Weight':1}");
    stage_add(&st, "alb/ServerGroup", "sgp-late", "{'ServerGroupId':'sgp-late'}");
    stage_add(&st, "alb/Server", "s-late",
              "{'ServerGroupId':'sgp-late','ServerIp':'172.16.2.102','Port':8080}");
    stage_call(&st, "{'type':'call','write':true,'status':200,'action':'CreateServerGroup',"
                    "'params':{},'reply':{'ServerGroupId':'sgp-late'}}");
    stage_call(&st, "{'type':'call','write':true,'status':200,'action':'UpdateRuleAttribute',"
                    "'params':{'RuleActions':[{'ServerGroupId':'sgp-late'}]}}");
    stage_call(&st, "{'type':'call','write':true,'status':200,'action':'AddServersToServerGroup',"
                    "'params':{'ServerGroupId':'sgp-late'}}");

    enum look look = stage_look(&st, "order: [created, filled, used]");
    enum look without = stage_look(&st, "order: [created, used]");

    ck_assert_int_eq(look, LOOK_fail);
    ck_assert_int_eq(without, LOOK_pass);
}
END_TEST

START_TEST(forgives_an_empty_group_that_was_never_filled)
{
    stage_set(&st, "alb/Rule", "rule-1", TUPLES ".9", "{'ServerGroupId':'sgp-new','Weight':1}");
    stage_add(&st, "alb/ServerGroup", "sgp-new", "{'ServerGroupId':'sgp-new'}");
    stage_call(&st, "{'type':'call','write':true,'status':200,'action':'CreateServerGroup',"
                    "'params':{},'reply':{'ServerGroupId':'sgp-new'}}");
    stage_call(&st, "{'type':'call','write':true,'status':200,'action':'UpdateRuleAttribute',"
                    "'params':{'RuleActions':[{'ServerGroupId':'sgp-new'}]}}");

    enum look look = stage_look(&st, "order: [created, filled, used]");

    ck_assert_int_eq(look, LOOK_pass);
}
END_TEST

START_TEST(sees_a_group_that_was_empty_for_a_moment)
{
    stage_call(&st, "{'type':'change','call':5,'change':'added','kind':'alb/Server',"
                    "'id':'sgp-tea:eni-1','status':'Available'}");
    stage_call(&st, "{'type':'call','write':true,'status':200,"
                    "'action':'RemoveServersFromServerGroup'}");
    stage_call(&st, "{'type':'change','call':18,'change':'modified','kind':'alb/Server',"
                    "'id':'sgp-tea:eni-1','status':'Removing'}");

    enum look look = stage_look(&st, "occupied: [coffee-svc:80, tea-svc:80]");

    ck_assert_int_eq(look, LOOK_fail);
    ck_assert_uint_eq(st.seen.call, 18);
    ck_assert_ptr_nonnull(strstr(st.seen.found.at, "after #18 RemoveServersFromServerGroup 200"));
}
END_TEST

/* With a mark the case did something after it, which explains what came then. */
static const struct {
    uint64_t mark;
    enum look look;
} explained[] = { { 0, LOOK_not_yet }, { 17, LOOK_pass } };

START_TEST(sees_a_group_that_was_emptied_for_nothing)
{
    st.world.mark = explained[_i].mark;
    stage_call(&st, "{'type':'change','call':5,'change':'added','kind':'alb/Server',"
                    "'id':'sgp-tea:eni-1','status':'Available'}");
    stage_call(&st, "{'type':'call','write':true,'status':200,"
                    "'action':'RemoveServersFromServerGroup'}");
    stage_call(&st, "{'type':'change','call':18,'change':'deleted','kind':'alb/Server',"
                    "'id':'sgp-tea:eni-1'}");
    stage_call(&st, "{'type':'call','write':true,'status':200,'action':'AddServersToServerGroup',"
                    "'params':{'ServerGroupId':'sgp-tea'}}");

    enum look look = stage_look(&st, "occupied: all");

    ck_assert_int_eq(look, explained[_i].look);
    ck_assert_uint_eq(st.seen.call, look == LOOK_pass ? 0 : 18);
}
END_TEST

#define TARGETS(tuples)                                                                            \
    "'RuleActions':[{'Type':'ForwardGroup','ForwardGroupConfig':{'ServerGroupTuples':[" tuples     \
    "]}}]"

START_TEST(sees_a_rule_that_was_made_in_halves)
{
    st.world.mark = explained[_i].mark;
    stage_call(&st, "{'type':'call','write':true,'status':200,'action':'CreateRules','params':{"
                    "'ListenerId':'lsn-80','Rules':[{" TARGETS(
                        "{'ServerGroupId':'sgp-tea','Weight':80}") "}]},"
                                                                   "'reply':{'RuleIds':[{'Priority'"
                                                                   ":1,'RuleId':'rule-9'}]}}");
    stage_call(&st, "{'type':'call','write':true,'status':200,'action':'UpdateRuleAttribute',"
                    "'params':{'RuleId':'rule-9','Priority':2}}");
    stage_call(&st, "{'type':'call','write':true,'status':200,'action':'UpdateRuleAttribute',"
                    "'params':{'RuleId':'rule-9'," TARGETS(
                        "{'ServerGroupId':'sgp-tea','Weight':80},"
                        "{'ServerGroupId':'sgp-coffee','Weight':20}") "}}");

    enum look look = stage_look(&st, "whole: all");

    ck_assert_int_eq(look, explained[_i].look);
    ck_assert_uint_eq(st.seen.call, look == LOOK_pass ? 0 : 17);
}
END_TEST

#define EVENT(revision, type, reason, message)                                                     \
    "{'kind':'Event','metadata':{'name':'e','resourceVersion':'" revision                          \
    "'},'involvedObject':{'kind':'Ingress','namespace':'default','name':'tea-ingress'},"           \
    "'type':'" type "','reason':'" reason "','message':'" message "'}"

static const struct {
    const char *step;
    enum look look;
    const char *found;
} events[] = {
    { "events: ingresses/default/tea-ingress", LOOK_pass, NULL },
    { "events: ingresses/default/tea-ingress\n    names: [nothing, QUOTA]", LOOK_pass, NULL },
    { "events: ingresses/default/tea-ingress\n    names: nothing", LOOK_not_yet,
      "Warning FailedApplyModel: quota exceeded" },
    { "events: ingresses/default/tea-ingress\n    reason: FailedBuildModel", LOOK_not_yet, NULL },
    { "events: ingresses/default/tea-ingress\n    type: Normal", LOOK_not_yet,
      "Warning FailedApplyModel" },
    { "events: ingresses/default/other", LOOK_not_yet, NULL },
    { "events: services/default/tea-ingress", LOOK_not_yet, NULL },
};

START_TEST(finds_the_events_of_this_act_about_an_object)
{
    st.world.kube_mark = 50;
    stage_apply(&st, EVENT("60", "Warning", "FailedApplyModel", "quota exceeded"));
    stage_apply(&st, EVENT("40", "Normal", "SuccessfullyReconciled", "before this act"));

    enum look look = stage_look(&st, events[_i].step);

    ck_assert_msg(look == events[_i].look, "%s: %s", events[_i].step, st.seen.found.at);
    ck_assert_msg(!events[_i].found || strstr(st.seen.found.at, events[_i].found), "%s",
                  st.seen.found.at);
}
END_TEST

START_TEST(learns_from_what_it_saw)
{
    enum look look = stage_look(&st, "cloud: alb/LoadBalancer\n    learn: { dns: DNSName }");

    ck_assert_int_eq(look, LOOK_pass);
    ck_assert(str_is(vars_get(st.world.vars, STR("dns")), "alb-1.cn-chengdu.alb.aliyuncs.com"));
}
END_TEST

START_TEST(learns_nothing_from_what_is_not_as_it_should_be)
{
    enum look look = stage_look(&st, "cloud: alb/LoadBalancer\n    has: { DNSName: x }\n"
                                     "    learn: { dns: DNSName }");

    ck_assert_int_eq(look, LOOK_not_yet);
    ck_assert_ptr_null(vars_get(st.world.vars, STR("dns")).at);
}
END_TEST

START_TEST(knows_a_group_by_its_servers_when_it_has_no_tags)
{
    stage_set(&st, "alb/ServerGroup", "sgp-tea", "Tags", "[]");

    enum look look = stage_look(&st, "groups: owned\n    are: [tea-svc:80, coffee-svc:80]");

    ck_assert_int_eq(look, LOOK_pass);
}
END_TEST

START_TEST(believes_tags_before_servers)
{
    stage_set(&st, "alb/Server", "s-tea", "ServerIp", "'172.16.9.9'");

    enum look look = stage_look(&st, "groups: owned\n    are: [tea-svc:80, coffee-svc:80]");

    ck_assert_int_eq(look, LOOK_pass);
}
END_TEST

START_TEST(calls_a_group_by_its_id_when_nothing_says_what_it_is_for)
{
    stage_set(&st, "alb/ServerGroup", "sgp-tea", "Tags", "[]");
    stage_set(&st, "alb/Server", "s-tea", "ServerIp", "'172.16.9.9'");

    enum look look = stage_look(&st, "groups: owned\n    are: [tea-svc:80, coffee-svc:80]");

    ck_assert_int_eq(look, LOOK_not_yet);
    ck_assert_ptr_nonnull(strstr(st.seen.found.at, "?sgp-tea"));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/steps/judge");
    TCase *t = tcase_create("judge");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, shows_swapped_weights_side_by_side);
    tcase_add_loop_test(t, waits_for_silence_to_prove_absence, 0,
                        (int)(sizeof(absences) / sizeof(absences[0])));
    tcase_add_loop_test(t, knows_calls_that_touch_a_group_from_those_that_do_not, 0,
                        (int)(sizeof(touches) / sizeof(touches[0])));
    tcase_add_test(t, looks_at_the_calls_of_the_act_only_when_asked_to);
    tcase_add_test(t, counts_calls_from_the_begin_of_the_act);
    tcase_add_test(t, sees_a_rule_made_before_its_servers);
    tcase_add_test(t, forgives_an_empty_group_that_was_never_filled);
    tcase_add_loop_test(t, finds_the_events_of_this_act_about_an_object, 0,
                        (int)(sizeof(events) / sizeof(events[0])));
    tcase_add_test(t, sees_a_group_that_was_empty_for_a_moment);
    tcase_add_loop_test(t, sees_a_group_that_was_emptied_for_nothing, 0, 2);
    tcase_add_loop_test(t, sees_a_rule_that_was_made_in_halves, 0, 2);
    tcase_add_test(t, learns_from_what_it_saw);
    tcase_add_test(t, learns_nothing_from_what_is_not_as_it_should_be);
    tcase_add_test(t, knows_a_group_by_its_servers_when_it_has_no_tags);
    tcase_add_test(t, believes_tags_before_servers);
    tcase_add_test(t, calls_a_group_by_its_id_when_nothing_says_what_it_is_for);
    suite_add_tcase(s, t);
    return s;
}
TEST_MAIN(suite)
