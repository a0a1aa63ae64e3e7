#include "tests/test.h"

#include <string.h>

#include "base/json.h"
#include "harness.h"

#include "base/banned.h"

#define GROUP(rest)                                                                                \
    "{'ServerGroupName':'new','VpcId':'vpc-a','HealthCheckConfig':{'HealthCheckEnabled':"          \
    "false}" rest "}"

START_TEST(is_created_as_a_controller_asks_for_it)
{
    struct world *w = world_new();

    const char *id = get(w, "ServerGroupId", "CreateServerGroup",
                         GROUP(",'ServerGroupType':'instance','Protocol':'HTTP','Scheduler':'Wrr',"
                               "'ServiceName':'default-tea-80','StickySessionConfig':{"
                               "'StickySessionEnabled':false},'Tag':[{'Key':'a'}]"));

    ck_assert_ptr_nonnull(w->job);
    ck_assert_str_eq(state_of(w, "alb/ServerGroup", id), "Creating");
    get(w, "", "ListServerGroups", "{'ServerGroupIds':['%s']}", id);
    ck_assert_str_eq(reply_text(w, "ServerGroups.0.ServerGroupStatus"), "Available");
    ck_assert_str_eq(reply_text(w, "ServerGroups.0.ServerGroupType"), "Instance");
    ck_assert_str_eq(reply_text(w, "ServerGroups.0.ServiceName"), "default-tea-80");
    ck_assert_str_eq(reply_text(w, "ServerGroups.0.Scheduler"), "Wrr");
    ck_assert_str_eq(reply_text(w, "ServerGroups.0.Tags.0.Key"), "a");
    ck_assert_ptr_null(json_at(w->reply, "ServerGroups.0.HealthCheckConfig.HealthCheckInterval"));
    ck_assert_int_eq(json_int_or(w->reply, "ServerGroups.0.ServerCount", -1), 0);
    world_free(w);
}
END_TEST

START_TEST(fills_in_the_defaults_of_what_is_switched_on)
{
    struct world *w = world_new();

    const char *id = get(w, "ServerGroupId", "CreateServerGroup",
                         "{'ServerGroupName':'new','VpcId':'vpc-a','HealthCheckConfig':{"
                         "'HealthCheckEnabled':true,'HealthCheckInterval':9},"
                         "'SlowStartConfig':{'SlowStartEnabled':true},"
                         "'StickySessionConfig':{'StickySessionEnabled':true},"
                         "'ConnectionDrainConfig':{'ConnectionDrainEnabled':true}}");

    const cJSON *body = find(w, "alb/ServerGroup", id)->body;
    ck_assert_int_eq(json_int(body, "HealthCheckConfig.HealthCheckInterval"), 9);
    ck_assert_int_eq(json_int(body, "HealthCheckConfig.HealthCheckTimeout"), 5);
    ck_assert_str_eq(json_text(body, "HealthCheckConfig.HealthCheckHost"), "$SERVER_IP");
    ck_assert_str_eq(json_text(body, "HealthCheckConfig.HealthCheckCodes.0"), "http_2xx");
    ck_assert_int_eq(json_int(body, "SlowStartConfig.SlowStartDuration"), 30);
    ck_assert_str_eq(json_text(body, "StickySessionConfig.StickySessionType"), "Insert");
    ck_assert_int_eq(json_int(body, "StickySessionConfig.CookieTimeout"), 1000);
    ck_assert_int_eq(json_int(body, "ConnectionDrainConfig.ConnectionDrainTimeout"), 300);
    world_free(w);
}
END_TEST

START_TEST(takes_what_only_controllers_send)
{
    struct world *w = world_new();

    get(w, "", "UpdateServerGroupAttribute",
        "{'ServerGroupId':'sgp-3','HealthCheckConfig':{'HealthCheckEnabled':true,"
        "'HealthCheckTcpFastCloseEnabled':'false','HealthCheckHttpCodes':['http_2xx']}}");

    get(w, "", "ListServerGroups", "{'ServerGroupIds':['sgp-3']}");
    ck_assert(cJSON_IsFalse(
        json_at(w->reply, "ServerGroups.0.HealthCheckConfig.HealthCheckTcpFastCloseEnabled")));
    world_free(w);
}
END_TEST

START_TEST(changes_what_an_update_gives_and_keeps_the_rest)
{
    struct world *w = world_new();

    get(w, "", "UpdateServerGroupAttribute",
        "{'ServerGroupId':'sgp-1','ServerGroupName':'other','Scheduler':'Wlc',"
        "'HealthCheckConfig':{'HealthCheckEnabled':true,'HealthCheckPath':'/up'}}");

    ck_assert_str_eq(state_of(w, "alb/ServerGroup", "sgp-1"), "Configuring");
    const cJSON *body = find(w, "alb/ServerGroup", "sgp-1")->body;
    ck_assert_str_eq(json_text(body, "ServerGroupName"), "other");
    ck_assert_str_eq(json_text(body, "Scheduler"), "Wlc");
    ck_assert_str_eq(json_text(body, "HealthCheckConfig.HealthCheckPath"), "/up");
    ck_assert_str_eq(json_text(body, "Tags.0.Value"), "shop");
    ck_assert_str_eq(json_text(body, "VpcId"), "vpc-a");
    world_free(w);
}
END_TEST

START_TEST(knows_who_forwards_to_it)
{
    struct world *w = world_new();

    get(w, "", "ListServerGroups", "{'ServerGroupIds':['sgp-1','sgp-2']}");

    ck_assert_int_eq(reply_count(w, "ServerGroups.0.RelatedLoadBalancerIds"), 2);
    ck_assert_str_eq(reply_text(w, "ServerGroups.0.RelatedRuleIds.0"), "rule-1");
    ck_assert_int_eq(reply_count(w, "ServerGroups.0.RelatedListenerIds"), 0);
    ck_assert_int_eq(reply_count(w, "ServerGroups.1.RelatedListenerIds"), 4);
    ck_assert_int_eq(reply_count(w, "ServerGroups.1.RelatedRuleIds"), 0);
    ck_assert_int_eq(json_int(w->reply, "ServerGroups.0.ServerCount"), 1);
    world_free(w);
}
END_TEST

static const struct {
    const char *params;
    int found;
} filters[] = {
    { "{}", 8 },
    { "{'ServerGroupIds':['sgp-1','sgp-none']}", 1 },
    { "{'ServerGroupNames':['G2','G3']}", 2 },
    { "{'ServerGroupType':'Ip'}", 1 },
    { "{'VpcId':'vpc-b'}", 1 },
    { "{'ResourceGroupId':'rg-other'}", 0 },
    { "{'Tag':[{'Key':'owner','Value':'shop'}]}", 1 },
    { "{'Tag':[{'Key':'owner','Value':'shop'},{'Key':'x','Value':'y'}]}", 0 },
    { "{'VpcId':'vpc-a','ServerGroupNames':['G5']}", 0 },
};

START_TEST(is_listed_by_every_filter)
{
    struct world *w = world_new();

    get(w, "", "ListServerGroups", "%s", filters[_i].params);

    ck_assert_msg(reply_count(w, "ServerGroups") == filters[_i].found, "%s: %d", filters[_i].params,
                  reply_count(w, "ServerGroups"));
    world_free(w);
}
END_TEST

START_TEST(is_deleted_with_servers_in_it)
{
    struct world *w = world_new();
    int servers = count(w, "alb/Server");

    get(w, "", "DeleteServerGroup", "{'ServerGroupId':'sgp-ip'}");
    ck_assert_str_eq(state_of(w, "alb/ServerGroup", "sgp-ip"), "Deleting");
    clock_advance(w->clock, 0);

    ck_assert_ptr_null(find(w, "alb/ServerGroup", "sgp-ip"));
    ck_assert_int_eq(count(w, "alb/Server"), servers - 1);
    world_free(w);
}
END_TEST

START_TEST(is_in_use_until_the_rule_is_gone)
{
    struct world *w = world_realistic();
    get(w, "", "DeleteRule", "{'RuleId':'rule-b'}");
    get(w, "", "DeleteRule", "{'RuleId':'rule-1'}");

    answer(w, "DeleteServerGroup", "{'ServerGroupId':'sgp-1'}");
    ck_assert_str_eq(w->code, "ResourceInUse.ServerGroup");
    clock_advance(w->clock, 1000);
    answer(w, "DeleteServerGroup", "{'ServerGroupId':'sgp-1'}");
    ck_assert_str_eq(w->code, "");
    world_free(w);
}
END_TEST

/* Page by page, all ids; what was last on the first page goes away meanwhile. */
static const char *ids_by_pages(struct world *w, int size, const char *goes)
{
    const char *ids = "", *token = "";

    do {
        get(w, "", "ListServerGroups", "{'MaxResults':%d,'NextToken':'%s'}", size, token);
        for (int i = 0; i < reply_count(w, "ServerGroups"); i++)
            ids = arena_printf(
                w->arena, "%s %s", ids,
                reply_text(w, arena_printf(w->arena, "ServerGroups.%d.ServerGroupId", i)));
        token = arena_printf(w->arena, "%s", reply_text(w, "NextToken"));
        if (goes)
            get(w, "", "DeleteServerGroup", "{'ServerGroupId':'%s'}", goes);
        goes = NULL;
    } while (*token);
    return ids;
}

START_TEST(are_listed_once_each_on_pages_of_any_size)
{
    struct world *w = world_new();
    const char *all = ids_by_pages(w, 100, NULL);

    for (int size = 1; size <= 4; size++)
        ck_assert_str_eq(ids_by_pages(w, size, NULL), all);

    get(w, "", "ListServerGroups", "{'MaxResults':1}");
    ck_assert_int_eq(json_int(w->reply, "TotalCount"), count(w, "alb/ServerGroup"));
    world_free(w);
}
END_TEST

START_TEST(are_all_listed_though_one_goes_between_pages)
{
    struct world *w = world_new();
    const char *unused = get(w, "ServerGroupId", "CreateServerGroup", GROUP(""));
    get(w, "", "CreateServerGroup", GROUP(""));
    get(w, "", "CreateServerGroup", GROUP(""));
    const char *all = ids_by_pages(w, 100, NULL);
    int until = count(w, "alb/ServerGroup") - 2;

    ck_assert_str_eq(ids_by_pages(w, until, unused), all);
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("server group");
    TCase *group = tcase_create("a server group");

    tcase_add_test(group, is_created_as_a_controller_asks_for_it);
    tcase_add_test(group, fills_in_the_defaults_of_what_is_switched_on);
    tcase_add_test(group, are_listed_once_each_on_pages_of_any_size);
    tcase_add_test(group, are_all_listed_though_one_goes_between_pages);
    tcase_add_test(group, takes_what_only_controllers_send);
    tcase_add_test(group, changes_what_an_update_gives_and_keeps_the_rest);
    tcase_add_test(group, knows_who_forwards_to_it);
    tcase_add_loop_test(group, is_listed_by_every_filter, 0,
                        (int)(sizeof(filters) / sizeof(filters[0])));
    tcase_add_test(group, is_deleted_with_servers_in_it);
    tcase_add_test(group, is_in_use_until_the_rule_is_gone);
    suite_add_tcase(s, group);
    return s;
}

TEST_MAIN(suite)
