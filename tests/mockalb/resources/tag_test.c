#include "tests/test.h"

#include <string.h>

#include "base/json.h"
#include "harness.h"

#include "base/banned.h"

START_TEST(is_set_on_several_things_at_once)
{
    struct world *w = world_new();

    get(w, "", "TagResources",
        "{'ResourceType':'ServerGroup','ResourceId':['sgp-2','sgp-3'],'Tag':[{'Key':'a','Value':"
        "'1'},{'Key':'b'}]}");

    get(w, "", "ListServerGroups", "{'Tag':[{'Key':'a','Value':'1'},{'Key':'b','Value':''}]}");
    ck_assert_int_eq(reply_count(w, "ServerGroups"), 2);
    ck_assert_str_eq(reply_text(w, "ServerGroups.0.Tags.1.Key"), "b");
    world_free(w);
}
END_TEST

START_TEST(replaces_its_value)
{
    struct world *w = world_new();

    get(w, "", "TagResources",
        "{'ResourceType':'servergroup','ResourceId':['sgp-1'],'Tag':[{'Key':'owner','Value':"
        "'other'}]}");

    const cJSON *tags = json_get(find(w, "alb/ServerGroup", "sgp-1")->body, "Tags");
    ck_assert_int_eq(cJSON_GetArraySize(tags), 1);
    ck_assert_str_eq(json_text(tags, "0.Value"), "other");
    world_free(w);
}
END_TEST

START_TEST(does_not_disturb_what_is_being_made)
{
    struct world *w = world_realistic();
    const char *id = get(w, "ServerGroupId", "CreateServerGroup",
                         "{'ServerGroupName':'new','VpcId':'vpc-a','HealthCheckConfig':{"
                         "'HealthCheckEnabled':false}}");

    get(w, "", "TagResources",
        "{'ResourceType':'servergroup','ResourceId':['%s'],'Tag':[{'Key':'a'}]}", id);

    ck_assert_str_eq(state_of(w, "alb/ServerGroup", id), "Creating");
    clock_advance(w->clock, 500);
    ck_assert_str_eq(state_of(w, "alb/ServerGroup", id), "Available");
    world_free(w);
}
END_TEST

static const struct {
    const char *how;
    int left;
} removals[] = {
    { "'TagKey':['a']", 1 },
    { "'TagKey':['a','b']", 0 },
    { "'TagKey':['none']", 2 },
    { "'Tag':[{'Key':'a','Value':'1'}]", 1 },
    { "'Tag':[{'Key':'a','Value':'2'}]", 2 },
    { "'All':true", 0 },
    { "'All':true,'TagKey':['a']", 0 },
};

START_TEST(is_taken_away)
{
    struct world *w = world_new();
    get(w, "", "TagResources",
        "{'ResourceType':'loadbalancer','ResourceId':['alb-kept'],'Tag':[{'Key':'a','Value':'1'},"
        "{'Key':'b','Value':'1'}]}");

    get(w, "", "UnTagResources", "{'ResourceType':'LoadBalancer','ResourceId':['alb-kept'],%s}",
        removals[_i].how);

    ck_assert_msg(cJSON_GetArraySize(json_get(find(w, "alb/LoadBalancer", "alb-kept")->body,
                                              "Tags")) == removals[_i].left,
                  "%s", removals[_i].how);
    world_free(w);
}
END_TEST

static const struct {
    const char *action, *params, *list;
    int found;
} lists[] = {
    { "ListTagResources", "{'ResourceType':'servergroup'}", "TagResources", 1 },
    { "ListTagResources", "{'ResourceType':'LoadBalancer','ResourceId':['alb-1']}", "TagResources",
      1 },
    { "ListTagResources", "{'ResourceType':'loadbalancer','ResourceId':['alb-basic']}",
      "TagResources", 0 },
    { "ListTagResources", "{'ResourceType':'loadbalancer','Tag':[{'Key':'env'}]}", "TagResources",
      1 },
    { "ListTagResources", "{'ResourceType':'acl'}", "TagResources", 0 },
    { "ListTagKeys", "{'ResourceType':'servergroup'}", "TagKeys", 1 },
    { "ListTagKeys", "{'ResourceType':'servergroup','Keyword':'own'}", "TagKeys", 1 },
    { "ListTagKeys", "{'ResourceType':'servergroup','Keyword':'env'}", "TagKeys", 0 },
    { "ListTagKeys", "{'ResourceType':'loadbalancer','Category':'System'}", "TagKeys", 0 },
    { "ListTagValues", "{'TagKey':'env'}", "TagValues", 1 },
    { "ListTagValues", "{'TagKey':'env','ResourceType':'servergroup'}", "TagValues", 0 },
    { "ListTagValues", "{'TagKey':'env','ResourceId':'alb-1'}", "TagValues", 1 },
    { "ListTagValues", "{'TagKey':'env','ResourceId':'alb-kept'}", "TagValues", 0 },
};

START_TEST(is_listed)
{
    struct world *w = world_new();

    get(w, "", lists[_i].action, "%s", lists[_i].params);

    ck_assert_msg(reply_count(w, lists[_i].list) == lists[_i].found, "%s %s: %d", lists[_i].action,
                  lists[_i].params, reply_count(w, lists[_i].list));
    world_free(w);
}
END_TEST

START_TEST(is_listed_once_by_its_key_and_value)
{
    struct world *w = world_new();
    get(w, "", "TagResources",
        "{'ResourceType':'loadbalancer','ResourceId':['alb-kept','alb-basic'],'Tag':[{'Key':'env',"
        "'Value':'test'}]}");

    get(w, "", "ListTagKeys", "{'ResourceType':'loadbalancer'}");
    ck_assert_int_eq(reply_count(w, "TagKeys"), 1);
    ck_assert_str_eq(reply_text(w, "TagKeys.0.Category"), "Custom");
    get(w, "", "ListTagValues", "{'TagKey':'env'}");
    ck_assert_str_eq(reply_text(w, "TagValues.0"), "test");
    ck_assert_int_eq(reply_count(w, "TagValues"), 1);
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("tag");
    TCase *tag = tcase_create("a tag");

    tcase_add_test(tag, is_set_on_several_things_at_once);
    tcase_add_test(tag, replaces_its_value);
    tcase_add_test(tag, does_not_disturb_what_is_being_made);
    tcase_add_loop_test(tag, is_taken_away, 0, (int)(sizeof(removals) / sizeof(removals[0])));
    tcase_add_loop_test(tag, is_listed, 0, (int)(sizeof(lists) / sizeof(lists[0])));
    tcase_add_test(tag, is_listed_once_by_its_key_and_value);
    suite_add_tcase(s, tag);
    return s;
}

TEST_MAIN(suite)
