/*
 * Several instances at once, types of instances, tags, and rules that change. A row names where it is known from.
 */
#include "tests/test.h"

#include <string.h>

#include "base/json.h"
#include "harness.h"
#include "mockalb/kinds/kinds.h"
#include "refusals.h"

#include "base/banned.h"

#define R           "'RegionId':'cn-hangzhou'"
#define TAGS        ",'Tag':[{'Key':'team','Value':'a'}]}"
#define RULE(rest)  "{" R ",'SecurityGroupId':'sg-a'" rest "}"
#define FROM_TEN    ",'IpProtocol':'tcp','PortRange':'80/80','SourceCidrIp':'10.0.0.0/8'"
#define FROM_TWELVE ",'IpProtocol':'tcp','PortRange':'80/80','SourceCidrIp':'172.16.0.0/12'"

static const struct refusal refusals[] = {
    { "errors-observed: one of several is not there", "ecs:StartInstances",
      "{" R ",'InstanceId':['i-none','i-a']}", "InvalidInstanceIds.NotFound", NULL, NULL, NULL },
    { "errors-observed: all or none are stopped", "ecs:StopInstances",
      "{" R ",'InstanceId':['i-a','i-a2']}", "IncorrectInstanceStatus", NULL, "ecs:StopInstance",
      "{'InstanceId':'i-a2'}" },
    { "doc: a dry run of many has its own code", "ecs:StopInstances",
      "{" R ",'InstanceId':['i-a'],'DryRun':true}", "DRYRUN.SUCCESS", NULL, NULL, NULL },
    { "doc: a dry run finds what a run would", "ecs:StopInstances",
      "{" R ",'InstanceId':['i-none'],'DryRun':true}", "InvalidInstanceIds.NotFound", NULL, NULL,
      NULL },
    { "doc: nor does one tell of single ones", "ecs:StopInstances",
      "{" R ",'InstanceId':['i-none'],'DryRun':true,'BatchOptimization':'SuccessFirst'}",
      "DRYRUN.SUCCESS", NULL, NULL, NULL },
    { "errors-observed: one to delete is not there", "ecs:DeleteInstances",
      "{" R ",'InstanceId':['i-a','i-none'],'Force':true}", "InvalidInstanceIds.NotFound", NULL,
      NULL, NULL },
    { "errors-observed: one to delete runs", "ecs:DeleteInstances", "{" R ",'InstanceId':['i-a']}",
      "IncorrectInstanceStatus", NULL, NULL, NULL },
    { "errors-observed: one to delete has routes", "ecs:DeleteInstances",
      "{" R ",'InstanceId':['i-a'],'Force':true}", "DependencyViolation.RouteEntry", NULL,
      "vpc:CreateRouteEntry",
      "{'RouteTableId':'vtb-a','DestinationCidrBlock':'192.168.0.0/16','NextHopType':'Instance',"
      "'NextHopId':'i-a'}" },
    { "doc: a dry run of a deletion", "ecs:DeleteInstances",
      "{" R ",'InstanceId':['i-a'],'Force':true,'DryRun':true}", "DRYRUN.SUCCESS", NULL, NULL,
      NULL },
    { "4.1 step 8: an instance without a vSwitch", "ecs:CreateInstance",
      "{" R ",'InstanceType':'ecs.g7.large'}", "InvalidVSwitchId.NotFound", NULL, NULL, NULL },
    { "no such instance to start", "ecs:StartInstance", "{'InstanceId':'i-none'}",
      "InvalidInstanceId.NotFound", NULL, NULL, NULL },
    { "no such instance to delete", "ecs:DeleteInstance", "{'InstanceId':'i-none'}",
      "InvalidInstanceId.NotFound", NULL, NULL, NULL },
    { "doc: a thing that is not there has no tags", "ecs:TagResources",
      "{" R ",'ResourceType':'instance','ResourceId':['i-a','i-none']" TAGS,
      "InvalidResourceId.NotFound", NULL, NULL, NULL },
    { "doc: of a type of which there is nothing", "ecs:TagResources",
      "{" R ",'ResourceType':'disk','ResourceId':['i-a']" TAGS, "InvalidResourceId.NotFound", NULL,
      NULL, NULL },
    { "doc: one key twice", "ecs:TagResources",
      "{" R ",'ResourceType':'instance','ResourceId':['i-a'],"
      "'Tag':[{'Key':'team','Value':'a'},{'Key':'team','Value':'b'}]}",
      "Duplicate.TagKey", NULL, NULL, NULL },
    { "doc: to untag what is not there", "ecs:UntagResources",
      "{" R ",'ResourceType':'eni','ResourceId':['eni-none'],'All':true}",
      "InvalidResourceId.NotFound", NULL, NULL, NULL },
    { "doc: neither things nor tags", "ecs:ListTagResources", "{" R ",'ResourceType':'instance'}",
      "MissingParameter.Tags", NULL, NULL, NULL },
    { "a token that nobody gave", "ecs:ListTagResources",
      "{" R ",'ResourceType':'instance','ResourceId':['i-a'],'NextToken':'x'}",
      "IllegalParam.NextToken", NULL, NULL, NULL },
    { "doc: no such group", "ecs:ModifySecurityGroupRule",
      "{" R ",'SecurityGroupId':'sg-none','SecurityGroupRuleId':'sgr-none'}",
      "InvalidSecurityGroupId.NotFound", NULL, NULL, NULL },
    { "doc: no such rule", "ecs:ModifySecurityGroupRule",
      RULE(",'SecurityGroupRuleId':'sgr-none','Description':'new'"),
      "InvalidSecurityGroupRuleId.NotFound", NULL, NULL, NULL },
    { "doc: no rule that says so", "ecs:ModifySecurityGroupRule", RULE(FROM_TEN),
      "SecurityGroupRule.NotFound", NULL, NULL, NULL },
};

START_TEST(refuses)
{
    check_refusal(&refusals[_i]);
}
END_TEST

/* i-a so many times. */
static const char *stop_of(struct world *w, int times)
{
    cJSON *params = tree(w, "{" R ",'InstanceId':[]}"), *ids = json_mutable(params, "InstanceId");

    for (int i = 0; i < times; i++)
        json_push_text(ids, "i-a");
    return answer_tree(w, "ecs:StopInstances", params);
}

START_TEST(takes_a_hundred_at_once_and_not_one_more)
{
    struct world *w = world_new();

    ck_assert_str_eq(stop_of(w, 101), "InvalidParameter.TooManyInstanceIds");
    ck_assert_str_eq(stop_of(w, 100), "");
    ck_assert_int_eq(reply_count(w, "InstanceResponses.InstanceResponse"), 1);
    world_free(w);
}
END_TEST

START_TEST(stops_and_starts_all_of_them)
{
    struct world *w = world_new();

    get(w, "", "ecs:StopInstances", "{" R ",'InstanceId':['i-a','i-a2']}");
    const cJSON *first = json_at(w->reply, "InstanceResponses.InstanceResponse.0");
    ck_assert_str_eq(json_text(first, "Code"), "200");
    ck_assert_str_eq(json_text(first, "PreviousStatus"), "Running");
    ck_assert_str_eq(json_text(first, "CurrentStatus"), "Stopping");
    get(w, "", "ecs:DescribeInstanceStatus", "{" R ",'InstanceId':['i-a','i-a2']}");
    ck_assert_str_eq(reply_text(w, "InstanceStatuses.InstanceStatus.1.Status"), "Stopped");
    get(w, "", "ecs:StartInstances", "{" R ",'InstanceId':['i-a','i-a2']}");
    get(w, "", "ecs:DescribeInstanceStatus", "{" R ",'InstanceId':['i-a']}");

    ck_assert_str_eq(reply_text(w, "InstanceStatuses.InstanceStatus.0.Status"), "Running");
    world_free(w);
}
END_TEST

START_TEST(stops_those_that_can_where_the_client_wants_it_so)
{
    struct world *w = world_new();

    get(w, "", "ecs:StopInstance", "{'InstanceId':'i-a2'}");
    get(w, "", "ecs:StopInstances",
        "{" R ",'InstanceId':['i-none','i-a2','i-a'],'BatchOptimization':'SuccessFirst'}");

    ck_assert_str_eq(reply_text(w, "InstanceResponses.InstanceResponse.0.Code"),
                     "InvalidInstanceId.NotFound");
    ck_assert_str_eq(reply_text(w, "InstanceResponses.InstanceResponse.1.Code"),
                     "IncorrectInstanceStatus");
    ck_assert_str_eq(reply_text(w, "InstanceResponses.InstanceResponse.2.Code"), "200");
    get(w, "", "ecs:DescribeInstanceStatus", "{" R ",'InstanceId':['i-a']}");
    ck_assert_str_eq(reply_text(w, "InstanceStatuses.InstanceStatus.0.Status"), "Stopped");
    world_free(w);
}
END_TEST

START_TEST(deletes_several_instances_with_their_interfaces)
{
    struct world *w = world_new();

    get(w, "", "ecs:DeleteInstances", "{" R ",'InstanceId':['i-a','i-a2','i-a'],'Force':true}");

    ck_assert_ptr_null(find(w, "ecs/Instance", "i-a"));
    ck_assert_ptr_null(find(w, "ecs/Instance", "i-a2"));
    ck_assert_ptr_null(find(w, "ecs/NetworkInterface", "eni-i-a2"));
    world_free(w);
}
END_TEST

START_TEST(makes_an_instance_that_does_not_run_yet)
{
    struct world *w = world_new();

    const char *id = get(w, "InstanceId", "ecs:CreateInstance",
                         "{" R ",'InstanceType':'ecs.g7.large','VSwitchId':'vsw-h',"
                         "'SecurityGroupId':'sg-a','PrivateIpAddress':'10.0.1.77'}");
    get(w, "", "ecs:DescribeInstances", "{" R ",'PrivateIpAddresses':'[\\'10.0.1.77\\']'}");
    ck_assert_int_eq(reply_count(w, "Instances.Instance"), 1);
    ck_assert_str_eq(state_of(w, "ecs/Instance", id), "Stopped");
    get(w, "", "ecs:StartInstances", "{" R ",'InstanceId':['%s']}", id);
    get(w, "", "ecs:DescribeInstanceStatus", "{" R ",'InstanceId':['%s']}", id);

    ck_assert_str_eq(reply_text(w, "InstanceStatuses.InstanceStatus.0.Status"), "Running");
    world_free(w);
}
END_TEST

START_TEST(lists_states_by_zone_and_in_pages)
{
    struct world *w = world_new();

    get(w, "", "ecs:DescribeInstanceStatus", "{" R ",'ZoneId':'cn-hangzhou-i'}");
    ck_assert_int_eq(json_int(w->reply, "TotalCount"), 1);
    ck_assert_str_eq(reply_text(w, "InstanceStatuses.InstanceStatus.0.InstanceId"), "i-a2");
    get(w, "", "ecs:DescribeInstanceStatus", "{" R ",'PageSize':1,'PageNumber':2}");

    ck_assert_int_eq(json_int(w->reply, "TotalCount"), count(w, "ecs/Instance"));
    ck_assert_int_eq(reply_count(w, "InstanceStatuses.InstanceStatus"), 1);
    ck_assert_str_eq(reply_text(w, "InstanceStatuses.InstanceStatus.0.InstanceId"), "i-a2");
    world_free(w);
}
END_TEST

/* Filters of types, and how many pass. */
static const struct {
    const char *params;
    int found;
} type_filters[] = {
    { "{}", 12 },
    { "{'InstanceTypes':['ecs.g7.large','ecs.none']}", 1 },
    { "{'InstanceTypeFamily':'ecs.g7'}", 4 },
    { "{'InstanceTypeFamilies':['ecs.g6','ecs.c6']}", 4 },
    { "{'InstanceCategory':'Memory-optimized'}", 2 },
    { "{'CpuArchitecture':'ARM'}", 0 },
    { "{'CpuArchitectures':['ARM']}", 0 },
    { "{'InstanceFamilyLevel':'CreditEntryLevel'}", 0 },
    { "{'InstanceCategories':['Memory-optimized','Big data']}", 2 },
    { "{'PhysicalProcessorModel':'none'}", 0 },
    { "{'PhysicalProcessorModels':['none']}", 0 },
    { "{'NvmeSupport':'required'}", 0 },
    { "{'MinimumCpuCoreCount':8}", 2 },
    { "{'MaximumCpuCoreCount':2,'InstanceTypeFamily':'ecs.g7'}", 1 },
    { "{'MinimumMemorySize':31.5,'MaximumMemorySize':32}", 2 },
    { "{'MinimumEniQuantity':5}", 1 },
    { "{'MinimumGPUAmount':1}", 0 },
};

START_TEST(finds_types_of_instances_by_what_they_have)
{
    struct world *w = world_new();

    get(w, "", "ecs:DescribeInstanceTypes", "%s", type_filters[_i].params);

    ck_assert_int_eq(reply_count(w, "InstanceTypes.InstanceType"), type_filters[_i].found);
    world_free(w);
}
END_TEST

START_TEST(lists_types_of_instances_in_pages)
{
    struct world *w = world_new();
    const char *token = get(w, "NextToken", "ecs:DescribeInstanceTypes", "{'MaxResults':11}");

    ck_assert_int_eq(reply_count(w, "InstanceTypes.InstanceType"), 11);
    get(w, "", "ecs:DescribeInstanceTypes", "{'MaxResults':11,'NextToken':'%s'}", token);

    ck_assert_int_eq(reply_count(w, "InstanceTypes.InstanceType"), 1);
    ck_assert_str_eq(reply_text(w, "InstanceTypes.InstanceType.0.InstanceTypeId"), "ecs.c6.xlarge");
    ck_assert_str_eq(reply_text(w, "NextToken"), "");
    world_free(w);
}
END_TEST

/* What is listed of i-a with role=web, i-a2 with team=a and role=db, i-b with nothing: how many tags. */
static const struct {
    const char *rest;
    int found;
} tag_filters[] = {
    { "'ResourceId':['i-a','i-a2','i-b']", 3 },
    { "'ResourceId':['i-a2']", 2 },
    { "'Tag':[{'Key':'role','Value':'web'}]", 1 },
    { "'Tag':[{'Key':'role'}],'ResourceId':['i-a2']", 2 },
    { "'TagFilter':[{'TagKey':'role','TagValues':['web','db']}]", 3 },
    { "'TagFilter':[{'TagKey':'role','TagValues':['db']}]", 2 },
    { "'TagFilter':[{'TagKey':'role'},{'TagKey':'team'}]", 2 },
    { "'TagFilter':[{'TagKey':'none'}]", 0 },
};

START_TEST(lists_tags_by_things_and_by_tags)
{
    struct world *w = world_new();

    get(w, "", "ecs:TagResources",
        "{" R ",'ResourceType':'instance','ResourceId':['i-a2'],"
        "'Tag':[{'Key':'team','Value':'a'},{'Key':'role','Value':'db'}]}");
    get(w, "", "ecs:ListTagResources", "{" R ",'ResourceType':'instance',%s}",
        tag_filters[_i].rest);

    ck_assert_int_eq(reply_count(w, "TagResources.TagResource"), tag_filters[_i].found);
    world_free(w);
}
END_TEST

START_TEST(tags_each_type_of_thing_and_takes_tags_away)
{
    static const char *const things[][2] = { { "instance", "i-b" },
                                             { "eni", "eni-b" },
                                             { "securitygroup", "sg-b" } };
    const char *type = things[_i][0], *id = things[_i][1];
    struct world *w = world_new();

    get(w, "", "ecs:TagResources",
        "{" R ",'ResourceType':'%s','ResourceId':['%s'],'Tag':[{'Key':'team','Value':'a'},"
        "{'Key':'cost','Value':''}]}",
        type, id);
    get(w, "", "ecs:UntagResources",
        "{" R ",'ResourceType':'%s','ResourceId':['%s'],'TagKey':['team'],'All':true}", type, id);
    get(w, "", "ecs:ListTagResources", "{" R ",'ResourceType':'%s','ResourceId':['%s']}", type, id);
    ck_assert_int_eq(reply_count(w, "TagResources.TagResource"), 1);
    ck_assert_str_eq(reply_text(w, "TagResources.TagResource.0.TagKey"), "cost");
    get(w, "", "ecs:UntagResources", "{" R ",'ResourceType':'%s','ResourceId':['%s'],'All':true}",
        type, id);
    get(w, "", "ecs:ListTagResources", "{" R ",'ResourceType':'%s','ResourceId':['%s']}", type, id);

    ck_assert_int_eq(reply_count(w, "TagResources.TagResource"), 0);
    world_free(w);
}
END_TEST

/* One more than a page takes, on two things. */
static void tag_much(struct world *w)
{
    for (int i = 0; i < 21; i++)
        get(w, "", "ecs:TagResources",
            "{" R
            ",'ResourceType':'instance','ResourceId':['%s'],'Tag':[{'Key':'k%d','Value':''}]}",
            i < 20 ? "i-a2" : "i-b", i);
}

START_TEST(lists_tags_in_pages)
{
    struct world *w = world_new();

    tag_much(w);
    const char *token = get(w, "NextToken", "ecs:ListTagResources",
                            "{" R ",'ResourceType':'instance','ResourceId':['i-a2','i-b']}");
    ck_assert_int_eq(reply_count(w, "TagResources.TagResource"), 20);
    get(w, "", "ecs:ListTagResources",
        "{" R ",'ResourceType':'instance','ResourceId':['i-a2','i-b'],'NextToken':'%s'}", token);

    ck_assert_int_eq(reply_count(w, "TagResources.TagResource"), 1);
    ck_assert_str_eq(reply_text(w, "TagResources.TagResource.0.TagKey"), "k20");
    world_free(w);
}
END_TEST

/* A rule of sg-a from 10.0.0.0/8 to port 80, and another from 172.16.0.0/12. */
static const char *with_rules(struct world *w)
{
    get(w, "", "ecs:AuthorizeSecurityGroup", "%s", RULE(FROM_TEN ",'Priority':'7'"));
    get(w, "", "ecs:AuthorizeSecurityGroup", "%s", RULE(FROM_TWELVE ",'Priority':'7'"));
    return get(w, "Permissions.Permission.0.SecurityGroupRuleId",
               "ecs:DescribeSecurityGroupAttribute", RULE(""));
}

START_TEST(changes_what_a_rule_says_and_leaves_the_rest)
{
    struct world *w = world_new();
    const char *rule = with_rules(w);

    clock_advance(w->clock, 5000);
    get(w, "", "ecs:ModifySecurityGroupRule",
        RULE(",'SecurityGroupRuleId':'%s','PortRange':'443/443','Description':'tls'"), rule);
    get(w, "", "ecs:DescribeSecurityGroupAttribute", RULE(""));

    const cJSON *changed = json_at(w->reply, "Permissions.Permission.0");
    ck_assert_int_eq(reply_count(w, "Permissions.Permission"), 2);
    ck_assert_str_eq(json_text(changed, "SecurityGroupRuleId"), rule);
    ck_assert_str_eq(json_text(changed, "PortRange"), "443/443");
    ck_assert_str_eq(json_text(changed, "Description"), "tls");
    ck_assert_str_eq(json_text(changed, "Priority"), "7");
    ck_assert_str_eq(json_text(changed, "CreateTime"), "2026-01-01T00:00:00Z");
    ck_assert_str_eq(json_text(changed, "SourceCidrIp"), "10.0.0.0/8");
    world_free(w);
}
END_TEST

/* What came in by a document may lack what the service always has. */
START_TEST(changes_a_rule_of_which_nobody_knows_when_it_was_made)
{
    struct world *w = world_new();
    const char *id = with_rules(w);
    const struct object *rule = store_find(w->store, &kind_security_group_rule, id);
    cJSON *body = json_copy(rule->body);

    json_drop(body, "CreateTime");
    store_begin(w->store);
    store_put(w->store, rule->kind, rule->scope, id, body);
    store_commit(w->store);
    get(w, "", "ecs:ModifySecurityGroupRule", RULE(",'SecurityGroupRuleId':'%s','Description':'x'"),
        id);
    get(w, "", "ecs:DescribeSecurityGroupAttribute", RULE(""));

    ck_assert_str_eq(reply_text(w, "Permissions.Permission.0.Description"), "x");
    world_free(w);
}
END_TEST

START_TEST(finds_the_rule_to_change_by_what_it_says)
{
    struct world *w = world_new();

    with_rules(w);
    get(w, "", "ecs:ModifySecurityGroupRule", "%s",
        RULE(FROM_TWELVE ",'Priority':'7','Description':'office'"));
    get(w, "", "ecs:DescribeSecurityGroupAttribute", RULE(""));

    ck_assert_str_eq(reply_text(w, "Permissions.Permission.0.Description"), "");
    ck_assert_str_eq(reply_text(w, "Permissions.Permission.1.Description"), "office");
    world_free(w);
}
END_TEST

static const struct {
    const char *change, *code;
} rule_refusals[] = {
    { "'SourceCidrIp':'172.16.0.0/12'", "InvalidOperation.RuleDuplicate" },
    { "'SourceGroupId':'sg-a'", "InvalidOperation.ModifySgRuleEntityType" },
    { "'NicType':'internet'", "InvalidOperation.ModifyNicType" },
    { "'PortRange':'90/80'", "InvalidIpPortRange.Malformed" },
    { "'IpProtocol':'udp','PortRange':'-1/-1'", "InvalidIpPortRange.Malformed" },
    { "'IpProtocol':'sctp'", "InvalidIpProtocol.ValueNotSupported" },
    { "'SourceCidrIp':'here'", "InvalidSourceCidrIp.Malformed" },
    { "'Priority':'101'", "IllegalParam.Priority" },
};

START_TEST(refuses_changes_of_a_rule)
{
    struct world *w = world_new();
    const char *rule = with_rules(w);

    ck_assert_str_eq(answer(w, "ecs:ModifySecurityGroupRule",
                            RULE(",'SecurityGroupRuleId':'%s',%s"), rule, rule_refusals[_i].change),
                     rule_refusals[_i].code);
    world_free(w);
}
END_TEST

static void add_lists(TCase *t)
{
    tcase_add_test(t, lists_states_by_zone_and_in_pages);
    tcase_add_loop_test(t, finds_types_of_instances_by_what_they_have, 0,
                        (int)(sizeof(type_filters) / sizeof(type_filters[0])));
    tcase_add_test(t, lists_types_of_instances_in_pages);
    tcase_add_loop_test(t, lists_tags_by_things_and_by_tags, 0,
                        (int)(sizeof(tag_filters) / sizeof(tag_filters[0])));
    tcase_add_loop_test(t, tags_each_type_of_thing_and_takes_tags_away, 0, 3);
    tcase_add_test(t, lists_tags_in_pages);
}

static Suite *suite(void)
{
    Suite *s = suite_create("ecs batch");
    TCase *t = tcase_create("several instances, tags and rules");

    tcase_add_loop_test(t, refuses, 0, (int)(sizeof(refusals) / sizeof(refusals[0])));
    tcase_add_test(t, takes_a_hundred_at_once_and_not_one_more);
    tcase_add_test(t, stops_and_starts_all_of_them);
    tcase_add_test(t, stops_those_that_can_where_the_client_wants_it_so);
    tcase_add_test(t, deletes_several_instances_with_their_interfaces);
    tcase_add_test(t, makes_an_instance_that_does_not_run_yet);
    add_lists(t);
    tcase_add_test(t, changes_what_a_rule_says_and_leaves_the_rest);
    tcase_add_test(t, changes_a_rule_of_which_nobody_knows_when_it_was_made);
    tcase_add_test(t, finds_the_rule_to_change_by_what_it_says);
    tcase_add_loop_test(t, refuses_changes_of_a_rule, 0,
                        (int)(sizeof(rule_refusals) / sizeof(rule_refusals[0])));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
