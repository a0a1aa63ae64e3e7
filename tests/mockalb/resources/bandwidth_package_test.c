/*
 * Packages of bandwidth that addresses share: what they are refused, and who shares them. Codes are those
 * of the actions' own lists.
 */
#include "tests/test.h"

#include "base/json.h"
#include "refusals.h"

#include "harness.h"

#include "base/banned.h"

#define R "'RegionId':'cn-hangzhou'"

#define MORE                                                                                       \
    "{'eips':[{'id':'eip-b','ip':'203.0.113.20'},{'id':'eip-busy','ip':'203.0.113.22','status':"   \
    "'Unassociating'}],'bandwidthPackages':[{'id':'cbwp-b'}],"                                     \
    "'data':[{'kind':'vpc/CommonBandwidthPackage','id':'cbwp-pro','body':{'BandwidthPackageId':"   \
    "'cbwp-pro','Status':'Available','BusinessStatus':'Normal','ISP':'BGP_PRO'}}]}"

#define CREATE    "vpc:CreateCommonBandwidthPackage"
#define DELETE    "vpc:DeleteCommonBandwidthPackage"
#define DESCRIBE  "vpc:DescribeCommonBandwidthPackages"
#define ATTRIBUTE "vpc:ModifyCommonBandwidthPackageAttribute"
#define SPEC      "vpc:ModifyCommonBandwidthPackageSpec"
#define ADD       "vpc:AddCommonBandwidthPackageIp"
#define ADD_MANY  "vpc:AddCommonBandwidthPackageIps"
#define REMOVE    "vpc:RemoveCommonBandwidthPackageIp"
#define BALANCER  "AttachCommonBandwidthPackageToLoadBalancer"
#define NOTHING   NULL, NULL, AT_ONCE

#define PACKAGE(id, rest)   "{" R ",'BandwidthPackageId':'" id "'" rest "}"
#define WITH(package, eip)  PACKAGE(package, ",'IpInstanceId':'" eip "'")
#define MANY(package, eips) PACKAGE(package, ",'IpInstanceIds':[" eips "]")
#define ALB(package)        "{" R ",'LoadBalancerId':'alb-1','BandwidthPackageId':'" package "'}"

static const struct late_refusal refusals[] = {
    /* clang-format off */
    { CREATE, NOTHING, "{" R ",'Bandwidth':10,'Zone':'cn-hangzhou-z'}", "InvalidZoneId.NotFound" },
    { CREATE, NOTHING, "{" R ",'Bandwidth':10,'InternetChargeType':'PayBy95','Ratio':50}", "IllegalParam.Ratio" },
    { CREATE, NOTHING, "{" R ",'Bandwidth':10,'Tag':[{'Value':'test'}]}", "MissingParam.TagKey" },

    { DELETE, NOTHING, PACKAGE("cbwp-none", ""), "InvalidBandwidthPackageId.NotFound" },
    { DELETE, NOTHING, PACKAGE("cbwp-busy", ""), "BandwidthPackageOperation.conflict" },
    { DELETE, ADD, WITH("cbwp-a", "eip-a"), LATER, PACKAGE("cbwp-a", ""), "DependencyViolation.Ips" },
    { DELETE, ADD, WITH("cbwp-a", "eip-a"), AT_ONCE, PACKAGE("cbwp-a", ",'Force':'true'"), "OperationFailed.AddIpTaskInProcessing" },
    { DELETE, BALANCER, ALB("cbwp-a"), LATER, PACKAGE("cbwp-a", ",'Force':'true'"), "OperationFailed.BandwidthPackageNotEmpty" },

    { ATTRIBUTE, NOTHING, PACKAGE("cbwp-none", ",'Name':'shop'"), "InvalidBandwidthPackageId.NotFound" },
    { SPEC, NOTHING, PACKAGE("cbwp-none", ",'Bandwidth':'20'"), "InvalidBandwidthPackageId.NotFound" },
    { SPEC, NOTHING, PACKAGE("cbwp-a", ",'Bandwidth':'0'"), "InvalidParameter.Bandwidth" },
    { SPEC, NOTHING, PACKAGE("cbwp-a", ",'Bandwidth':'1001'"), "InvalidParameter.Bandwidth" },
    { SPEC, NOTHING, PACKAGE("cbwp-a", ",'Bandwidth':'much'"), "InvalidParameter.Bandwidth" },
    { SPEC, SPEC, PACKAGE("cbwp-a", ",'Bandwidth':'20'"), AT_ONCE, PACKAGE("cbwp-a", ",'Bandwidth':'30'"), "BandwidthPackageOperation.conflict" },

    { ADD, NOTHING, WITH("cbwp-none", "eip-a"), "InvalidBandwidthPackageId.NotFound" },
    { ADD, NOTHING, WITH("cbwp-locked", "eip-a"), "BandwidthPackageId.InvalidBizStatus" },
    { ADD, NOTHING, WITH("cbwp-busy", "eip-a"), "BandwidthPackageOperation.conflict" },
    { ADD, NOTHING, WITH("cbwp-a", "eip-none"), "InvalidIpInstanceId.NotFound" },
    { ADD, NOTHING, WITH("cbwp-a", "eip-locked"), "IpInstanceId.BizStatusInvalid" },
    { ADD, NOTHING, WITH("cbwp-a", "eip-paid"), "IpInstanceId.ChargeType.NotSupport" },
    { ADD, "vpc:ReleaseEipAddress", "{'AllocationId':'eip-b'}", AT_ONCE, WITH("cbwp-a", "eip-b"), "IncorrectStatus.Eip" },
    { ADD, NOTHING, WITH("cbwp-pro", "eip-a"), "OperationUnsupported.IpType" },
    { ADD, ADD, WITH("cbwp-a", "eip-a"), AT_ONCE, WITH("cbwp-a", "eip-a"), "IpInstanceId.AlreadyInBandwidthPackage" },
    { ADD, ADD, WITH("cbwp-a", "eip-a"), LATER, WITH("cbwp-b", "eip-a"), "IpInstanceId.AlreadyInBandwidthPackage" },

    { ADD_MANY, NOTHING, MANY("cbwp-none", "'eip-a'"), "InvalidBandwidthPackageId.NotFound" },
    { ADD_MANY, NOTHING, MANY("cbwp-locked", "'eip-a'"), "BandwidthPackageId.InvalidBizStatus" },
    { ADD_MANY, NOTHING, MANY("cbwp-a", "'eip-a','eip-none'"), "InvalidIpInstanceId.NotFound" },
    { ADD_MANY, NOTHING, MANY("cbwp-a", "'eip-a','eip-b','eip-a'"), "IpInstanceId.AlreadyInBandwidthPackage" },

    { REMOVE, NOTHING, WITH("cbwp-none", "eip-a"), "InvalidBandwidthPackageId.NotFound" },
    { REMOVE, NOTHING, WITH("cbwp-locked", "eip-a"), "Forbidden.FinancialLocked" },
    { REMOVE, NOTHING, WITH("cbwp-a", "eip-a"), "OperationUnsupported.IpNotInCbwp" },
    { REMOVE, NOTHING, WITH("cbwp-a", "eip-none"), "OperationUnsupported.IpNotInCbwp" },
    { REMOVE, ADD, WITH("cbwp-b", "eip-a"), LATER, WITH("cbwp-a", "eip-a"), "OperationUnsupported.IpNotInCbwp" },
    { REMOVE, ADD, WITH("cbwp-a", "eip-a"), AT_ONCE, WITH("cbwp-a", "eip-a"), "IncorrectStatus.Eip" },
    /* clang-format on */
};

START_TEST(refuses)
{
    check_late_refusal(&refusals[_i], MORE);
}
END_TEST

static const char *shown_of(struct world *w, const char *package, const char *member)
{
    get(w, "", DESCRIBE, PACKAGE("%s", ""), package);
    return reply_text(
        w, arena_printf(w->arena, "CommonBandwidthPackages.CommonBandwidthPackage.0.%s", member));
}

#define IP0 "PublicIpAddresses.PublicIpAddresse.0"

START_TEST(is_shared_by_an_address_until_that_leaves)
{
    struct world *w = world_add(world_realistic(), MORE);

    get(w, "", ADD, WITH("cbwp-a", "eip-a"));
    ck_assert_str_eq(shown_of(w, "cbwp-a", IP0 ".BandwidthPackageIpRelationStatus"), "BINDING");
    clock_advance(w->clock, 60000);
    ck_assert_str_eq(shown_of(w, "cbwp-a", IP0 ".BandwidthPackageIpRelationStatus"), "BINDED");
    ck_assert_str_eq(shown_of(w, "cbwp-a", IP0 ".AllocationId"), "eip-a");
    ck_assert_str_eq(shown_of(w, "cbwp-a", IP0 ".IpAddress"), "203.0.113.7");
    get(w, "", "vpc:DescribeEipAddresses", "{" R ",'BandwidthPackageId':'cbwp-a'}");
    ck_assert_int_eq(reply_count(w, "EipAddresses.EipAddress"), 1);
    const cJSON *eip = json_at(w->reply, "EipAddresses.EipAddress.0");
    ck_assert_str_eq(json_text_or(eip, "BandwidthPackageId", ""), "cbwp-a");
    ck_assert_str_eq(json_text_or(eip, "BandwidthPackageType", ""), "CommonBandwidthPackage");
    ck_assert_str_eq(json_text_or(eip, "BandwidthPackageBandwidth", ""), "100");
    get(w, "", REMOVE, WITH("cbwp-a", "eip-a"));
    ck_assert_str_eq(shown_of(w, "cbwp-a", IP0 ".BandwidthPackageIpRelationStatus"), "UNBINDING");
    ck_assert_str_eq(answer(w, ADD, WITH("cbwp-b", "eip-a")), "EipOperation.TooFrequently");
    clock_advance(w->clock, 60000);

    ck_assert_str_eq(shown_of(w, "cbwp-a", IP0 ".AllocationId"), "");
    get(w, "", ADD, WITH("cbwp-b", "eip-a"));
    world_free(w);
}
END_TEST

START_TEST(is_not_left_by_an_address_that_is_locked)
{
    struct world *w = world_add(world_realistic(), MORE);
    get(w, "", ADD, WITH("cbwp-a", "eip-a"));
    clock_advance(w->clock, 60000);
    struct err err;
    ck_assert(seed(w,
                   "{'data':[{'kind':'vpc/Eip','id':'eip-a','body':{'BusinessStatus':"
                   "'SecurityLocked','Status':'Available'}}]}",
                   &err));

    answer(w, REMOVE, WITH("cbwp-a", "eip-a"));

    ck_assert_str_eq(w->code, "InvalidEIPStatus.BizDisabled");
    world_free(w);
}
END_TEST

START_TEST(is_shared_by_many_at_once_or_by_none)
{
    struct world *w = world_add(world_realistic(), MORE);

    answer(w, ADD_MANY, MANY("cbwp-a", "'eip-a','eip-none'"));
    ck_assert_str_eq(shown_of(w, "cbwp-a", IP0 ".AllocationId"), "");
    get(w, "", ADD_MANY, MANY("cbwp-a", "'eip-a','eip-b'"));
    clock_advance(w->clock, 60000);

    shown_of(w, "cbwp-a", "Name");
    ck_assert_int_eq(reply_count(w, "CommonBandwidthPackages.CommonBandwidthPackage.0."
                                    "PublicIpAddresses.PublicIpAddresse"),
                     2);
    world_free(w);
}
END_TEST

START_TEST(goes_by_force_and_leaves_the_addresses_alone)
{
    struct world *w = world_add(world_realistic(), MORE);
    get(w, "", ADD, WITH("cbwp-a", "eip-a"));
    clock_advance(w->clock, 60000);

    get(w, "", DELETE, PACKAGE("cbwp-a", ",'Force':'true'"));

    ck_assert_ptr_null(find(w, "vpc/CommonBandwidthPackage", "cbwp-a"));
    ck_assert_ptr_null(find(w, "vpc/CommonBandwidthPackageIp", "eip-a"));
    ck_assert_str_eq(state_of(w, "vpc/Eip", "eip-a"), "Available");
    get(w, "", ADD, WITH("cbwp-b", "eip-a"));
    world_free(w);
}
END_TEST

START_TEST(is_left_by_an_address_that_is_released)
{
    struct world *w = world_add(world_realistic(), MORE);
    get(w, "", ADD, WITH("cbwp-a", "eip-a"));
    clock_advance(w->clock, 60000);

    get(w, "", "vpc:ReleaseEipAddress", "{'AllocationId':'eip-a'}");

    ck_assert_str_eq(shown_of(w, "cbwp-a", IP0 ".AllocationId"), "");
    get(w, "", DELETE, PACKAGE("cbwp-a", ""));
    world_free(w);
}
END_TEST

START_TEST(is_shared_by_the_addresses_of_a_load_balancer)
{
    struct world *w = world_add(world_realistic(), MORE);
    const struct object *balancer = find(w, "alb/LoadBalancer", "alb-1");
    const char *ip = arena_strz(
        w->arena,
        str_of(json_text(balancer->body, "ZoneMappings.0.LoadBalancerAddresses.0.Address")));

    get(w, "", BALANCER, ALB("cbwp-a"));

    ck_assert_str_eq(shown_of(w, "cbwp-a", IP0 ".IpAddress"), ip);
    ck_assert_str_eq(shown_of(w, "cbwp-a", IP0 ".BandwidthPackageIpRelationStatus"), "BINDED");
    clock_advance(w->clock, 60000);
    get(w, "", "DetachCommonBandwidthPackageFromLoadBalancer", ALB("cbwp-a"));
    ck_assert_str_eq(shown_of(w, "cbwp-a", IP0 ".IpAddress"), "");
    get(w, "", DELETE, PACKAGE("cbwp-a", ""));
    world_free(w);
}
END_TEST

START_TEST(is_shown_as_it_was_asked_for)
{
    static const char *const members[][2] = {
        { "Name", "front" },
        { "Description", "of the shop" },
        { "RegionId", "cn-hangzhou" },
        { "Zone", "cn-hangzhou-h" },
        { "Status", "Available" },
        { "BusinessStatus", "Normal" },
        { "Bandwidth", "30" },
        { "ISP", "BGP_PRO" },
        { "InstanceChargeType", "PostPaid" },
        { "InternetChargeType", "PayBy95" },
        { "ResourceGroupId", "rg-other" },
        { "Tags.Tag.0.Key", "env" },
        { "SecurityProtectionTypes.SecurityProtectionType.0", "AntiDDoS_Enhanced" },
    };
    struct world *w = world_new();
    const char *id =
        get(w, "BandwidthPackageId", CREATE,
            "{" R ",'Name':'front','Description':'of the shop','Bandwidth':30,'ISP':'BGP_PRO',"
            "'InternetChargeType':'PayBy95','Ratio':20,'Zone':'cn-hangzhou-h','ResourceGroupId':"
            "'rg-other','Tag':[{'Key':'env','Value':'test'}],'SecurityProtectionTypes':"
            "['AntiDDoS_Enhanced']}");
    ck_assert_str_eq(reply_text(w, "ResourceGroupId"), "rg-other");

    check_shown(w, shown_of, id, members, sizeof(members) / sizeof(members[0]));
    ck_assert_int_eq(
        json_int(json_at(w->reply, "CommonBandwidthPackages.CommonBandwidthPackage.0"), "Ratio"),
        20);
    ck_assert_str_ne(shown_of(w, id, "CreationTime"), "");
    world_free(w);
}
END_TEST

START_TEST(changes_its_words_at_once_and_its_bandwidth_later)
{
    struct world *w = world_add(world_realistic(), MORE);

    get(w, "", ATTRIBUTE, PACKAGE("cbwp-a", ",'Name':'shop','Description':'all of it'"));
    ck_assert_str_eq(shown_of(w, "cbwp-a", "Name"), "shop");
    ck_assert_str_eq(shown_of(w, "cbwp-a", "Description"), "all of it");
    get(w, "", SPEC, PACKAGE("cbwp-a", ",'Bandwidth':'200'"));
    ck_assert_str_eq(shown_of(w, "cbwp-a", "Status"), "Modifying");
    clock_advance(w->clock, 60000);

    ck_assert_str_eq(shown_of(w, "cbwp-a", "Status"), "Available");
    ck_assert_str_eq(shown_of(w, "cbwp-a", "Bandwidth"), "200");
    world_free(w);
}
END_TEST

/* Filters, and how many of the five packages pass. */
static const struct {
    const char *filter;
    int count;
} filters[] = {
    { "", 5 },
    { ",'BandwidthPackageId':'cbwp-a'", 1 },
    { ",'BandwidthPackageId':'cbwp-a,cbwp-b,cbwp-none'", 2 },
    { ",'Name':'BP1'", 1 },
    { ",'Name':'BP'", 0 },
    { ",'ResourceGroupId':'rg-other'", 0 },
    { ",'SecurityProtectionEnabled':true", 0 },
    { ",'Tag':[{'Key':'env'}]", 0 },
};

START_TEST(is_found_by_filters)
{
    struct world *w = world_add(world_realistic(), MORE);

    get(w, "", DESCRIBE, "{" R "%s}", filters[_i].filter);

    ck_assert_int_eq(json_int(w->reply, "TotalCount"), filters[_i].count);
    ck_assert_int_eq(reply_count(w, "CommonBandwidthPackages.CommonBandwidthPackage"),
                     filters[_i].count);
    world_free(w);
}
END_TEST

START_TEST(is_listed_by_pages)
{
    struct world *w = world_add(world_realistic(), MORE);

    get(w, "", DESCRIBE, "{" R ",'PageNumber':2,'PageSize':3}");

    ck_assert_int_eq(json_int(w->reply, "TotalCount"), 5);
    ck_assert_int_eq(reply_count(w, "CommonBandwidthPackages.CommonBandwidthPackage"), 2);
    ck_assert_str_eq(
        reply_text(w, "CommonBandwidthPackages.CommonBandwidthPackage.0.BandwidthPackageId"),
        "cbwp-b");
    world_free(w);
}
END_TEST

#define COUNT(rows) (int)(sizeof(rows) / sizeof((rows)[0]))

static Suite *suite(void)
{
    Suite *s = suite_create("bandwidth_package");
    TCase *t = tcase_create("a bandwidth package");

    tcase_add_loop_test(t, refuses, 0, COUNT(refusals));
    tcase_add_test(t, is_shared_by_an_address_until_that_leaves);
    tcase_add_test(t, is_not_left_by_an_address_that_is_locked);
    tcase_add_test(t, is_shared_by_many_at_once_or_by_none);
    tcase_add_test(t, goes_by_force_and_leaves_the_addresses_alone);
    tcase_add_test(t, is_left_by_an_address_that_is_released);
    tcase_add_test(t, is_shared_by_the_addresses_of_a_load_balancer);
    tcase_add_test(t, is_shown_as_it_was_asked_for);
    tcase_add_test(t, changes_its_words_at_once_and_its_bandwidth_later);
    tcase_add_loop_test(t, is_found_by_filters, 0, COUNT(filters));
    tcase_add_test(t, is_listed_by_pages);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
