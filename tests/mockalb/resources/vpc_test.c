/*
 * VPCs, vSwitches, routes, circuits and border routers: what they go through, and what they are refused.
 * The rows of refusals name the place of the reference that they prove.
 */
#include "tests/test.h"

#include "base/json.h"
#include "refusals.h"

#include "harness.h"

#include "base/banned.h"

#define R                "'RegionId':'cn-hangzhou'"
#define CREATE_VPC(cidr) "{" R ",'CidrBlock':'" cidr "'}"
#define CREATE_VSWITCH(vpc, zone, cidr)                                                            \
    "{" R ",'VpcId':'" vpc "','ZoneId':'" zone "','CidrBlock':'" cidr "'}"
#define CREATE_ROUTE(table, cidr, type, hop)                                                       \
    "{" R ",'RouteTableId':'" table "','DestinationCidrBlock':'" cidr "','NextHopType':'" type     \
    "','NextHopId':'" hop "'}"

static const struct refusal refusals[] = {
    { "4.1 step 1: a block with bits outside of its mask", "vpc:CreateVpc",
      CREATE_VPC("172.16.1.0/12"), "InvalidCidrBlock.Malformed", NULL, NULL, NULL },
    { "1.9: the service's own block", "vpc:CreateVpc", CREATE_VPC("100.64.0.0/10"),
      "InvalidCidrBlock.Malformed", NULL, NULL, NULL },
    { "4.1 step 2: no such VPC", "vpc:CreateVSwitch",
      CREATE_VSWITCH("vpc-none", "cn-hangzhou-h", "10.0.9.0/24"), "InvalidVpcId.NotFound", NULL,
      NULL, NULL },
    { "4.1 step 2: no such zone", "vpc:CreateVSwitch",
      CREATE_VSWITCH("vpc-a", "cn-hangzhou-z", "10.0.9.0/24"), "InvalidZoneId.NotFound", NULL, NULL,
      NULL },
    { "4.1 step 2: outside of the VPC", "vpc:CreateVSwitch",
      CREATE_VSWITCH("vpc-a", "cn-hangzhou-h", "10.9.9.0/24"), "InvalidParameter", NULL, NULL,
      NULL },
    { "4.1 step 2: over another vSwitch", "vpc:CreateVSwitch",
      CREATE_VSWITCH("vpc-a", "cn-hangzhou-h", "10.0.1.128/25"), "InvalidCidrBlock.Overlapped",
      NULL, NULL, NULL },
    { "4.1 step 2: too small", "vpc:CreateVSwitch",
      CREATE_VSWITCH("vpc-a", "cn-hangzhou-h", "10.0.9.0/30"), "InvalidCirdrBlock.MaskLength", NULL,
      NULL, NULL },
    { "4.1: calls inside one VPC are serial", "vpc:CreateVSwitch",
      CREATE_VSWITCH("vpc-a", "cn-hangzhou-h", "10.0.10.0/24"), "IncorrectVSwitchStatus", NULL,
      "vpc:CreateVSwitch", CREATE_VSWITCH("vpc-a", "cn-hangzhou-h", "10.0.9.0/24") },
    { "1.9: a vSwitch over a route's destination", "vpc:CreateVSwitch",
      CREATE_VSWITCH("vpc-a", "cn-hangzhou-h", "10.0.8.0/22"), "InvalidCidrBlock.Overlapped",
      "Specified CIDR block overlapped with other entry.", "vpc:CreateRouteEntry",
      CREATE_ROUTE("vtb-a", "10.0.9.0/24", "Instance", "i-a") },
    { "1.11 item 10: ECS before vSwitches", "vpc:DeleteVSwitch", "{'VSwitchId':'vsw-h'}",
      "DependencyViolation", NULL, NULL, NULL },
    { "1.11 item 10: vSwitches before the VPC", "vpc:DeleteVpc", "{'VpcId':'vpc-b'}",
      "DependencyViolation.VSwitch", NULL, NULL, NULL },
    { "1.2: no such VPC", "vpc:DeleteVpc", "{'VpcId':'vpc-none'}", "InvalidVpcId.NotFound", NULL,
      NULL, NULL },
    { "1.2: no such vSwitch", "vpc:DescribeVSwitchAttributes", "{'VSwitchId':'vsw-none'}",
      "InvalidVSwitchId.NotFound", NULL, NULL, NULL },
    { "1.9: no such table", "vpc:CreateRouteEntry",
      CREATE_ROUTE("vtb-none", "10.0.0.0/8", "Instance", "i-a"), "InvalidRouteTableId.NotFound",
      NULL, NULL, NULL },
    { "1.9: equal to a vSwitch's block", "vpc:CreateRouteEntry",
      CREATE_ROUTE("vtb-a", "10.0.1.0/24", "Instance", "i-a"), "InvalidCidrBlock", NULL, NULL,
      NULL },
    { "1.9: inside of a vSwitch's block", "vpc:CreateRouteEntry",
      CREATE_ROUTE("vtb-a", "10.0.1.64/26", "Instance", "i-a"), "InvalidCidrBlock", NULL, NULL,
      NULL },
    { "1.9: equal to 100.64.0.0/10", "vpc:CreateRouteEntry",
      CREATE_ROUTE("vtb-a", "100.64.0.0/10", "Instance", "i-a"), "InvalidCidrBlock", NULL, NULL,
      NULL },
    { "1.9: half of 100.64.0.0/10", "vpc:CreateRouteEntry",
      CREATE_ROUTE("vtb-a", "100.96.0.0/11", "Instance", "i-a"), "InvalidCidrBlock", NULL, NULL,
      NULL },
    { "1.9: unknown attachment", "vpc:CreateRouteEntry",
      CREATE_ROUTE("vtb-a", "192.168.0.0/16", "Attachment", "tr-attach-x"),
      "InvalidAttachment.NotFound", NULL, NULL, NULL },
    { "1.9: a machine of another VPC", "vpc:CreateRouteEntry",
      CREATE_ROUTE("vtb-a", "192.168.0.0/16", "Instance", "i-b"), "InvalidNextHop.NotFound", NULL,
      NULL, NULL },
    { "1.9: no concurrent additions in one VPC", "vpc:CreateRouteEntry",
      CREATE_ROUTE("vtb-a", "192.168.0.0/17", "Instance", "i-a"), "TaskConflict", NULL,
      "vpc:CreateRouteEntry", CREATE_ROUTE("vtb-a", "192.168.0.0/16", "Instance", "i-a") },
    { "1.2: a route that is still being made", "vpc:DeleteRouteEntry",
      "{'RouteTableId':'vtb-a','DestinationCidrBlock':'192.168.0.0/16','NextHopId':'i-a'}",
      "IncorrectRouteEntryStatus", NULL, "vpc:CreateRouteEntry",
      CREATE_ROUTE("vtb-a", "192.168.0.0/16", "Instance", "i-a") },
    { "1.9: system routes are not deletable", "vpc:DeleteRouteEntry",
      "{'RouteTableId':'vtb-a','DestinationCidrBlock':'10.0.1.0/24'}", "OperationDenied", NULL,
      NULL, NULL },
    { "errors-observed: a route that is gone", "vpc:DeleteRouteEntry",
      "{'RouteTableId':'vtb-a','DestinationCidrBlock':'10.9.9.0/24'}", "InvalidRouteEntry.NotFound",
      NULL, NULL, NULL },
    { "errors-observed: the table of a list", "vpc:DescribeRouteEntryList",
      "{" R ",'RouteTableId':'vtb-none'}", "InvalidRouteTable.NotFound", NULL, NULL, NULL },
    { "the route with that next hop is of another type", "vpc:DeleteRouteEntry",
      "{'RouteTableId':'vtb-a','DestinationCidrBlock':'192.168.0.0/16',"
      "'NextHopList':[{'NextHopId':'i-a','NextHopType':'RouterInterface'}]}",
      "InvalidRouteEntry.NotFound", NULL, "vpc:CreateRouteEntry",
      CREATE_ROUTE("vtb-a", "192.168.0.0/16", "Instance", "i-a") },
    { "1.9: the system table stays", "vpc:DeleteRouteTable", "{" R ",'RouteTableId':'vtb-a'}",
      "OperationDenied.SystemRouteTable", NULL, NULL, NULL },
    { "no such address", "vpc:ReleaseEipAddress", "{'AllocationId':'eip-none'}",
      "InvalidAllocationId.NotFound", NULL, NULL, NULL },
    { "an address that is paid for", "vpc:ReleaseEipAddress", "{'AllocationId':'eip-paid'}",
      "Forbidden.ChargeTypeIsPrepaid", NULL, NULL, NULL },
    { "an address that goes already", "vpc:ReleaseEipAddress", "{'AllocationId':'eip-a'}",
      "IncorrectEipStatus", NULL, "vpc:ReleaseEipAddress", "{'AllocationId':'eip-a'}" },
    { "1.6: no such circuit", "vpc:CreateVirtualBorderRouter",
      "{" R ",'PhysicalConnectionId':'pc-none','VlanId':1}", "InvalidPhysicalConnectionId.NotFound",
      NULL, NULL, NULL },
};

START_TEST(refuses)
{
    check_refusal(&refusals[_i]);
}
END_TEST

static const char *make_circuit(struct world *w)
{
    const char *circuit = get(w, "PhysicalConnectionId", "vpc:CreatePhysicalConnection",
                              "{" R ",'AccessPointId':'ap-cn-hangzhou','LineOperator':'CT'}");

    get(w, "", "vpc:ConfirmPhysicalConnection", "{" R ",'PhysicalConnectionId':'%s'}", circuit);
    get(w, "", "vpc:EnablePhysicalConnection", "{" R ",'PhysicalConnectionId':'%s'}", circuit);
    return circuit;
}

static const char *make_border(struct world *w, const char *circuit)
{
    return get(w, "VbrId", "vpc:CreateVirtualBorderRouter",
               "{" R ",'PhysicalConnectionId':'%s','VlanId':1,'LocalGatewayIp':'10.0.0.1',"
               "'PeerGatewayIp':'10.0.0.2','PeeringSubnetMask':'255.255.255.252'}",
               circuit);
}

START_TEST(makes_a_network_and_takes_it_down_in_order)
{
    struct world *w = world_new();

    const char *vpc = get(w, "VpcId", "vpc:CreateVpc", CREATE_VPC("172.16.0.0/12"));
    const char *table = reply_text(w, "RouteTableId");
    const char *vswitch =
        get(w, "VSwitchId", "vpc:CreateVSwitch",
            "{'VpcId':'%s','ZoneId':'cn-hangzhou-h','CidrBlock':'172.16.1.0/24'}", vpc);
    get(w, "", "vpc:DescribeVpcAttribute", "{" R ",'VpcId':'%s'}", vpc);
    ck_assert_str_eq(reply_text(w, "Status"), "Available");
    ck_assert_str_eq(reply_text(w, "VSwitchIds.VSwitchId.0"), vswitch);
    get(w, "", "vpc:DescribeVSwitchAttributes", "{'VSwitchId':'%s'}", vswitch);
    ck_assert_str_eq(reply_text(w, "RouteTable.RouteTableId"), table);
    get(w, "", "vpc:DescribeRouteEntryList", "{" R ",'RouteTableId':'%s','MaxResult':500}", table);
    ck_assert_int_eq(reply_count(w, "RouteEntrys.RouteEntry"), 2);
    ck_assert_str_eq(reply_text(w, "RouteEntrys.RouteEntry.0.NextHops.NextHop.0.NextHopType"),
                     "local");
    ck_assert_str_eq(answer(w, "vpc:DeleteVpc", "{'VpcId':'%s'}", vpc),
                     "DependencyViolation.VSwitch");
    get(w, "", "vpc:DeleteVSwitch", "{'VSwitchId':'%s'}", vswitch);
    get(w, "", "vpc:DeleteVpc", "{'VpcId':'%s'}", vpc);
    clock_advance(w->clock, 0);

    ck_assert_ptr_null(find(w, "vpc/Vpc", vpc));
    ck_assert_ptr_null(find(w, "vpc/RouteTable", table));
    world_free(w);
}
END_TEST

START_TEST(finds_the_routes_that_somebody_made)
{
    struct world *w = world_new();
    const char *route = get(w, "RouteEntryId", "vpc:CreateRouteEntry",
                            CREATE_ROUTE("vtb-a", "192.168.0.0/16", "Instance", "i-a"));

    get(w, "", "vpc:DescribeRouteEntryList",
        "{" R ",'RouteTableId':'vtb-a','RouteEntryType':'Custom','NextHopId':'i-a','NextHopType':"
        "'Instance','DestinationCidrBlock':'192.168.0.0/16'}");

    ck_assert_int_eq(reply_count(w, "RouteEntrys.RouteEntry"), 1);
    ck_assert_str_eq(reply_text(w, "RouteEntrys.RouteEntry.0.RouteEntryId"), route);
    ck_assert_str_eq(reply_text(w, "RouteEntrys.RouteEntry.0.Status"), "Available");
    ck_assert_str_eq(answer(w, "vpc:CreateRouteEntry",
                            CREATE_ROUTE("vtb-a", "192.168.0.0/16", "Instance", "i-a")),
                     "InvalidCIDRBlock.Duplicate");
    get(w, "", "vpc:DescribeRouteTables", "{'RouteTableId':'vtb-a'}");
    ck_assert_int_eq(reply_count(w, "RouteTables.RouteTable.0.RouteEntrys.RouteEntry"), 4);
    world_free(w);
}
END_TEST

START_TEST(does_what_it_can_of_several_routes)
{
    struct world *w = world_new();

    get(w, "", "vpc:CreateRouteEntries",
        "{" R ",'RouteEntries':[{'RouteTableId':'vtb-a','DstCidrBlock':'192.168.0.0/17','NextHop':"
        "'i-a','NextHopType':'Instance'},{'RouteTableId':'vtb-a','DstCidrBlock':'192.168.128.0/17',"
        "'NextHop':'i-a2','NextHopType':'Instance'},{'RouteTableId':'vtb-a','DstCidrBlock':"
        "'10.0.1.0/24','NextHop':'i-a','NextHopType':'Instance'}]}");
    ck_assert_int_eq(json_int(w->reply, "SuccessCount"), 2);
    ck_assert_str_eq(reply_text(w, "FailedRouteEntries.0.FailedCode"), "InvalidCidrBlock");
    get(w, "", "vpc:DeleteRouteEntries",
        "{" R ",'RouteEntries':[{'RouteTableId':'vtb-a','DstCidrBlock':'192.168.0.0/17','NextHop':"
        "'i-a'},{'RouteTableId':'vtb-a','DstCidrBlock':'192.168.77.0/24','NextHop':'i-a'}]}");

    ck_assert_int_eq(json_int(w->reply, "SuccessCount"), 1);
    ck_assert_str_eq(reply_text(w, "FailedRouteEntries.0.FailedCode"),
                     "InvalidRouteEntry.NotFound");
    world_free(w);
}
END_TEST

START_TEST(associates_a_vswitch_with_one_custom_table)
{
    struct world *w = world_new();
    const char *table = get(w, "RouteTableId", "vpc:CreateRouteTable", "{" R ",'VpcId':'vpc-a'}");

    get(w, "", "vpc:AssociateRouteTable", "{" R ",'RouteTableId':'%s','VSwitchId':'vsw-h'}", table);
    get(w, "", "vpc:DescribeRouteTableList", "{" R ",'VpcId':'vpc-a'}");
    ck_assert_int_eq(reply_count(w, "RouterTableList.RouterTableListType"), 2);
    ck_assert_str_eq(reply_text(w, "RouterTableList.RouterTableListType.0.VSwitchIds.VSwitchId.0"),
                     "vsw-i");
    ck_assert_str_eq(reply_text(w, "RouterTableList.RouterTableListType.1.VSwitchIds.VSwitchId.0"),
                     "vsw-h");
    ck_assert_str_eq(answer(w, "vpc:DeleteRouteTable", "{" R ",'RouteTableId':'%s'}", table),
                     "DependencyViolation.VSwitch");
    get(w, "", "vpc:UnassociateRouteTable", "{" R ",'RouteTableId':'%s','VSwitchId':'vsw-h'}",
        table);
    get(w, "", "vpc:DeleteRouteTable", "{" R ",'RouteTableId':'%s'}", table);
    clock_advance(w->clock, 0);

    ck_assert_ptr_null(find(w, "vpc/RouteTable", table));
    world_free(w);
}
END_TEST

START_TEST(builds_a_way_to_a_data_centre)
{
    struct world *w = world_new();
    const char *circuit = make_circuit(w);
    const char *border = make_border(w, circuit);

    get(w, "", "vpc:DescribeVirtualBorderRouters",
        "{" R ",'Filter':[{'Key':'VbrId','Value':['%s']}]}", border);
    const cJSON *item = json_at(w->reply, "VirtualBorderRouterSet.VirtualBorderRouterType.0");
    ck_assert_str_eq(json_text(item, "Status"), "active");
    ck_assert_str_eq(json_text(item, "PhysicalConnectionStatus"), "Enabled");
    const char *table = json_text(item, "RouteTableId"), *ri = json_text(item, "VlanInterfaceId");
    get(w, "", "vpc:CreateRouteEntry",
        "{'RouteTableId':'%s','DestinationCidrBlock':'192.168.20.0/24','NextHopType':"
        "'RouterInterface','NextHopId':'%s'}",
        table, ri);
    get(w, "", "vpc:DescribeRouteEntryList", "{" R ",'RouteTableId':'%s'}", table);

    ck_assert_int_eq(reply_count(w, "RouteEntrys.RouteEntry"), 1);
    ck_assert_str_eq(answer(w, "vpc:CreateRouteEntry",
                            "{'RouteTableId':'%s','DestinationCidrBlock':'10.0.0.0/8','NextHopType'"
                            ":'RouterInterface','NextHopId':'ri-other'}",
                            table),
                     "InvalidRouterInterface");
    world_free(w);
}
END_TEST

START_TEST(takes_a_border_router_down_in_order)
{
    struct world *w = world_new();
    const char *circuit = make_circuit(w);
    const char *border = make_border(w, circuit);
    const char *group = get(w, "BgpGroupId", "vpc:CreateBgpGroup",
                            "{" R ",'RouterId':'%s','PeerAsn':65001}", border);
    const char *peer = get(w, "BgpPeerId", "vpc:CreateBgpPeer", "{" R ",'BgpGroupId':'%s'}", group);
    get(w, "", "vpc:DescribeBgpPeers", "{" R ",'RouterId':'%s'}", border);
    ck_assert_str_eq(reply_text(w, "BgpPeers.BgpPeer.0.PeerIpAddress"), "10.0.0.2");
    ck_assert_str_eq(reply_text(w, "BgpPeers.BgpPeer.0.LocalAsn"), "45104");

    ck_assert_str_eq(answer(w, "vpc:DeleteVirtualBorderRouter", "{" R ",'VbrId':'%s'}", border),
                     "DependencyViolation.BgpGroup");
    ck_assert_str_eq(answer(w, "vpc:DeleteBgpGroup", "{" R ",'BgpGroupId':'%s'}", group),
                     "DependencyViolation.BgpPeer");
    get(w, "", "vpc:DeleteBgpPeer", "{" R ",'BgpPeerId':'%s'}", peer);
    get(w, "", "vpc:DeleteBgpGroup", "{" R ",'BgpGroupId':'%s'}", group);
    ck_assert_str_eq(answer(w, "vpc:TerminatePhysicalConnection",
                            "{" R ",'PhysicalConnectionId':'%s'}", circuit),
                     "DependencyViolation.VirtualBorderRouter");
    get(w, "", "vpc:DeleteVirtualBorderRouter", "{" R ",'VbrId':'%s'}", border);
    get(w, "", "vpc:TerminatePhysicalConnection", "{" R ",'PhysicalConnectionId':'%s'}", circuit);
    get(w, "", "vpc:DeletePhysicalConnection", "{" R ",'PhysicalConnectionId':'%s'}", circuit);

    ck_assert_int_eq(count(w, "vpc/PhysicalConnection") + count(w, "vpc/VirtualBorderRouter"), 0);
    world_free(w);
}
END_TEST

/* 1.6: what a border router is refused on a circuit that is ready, or is not. */
static const struct {
    const char *rest, *code;
} ends[] = {
    { "'VlanId':1,'LocalGatewayIp':'10.0.0.5','PeerGatewayIp':'10.0.0.6','PeeringSubnetMask':"
      "'255.255.255.252'",
      "InvalidVlanId.Used" },
    { "'VlanId':2,'LocalGatewayIp':'10.0.0.1','PeerGatewayIp':'10.0.0.6','PeeringSubnetMask':"
      "'255.255.255.252'",
      "InvalidIp.NotSameSubnet" },
    { "'VlanId':2,'LocalGatewayIp':'10.0.0','PeerGatewayIp':'10.0.0.6','PeeringSubnetMask':"
      "'255.255.255.252'",
      "InvalidLocalGatewayIp.Malformed" },
    { "'VlanId':2,'LocalGatewayIp':'10.0.0.5','PeerGatewayIp':'there','PeeringSubnetMask':"
      "'255.255.255.252'",
      "InvalidPeerGatewayIp.Malformed" },
    { "'VlanId':2,'LocalGatewayIp':'10.0.0.5','PeerGatewayIp':'10.0.0.6','PeeringSubnetMask':"
      "'255.0.255.0'",
      "InvalidPeeringSubnetMask.Malformed" },
};

START_TEST(wants_both_ends_of_a_border_router_in_one_subnet)
{
    struct world *w = world_new();
    const char *circuit = make_circuit(w);
    make_border(w, circuit);

    answer(w, "vpc:CreateVirtualBorderRouter", "{" R ",'PhysicalConnectionId':'%s',%s}", circuit,
           ends[_i].rest);

    ck_assert_str_eq(w->code, ends[_i].code);
    world_free(w);
}
END_TEST

START_TEST(wants_a_circuit_that_is_enabled)
{
    struct world *w = world_new();
    const char *circuit = get(w, "PhysicalConnectionId", "vpc:CreatePhysicalConnection",
                              "{" R ",'AccessPointId':'ap-cn-hangzhou','LineOperator':'CT'}");

    answer(w, "vpc:CreateVirtualBorderRouter", "{" R ",'PhysicalConnectionId':'%s','VlanId':1}",
           circuit);

    ck_assert_str_eq(w->code, "InvalidPhysicalConnectionId.NotEnabled");
    world_free(w);
}
END_TEST

START_TEST(allocates_an_address_and_releases_it)
{
    struct world *w = world_new();
    const char *eip = get(w, "AllocationId", "vpc:AllocateEipAddress", "{" R ",'Bandwidth':'10'}");

    get(w, "", "vpc:ModifyEipAddressAttribute", "{'AllocationId':'%s','Bandwidth':'20'}", eip);
    get(w, "", "vpc:DescribeEipAddresses", "{" R ",'AllocationId':'%s'}", eip);
    ck_assert_str_eq(reply_text(w, "EipAddresses.EipAddress.0.Status"), "Available");
    ck_assert_str_eq(reply_text(w, "EipAddresses.EipAddress.0.Bandwidth"), "20");
    get(w, "", "vpc:ReleaseEipAddress", "{'AllocationId':'%s'}", eip);
    get(w, "", "vpc:DescribeEipAddresses", "{" R "}");

    ck_assert_int_eq(reply_count(w, "EipAddresses.EipAddress"), 3);
    world_free(w);
}
END_TEST

/* Whose they are: the account's, or nobody's that is here. */
static const struct {
    const char *action, *filter;
    int count;
} owners[] = {
    { "vpc:DescribeVpcs", "'VpcOwnerId':'1000000000000001'", 2 },
    { "vpc:DescribeVpcs", "'VpcOwnerId':'1000000000000002'", 0 },
    { "vpc:DescribeVSwitches", "'VSwitchOwnerId':'1000000000000001'", 3 },
    { "vpc:DescribeVSwitches", "'VSwitchOwnerId':'1000000000000002'", 0 },
};

START_TEST(lists_what_an_owner_has)
{
    struct world *w = world_new();

    get(w, "", owners[_i].action, "{" R ",%s}", owners[_i].filter);

    ck_assert_int_eq(json_int(w->reply, "TotalCount"), owners[_i].count);
    world_free(w);
}
END_TEST

START_TEST(lists_regions_and_zones_in_both_products)
{
    static const char *const products[] = { "vpc", "ecs" };
    struct world *w = world_new();

    get(w, "", arena_printf(w->arena, "%s:DescribeRegions", products[_i]), "{}");
    ck_assert_int_eq(reply_count(w, "Regions.Region"), 2);
    get(w, "", arena_printf(w->arena, "%s:DescribeZones", products[_i]), "{" R "}");

    ck_assert_int_eq(reply_count(w, "Zones.Zone"), 3);
    ck_assert_str_eq(reply_text(w, "Zones.Zone.0.ZoneId"), "cn-hangzhou-h");
    w->region = "cn-nowhere";
    answer(w, arena_printf(w->arena, "%s:DescribeZones", products[_i]), "{" R "}");
    ck_assert_str_eq(w->code, "InvalidRegionId.NotFound");
    world_free(w);
}
END_TEST

START_TEST(shows_a_border_router_of_a_document_that_says_little_of_it)
{
    struct world *w = world_new();
    struct err err;

    ck_assert(seed(w,
                   "{'data':[{'kind':'vpc/VirtualBorderRouter','scope':'cn-hangzhou','id':'vbr-1',"
                   "'body':{'VbrId':'vbr-1','Status':'active'}}]}",
                   &err));

    ck_assert_str_eq(get(w, "VirtualBorderRouterSet.VirtualBorderRouterType.0.VbrId",
                         "vpc:DescribeVirtualBorderRouters", "{" R "}"),
                     "vbr-1");
    world_free(w);
}
END_TEST

START_TEST(says_whether_a_border_router_hears_its_peer)
{
    struct world *w = world_new();
    const char *border = arena_strz(w->arena, str_of(make_border(w, make_circuit(w))));
    const char *group = get(w, "BgpGroupId", "vpc:CreateBgpGroup",
                            "{" R ",'RouterId':'%s','PeerAsn':65001}", border);

    get(w, "", "vpc:CreateBgpPeer", "{" R ",'BgpGroupId':'%s'}", group);
    const char *first = get(w, "BgpPeers.BgpPeer.0.BgpStatus", "vpc:DescribeBgpPeers",
                            "{" R ",'RouterId':'%s'}", border);
    ck_assert_str_eq(first, "Established");
    get(w, "", "vpc:TerminateVirtualBorderRouter", "{" R ",'VbrId':'%s'}", border);

    ck_assert_str_eq(get(w, "BgpPeers.BgpPeer.0.BgpStatus", "vpc:DescribeBgpPeers",
                         "{" R ",'RouterId':'%s'}", border),
                     "Idle");
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("vpc");
    TCase *t = tcase_create("a network");

    tcase_add_loop_test(t, refuses, 0, (int)(sizeof(refusals) / sizeof(refusals[0])));
    tcase_add_test(t, makes_a_network_and_takes_it_down_in_order);
    tcase_add_test(t, says_whether_a_border_router_hears_its_peer);
    tcase_add_test(t, shows_a_border_router_of_a_document_that_says_little_of_it);
    tcase_add_test(t, finds_the_routes_that_somebody_made);
    tcase_add_test(t, does_what_it_can_of_several_routes);
    tcase_add_test(t, associates_a_vswitch_with_one_custom_table);
    tcase_add_test(t, builds_a_way_to_a_data_centre);
    tcase_add_test(t, takes_a_border_router_down_in_order);
    tcase_add_loop_test(t, wants_both_ends_of_a_border_router_in_one_subnet, 0,
                        (int)(sizeof(ends) / sizeof(ends[0])));
    tcase_add_test(t, wants_a_circuit_that_is_enabled);
    tcase_add_test(t, allocates_an_address_and_releases_it);
    tcase_add_loop_test(t, lists_what_an_owner_has, 0, (int)(sizeof(owners) / sizeof(owners[0])));
    tcase_add_loop_test(t, lists_regions_and_zones_in_both_products, 0, 2);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
