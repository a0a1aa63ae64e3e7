/*
 * What networks and circuits are refused with, code by code, in the cloud of networks.yaml; vpc_test has the
 * codes that are met on the way of building and taking down. Rows name the places of the reference that they prove.
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/yaml.h"
#include "refusals.h"

#include "harness.h"

#include "base/banned.h"

#define R "'RegionId':'cn-hangzhou'"

#define VPC(id)             "{" R ",'VpcId':'" id "'}"
#define MODIFY_VPC          "vpc:ModifyVpcAttribute"
#define DELETE_VPC          "vpc:DeleteVpc"
#define ROUTE               "vpc:CreateRouteEntry"
#define TO(table, to, hops) "{'RouteTableId':'" table "','DestinationCidrBlock':'" to "'" hops "}"
#define HOP(type, id)       ",'NextHopType':'" type "','NextHopId':'" id "'"
#define HOPS(hops)          ",'NextHopList':[" hops "]"
#define RI(id)              "{'NextHopType':'RouterInterface','NextHopId':'" id "'}"
#define IDC                 "192.168.20.0/24"
#define TABLE(id, vsw)      "{" R ",'RouteTableId':'" id "','VSwitchId':'" vsw "'}"
#define CIRCUIT(id)         "{" R ",'PhysicalConnectionId':'" id "'}"
#define BORDER(id)          "{" R ",'VbrId':'" id "'}"
#define BOTH(vbr, pc)       "{" R ",'VbrId':'" vbr "','PhysicalConnectionId':'" pc "','VlanId':'9'}"
#define GROUP(id)           "{" R ",'BgpGroupId':'" id "'}"
#define PEER(id)            "{" R ",'BgpPeerId':'" id "'}"
#define NETWORK(vbr, to)    "{" R ",'RouterId':'" vbr "','DstCidrBlock':'" to "'}"
#define NOTHING             NULL, NULL

/* The second call meets what the first has just begun. */
static const struct code {
    const char *why, *action, *first_action, *first_params, *params, *code;
} codes[] = {
    /* clang-format off */
    { "1.9: the VPC's attachment has interfaces no more", ROUTE, NOTHING, TO("vtb-gone", IDC, HOP("Attachment", "tr-attach-gone")), "InvalidNetworkInterface.NotFound" },
    { "1.9: an attachment without zones", ROUTE, NOTHING, TO("vtb-bare", IDC, HOP("Attachment", "tr-attach-bare")), "OperationFailed.ActiveNetworkInterfaceNotFound" },
    { "1.9: another VPC's attachment", ROUTE, NOTHING, TO("vtb-cen", IDC, HOP("Attachment", "tr-attach-bare")), "IllegalParam.AttachmentId" },
    { "1.9: a border router's attachment", ROUTE, NOTHING, TO("vtb-cen", IDC, HOP("Attachment", "tr-attach-vbr")), "IllegalParam.AttachmentId" },
    { "1.9: a VPC that is in no CEN", ROUTE, NOTHING, TO("vtb-b", IDC, HOP("Attachment", "tr-attach-ok")), "ResourceNotAssociated.Cen" },
    { "1.9: an attachment that is not ready", ROUTE, NOTHING, TO("vtb-going", IDC, HOP("Attachment", "tr-attach-going")), "IncorrectStatus.CenRelation" },
    { "1.9: a border router has no attachment as next hop", ROUTE, NOTHING, TO("vtb-vbr-1", IDC, HOP("Attachment", "tr-attach-vbr")), "InvalidNextHop.NotFound" },
    { "1.9: a change to an unknown attachment", "vpc:ModifyRouteEntry", NOTHING, "{" R ",'RouteEntryId':'rte-a','NewNextHopType':'Attachment','NewNextHopId':'tr-attach-x'}", "InvalidAttachment.NotFound" },
    { "1.9: a change in a VPC that is in no CEN", "vpc:ModifyRouteEntry", NOTHING, "{" R ",'RouteEntryId':'rte-a','NewNextHopType':'Attachment','NewNextHopId':'tr-attach-ok'}", "ResourceNotAssociated.Cen" },
    { "1.9: a pushed route is not deleted", "vpc:DeleteRouteEntry", NOTHING, "{'RouteTableId':'vtb-sync','DestinationCidrBlock':'192.168.99.0/24'}", "Forbbiden" },
    { "1.9: IPv6", ROUTE, NOTHING, TO("vtb-a", "2001:db8::/32", HOP("Instance", "i-a")), "OperationFailed.NotSupportIPV6" },
    { "1.9: a prefix list", ROUTE, NOTHING, TO("vtb-a", "pl-none", HOP("Instance", "i-a")), "ResourceNotFound.PrefixList" },
    { "1.9: no next hop", ROUTE, NOTHING, TO("vtb-a", IDC, ""), "InvalidNexthopTypeAndList.BothNull" },
    { "1.9: one next hop and a list", ROUTE, NOTHING, TO("vtb-a", IDC, HOP("Instance", "i-a") HOPS(RI("ri-1") "," RI("ri-2"))), "InvalidNexthopTypeAndList.BothNotNull" },
    { "1.9: a list of one", ROUTE, NOTHING, TO("vtb-a", IDC, HOPS(RI("ri-1"))), "InvalidNexthopListSize" },
    { "1.6: no list in a border router's table", ROUTE, NOTHING, TO("vtb-vbr-1", IDC, HOPS(RI("ri-1") "," RI("ri-2"))), "InvalidRouterType" },
    { "1.6: a border router that is not active", ROUTE, NOTHING, TO("vtb-vbr-off", IDC, HOP("RouterInterface", "ri-3")), "InvalidVBRStatus" },
    { "1.6: a circuit that is not enabled", ROUTE, NOTHING, TO("vtb-vbr-dead", IDC, HOP("RouterInterface", "ri-4")), "InvalidPhysicalConnectionBusinessStatus" },
    { "1.6: a circuit that is locked", ROUTE, NOTHING, TO("vtb-vbr-locked", IDC, HOP("RouterInterface", "ri-5")), "InvalidPhysicalConnectionBusinessStatus" },

    { "1.2: a VPC that goes", DELETE_VPC, DELETE_VPC, VPC("vpc-empty"), VPC("vpc-empty"), "IncorrectVpcStatus" },
    { "1.2: a VPC that goes is not changed", MODIFY_VPC, DELETE_VPC, VPC("vpc-empty"), VPC("vpc-empty"), "IncorrectVpcStatus" },
    { "1.2: … nor given a vSwitch", "vpc:CreateVSwitch", DELETE_VPC, VPC("vpc-empty"), "{'VpcId':'vpc-empty','ZoneId':'cn-hangzhou-h','CidrBlock':'10.20.1.0/24'}", "IncorrectVpcStatus" },
    { "1.2: … nor a table", "vpc:CreateRouteTable", DELETE_VPC, VPC("vpc-empty"), VPC("vpc-empty"), "IncorrectVpcStatus" },
    { "1.2: … nor a block", "vpc:AssociateVpcCidrBlock", DELETE_VPC, VPC("vpc-empty"), "{" R ",'VpcId':'vpc-empty','SecondaryCidrBlock':'192.168.0.0/16'}", "IncorrectVpcStatus" },
    { "1.2: … nor a route", ROUTE, DELETE_VPC, VPC("vpc-empty"), TO("vtb-empty", IDC, HOP("Instance", "i-a")), "IncorrectVpcStatus" },
    { "1.11 item 10: security groups before the VPC", DELETE_VPC, NOTHING, VPC("vpc-groups"), "DependencyViolation.SecurityGroup" },
    { "1.11 item 6: attachments before the VPC", DELETE_VPC, NOTHING, VPC("vpc-cen"), "DependencyViolation.Cen" },
    { "1.11: custom tables before the VPC", DELETE_VPC, NOTHING, VPC("vpc-tables"), "DependencyViolation.RouteTable" },
    { "1.11: custom routes before the VPC", DELETE_VPC, NOTHING, VPC("vpc-routes"), "Forbbiden" },
    { "1.11: a custom table before its vSwitch", "vpc:DeleteVSwitch", NOTHING, "{'VSwitchId':'vsw-t'}", "DependencyViolation.RouteTable" },
    { "a block that vSwitches stand in", MODIFY_VPC, NOTHING, "{'VpcId':'vpc-b','CidrBlock':'172.16.0.0/12'}", "OperationFailed.CidrInUse" },
    { "a second block that vSwitches stand in", "vpc:UnassociateVpcCidrBlock", NOTHING, "{" R ",'VpcId':'vpc-second','SecondaryCidrBlock':'192.168.0.0/16'}", "OperationFailed.CidrInUse" },
    { "a table that is changing", "vpc:DeleteRouteTable", "vpc:UnassociateRouteTable", TABLE("vtb-of-b", "vsw-t"), "{" R ",'RouteTableId':'vtb-of-b'}", "IncorrectRouteTableStatus" },
    { "a vSwitch that has another table", "vpc:UnassociateRouteTable", NOTHING, TABLE("vtb-of-b", "vsw-b"), "ResourceNotAssociated.RouteTable" },

    { "1.2: a circuit is confirmed once", "vpc:ConfirmPhysicalConnection", NOTHING, CIRCUIT("pc-1"), "InvalidStatus.NotAllowed" },
    { "1.2: a border router that has ended", "vpc:TerminateVirtualBorderRouter", NOTHING, BORDER("vbr-off"), "InvalidStatus.NotAllowed" },
    { "1.6: BGP of a border router that has ended", "vpc:CreateBgpGroup", NOTHING, "{" R ",'RouterId':'vbr-off','PeerAsn':65001}", "InvalidStatus.NotAllowed" },
    { "a circuit that it has already", "vpc:AssociatePhysicalConnectionToVirtualBorderRouter", NOTHING, BOTH("vbr-1", "pc-1"), "ResourceAlreadyAssociated.PhysicalConnection" },
    { "a circuit that it has not", "vpc:UnassociatePhysicalConnectionFromVirtualBorderRouter", NOTHING, BOTH("vbr-1", "pc-2"), "ResourceNotAssociated.PhysicalConnection" },
    { "1.11 item 6: attachments before border routers", "vpc:DeleteVirtualBorderRouter", NOTHING, BORDER("vbr-cen"), "DependencyViolation.Cen" },
    { "1.6: no such group", "vpc:DeleteBgpGroup", NOTHING, GROUP("bgpg-none"), "InvalidBgpGroupId.NotFound" },
    { "1.6: a peer of no group", "vpc:CreateBgpPeer", NOTHING, GROUP("bgpg-none"), "InvalidBgpGroupId.NotFound" },
    { "1.6: a peer into no group", "vpc:ModifyBgpPeerAttribute", NOTHING, "{" R ",'BgpPeerId':'bgp-1','BgpGroupId':'bgpg-none'}", "InvalidBgpGroupId.NotFound" },
    { "1.6: no such peer", "vpc:DeleteBgpPeer", NOTHING, PEER("bgp-none"), "InvalidBgpPeerId.NotFound" },
    { "1.6: a peer that goes", "vpc:DeleteBgpPeer", "vpc:DeleteBgpPeer", PEER("bgp-1"), PEER("bgp-1"), "OperationConflict" },
    { "1.6: a network twice", "vpc:AddBgpNetwork", "vpc:AddBgpNetwork", NETWORK("vbr-1", "10.0.0.0/8"), NETWORK("vbr-1", "10.0.0.0/8"), "ResourceAlreadyExist.BgpNetwork" },
    { "1.6: no such network", "vpc:DeleteBgpNetwork", NOTHING, NETWORK("vbr-1", "10.0.0.0/8"), "InvalidResource.NotFound" },
    { "1.6: a network that comes", "vpc:DeleteBgpNetwork", "vpc:AddBgpNetwork", NETWORK("vbr-1", "10.0.0.0/8"), NETWORK("vbr-1", "10.0.0.0/8"), "OperationConflict" },
    /* clang-format on */
};

static struct world *networks_world(void)
{
    struct world *w = world_realistic();
    struct err err;
    const struct node *document = yaml_load(w->arena, NETWORKS_YAML, &err);

    if (!document || !cloud_seed(w->cloud, arena_json(w->arena, node_json(document)), &err)) {
        fprintf(stderr, "%s\n", err.text);
        abort();
    }
    return w;
}

START_TEST(refuses)
{
    const struct code *row = &codes[_i];
    struct world *w = networks_world();
    if (row->first_action)
        get(w, "", row->first_action, "%s", row->first_params);
    uint64_t revision = store_revision(w->store);

    answer(w, row->action, "%s", row->params);

    ck_assert_msg(strcmp(w->code, row->code) == 0, "%s: %s answered '%s' (%s), not '%s'", row->why,
                  row->action, w->code, w->message, row->code);
    ck_assert_msg(store_revision(w->store) == revision, "%s: something changed", row->why);
    world_free(w);
}
END_TEST

START_TEST(routes_to_an_attachment_of_its_own)
{
    struct world *w = networks_world();

    get(w, "", ROUTE, TO("vtb-cen", IDC, HOP("Attachment", "tr-attach-ok")));
    get(w, "", "vpc:DescribeRouteEntryList",
        "{" R ",'RouteTableId':'vtb-cen','NextHopType':'Attachment'}");
    ck_assert_str_eq(reply_text(w, "RouteEntrys.RouteEntry.0.Status"), "Pending");
    clock_advance(w->clock, 60000);
    get(w, "", "vpc:DescribeRouteEntryList",
        "{" R ",'RouteTableId':'vtb-cen','NextHopType':'Attachment'}");

    ck_assert_str_eq(reply_text(w, "RouteEntrys.RouteEntry.0.Status"), "Available");
    ck_assert_str_eq(reply_text(w, "RouteEntrys.RouteEntry.0.NextHops.NextHop.0.NextHopId"),
                     "tr-attach-ok");
    world_free(w);
}
END_TEST

/* The parts of a batch are refused apart, with the same codes. */
START_TEST(says_of_each_part_of_a_batch_why_it_has_no_such_attachment)
{
    static const char *const wanted[] = { "IllegalParam.AttachmentId", "InvalidAttachment.NotFound",
                                          "ResourceNotAssociated.Cen" };
    struct world *w = networks_world();

    get(w, "", "vpc:CreateRouteEntries",
        "{" R
        ",'RouteEntries':[{'RouteTableId':'vtb-cen','DstCidrBlock':'192.168.1.0/24','NextHop':"
        "'tr-attach-bare','NextHopType':'Attachment'},{'RouteTableId':'vtb-cen','DstCidrBlock':"
        "'192.168.2.0/24','NextHop':'tr-attach-x','NextHopType':'Attachment'},{'RouteTableId':"
        "'vtb-b','DstCidrBlock':'192.168.3.0/24','NextHop':'tr-attach-ok','NextHopType':"
        "'Attachment'},{'RouteTableId':'vtb-cen','DstCidrBlock':'192.168.4.0/24','NextHop':"
        "'tr-attach-ok','NextHopType':'Attachment'}]}");

    ck_assert_int_eq(json_int(w->reply, "SuccessCount"), 1);
    ck_assert_int_eq(json_int(w->reply, "FailedCount"), 3);
    ck_assert_str_eq(reply_text(w, "FailedRouteEntries.0.FailedCode"), wanted[0]);
    ck_assert_str_eq(reply_text(w, "FailedRouteEntries.1.FailedCode"), wanted[1]);
    ck_assert_str_eq(reply_text(w, "FailedRouteEntries.2.FailedCode"), wanted[2]);
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("network_codes");
    TCase *t = tcase_create("a network");

    tcase_add_loop_test(t, refuses, 0, (int)(sizeof(codes) / sizeof(codes[0])));
    tcase_add_test(t, routes_to_an_attachment_of_its_own);
    tcase_add_test(t, says_of_each_part_of_a_batch_why_it_has_no_such_attachment);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
