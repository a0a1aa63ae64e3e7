/*
 * A state document may say anything of a CEN, too: every member of one thing of each kind is absent or
 * replaced by what it must not be, and calls of all sorts must still be answered.
 */
#include "cen_scene.h"
#include "lies.h"
#include "tests/test.h"

#include "base/banned.h"

static const struct {
    const char *kind, *id;
} things[] = {
    { "cen/Cen", "cen-1" },
    { "cen/TransitRouter", "tr-h" },
    { "cen/RouteTable", "vtb-h" },
    { "cen/Attachment", "tr-attach-a" },
    { "cen/Attachment", "tr-attach-v" },
    { "cen/Attachment", "tr-attach-p" },
    { "cen/Association", "tr-attach-a/vtb-h" },
    { "cen/Propagation", "tr-attach-a/vtb-h" },
    { "cen/RouteEntry", "rte-b" },
    { "cen/BandwidthPackage", "cenbwp-bound" },
    { "cen/ChildInstance", "cen-old/vpc-child" },
    { "cen/Cidr", "cidr-1" },
    { "vpc/VirtualBorderRouter", "vbr-1" },
    { "vpc/VSwitch", "vsw-new-h" },
};

static const char *const lies[] = { NULL, "'lie'", "[1,{},'x',null]" }; /* NULL: it is absent */

static const struct lie_call calls[] = {
    /* clang-format off */
    { "DescribeCens", "{'Tag':[{'Key':'env'}],'Filter':[{'Key':'Name','Value':['x']}]}" },
    { "ListTransitRouters", "{'CenId':'cen-1','FeatureFilter':[{'Key':'Multicast','Value':['Enabled']}]}" },
    { "ListTransitRouterRouteTables", "{'RouteTableOptions':{'MultiRegionECMP':'enable'}}" },
    { "ListTransitRouterVpcAttachments", "{'CenId':'cen-1','RegionId':'cn-hangzhou'}" },
    { "ListTransitRouterVbrAttachments", "{}" },
    { "ListTransitRouterPeerAttachments", "{'TransitRouterId':'tr-h'}" },
    { "ListTransitRouterRouteTableAssociations", "{}" },
    { "ListTransitRouterRouteTablePropagations", "{'TransitRouterRouteTableId':'vtb-h'}" },
    { "ListTransitRouterRouteEntries", "{'TransitRouterRouteTableId':'vtb-h','RouteFilter':[{'Key':'LongestPrefixMatchCidrs','Value':['10.0.0.1/32']}]}" },
    { "ListTransitRouterRouteEntries", "{'TransitRouterRouteTableId':'vtb-c','TransitRouterRouteEntryStatus':'All'}" },
    { "DescribeCenRegionDomainRouteEntries", "{'CenId':'cen-1','CenRegionId':'cn-hangzhou'}" },
    { "DescribeCenRegionDomainRouteEntries", "{'CenId':'cen-old','CenRegionId':'cn-hangzhou'}" },
    { "DescribePublishedRouteEntries", "{'CenId':'cen-1','ChildInstanceId':'vpc-a','ChildInstanceType':'VPC','ChildInstanceRegionId':'cn-hangzhou'}" },
    { "DescribePublishedRouteEntries", "{'CenId':'cen-1','ChildInstanceId':'vbr-1','ChildInstanceType':'VBR','ChildInstanceRegionId':'cn-chengdu'}" },
    { "DescribeCenBandwidthPackages", "{'Filter':[{'Key':'CenId','Value':['cen-1']}]}" },
    { "DescribeCenInterRegionBandwidthLimits", "{}" },
    { "DescribeCenGeographicSpanRemainingBandwidth", "{'CenId':'cen-1','GeographicRegionAId':'China','GeographicRegionBId':'Europe'}" },
    { "DescribeCenAttachedChildInstances", "{'CenId':'cen-1'}" },
    { "DescribeCenAttachedChildInstances", "{'CenId':'cen-old'}" },
    { "DescribeCenAttachedChildInstanceAttribute", "{'CenId':'cen-old','ChildInstanceType':'VPC','ChildInstanceRegionId':'cn-hangzhou','ChildInstanceId':'vpc-child'}" },
    { "ListTransitRouterCidr", "{'RegionId':'cn-hangzhou','TransitRouterId':'tr-h'}" },
    { "ListTagResources", "{'ResourceType':'TransitRouterVpcAttachment'}" },
    { "TagResources", "{'ResourceType':'cen','ResourceId':['cen-1'],'Tag':[{'Key':'a','Value':'1'}]}" },
    { "TagResources", "{'ResourceType':'TransitRouter','ResourceId':['tr-h'],'Tag':[{'Key':'a','Value':'1'}]}" },
    { "ModifyTransitRouterCidr", "{'RegionId':'cn-hangzhou','TransitRouterId':'tr-h','TransitRouterCidrId':'cidr-1','Cidr':'10.31.0.0/24'}" },
    { "CreateTransitRouterCidr", "{'RegionId':'cn-hangzhou','TransitRouterId':'tr-h','Cidr':'10.32.0.0/24'}" },
    { "EnableCenVbrHealthCheck", "{'CenId':'cen-1','VbrInstanceId':'vbr-1','VbrInstanceRegionId':'cn-chengdu','HealthCheckTargetIp':'10.0.0.2'}" },
    { "CreateTransitRouterVpcAttachment", "{'TransitRouterId':'tr-h','VpcId':'vpc-new','ZoneMappings':[{'ZoneId':'cn-hangzhou-h','VSwitchId':'vsw-new-h'}]}" },
    { "CreateTransitRouterVbrAttachment", "{'TransitRouterId':'tr-c','VbrId':'vbr-2'}" },
    { "CreateTransitRouterPeerAttachment", "{'TransitRouterId':'tr-h','PeerTransitRouterId':'tr-idle'}" },
    { "CreateTransitRouterRouteEntry", "{'TransitRouterRouteTableId':'vtb-h','TransitRouterRouteEntryNextHopType':'Attachment','TransitRouterRouteEntryNextHopId':'tr-attach-a','TransitRouterRouteEntryDestinationCidrBlock':'10.20.0.0/16'}" },
    { "AssociateTransitRouterAttachmentWithRouteTable", "{'TransitRouterAttachmentId':'tr-attach-p','TransitRouterRouteTableId':'vtb-h'}" },
    { "ReplaceTransitRouterRouteTableAssociation", "{'TransitRouterAttachmentId':'tr-attach-a','TransitRouterRouteTableId':'vtb-own'}" },
    { "UpdateTransitRouterRouteTable", "{'TransitRouterRouteTableId':'vtb-h','RouteTableOptions':{'MultiRegionECMP':'enable'}}" },
    { "UpdateTransitRouterVpcAttachmentZones", "{'TransitRouterAttachmentId':'tr-attach-a','AddZoneMappings':[{'ZoneId':'cn-hangzhou-i','VSwitchId':'vsw-i'}]}" },
    { "UpdateTransitRouterVpcAttachmentZones", "{'TransitRouterAttachmentId':'tr-attach-a','AddZoneMappings':[{'ZoneId':'cn-hangzhou-i','VSwitchId':'vsw-i'}],'RemoveZoneMappings':[{'ZoneId':'cn-hangzhou-h','VSwitchId':'vsw-h'}]}" },
    { "UpdateTransitRouterVpcAttachmentAttribute", "{'TransitRouterAttachmentId':'tr-attach-a','AutoPublishRouteEnabled':true}" },
    { "UpdateTransitRouterPeerAttachmentAttribute", "{'TransitRouterAttachmentId':'tr-attach-p','Bandwidth':5}" },
    { "AssociateCenBandwidthPackage", "{'CenId':'cen-1','CenBandwidthPackageId':'cenbwp-free'}" },
    { "SetCenInterRegionBandwidthLimit", "{'CenId':'cen-old','LocalRegionId':'cn-hangzhou','OppositeRegionId':'cn-chengdu','BandwidthLimit':2}" },
    { "UnassociateCenBandwidthPackage", "{'CenId':'cen-1','CenBandwidthPackageId':'cenbwp-bound'}" },
    { "DetachCenChildInstance", "{'CenId':'cen-old','ChildInstanceType':'VPC','ChildInstanceRegionId':'cn-hangzhou','ChildInstanceId':'vpc-child'}" },
    { "DeleteTransitRouterPeerAttachment", "{'TransitRouterAttachmentId':'tr-attach-p','Force':true}" },
    { "DeleteTransitRouterVpcAttachment", "{'TransitRouterAttachmentId':'tr-attach-a','Force':true}" },
    { "DeleteTransitRouterRouteTable", "{'TransitRouterRouteTableId':'vtb-own'}" },
    { "DeleteTransitRouter", "{'TransitRouterId':'tr-h'}" },
    { "DeleteCen", "{'CenId':'cen-1'}" },
    /* clang-format on */
};

static const struct lies told = { .make = cen_world,
                                  .product = "cen:",
                                  .texts = lies,
                                  .text_count = sizeof(lies) / sizeof(lies[0]),
                                  .calls = calls,
                                  .call_count = sizeof(calls) / sizeof(calls[0]) };

START_TEST(breaks_no_call)
{
    lies_tell(&told, things[_i].kind, things[_i].id);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("cen_lies");
    TCase *lie = tcase_create("a state that lies of a CEN");

    tcase_add_loop_test(lie, breaks_no_call, 0, (int)(sizeof(things) / sizeof(things[0])));
    suite_add_tcase(s, lie);
    return s;
}

TEST_MAIN(suite)
