/*
 * Tags of networks and of what belongs to them.
 */
#include "tests/test.h"

#include "base/json.h"
#include "refusals.h"

#include "harness.h"

#include "base/banned.h"

#define R                  "'RegionId':'cn-hangzhou'"
#define OF(type, id, rest) "{" R ",'ResourceType':'" type "','ResourceId':['" id "']" rest "}"
#define A1                 ",'Tag':[{'Key':'a','Value':'1'}]"
#define TAG                "vpc:TagResources"
#define UNTAG              "vpc:UnTagResources"
#define LIST               "vpc:ListTagResources"

static const struct refusal refusals[] = {
    { "nothing with that id", TAG, OF("VPC", "vpc-none", A1), "InvalidResourceId.NotFound", NULL,
      NULL, NULL },
    { "one of two is there", TAG, OF("VPC", "vpc-a','vpc-none", A1), "InvalidResourceId.NotFound",
      NULL, NULL, NULL },
    { "in another region", TAG, OF("VPC", "vpc-far", A1), "InvalidResourceId.NotFound", NULL, NULL,
      NULL },
    { "a type of which there is nothing", TAG, OF("HAVIP", "havip-a", A1),
      "InvalidResourceId.NotFound", NULL, NULL, NULL },
    { "a key twice", TAG, OF("VPC", "vpc-a", ",'Tag':[{'Key':'a','Value':'1'},{'Key':'a'}]"),
      "Duplicate.TagKey", NULL, NULL, NULL },
    { "a tag without a key", TAG, OF("VPC", "vpc-a", ",'Tag':[{'Value':'1'}]"),
      "MissingParam.TagKey", NULL, NULL, NULL },
    { "nothing with that id", UNTAG, OF("EIP", "eip-none", ",'All':true"),
      "InvalidResourceId.NotFound", NULL, NULL, NULL },
    { "neither things nor tags", LIST, "{" R ",'ResourceType':'VPC'}", "MissingParameter.Tags",
      NULL, NULL, NULL },
};

START_TEST(refuses)
{
    check_refusal(&refusals[_i]);
}
END_TEST

/* Each type, and how its list shows tags. */
static const struct {
    const char *type, *id, *list, *params, *shown;
} types[] = {
    { "VPC", "vpc-b", "vpc:DescribeVpcs", "'VpcId':'vpc-b'", "Vpcs.Vpc.0.Tags.Tag.0.Key" },
    { "vswitch", "vsw-b", "vpc:DescribeVSwitches", "'VSwitchId':'vsw-b'",
      "VSwitches.VSwitch.0.Tags.Tag.0.Key" },
    { "ROUTETABLE", "vtb-b", "vpc:DescribeRouteTableList", "'RouteTableId':'vtb-b'",
      "RouterTableList.RouterTableListType.0.Tags.Tag.0.Key" },
    { "EIP", "eip-a", "vpc:DescribeEipAddresses", "'AllocationId':'eip-a'",
      "EipAddresses.EipAddress.0.Tags.Tag.0.Key" },
    { "COMMONBANDWIDTHPACKAGE", "cbwp-a", "vpc:DescribeCommonBandwidthPackages",
      "'BandwidthPackageId':'cbwp-a'",
      "CommonBandwidthPackages.CommonBandwidthPackage.0.Tags.Tag.0.Key" },
};

START_TEST(is_set_on_each_type_and_taken_off)
{
    struct world *w = world_new();
    const char *type = types[_i].type, *id = types[_i].id;

    get(w, "", TAG, OF("%s", "%s", A1), type, id);
    get(w, "", types[_i].list, "{" R ",%s,'Tag':[{'Key':'a','Value':'1'}]}", types[_i].params);
    ck_assert_str_eq(reply_text(w, types[_i].shown), "a");
    get(w, "", LIST, OF("%s", "%s", ""), type, id);
    ck_assert_str_eq(reply_text(w, "TagResources.TagResource.0.ResourceId"), id);
    ck_assert_str_eq(reply_text(w, "TagResources.TagResource.0.TagKey"), "a");
    ck_assert_str_eq(reply_text(w, "TagResources.TagResource.0.TagValue"), "1");
    ck_assert_str_ne(reply_text(w, "TagResources.TagResource.0.ResourceType"), "");
    get(w, "", UNTAG, OF("%s", "%s", ",'TagKey':['a']"), type, id);

    get(w, "", LIST, OF("%s", "%s", ""), type, id);
    ck_assert_int_eq(reply_count(w, "TagResources.TagResource"), 0);
    world_free(w);
}
END_TEST

/* vpc-a has env=test. */
static const struct {
    const char *how;
    int left;
} removals[] = {
    { ",'TagKey':['kubernetes.io/role','none']", 2 },
    { ",'All':true", 0 },
    { ",'All':true,'TagKey':['b']", 2 },
    { ",'Tag':[{'Key':'b','Value':'2'}]", 2 },
    { ",'Tag':[{'Key':'b','Value':'3'}]", 3 },
    { "", 3 },
};

START_TEST(is_taken_off_by_key_or_all_at_once)
{
    struct world *w = world_new();
    get(w, "", TAG,
        OF("VPC", "vpc-a",
           ",'Tag':[{'Key':'kubernetes.io/role','Value':'1'},{'Key':'b','Value':'2'}]"));

    get(w, "", UNTAG, OF("VPC", "vpc-a", "%s"), removals[_i].how);

    get(w, "", LIST, OF("VPC", "vpc-a", ""));
    ck_assert_int_eq(reply_count(w, "TagResources.TagResource"), removals[_i].left);
    world_free(w);
}
END_TEST

/* What lists find: both VPCs of the region have a=1 here, vpc-a has env=test, too. */
static const struct {
    const char *filter;
    int count;
} filters[] = {
    { "'ResourceId':['vpc-a','vpc-b']", 3 },
    { "'ResourceId':['vpc-b']", 1 },
    { "'Tag':[{'Key':'a'}]", 3 },
    { "'Tag':[{'Key':'env','Value':'test'}]", 2 },
    { "'Tag':[{'Key':'env','Value':'live'}]", 0 },
    { "'ResourceId':['vpc-b'],'Tag':[{'Key':'env'}]", 0 },
};

START_TEST(is_listed_by_things_and_by_tags)
{
    struct world *w = world_new();
    get(w, "", TAG, OF("VPC", "vpc-a','vpc-b", A1));

    get(w, "", LIST, "{" R ",'ResourceType':'VPC',%s}", filters[_i].filter);

    ck_assert_int_eq(reply_count(w, "TagResources.TagResource"), filters[_i].count);
    world_free(w);
}
END_TEST

START_TEST(is_listed_by_pages)
{
    struct world *w = world_new();
    get(w, "", TAG, OF("VPC", "vpc-a','vpc-b", A1));

    get(w, "", LIST, OF("VPC", "vpc-a','vpc-b", ",'MaxResults':2"));
    ck_assert_int_eq(reply_count(w, "TagResources.TagResource"), 2);
    const char *token = arena_strz(w->arena, str_of(reply_text(w, "NextToken")));
    get(w, "", LIST, OF("VPC", "vpc-a','vpc-b", ",'MaxResults':2,'NextToken':'%s'"), token);

    ck_assert_int_eq(reply_count(w, "TagResources.TagResource"), 1);
    ck_assert_str_eq(reply_text(w, "TagResources.TagResource.0.ResourceId"), "vpc-b");
    ck_assert_str_eq(reply_text(w, "NextToken"), "");
    world_free(w);
}
END_TEST

#define COUNT(rows) (int)(sizeof(rows) / sizeof((rows)[0]))

static Suite *suite(void)
{
    Suite *s = suite_create("vpc_tag");
    TCase *t = tcase_create("a tag");

    tcase_add_loop_test(t, refuses, 0, COUNT(refusals));
    tcase_add_loop_test(t, is_set_on_each_type_and_taken_off, 0, COUNT(types));
    tcase_add_loop_test(t, is_taken_off_by_key_or_all_at_once, 0, COUNT(removals));
    tcase_add_loop_test(t, is_listed_by_things_and_by_tags, 0, COUNT(filters));
    tcase_add_test(t, is_listed_by_pages);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
