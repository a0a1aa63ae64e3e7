/*
 * What the lists of CEN find, by each of their filters; tags; regions; and what the other lists hold.
 */
#include <string.h>

#include "base/json.h"
#include "cen_scene.h"
#include "tests/test.h"

#include "base/banned.h"

/* The ids that a list finds, in its order. */
static const struct {
    const char *action, *params, *list, *member, *found;
} lists[] = {
/* clang-format off */
#define CENS "Cens.Cen", "CenId"
    { "DescribeCens", "{}", CENS, "cen-1 cen-bare cen-old cen-full" },
    { "DescribeCens", "{'Filter':[{'Key':'CenId','Value':['cen-old','cen-none']}]}", CENS, "cen-old" },
    { "DescribeCens", "{'Filter':[{'Key':'Name','Value':['shop','bare']}]}", CENS, "cen-1 cen-bare" },
    { "DescribeCens", "{'Filter':[{'Key':'Name','Value':['shop']},{'Key':'CenId','Value':['cen-old']}]}", CENS, "" },
    { "DescribeCens", "{'Tag':[{'Key':'env','Value':'test'}]}", CENS, "cen-1" },
    { "DescribeCens", "{'ResourceGroupId':'rg-other'}", CENS, "" },
    { "DescribeCens", "{'PageSize':2,'PageNumber':2}", CENS, "cen-old cen-full" },
#define ROUTERS "TransitRouters", "TransitRouterId"
    { "ListTransitRouters", "{'CenId':'cen-1'}", ROUTERS, "tr-h tr-c tr-idle" },
    { "ListTransitRouters", "{'RegionId':'cn-hangzhou'}", ROUTERS, "tr-h tr-basic" },
    { "ListTransitRouters", "{'CenId':'cen-1','RegionId':'cn-chengdu'}", ROUTERS, "tr-c" },
    { "ListTransitRouters", "{'TransitRouterId':'tr-h'}", ROUTERS, "tr-h" },
    { "ListTransitRouters", "{'TransitRouterId':'tr-none'}", ROUTERS, "" },
    { "ListTransitRouters", "{'RegionId':'cn-hangzhou','Type':'Basic'}", ROUTERS, "tr-basic" },
    { "ListTransitRouters", "{'CenId':'cen-1','TransitRouterName':'TR2'}", ROUTERS, "tr-c" },
    { "ListTransitRouters", "{'CenId':'cen-1','Status':'Deleting'}", ROUTERS, "" },
    { "ListTransitRouters", "{'CenId':'cen-1','Tag':[{'Key':'role'}]}", ROUTERS, "tr-h" },
    { "ListTransitRouters", "{'CenId':'cen-1','FeatureFilter':[{'Key':'Multicast','Value':['Enabled']}]}", ROUTERS, "" },
    { "ListTransitRouters", "{'CenId':'cen-1','TransitRouterIds':['tr-c','tr-idle']}", ROUTERS, "tr-c tr-idle" },
#define ATTACHMENTS "TransitRouterAttachments", "TransitRouterAttachmentId"
    { "ListTransitRouterVpcAttachments", "{}", ATTACHMENTS, "tr-attach-a tr-attach-b" },
    { "ListTransitRouterVpcAttachments", "{'CenId':'cen-1'}", ATTACHMENTS, "tr-attach-a tr-attach-b" },
    { "ListTransitRouterVpcAttachments", "{'CenId':'cen-bare'}", ATTACHMENTS, "" },
    { "ListTransitRouterVpcAttachments", "{'TransitRouterId':'tr-h'}", ATTACHMENTS, "tr-attach-a tr-attach-b" },
    { "ListTransitRouterVpcAttachments", "{'TransitRouterId':'tr-c'}", ATTACHMENTS, "" },
    { "ListTransitRouterVpcAttachments", "{'VpcId':'vpc-b'}", ATTACHMENTS, "tr-attach-b" },
    { "ListTransitRouterVpcAttachments", "{'TransitRouterId':'tr-h','VpcId':'vpc-b'}", ATTACHMENTS, "tr-attach-b" },
    { "ListTransitRouterVpcAttachments", "{'RegionId':'cn-chengdu'}", ATTACHMENTS, "" },
    { "ListTransitRouterVpcAttachments", "{'Status':'Attaching'}", ATTACHMENTS, "" },
    { "ListTransitRouterVpcAttachments", "{'OrderType':'PayByCenOwner'}", ATTACHMENTS, "tr-attach-a" },
    { "ListTransitRouterVpcAttachments", "{'Tag':[{'Key':'vpc','Value':'a'}]}", ATTACHMENTS, "tr-attach-a" },
    { "ListTransitRouterVpcAttachments", "{'TransitRouterAttachmentId':'tr-attach-v'}", ATTACHMENTS, "" },
    { "ListTransitRouterVbrAttachments", "{'CenId':'cen-1'}", ATTACHMENTS, "tr-attach-v" },
    { "ListTransitRouterVbrAttachments", "{'RegionId':'cn-hangzhou'}", ATTACHMENTS, "" },
    { "ListTransitRouterPeerAttachments", "{'CenId':'cen-1'}", ATTACHMENTS, "tr-attach-p" },
    { "ListTransitRouterPeerAttachments", "{'TransitRouterId':'tr-c'}", ATTACHMENTS, "tr-attach-p" },
    { "ListTransitRouterPeerAttachments", "{'RegionId':'cn-chengdu'}", ATTACHMENTS, "tr-attach-p" },
    { "ListTransitRouterPeerAttachments", "{'RegionId':'cn-beijing'}", ATTACHMENTS, "" },
    { "ListTransitRouterVpnAttachments", "{}", ATTACHMENTS, "" },
    { "ListTransitRouterEcrAttachments", "{}", ATTACHMENTS, "" },
#define TABLES "TransitRouterRouteTables", "TransitRouterRouteTableId"
    { "ListTransitRouterRouteTables", "{'TransitRouterId':'tr-h'}", TABLES, "vtb-h vtb-own vtb-free" },
    { "ListTransitRouterRouteTables", "{'TransitRouterId':'tr-h','TransitRouterRouteTableType':'System'}", TABLES, "vtb-h" },
    { "ListTransitRouterRouteTables", "{'TransitRouterRouteTableIds':['vtb-c','vtb-own']}", TABLES, "vtb-own vtb-c" },
    { "ListTransitRouterRouteTables", "{'TransitRouterRouteTableNames':['own']}", TABLES, "vtb-own" },
    { "ListTransitRouterRouteTables", "{'TransitRouterId':'tr-h','TransitRouterRouteTableStatus':'Creating'}", TABLES, "" },
    { "ListTransitRouterRouteTables", "{'TransitRouterId':'tr-h','RouteTableOptions':{'MultiRegionECMP':'enable'}}", TABLES, "" },
#define ASSOCIATIONS "TransitRouterAssociations", "TransitRouterAttachmentId"
    { "ListTransitRouterRouteTableAssociations", "{'TransitRouterRouteTableId':'vtb-h'}", ASSOCIATIONS, "tr-attach-a" },
    { "ListTransitRouterRouteTableAssociations", "{'TransitRouterAttachmentId':'tr-attach-p'}", ASSOCIATIONS, "tr-attach-p" },
    { "ListTransitRouterRouteTableAssociations", "{'TransitRouterAttachmentResourceId':'tr-h'}", ASSOCIATIONS, "tr-attach-p" },
    { "ListTransitRouterRouteTableAssociations", "{'TransitRouterAttachmentResourceType':'VPC'}", ASSOCIATIONS, "tr-attach-a" },
    { "ListTransitRouterRouteTableAssociations", "{'Status':'Associating'}", ASSOCIATIONS, "" },
    { "ListTransitRouterRouteTableAssociations", "{'TransitRouterAttachmentIds':['tr-attach-a','tr-attach-p']}", ASSOCIATIONS, "tr-attach-a tr-attach-p" },
#define PROPAGATIONS "TransitRouterPropagations", "TransitRouterAttachmentId"
    { "ListTransitRouterRouteTablePropagations", "{'TransitRouterRouteTableId':'vtb-own'}", PROPAGATIONS, "tr-attach-b" },
    { "ListTransitRouterRouteTablePropagations", "{'TransitRouterRouteTableId':'vtb-h','TransitRouterAttachmentId':'tr-attach-b'}", PROPAGATIONS, "" },
#define PLANS "CenBandwidthPackages.CenBandwidthPackage", "CenBandwidthPackageId"
    { "DescribeCenBandwidthPackages", "{}", PLANS, "cenbwp-free cenbwp-free2 cenbwp-bound cenbwp-locked cenbwp-old" },
    { "DescribeCenBandwidthPackages", "{'Filter':[{'Key':'CenId','Value':['cen-1']}]}", PLANS, "cenbwp-bound" },
    { "DescribeCenBandwidthPackages", "{'Filter':[{'Key':'Status','Value':['InUse']}]}", PLANS, "cenbwp-bound cenbwp-old" },
    { "DescribeCenBandwidthPackages", "{'Filter':[{'Key':'Name','Value':['free']},{'Key':'CenBandwidthPackageId','Value':['cenbwp-old']}]}", PLANS, "" },
    { "DescribeCenBandwidthPackages", "{'IsOrKey':true,'Filter':[{'Key':'Name','Value':['free']},{'Key':'CenBandwidthPackageId','Value':['cenbwp-old']}]}", PLANS, "cenbwp-free cenbwp-old" },
    { "ListTransitRouterCidr", "{'RegionId':'cn-hangzhou','TransitRouterId':'tr-h'}", "CidrLists", "TransitRouterCidrId", "cidr-1" },
    { "ListTransitRouterCidr", "{'RegionId':'cn-hangzhou','TransitRouterId':'tr-h','TransitRouterCidrId':'cidr-2'}", "CidrLists", "TransitRouterCidrId", "" },
#define CHILDREN "ChildInstances.ChildInstance", "ChildInstanceId"
    { "DescribeCenAttachedChildInstances", "{'CenId':'cen-old'}", CHILDREN, "vpc-child vpc-far" },
    { "DescribeCenAttachedChildInstances", "{'CenId':'cen-1'}", CHILDREN, "vpc-a vpc-b vbr-1" },
    { "DescribeCenAttachedChildInstances", "{'CenId':'cen-1','ChildInstanceType':'VBR'}", CHILDREN, "vbr-1" },
    { "DescribeCenAttachedChildInstances", "{'CenId':'cen-1','ChildInstanceRegionId':'cn-hangzhou'}", CHILDREN, "vpc-a vpc-b" },
    { "DescribeGeographicRegionMembership", "{'GeographicRegionId':'europe'}", "RegionIds.RegionId", "RegionId", "eu-central-1 eu-west-1" },
    { "DescribeCenGeographicSpans", "{'GeographicSpanId':'china_china'}", "GeographicSpanModels.GeographicSpanModel", "LocalGeoRegionId", "china" },
    { "DescribeCenInterRegionBandwidthLimits", "{'CenId':'cen-1'}", "CenInterRegionBandwidthLimits.CenInterRegionBandwidthLimit", "OppositeRegionId", "cn-chengdu" },
    { "DescribeCenInterRegionBandwidthLimits", "{'CenId':'cen-1','TrRegionId':'cn-beijing'}", "CenInterRegionBandwidthLimits.CenInterRegionBandwidthLimit", "OppositeRegionId", "" },
#define TAGS "TagResources.TagResource", "ResourceId"
    { "ListTagResources", "{'ResourceType':'cen'}", TAGS, "cen-1" },
    { "ListTagResources", "{'ResourceType':'TransitRouter'}", TAGS, "tr-h" },
    { "ListTagResources", "{'ResourceType':'TransitRouterVpcAttachment','ResourceId':['tr-attach-a']}", TAGS, "tr-attach-a" },
    { "ListTagResources", "{'ResourceType':'TransitRouterVbrAttachment'}", TAGS, "" },
    { "ListTagResources", "{'ResourceType':'Flowlog'}", TAGS, "" },
    /* clang-format on */
};

static const char *members(struct world *w, const char *list, const char *member)
{
    struct buf text = BUF_LIMIT(4096);
    const cJSON *item;

    cJSON_ArrayForEach(item, json_at(w->reply, list))
        buf_printf(&text, "%s%s", text.len ? " " : "", json_text_or(item, member, "?"));
    const char *all = arena_strz(w->arena, buf_str(&text));
    buf_done(&text);
    return all;
}

START_TEST(finds_what_passes_its_filters)
{
    struct world *w = cen_world();

    cen_get(w, "", lists[_i].action, "%s", lists[_i].params);

    const char *found = members(w, lists[_i].list, lists[_i].member);
    ck_assert_msg(strcmp(found, lists[_i].found) == 0, "%s %s: found '%s', not '%s'",
                  lists[_i].action, lists[_i].params, found, lists[_i].found);
    world_free(w);
}
END_TEST

/* CEN is one service: what a call's own region is makes no difference. */
START_TEST(is_the_same_from_every_region)
{
    struct world *w = cen_world();
    w->region = "eu-central-1";

    ck_assert_int_eq(cen_count(w, "TransitRouters", "ListTransitRouters", "{'CenId':'cen-1'}"), 3);
    ck_assert_int_eq(cen_count(w, "Cens.Cen", "DescribeCens", "{}"), 4);
    ck_assert_str_eq(cen_answer(w, "CreateTransitRouterVpcAttachment",
                                "{'TransitRouterId':'tr-h','VpcId':'vpc-new','ZoneMappings':[{"
                                "'ZoneId':'cn-hangzhou-h','VSwitchId':'vsw-new-h'}]}"),
                     "");
    world_free(w);
}
END_TEST

static const struct {
    const char *type, *id;
} tagged[] = {
    { "Cen", "cen-bare" },
    { "BandwidthPackage", "cenbwp-free" },
    { "TransitRouter", "tr-c" },
    { "TransitRouterVpcAttachment", "tr-attach-b" },
    { "TransitRouterVbrAttachment", "tr-attach-v" },
    { "TransitRouterPeerAttachment", "tr-attach-p" },
    { "TransitRouterRouteTable", "vtb-own" },
};

START_TEST(of_tags_has_what_was_set_until_it_is_taken_away)
{
    struct world *w = cen_world();
    const char *name = arena_printf(w->arena, "'ResourceType':'%s','ResourceId':['%s']",
                                    tagged[_i].type, tagged[_i].id);

    cen_get(w, "", "TagResources", "{%s,'Tag':[{'Key':'a','Value':'1'},{'Key':'b','Value':'2'}]}",
            name);

    cen_get(w, "", "ListTagResources", "{%s}", name);
    ck_assert_str_eq(members(w, "TagResources.TagResource", "TagKey"), "a b");
    cen_get(w, "", "ListTagResources", "{%s,'PageSize':1}", name);
    ck_assert_str_eq(members(w, "TagResources.TagResource", "TagKey"), "a");
    const char *token = arena_strz(w->arena, str_of(reply_text(w, "NextToken")));
    cen_get(w, "", "ListTagResources", "{%s,'PageSize':1,'NextToken':'%s'}", name, token);
    ck_assert_str_eq(members(w, "TagResources.TagResource", "TagKey"), "b");
    cen_get(w, "", "UntagResources", "{%s,'TagKey':['a']}", name);
    cen_get(w, "", "ListTagResources", "{%s}", name);
    ck_assert_str_eq(members(w, "TagResources.TagResource", "TagKey"), "b");
    cen_get(w, "", "UntagResources", "{%s,'All':true}", name);
    ck_assert_int_eq(cen_count(w, "TagResources.TagResource", "ListTagResources",
                               arena_printf(w->arena, "{%s}", name)),
                     0);
    world_free(w);
}
END_TEST

START_TEST(of_regions_names_zones_and_regions)
{
    struct world *w = cen_world();

    cen_get(w, "", "ListTransitRouterAvailableResource", "{'RegionId':'cn-chengdu'}");
    ck_assert_str_eq(reply_text(w, "AvailableZones.0"), "cn-chengdu-a");
    ck_assert_int_eq(reply_count(w, "MasterZones"), 2);
    cen_get(w, "", "DescribeChildInstanceRegions", "{'ProductType':'VPC'}");
    ck_assert_int_gt(reply_count(w, "Regions.Region"), 20);
    world_free(w);
}
END_TEST

START_TEST(of_cens_names_their_plans)
{
    struct world *w = cen_world();

    cen_get(w, "", "DescribeCens", "{'Filter':[{'Key':'CenId','Value':['cen-1']}]}");

    ck_assert_str_eq(reply_text(w, "Cens.Cen.0.CenBandwidthPackageIds.CenBandwidthPackageId.0"),
                     "cenbwp-bound");
    ck_assert_str_eq(reply_text(w, "Cens.Cen.0.Tags.Tag.0.Key"), "env");
    cen_get(w, "", "ListTransitRouters", "{'TransitRouterId':'tr-h'}");
    ck_assert_str_eq(reply_text(w, "TransitRouters.0.TransitRouterCidrList.0.Cidr"),
                     "10.30.0.0/24");
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("cen_list");
    TCase *list = tcase_create("a list of CEN");

    tcase_add_loop_test(list, finds_what_passes_its_filters, 0,
                        (int)(sizeof(lists) / sizeof(lists[0])));
    tcase_add_test(list, is_the_same_from_every_region);
    tcase_add_loop_test(list, of_tags_has_what_was_set_until_it_is_taken_away, 0,
                        (int)(sizeof(tagged) / sizeof(tagged[0])));
    tcase_add_test(list, of_regions_names_zones_and_regions);
    tcase_add_test(list, of_cens_names_their_plans);
    suite_add_tcase(s, list);
    return s;
}

TEST_MAIN(suite)
