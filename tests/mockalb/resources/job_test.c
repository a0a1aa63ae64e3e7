#include "tests/test.h"

#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "harness.h"
#include "mockalb/gateway/action.h"
#include "mockalb/kinds/kinds.h"

#include "base/banned.h"

START_TEST(succeeds_when_what_it_stands_for_is_done)
{
    struct world *w = world_realistic();
    get(w, "", "AddServersToServerGroup",
        "{'ServerGroupId':'sgp-3','Servers':[{'ServerType':'Ecs','ServerId':'i-a','Port':80}]}");
    const char *job = w->job;
    clock_advance(w->clock, 1499);
    get(w, "", "ListAsynJobs", "{'JobIds':['%s']}", job);
    ck_assert_str_eq(reply_text(w, "Jobs.0.Status"), "Processing");

    clock_advance(w->clock, 1);

    get(w, "", "ListAsynJobs", "{'JobIds':['%s']}", job);
    ck_assert_str_eq(reply_text(w, "Jobs.0.Status"), "Succeeded");
    ck_assert_str_eq(reply_text(w, "Jobs.0.Id"), job);
    ck_assert_str_eq(reply_text(w, "Jobs.0.ApiName"), "AddServersToServerGroup");
    ck_assert_str_eq(reply_text(w, "Jobs.0.OperateType"), "Update");
    ck_assert_str_eq(reply_text(w, "Jobs.0.ResourceType"), "servergroup");
    ck_assert_str_eq(reply_text(w, "Jobs.0.ResourceId"), "sgp-3");
    ck_assert(json_int(w->reply, "Jobs.0.ModifyTime") ==
              json_int(w->reply, "Jobs.0.CreateTime") + 1500);
    world_free(w);
}
END_TEST

START_TEST(has_succeeded_by_the_next_call_in_the_profile_instant)
{
    struct world *w = world_new();
    get(w, "", "DeleteRule", "{'RuleId':'rule-1'}");

    get(w, "", "ListAsynJobs", "{'JobIds':['%s']}", w->job);

    ck_assert_str_eq(reply_text(w, "Jobs.0.Status"), "Succeeded");
    ck_assert_str_eq(reply_text(w, "Jobs.0.OperateType"), "Delete");
    ck_assert_str_eq(reply_text(w, "Jobs.0.ResourceType"), "rule");
    world_free(w);
}
END_TEST

/* All that start one; what changes at once does not. */
static const char *const starting[] = {
    "AddEntriesToAcl",
    "AddServersToServerGroup",
    "ApplyHealthCheckTemplateToServerGroup",
    "AssociateAclsWithListener",
    "AssociateAdditionalCertificatesWithListener",
    "AttachCommonBandwidthPackageToLoadBalancer",
    "CreateAScripts",
    "CreateAcl",
    "CreateListener",
    "CreateRule",
    "CreateRules",
    "CreateServerGroup",
    "DeleteAScripts",
    "DeleteAcl",
    "DeleteListener",
    "DeleteLoadBalancer",
    "DeleteRule",
    "DeleteRules",
    "DeleteServerGroup",
    "DetachCommonBandwidthPackageFromLoadBalancer",
    "DisableLoadBalancerIpv6Internet",
    "DissociateAclsFromListener",
    "DissociateAdditionalCertificatesFromListener",
    "EnableLoadBalancerAccessLog", /* by one list of the documentation, not by another */
    "EnableLoadBalancerIpv6Internet",
    "LoadBalancerJoinSecurityGroup",
    "LoadBalancerLeaveSecurityGroup",
    "RemoveEntriesFromAcl",
    "RemoveServersFromServerGroup",
    "ReplaceServersInServerGroup",
    "StartListener",
    "StopListener",
    "UpdateAScripts",
    "UpdateListenerAttribute",
    "UpdateListenerLogConfig",
    "UpdateLoadBalancerAddressTypeConfig",
    "UpdateLoadBalancerAttribute",
    "UpdateLoadBalancerZones",
    "UpdateRuleAttribute",
    "UpdateRulesAttribute",
    "UpdateSecurityPolicyAttribute",
    "UpdateServerGroupAttribute",
    "UpdateServerGroupServersAttribute",
};

static bool starts_one(const char *action)
{
    for (size_t i = 0; i < sizeof(starting) / sizeof(starting[0]); i++) {
        if (strcmp(starting[i], action) == 0)
            return true;
    }
    return false;
}

/* The harness of these tests sees to it that a call starts one just when its catalog entry says so. */
START_TEST(is_started_by_these_actions_and_by_no_other)
{
    const struct product *alb = catalog_product("alb", NULL);

    for (size_t i = 0; i < alb->count; i++) {
        const struct action *action = &alb->actions[i];
        ck_assert_msg(starts_one(action->name) == !!(action->flags & ACTION_FLAG_job), "%s",
                      action->name);
    }
}
END_TEST

static const struct {
    const char *params;
    int found;
} filters[] = {
    { "{}", 2 },
    { "{'JobIds':['none']}", 0 },
    { "{'ResourceType':'rule'}", 1 },
    { "{'ResourceType':'acl'}", 0 },
    { "{'ResourceIds':['sgp-3','rule-none']}", 1 },
    { "{'ApiName':'UpdateServerGroupAttribute'}", 1 },
    { "{'BeginTime':1767225600000}", 2 },
    { "{'BeginTime':1767225600001}", 1 },
    { "{'EndTime':1767225600000}", 1 },
};

START_TEST(is_listed_by_every_filter)
{
    struct world *w = world_new();
    get(w, "", "UpdateServerGroupAttribute", "{'ServerGroupId':'sgp-3','Scheduler':'Wlc'}");
    clock_advance(w->clock, 5);
    get(w, "", "DeleteRule", "{'RuleId':'rule-1'}");

    get(w, "", "ListAsynJobs", "%s", filters[_i].params);

    ck_assert_msg(reply_count(w, "Jobs") == filters[_i].found, "%s: %d", filters[_i].params,
                  reply_count(w, "Jobs"));
    world_free(w);
}
END_TEST

START_TEST(makes_room_for_new_ones)
{
    struct world *w = world_new();
    store_begin(w->store);
    for (unsigned i = 0; i < LIMIT_JOBS; i++)
        store_put(w->store, &kind_job, "cn-hangzhou", arena_printf(w->arena, "job-%u", i),
                  cJSON_CreateObject());
    store_commit(w->store);

    get(w, "", "DeleteRule", "{'RuleId':'rule-1'}");

    ck_assert_uint_eq(store_count(w->store, &kind_job, NULL), LIMIT_JOBS);
    ck_assert_ptr_null(find(w, "alb/Job", "job-0"));
    ck_assert_ptr_nonnull(find(w, "alb/Job", "job-1"));
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("job");
    TCase *job = tcase_create("a job");

    tcase_add_test(job, succeeds_when_what_it_stands_for_is_done);
    tcase_add_test(job, is_started_by_these_actions_and_by_no_other);
    tcase_add_test(job, has_succeeded_by_the_next_call_in_the_profile_instant);
    tcase_add_loop_test(job, is_listed_by_every_filter, 0,
                        (int)(sizeof(filters) / sizeof(filters[0])));
    tcase_add_test(job, makes_room_for_new_ones);
    suite_add_tcase(s, job);
    return s;
}

TEST_MAIN(suite)
