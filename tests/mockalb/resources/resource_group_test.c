/*
 * Resource groups and what is in them.
 */
#include "tests/test.h"

#include "base/json.h"
#include "harness.h"
#include "refusals.h"

#include "base/banned.h"

#define DEFAULT  "rg-acfm0000000000a"
#define RM(name) "resourcemanager:" name

static const struct refusal refusals[] = {
    { "terraform: no such group to show", RM("GetResourceGroup"), "{'ResourceGroupId':'rg-none'}",
      "EntityNotExists.ResourceGroup", NULL, NULL, NULL },
    { "terraform: no such group to rename", RM("UpdateResourceGroup"),
      "{'ResourceGroupId':'rg-none','NewDisplayName':'x'}", "EntityNotExists.ResourceGroup", NULL,
      NULL, NULL },
    { "terraform: no such group to delete", RM("DeleteResourceGroup"),
      "{'ResourceGroupId':'rg-none'}", "EntityNotExists.ResourceGroup", NULL, NULL, NULL },
    { "terraform: no such group to move to", RM("MoveResources"),
      "{'ResourceGroupId':'rg-none','Resources':[{'Service':'ecs','ResourceType':'instance',"
      "'ResourceId':'i-a'}]}",
      "EntityNotExists.ResourceGroup", NULL, NULL, NULL },
    { "inferred: a name that another has", RM("CreateResourceGroup"),
      "{'Name':'other','DisplayName':'x'}", "EntityAlreadyExists.ResourceGroup", NULL, NULL, NULL },
    { "terraform: a group with resources", RM("DeleteResourceGroup"),
      "{'ResourceGroupId':'rg-other'}", "DeleteConflict.ResourceGroup.Resource", NULL,
      RM("MoveResources"),
      "{'ResourceGroupId':'rg-other','Resources':[{'Service':'alb','ResourceType':'acl',"
      "'ResourceId':'none'},{'Service':'vpc','ResourceType':'vpc','ResourceId':'vpc-a'}]}" },
    { "inferred: the first group", RM("DeleteResourceGroup"), "{'ResourceGroupId':'" DEFAULT "'}",
      "InvalidParameter.ResourceGroupId", NULL, NULL, NULL },
};

START_TEST(refuses)
{
    check_refusal(&refusals[_i]);
}
END_TEST

START_TEST(makes_a_group_that_is_there_after_a_while)
{
    struct world *w = world_realistic();

    const char *id =
        get(w, "ResourceGroup.Id", RM("CreateResourceGroup"),
            "{'Name':'shop','DisplayName':'The shop','Tag':[{'Key':'k','Value':'v'}]}");
    ck_assert_str_eq(reply_text(w, "ResourceGroup.Status"), "Creating");
    ck_assert_str_eq(reply_text(w, "ResourceGroup.DisplayName"), "The shop");
    ck_assert_str_eq(reply_text(w, "ResourceGroup.AccountId"), "1000000000000001");
    ck_assert_int_eq(strlen(id), 18);
    clock_advance(w->clock, 60000);
    get(w, "", RM("GetResourceGroup"), "{'ResourceGroupId':'%s','IncludeTags':true}", id);

    ck_assert_str_eq(reply_text(w, "ResourceGroup.Status"), "OK");
    ck_assert_int_eq(reply_count(w, "ResourceGroup.RegionStatuses.RegionStatus"), 2);
    ck_assert_str_eq(reply_text(w, "ResourceGroup.RegionStatuses.RegionStatus.0.Status"), "OK");
    ck_assert_str_eq(reply_text(w, "ResourceGroup.Tags.Tag.0.TagKey"), "k");
    get(w, "", RM("GetResourceGroup"), "{'ResourceGroupId':'%s'}", id);
    ck_assert_int_eq(reply_count(w, "ResourceGroup.Tags.Tag"), 0);
    world_free(w);
}
END_TEST

START_TEST(deletes_an_empty_group_after_a_while)
{
    struct world *w = world_realistic();

    get(w, "", RM("DeleteResourceGroup"), "{'ResourceGroupId':'rg-other'}");
    ck_assert_str_eq(reply_text(w, "ResourceGroup.Status"), "PendingDelete");
    ck_assert_str_eq(
        answer(w, RM("UpdateResourceGroup"), "{'ResourceGroupId':'rg-other','NewDisplayName':'x'}"),
        "InvalidStatus.ResourceGroup");
    ck_assert_str_eq(answer(w, RM("DeleteResourceGroup"), "{'ResourceGroupId':'rg-other'}"),
                     "InvalidStatus.ResourceGroup");
    get(w, "ResourceGroup.Id", RM("GetResourceGroup"), "{'ResourceGroupId':'rg-other'}");
    clock_advance(w->clock, 60000);

    ck_assert_str_eq(answer(w, RM("GetResourceGroup"), "{'ResourceGroupId':'rg-other'}"),
                     "EntityNotExists.ResourceGroup");
    world_free(w);
}
END_TEST

START_TEST(shows_a_group_under_another_name)
{
    struct world *w = world_new();

    get(w, "", RM("UpdateResourceGroup"),
        "{'ResourceGroupId':'" DEFAULT "','NewDisplayName':'all'}");
    ck_assert_str_eq(reply_text(w, "ResourceGroup.DisplayName"), "all");
    get(w, "", RM("GetResourceGroup"), "{'ResourceGroupId':'" DEFAULT "'}");

    ck_assert_str_eq(reply_text(w, "ResourceGroup.DisplayName"), "all");
    ck_assert_str_eq(reply_text(w, "ResourceGroup.Name"), "default");
    world_free(w);
}
END_TEST

/* Of three groups: the first, rg-other called other, and one called shop with a tag. */
static const struct {
    const char *params;
    int found, total;
} lists[] = {
    { "{}", 3, 3 },
    { "{'PageSize':2}", 2, 3 },
    { "{'PageSize':2,'PageNumber':2}", 1, 3 },
    { "{'Name':'shop'}", 1, 1 },
    { "{'DisplayName':'The shop'}", 1, 1 },
    { "{'DisplayName':'The'}", 0, 0 },
    { "{'ResourceGroupId':'rg-other'}", 1, 1 },
    { "{'ResourceGroupIds':['rg-other','" DEFAULT "','rg-none']}", 2, 2 },
    { "{'Status':'OK'}", 3, 3 },
    { "{'Status':'PendingDelete'}", 0, 0 },
    { "{'Tag':[{'Key':'k','Value':'v'}],'IncludeTags':true}", 1, 1 },
};

START_TEST(lists_groups)
{
    struct world *w = world_new();

    get(w, "", RM("CreateResourceGroup"),
        "{'Name':'shop','DisplayName':'The shop','Tag':[{'Key':'k','Value':'v'}]}");
    get(w, "", RM("ListResourceGroups"), "%s", lists[_i].params);

    ck_assert_int_eq(reply_count(w, "ResourceGroups.ResourceGroup"), lists[_i].found);
    ck_assert_int_eq(json_int(w->reply, "TotalCount"), lists[_i].total);
    world_free(w);
}
END_TEST

/* What is found after i-a and alb-1 went into rg-other. */
static const struct {
    const char *params;
    int total;
} resource_lists[] = {
    { "{'ResourceGroupId':'rg-other'}", 2 },
    { "{'ResourceGroupId':'rg-other','Service':'alb'}", 1 },
    { "{'ResourceGroupId':'rg-other','ResourceType':'instance'}", 1 },
    { "{'ResourceGroupId':'" DEFAULT "','ResourceId':'i-a'}", 0 },
    { "{'ResourceId':'i-a'}", 1 },
    { "{'Service':'vpc','ResourceType':'vpc'}", 3 },
    { "{'Service':'vpc','ResourceType':'vpc','Region':'cn-chengdu'}", 1 },
    { "{'ResourceTypes':[{'Service':'vpc','ResourceType':'vpc'},{'Service':'cas'}]}", 7 },
    { "{'Service':'none'}", 0 },
};

static void move_two(struct world *w)
{
    get(w, "", RM("MoveResources"),
        "{'ResourceGroupId':'rg-other','Resources':["
        "{'Service':'ecs','ResourceType':'instance','ResourceId':'i-a','RegionId':'cn-hangzhou'},"
        "{'Service':'alb','ResourceType':'loadbalancer','ResourceId':'alb-1'},"
        "{'Service':'ecs','ResourceType':'instance','ResourceId':'i-a2','RegionId':'cn-chengdu'},"
        "{'Service':'ecs','ResourceType':'disk','ResourceId':'d-1'}]}");
}

START_TEST(lists_what_is_in_a_group)
{
    struct world *w = world_new();

    move_two(w);
    get(w, "", RM("ListResources"), "%s", resource_lists[_i].params);

    ck_assert_int_eq(json_int(w->reply, "TotalCount"), resource_lists[_i].total);
    ck_assert_int_eq(reply_count(w, "Resources.Resource"), resource_lists[_i].total);
    world_free(w);
}
END_TEST

START_TEST(lists_what_there_is_in_pages)
{
    struct world *w = world_new();

    get(w, "", RM("ListResources"), "{'PageSize':100}");
    int all = reply_count(w, "Resources.Resource");
    ck_assert_int_gt(all, 20);
    get(w, "", RM("ListResources"), "{'PageNumber':2,'PageSize':20}");

    ck_assert_int_eq(reply_count(w, "Resources.Resource"), all < 40 ? all - 20 : 20);
    ck_assert_int_eq(json_int(w->reply, "TotalCount"), all);
    ck_assert_str_ne(reply_text(w, "Resources.Resource.0.CreateDate"), "");
    world_free(w);
}
END_TEST

START_TEST(moves_what_it_finds_and_says_of_each_whether_it_went)
{
    static const char *const wanted[] = { "", "", "InvalidResourceId.NotFound",
                                          "InvalidResourceType.NotFound" };
    struct world *w = world_new();

    move_two(w);
    const cJSON *one = cJSON_GetArrayItem(json_get(w->reply, "Responses"), _i);

    ck_assert_str_eq(json_text(one, "ErrorCode"), wanted[_i]);
    ck_assert_str_eq(json_text(one, "Status"), *wanted[_i] ? "FAIL" : "SUCCESS");
    ck_assert_int_eq(*json_text(one, "ErrorMsg") != '\0', *wanted[_i] != '\0');
    get(w, "", "alb:GetLoadBalancerAttribute", "{'LoadBalancerId':'alb-1'}");
    ck_assert_str_eq(reply_text(w, "ResourceGroupId"), "rg-other");
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("resource group");
    TCase *t = tcase_create("resource groups");

    tcase_add_loop_test(t, refuses, 0, (int)(sizeof(refusals) / sizeof(refusals[0])));
    tcase_add_test(t, makes_a_group_that_is_there_after_a_while);
    tcase_add_test(t, deletes_an_empty_group_after_a_while);
    tcase_add_test(t, shows_a_group_under_another_name);
    tcase_add_loop_test(t, lists_groups, 0, (int)(sizeof(lists) / sizeof(lists[0])));
    tcase_add_loop_test(t, lists_what_is_in_a_group, 0,
                        (int)(sizeof(resource_lists) / sizeof(resource_lists[0])));
    tcase_add_test(t, lists_what_there_is_in_pages);
    tcase_add_loop_test(t, moves_what_it_finds_and_says_of_each_whether_it_went, 0, 4);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
