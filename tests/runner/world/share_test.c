/*
 * A journal that two cases and nobody wrote, and what of it the seventh case sees.
 */
#include "runner/world/share.h"

#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "tests/test.h"
#include "tests/tree.h"

#include "base/banned.h"

#define MINE   "albspec-x3f9-7-"
#define OTHERS "albspec-x3f9-8-"

static const struct scope scope = { "albspec-x3f9", MINE, false };
static struct arena *arena;
static struct share *share;
static struct entries *entries;
static int seq;

static void setup(void)
{
    arena = arena_new();
    share = share_new(&scope, tree_of(arena, "{'objects':[{'kind':'alb/ServerGroup','id':'sgp-g1'},"
                                             "{'kind':'vpc/Vpc','id':'vpc-1'}]}"));
    entries = entries_new();
    entries_sieve(entries, share_sieve, share);
    seq = 0;
}

static void teardown(void)
{
    entries_free(entries);
    share_free(share);
    arena_free(arena);
}

static void feed(const char *text)
{
    struct err err = { "" };
    cJSON *line = tree_of(arena, text);
    struct buf bytes = BUF_LIMIT(4096);

    json_set(line, "seq", cJSON_CreateNumber(++seq));
    json_print(&bytes, line);
    buf_add_char(&bytes, '\n');
    ck_assert_msg(entries_feed(entries, buf_str(&bytes), &err), "%s", err.text);
    while (share_has_learned(share))
        entries_sieve_again(entries);
    buf_done(&bytes);
}

static void write_call(const char *action, const char *params)
{
    feed(arena_printf(arena, "{'type':'call','write':true,'status':200,'action':'%s','params':%s}",
                      action, params));
}

static void added(const char *kind, const char *id)
{
    feed(arena_printf(arena,
                      "{'type':'change','call':%d,'change':'added','kind':'%s','id':'%s',"
                      "'revision':9}",
                      seq, kind, id));
}

/* "1 2 5": the numbers of what is shown. */
static const char *shown(void)
{
    const char *text = "";

    for (size_t i = 0; i < entries_count(entries); i++)
        text =
            arena_printf(arena, "%s%s%d", text, *text ? " " : "", (int)entries_at(entries, i)->seq);
    return text;
}

START_TEST(sees_calls_that_have_its_prefix)
{
    write_call("CreateLoadBalancer", "{'LoadBalancerName':'" MINE "shop'}");
    added("alb/LoadBalancer", "alb-1");
    write_call("CreateLoadBalancer", "{'LoadBalancerName':'" OTHERS "shop'}");
    added("alb/LoadBalancer", "alb-2");

    ck_assert_str_eq(shown(), "1 2");
    ck_assert_str_eq(json_text(entries_at(entries, 0)->json, "params.LoadBalancerName"), "shop");
}
END_TEST

START_TEST(sees_what_is_made_of_its_own)
{
    write_call("CreateLoadBalancer", "{'LoadBalancerName':'" MINE "shop'}");
    added("alb/LoadBalancer", "alb-1");
    write_call("CreateListener", "{'LoadBalancerId':'alb-1'}");
    added("alb/Listener", "lsn-1");
    write_call("CreateListener", "{'LoadBalancerId':'alb-2'}");
    added("alb/Listener", "lsn-2");
    write_call("CreateRule", "{'ListenerId':'lsn-1'}");

    ck_assert_str_eq(shown(), "1 2 3 4 7");
}
END_TEST

START_TEST(sees_a_group_without_tags_once_a_rule_names_it)
{
    write_call("CreateServerGroup", "{'ServerGroupName':'h-1','VpcId':'vpc-1'}");
    added("alb/ServerGroup", "sgp-1");
    write_call("AddServersToServerGroup", "{'ServerGroupId':'sgp-1'}");
    added("alb/Server", "sgp-1:eni-1::80");
    write_call("CreateServerGroup", "{'ServerGroupName':'h-2','VpcId':'vpc-1'}");
    added("alb/ServerGroup", "sgp-2");
    ck_assert_str_eq(shown(), "");
    write_call("CreateRule",
               "{'Name':'" MINE "default','RuleActions':[{'ServerGroupId':'sgp-1'}]}");
    write_call("CreateRule", "{'Name':'" OTHERS "default','RuleActions':[{'Id':'sgp-2'}]}");

    ck_assert_str_eq(shown(), "1 2 3 4 7");
}
END_TEST

START_TEST(sees_every_call_on_what_is_everybodys_that_is_nobodys)
{
    write_call("UpdateServerGroupAttribute", "{'ServerGroupId':'sgp-g1'}");
    write_call("CreateRule", "{'Name':'" OTHERS "default','Id':'sgp-g1'}");
    write_call("CreateRule", "{'Name':'" MINE "default','Id':'sgp-g1'}");

    ck_assert_str_eq(shown(), "1 3");
}
END_TEST

START_TEST(drops_reads_of_nobody)
{
    feed("{'type':'call','write':false,'action':'ListRules','params':{'MaxResults':100}}");
    feed("{'type':'call','write':false,'action':'ListTags','params':{'Tag':'" MINE "alb'}}");
    write_call("CreateRule", "{'Name':'" MINE "default'}");

    ck_assert_str_eq(shown(), "2 3");
}
END_TEST

START_TEST(cuts_a_state_down_to_its_own)
{
    cJSON *state = tree_of(
        arena,
        "{'revision':'9','objects':["
        "{'kind':'alb/ServerGroup','id':'sgp-g1','body':{}},"
        "{'kind':'alb/Server','id':'sgp-g1:i-1::80','body':{}},"
        "{'kind':'alb/LoadBalancer','id':'alb-1','body':{'Tags':[{'Value':'" MINE "alb'}]}},"
        "{'kind':'alb/LoadBalancer','id':'alb-2','body':{'Tags':[{'Value':'" OTHERS "alb'}]}},"
        "{'kind':'alb/Listener','id':'lsn-1','body':{'LoadBalancerId':'alb-1'}},"
        "{'kind':'alb/Listener','id':'lsn-2','body':{'LoadBalancerId':'alb-2'}},"
        "{'kind':'alb/ServerGroup','id':'sgp-9','body':{}}]}");
    const char *ids = "";
    const cJSON *object = NULL;

    share_cut(share, state);

    cJSON_ArrayForEach(object, json_get(state, "objects"))
    {
        ids = arena_printf(arena, "%s %s", ids, json_text(object, "id"));
    }
    ck_assert_str_eq(ids, " sgp-g1 sgp-g1:i-1::80 alb-1 lsn-1");
    ck_assert_str_eq(json_text(state, "objects.2.body.Tags.0.Value"), "alb");
}
END_TEST

START_TEST(leaves_out_what_others_balancers_reach)
{
    cJSON *reach =
        tree_of(arena, "{'servers':[{'loadBalancer':'alb-1'},{'loadBalancer':'alb-2'}]}");
    write_call("CreateLoadBalancer", "{'LoadBalancerName':'" MINE "shop'}");
    added("alb/LoadBalancer", "alb-1");
    write_call("CreateLoadBalancer", "{'LoadBalancerName':'" OTHERS "shop'}");
    added("alb/LoadBalancer", "alb-2");

    share_cut_reach(share, reach);

    ck_assert_int_eq(cJSON_GetArraySize(json_get(reach, "servers")), 1);
    ck_assert_str_eq(json_text(reach, "servers.0.loadBalancer"), "alb-1");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("share");
    TCase *t = tcase_create("share");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, sees_calls_that_have_its_prefix);
    tcase_add_test(t, sees_what_is_made_of_its_own);
    tcase_add_test(t, sees_a_group_without_tags_once_a_rule_names_it);
    tcase_add_test(t, sees_every_call_on_what_is_everybodys_that_is_nobodys);
    tcase_add_test(t, drops_reads_of_nobody);
    tcase_add_test(t, cuts_a_state_down_to_its_own);
    tcase_add_test(t, leaves_out_what_others_balancers_reach);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
