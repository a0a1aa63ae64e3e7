/*
 * Bandwidth between regions, and plans for it (cen 1.7).
 */
#include <string.h>

#include "base/json.h"
#include "cen_scene.h"
#include "tests/test.h"

#include "base/banned.h"

#define IDLE "{'TransitRouterId':'tr-h','PeerTransitRouterId':'tr-idle'"

/* What a connection has when it was made so. */
static const struct {
    const char *params, *type, *plan;
    int bandwidth;
} connections[] = {
    { IDLE "}", "DataTransfer", "", 1000 },
    { IDLE ",'Bandwidth':50}", "DataTransfer", "", 50 },
    { IDLE ",'BandwidthType':'DataTransfer','Bandwidth':1000,'DefaultLinkType':'Platinum'}",
      "DataTransfer", "", 1000 },
    { IDLE ",'Bandwidth':10,'BandwidthType':'BandwidthPackage'}", "BandwidthPackage", "cenbwp-free",
      10 },
    { IDLE ",'Bandwidth':3,'CenBandwidthPackageId':'cenbwp-free'}", "BandwidthPackage",
      "cenbwp-free", 3 },
};

START_TEST(is_of_a_plan_or_by_traffic)
{
    struct world *w = cen_world();
    cen_get(w, "", "AssociateCenBandwidthPackage",
            "{'CenId':'cen-1','CenBandwidthPackageId':'cenbwp-free'}");

    cen_get(w, "", "CreateTransitRouterPeerAttachment", "%s", connections[_i].params);

    cen_get(w, "", "ListTransitRouterPeerAttachments", "{'TransitRouterId':'tr-idle'}");
    const cJSON *item = json_at(w->reply, "TransitRouterAttachments.0");
    ck_assert_str_eq(json_text_or(item, "BandwidthType", ""), connections[_i].type);
    ck_assert_str_eq(json_text_or(item, "CenBandwidthPackageId", ""), connections[_i].plan);
    ck_assert_int_eq((int)json_int(item, "Bandwidth"), connections[_i].bandwidth);
    ck_assert_str_eq(json_text_or(item, "GeographicSpanId", ""), "china_china");
    ck_assert_str_eq(json_text_or(item, "ResourceType", ""), "TR");
    world_free(w);
}
END_TEST

static int remaining(struct world *w)
{
    cen_get(w, "", "DescribeCenGeographicSpanRemainingBandwidth",
            "{'CenId':'cen-1','GeographicRegionAId':'China','GeographicRegionBId':'China'}");
    return (int)json_int(w->reply, "RemainingBandwidth");
}

START_TEST(is_taken_from_the_plan_and_given_back)
{
    struct world *w = cen_world();
    cen_get(w, "", "AssociateCenBandwidthPackage",
            "{'CenId':'cen-1','CenBandwidthPackageId':'cenbwp-free'}");
    ck_assert_int_eq(remaining(w), 10);

    const char *id = cen_get(w, "TransitRouterAttachmentId", "CreateTransitRouterPeerAttachment",
                             IDLE ",'Bandwidth':6,'BandwidthType':'BandwidthPackage'}");
    id = arena_strz(w->arena, str_of(id));
    ck_assert_int_eq(remaining(w), 4);
    ck_assert_str_eq(cen_answer(w, "UpdateTransitRouterPeerAttachmentAttribute",
                                "{'TransitRouterAttachmentId':'%s','Bandwidth':11}", id),
                     "InvalidOperation.BwpBandwidthExceeded");
    cen_get(w, "", "UpdateTransitRouterPeerAttachmentAttribute",
            "{'TransitRouterAttachmentId':'%s','Bandwidth':10}", id);
    ck_assert_int_eq(remaining(w), 0);
    ck_assert_str_eq(cen_answer(w, "UnassociateCenBandwidthPackage",
                                "{'CenId':'cen-1','CenBandwidthPackageId':'cenbwp-free'}"),
                     "InvalidOperation.CenBandwidthLimitsNotZero");
    cen_get(w, "", "UpdateTransitRouterPeerAttachmentAttribute",
            "{'TransitRouterAttachmentId':'%s','BandwidthType':'DataTransfer'}", id);
    ck_assert_int_eq(remaining(w), 10);
    cen_get(w, "", "UnassociateCenBandwidthPackage",
            "{'CenId':'cen-1','CenBandwidthPackageId':'cenbwp-free'}");
    ck_assert_int_eq(remaining(w), 0);
    world_free(w);
}
END_TEST

START_TEST(of_basic_routers_is_a_limit)
{
    static const char set[] = "{'CenId':'cen-old','LocalRegionId':'cn-hangzhou',"
                              "'OppositeRegionId':'cn-chengdu','BandwidthLimit':%d}";
    static const char list[] = "CenInterRegionBandwidthLimits.CenInterRegionBandwidthLimit";
    struct world *w = cen_world();

    cen_get(w, "", "SetCenInterRegionBandwidthLimit", set, 3);
    cen_get(w, "", "SetCenInterRegionBandwidthLimit", set, 5);

    cen_get(w, "", "DescribeCenInterRegionBandwidthLimits", "{'CenId':'cen-old'}");
    ck_assert_int_eq(reply_count(w, list), 1);
    ck_assert_str_eq(
        reply_text(w, "CenInterRegionBandwidthLimits.CenInterRegionBandwidthLimit.0.Status"),
        "Active");
    ck_assert_int_eq(
        (int)json_int(
            w->reply,
            "CenInterRegionBandwidthLimits.CenInterRegionBandwidthLimit.0.BandwidthLimit"),
        5);
    cen_get(w, "", "SetCenInterRegionBandwidthLimit", set, 0);
    cen_get(w, "", "DescribeCenInterRegionBandwidthLimits", "{'CenId':'cen-old'}");
    ck_assert_int_eq(reply_count(w, list), 0);
    world_free(w);
}
END_TEST

/* An order that is not paid makes no plan. */
START_TEST(that_is_not_paid_is_not_there)
{
    struct world *w = cen_world();
    int before = count(w, "cen/BandwidthPackage");

    const char *order =
        cen_get(w, "CenBandwidthPackageOrderId", "CreateCenBandwidthPackage",
                "{'Bandwidth':5,'GeographicRegionAId':'China','GeographicRegionBId':'Europe'}");

    ck_assert_int_eq((int)strlen(order), 15);
    ck_assert_str_eq(reply_text(w, "CenBandwidthPackageId"), "");
    ck_assert_int_eq(count(w, "cen/BandwidthPackage"), before);
    world_free(w);
}
END_TEST

START_TEST(that_is_bought_says_what_it_is)
{
    struct world *w = cen_world();
    const char *id =
        cen_get(w, "CenBandwidthPackageId", "CreateCenBandwidthPackage",
                "{'Bandwidth':5,'GeographicRegionAId':'North-America','GeographicRegionBId':"
                "'China','AutoPay':true,'Name':'plan','Period':1,'PricingCycle':'Year'}");
    id = arena_strz(w->arena, str_of(id));
    cen_get(w, "", "ModifyCenBandwidthPackageSpec", "{'CenBandwidthPackageId':'%s','Bandwidth':8}",
            id);
    cen_get(w, "", "ModifyCenBandwidthPackageAttribute",
            "{'CenBandwidthPackageId':'%s','Name':'other'}", id);

    cen_get(w, "", "DescribeCenBandwidthPackages",
            "{'Filter':[{'Key':'CenBandwidthPackageId','Value':['%s']}]}", id);

    const cJSON *item = json_at(w->reply, "CenBandwidthPackages.CenBandwidthPackage.0");
    ck_assert_int_eq((int)json_int(item, "Bandwidth"), 8);
    ck_assert_str_eq(json_text_or(item, "Name", ""), "other");
    ck_assert_str_eq(json_text_or(item, "GeographicSpanId", ""), "china_north-america");
    ck_assert(json_bool(item, "IsCrossBorder"));
    ck_assert_str_eq(json_text_or(item, "BusinessStatus", ""), "Normal");
    ck_assert_int_eq((int)strlen(json_text_or(item, "ExpiredTime", "")), 17);
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("cen_bandwidth");
    TCase *bandwidth = tcase_create("bandwidth");
    TCase *plan = tcase_create("a plan");

    tcase_add_loop_test(bandwidth, is_of_a_plan_or_by_traffic, 0,
                        (int)(sizeof(connections) / sizeof(connections[0])));
    tcase_add_test(bandwidth, is_taken_from_the_plan_and_given_back);
    tcase_add_test(bandwidth, of_basic_routers_is_a_limit);
    tcase_add_test(plan, that_is_not_paid_is_not_there);
    tcase_add_test(plan, that_is_bought_says_what_it_is);
    suite_add_tcase(s, bandwidth);
    suite_add_tcase(s, plan);
    return s;
}

TEST_MAIN(suite)
