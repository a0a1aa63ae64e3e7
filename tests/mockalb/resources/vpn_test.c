/*
 * Routes of VPN gateways and of connections that a transit router has. Codes are those of the actions' own
 * lists, or of clients that wait for them.
 */
#include "tests/test.h"

#include "base/json.h"
#include "refusals.h"

#include "harness.h"

#include "base/banned.h"

#define R "'RegionId':'cn-hangzhou'"

/* A gateway with two connections, one that is locked, and attachments of connections. */
#define ATTACHMENT(id, vco, status)                                                                \
    "{'kind':'cen/Attachment','id':'" id "','body':{'TransitRouterAttachmentId':'" id "',"         \
    "'CenId':'cen-a','TransitRouterId':'tr-a','ResourceType':'VPN','VpnId':'" vco                  \
    "','Status':'" status "'}}"
#define MORE                                                                                       \
    "{'data':[{'kind':'vpc/VpnGateway','id':'vpn-a','body':{'VpnGatewayId':'vpn-a','VpcId':"       \
    "'vpc-a','Status':'active','BusinessStatus':'Normal'}},{'kind':'vpc/VpnGateway','id':"         \
    "'vpn-locked','body':{'VpnGatewayId':'vpn-locked','VpcId':'vpc-a','Status':'active',"          \
    "'BusinessStatus':'FinancialLocked'}},{'kind':'vpc/VpnConnection','id':'vco-1','body':{"       \
    "'VpnConnectionId':'vco-1','VpnGatewayId':'vpn-a'}},{'kind':'vpc/VpnConnection','id':"         \
    "'vco-2','body':{'VpnConnectionId':'vco-2','VpnGatewayId':'vpn-a'}},{'kind':"                  \
    "'vpc/VpnConnection','id':'vco-other','body':{'VpnConnectionId':'vco-other','VpnGatewayId':"   \
    "'vpn-locked'}},{'kind':'cen/Cen','id':'cen-a','body':{'CenId':'cen-a','Status':'Active'}},"   \
    "{'kind':'cen/TransitRouter','id':'tr-a','body':{'TransitRouterId':'tr-a','CenId':'cen-a',"    \
    "'RegionId':'cn-hangzhou','Type':'Enterprise','Status':'Active'}},{'kind':'cen/RouteTable',"   \
    "'id':'vtb-tr','body':{'TransitRouterRouteTableId':'vtb-tr','TransitRouterId':'tr-a',"         \
    "'TransitRouterRouteTableType':'System','TransitRouterRouteTableStatus':'Active'}},{'kind':"   \
    "'cen/Propagation','id':'tr-attach-v/vtb-tr','body':{'TransitRouterAttachmentId':"             \
    "'tr-attach-v','TransitRouterRouteTableId':'vtb-tr','Status':'Active'}}," ATTACHMENT(          \
        "tr-attach-v", "vco-t", "Attached") "," ATTACHMENT("tr-attach-w", "vco-w",                 \
                                                           "Attaching") "]}"

#define DBR      "vpc:CreateVpnRouteEntry"
#define PBR      "vpc:CreateVpnPbrRouteEntry"
#define DROP_DBR "vpc:DeleteVpnRouteEntry"
#define DROP_PBR "vpc:DeleteVpnPbrRouteEntry"
#define LIST_DBR "vpc:DescribeVpnRouteEntries"
#define LIST_PBR "vpc:DescribeVpnPbrRouteEntries"
#define PUBLISH  "vpc:PublishVpnRouteEntry"
#define VCO      "vpc:CreateVcoRouteEntry"
#define DROP_VCO "vpc:DeleteVcoRouteEntry"
#define LIST_VCO "vpc:DescribeVcoRouteEntries"
#define NOTHING  NULL, NULL, AT_ONCE

#define TO(gateway, hop, block, rest)                                                              \
    "{" R ",'VpnGatewayId':'" gateway "','NextHop':'" hop "','RouteDest':'" block "'" rest "}"
#define HIGH              ",'Weight':100"
#define HIDDEN            HIGH ",'PublishVpc':false"
#define SHOWN             HIGH ",'PublishVpc':true"
#define FROM              ",'RouteSource':'10.0.0.0/16'"
#define OF(gateway, rest) "{" R ",'VpnGatewayId':'" gateway "'" rest "}"
#define BLOCK             "192.168.30.0/24"
#define BY(vco, hop, block)                                                                        \
    "{" R ",'VpnConnectionId':'" vco "','NextHop':'" hop "','RouteDest':'" block "','Weight':100}"

static const struct late_refusal refusals[] = {
    /* clang-format off */
    { DBR, NOTHING, TO("vpn-none", "vco-1", BLOCK, HIDDEN), "InvalidVpnGatewayInstanceId.NotFound" },
    { DBR, NOTHING, TO("vpn-locked", "vco-other", BLOCK, HIDDEN), "VpnGateway.FinancialLocked" },
    { DBR, DBR, TO("vpn-a", "vco-1", BLOCK, HIDDEN), AT_ONCE, TO("vpn-a", "vco-2", BLOCK, HIDDEN), "VpnGateway.Configuring" },
    { DBR, NOTHING, TO("vpn-a", "vco-none", BLOCK, HIDDEN), "InvalidVpnConnectionInstanceId.NotFound" },
    { DBR, NOTHING, TO("vpn-a", "vco-other", BLOCK, HIDDEN), "InvalidVpnConnectionInstanceId.NotFound" },
    { DBR, NOTHING, TO("vpn-a", "vco-1", "there", HIDDEN), "IllegalParam.RouteDest" },
    { DBR, DBR, TO("vpn-a", "vco-1", BLOCK, HIDDEN), LATER, TO("vpn-a", "vco-1", BLOCK, HIDDEN), "InvalidCIDRBlock.Duplicate" },
    { DBR, NOTHING, TO("vpn-a", "vco-1", "10.0.1.0/24", SHOWN), "InvalidCidrBlock" }, /* a vSwitch's */
    { PBR, NOTHING, TO("vpn-a", "vco-1", BLOCK, HIDDEN ",'RouteSource':'here'"), "IllegalParam.RouteSource" },
    { PBR, NOTHING, TO("vpn-none", "vco-1", BLOCK, HIDDEN FROM), "InvalidVpnGatewayInstanceId.NotFound" },
    { PBR, PBR, TO("vpn-a", "vco-1", BLOCK, HIDDEN FROM), LATER, TO("vpn-a", "vco-1", BLOCK, HIDDEN FROM), "InvalidCIDRBlock.Duplicate" },

    { DROP_DBR, NOTHING, TO("vpn-none", "vco-1", BLOCK, HIGH), "InvalidVpnGatewayInstanceId.NotFound" },
    { DROP_DBR, NOTHING, TO("vpn-a", "vco-1", BLOCK, HIGH), "InvalidRouteEntry.NotFound" },
    { DROP_DBR, DBR, TO("vpn-a", "vco-1", BLOCK, HIDDEN), LATER, TO("vpn-a", "vco-1", BLOCK, ",'Weight':0"), "InvalidRouteEntry.NotFound" },
    { DROP_DBR, DBR, TO("vpn-a", "vco-1", BLOCK, HIDDEN), AT_ONCE, TO("vpn-a", "vco-1", BLOCK, HIGH), "VpnGateway.Configuring" },
    { DROP_DBR, PBR, TO("vpn-a", "vco-1", BLOCK, HIDDEN FROM), LATER, TO("vpn-a", "vco-1", BLOCK, HIGH), "InvalidRouteEntry.NotFound" },
    { DROP_PBR, PBR, TO("vpn-a", "vco-1", BLOCK, HIDDEN FROM), LATER, TO("vpn-a", "vco-1", BLOCK, HIGH FROM ",'Priority':11"), "InvalidRouteEntry.NotFound" },
    { DROP_PBR, NOTHING, TO("vpn-a", "vco-1", "there", HIGH FROM), "IllegalParam.RouteDest" },

    { PUBLISH, NOTHING, TO("vpn-none", "vco-1", BLOCK, ",'RouteType':'dbr','PublishVpc':true"), "InvalidVpnGatewayInstanceId.NotFound" },
    { PUBLISH, NOTHING, TO("vpn-a", "vco-1", BLOCK, ",'RouteType':'dbr','PublishVpc':true"), "InvalidRouteEntry.NotFound" },
    { PUBLISH, NOTHING, TO("vpn-a", "vco-1", "there", ",'RouteType':'dbr','PublishVpc':true"), "IllegalParam.RouteDest" },
    { PUBLISH, DBR, TO("vpn-a", "vco-1", BLOCK, HIDDEN), LATER, TO("vpn-a", "vco-1", BLOCK, ",'RouteType':'pbr','PublishVpc':true"), "InvalidRouteEntry.NotFound" },
    { PUBLISH, DBR, TO("vpn-a", "vco-1", BLOCK, HIDDEN), LATER, TO("vpn-a", "vco-2", BLOCK, ",'RouteType':'dbr','PublishVpc':true"), "InvalidRouteEntry.NotFound" },

    { LIST_DBR, NOTHING, OF("vpn-none", ""), "InvalidVpnGatewayInstanceId.NotFound" },
    { LIST_PBR, NOTHING, OF("vpn-none", ""), "InvalidVpnGatewayInstanceId.NotFound" },

    { VCO, NOTHING, BY("vco-none", "vco-none", BLOCK), "InvalidVpnConnectionInstanceId.NotFound" },
    { VCO, NOTHING, BY("vco-w", "vco-w", BLOCK), "VpnConnection.Configuring" },
    { VCO, NOTHING, BY("vco-t", "vco-t", "there"), "IllegalParam.RouteDest" },
    { VCO, NOTHING, BY("vco-t", "vco-t", "0.0.0.0/0"), "IllegalParam.RouteDest" },
    { VCO, NOTHING, BY("vco-t", "vco-w", BLOCK), "IllegalParam.NextHop" },
    { VCO, VCO, BY("vco-t", "vco-t", BLOCK), LATER, BY("vco-t", "vco-t", BLOCK), "InvalidCIDRBlock.Duplicate" },
    { DROP_VCO, NOTHING, BY("vco-none", "vco-none", BLOCK), "InvalidVpnConnectionInstanceId.NotFound" },
    { DROP_VCO, NOTHING, BY("vco-t", "vco-t", BLOCK), "InvalidRouteEntry.NotFound" },
    { DROP_VCO, VCO, "{" R ",'VpnConnectionId':'vco-t','NextHop':'vco-t','RouteDest':'" BLOCK "','Weight':0}", LATER, BY("vco-t", "vco-t", BLOCK), "InvalidRouteEntry.NotFound" },
    { LIST_VCO, NOTHING, "{" R ",'VpnConnectionId':'vco-none'}", "InvalidVpnConnectionInstanceId.NotFound" },

    { "vpc:CreateRouteEntry", NOTHING, "{'RouteTableId':'vtb-b','DestinationCidrBlock':'" BLOCK "','NextHopType':'VpnGateway','NextHopId':'vpn-a'}", "InvalidNextHop.NotFound" },
    { "vpc:CreateRouteEntry", NOTHING, "{'RouteTableId':'vtb-a','DestinationCidrBlock':'" BLOCK "','NextHopType':'VpnGateway','NextHopId':'vpn-none'}", "InvalidNextHop.NotFound" },
    /* clang-format on */
};

START_TEST(refuses)
{
    check_late_refusal(&refusals[_i], MORE);
}
END_TEST

/* The one route to the block in the VPC's table: what it goes to; "" when there is none. */
static const char *hop_in_vpc(struct world *w)
{
    get(w, "", "vpc:DescribeRouteEntryList",
        "{" R ",'RouteTableId':'vtb-a','DestinationCidrBlock':'" BLOCK "'}");
    return reply_text(w, "RouteEntrys.RouteEntry.0.NextHops.NextHop.0.NextHopId");
}

START_TEST(by_destination_is_made_shown_and_dropped)
{
    struct world *w = world_add(world_new(), MORE);

    get(w, "", DBR, TO("vpn-a", "vco-1", BLOCK, HIDDEN ",'Description':'home'"));
    ck_assert_str_eq(reply_text(w, "VpnInstanceId"), "vpn-a");
    ck_assert_str_eq(reply_text(w, "RouteDest"), BLOCK);
    ck_assert_str_eq(reply_text(w, "NextHop"), "vco-1");
    ck_assert_str_eq(reply_text(w, "State"), "normal");
    ck_assert_str_eq(reply_text(w, "Description"), "home");
    ck_assert_str_eq(reply_text(w, "OverlayMode"), "Ipsec");
    ck_assert_int_eq(json_int(w->reply, "Weight"), 100);
    ck_assert_int_gt(json_int(w->reply, "CreateTime"), 0);
    ck_assert_str_eq(hop_in_vpc(w), "");
    get(w, "", LIST_DBR, OF("vpn-a", ""));
    const cJSON *item = json_at(w->reply, "VpnRouteEntries.VpnRouteEntry.0");
    ck_assert_str_eq(json_text_or(item, "RouteDest", ""), BLOCK);
    ck_assert_str_eq(json_text_or(item, "State", ""), "normal");
    ck_assert_str_eq(json_text_or(item, "RouteEntryType", ""), "custom");
    ck_assert_str_eq(json_text_or(item, "Source", ""), "CLOUD");
    ck_assert_int_eq(json_int(w->reply, "VpnRouteCounts.VpnRouteCount.0.RouteCount"), 1);
    get(w, "", DROP_DBR, TO("vpn-a", "vco-1", BLOCK, HIGH));
    get(w, "", LIST_DBR, OF("vpn-a", ""));

    ck_assert_int_eq(json_int(w->reply, "TotalCount"), 0);
    ck_assert_int_eq(json_int(w->reply, "VpnRouteCounts.VpnRouteCount.0.RouteCount"), 0);
    world_free(w);
}
END_TEST

START_TEST(by_policy_is_made_shown_and_dropped)
{
    struct world *w = world_add(world_new(), MORE);

    get(w, "", PBR, TO("vpn-a", "vco-1", BLOCK, HIDDEN FROM));
    ck_assert_str_eq(reply_text(w, "RouteSource"), "10.0.0.0/16");
    ck_assert_int_eq(json_int(w->reply, "Priority"), 10);
    get(w, "", PBR,
        TO("vpn-a", "vco-1", BLOCK, HIDDEN ",'RouteSource':'10.1.0.0/16','Priority':20"));
    get(w, "", LIST_PBR, OF("vpn-a", ""));
    ck_assert_int_eq(json_int(w->reply, "TotalCount"), 2);
    ck_assert_int_eq(json_int(w->reply, "VpnPbrRouteEntries.VpnPbrRouteEntry.1.Priority"), 20);
    ck_assert_str_eq(reply_text(w, "VpnPbrRouteEntries.VpnPbrRouteEntry.1.RouteSource"),
                     "10.1.0.0/16");
    get(w, "", LIST_DBR, OF("vpn-a", ""));
    ck_assert_int_eq(json_int(w->reply, "TotalCount"), 0);
    get(w, "", DROP_PBR, TO("vpn-a", "vco-1", BLOCK, HIGH FROM ",'Priority':10"));
    get(w, "", LIST_PBR, OF("vpn-a", ""));

    ck_assert_int_eq(json_int(w->reply, "TotalCount"), 1);
    world_free(w);
}
END_TEST

START_TEST(stands_in_the_vpc_while_it_is_published)
{
    struct world *w = world_add(world_new(), MORE);

    get(w, "", DBR, TO("vpn-a", "vco-1", BLOCK, SHOWN));
    ck_assert_str_eq(reply_text(w, "State"), "published");
    ck_assert_str_eq(hop_in_vpc(w), "vpn-a");
    get(w, "", DBR, TO("vpn-a", "vco-2", BLOCK, ",'Weight':0,'PublishVpc':true"));
    get(w, "", DROP_DBR, TO("vpn-a", "vco-1", BLOCK, HIGH));
    ck_assert_str_eq(hop_in_vpc(w), "vpn-a");
    get(w, "", PUBLISH, TO("vpn-a", "vco-2", BLOCK, ",'RouteType':'dbr','PublishVpc':false"));
    clock_advance(w->clock, 0);
    ck_assert_str_eq(hop_in_vpc(w), "");
    get(w, "", LIST_DBR, OF("vpn-a", ""));
    ck_assert_str_eq(reply_text(w, "VpnRouteEntries.VpnRouteEntry.0.State"), "normal");
    get(w, "", PUBLISH, TO("vpn-a", "vco-2", BLOCK, ",'RouteType':'dbr','PublishVpc':true"));
    ck_assert_str_eq(hop_in_vpc(w), "vpn-a");
    get(w, "", DROP_DBR, TO("vpn-a", "vco-2", BLOCK, ",'Weight':0"));
    clock_advance(w->clock, 0);

    ck_assert_str_eq(hop_in_vpc(w), "");
    world_free(w);
}
END_TEST

START_TEST(of_a_connection_is_learned_by_its_transit_router)
{
    static const char table[] = "{'TransitRouterRouteTableId':'vtb-tr'}";
    struct world *w = world_add(world_new(), MORE);

    get(w, "", VCO,
        "{" R ",'VpnConnectionId':'vco-t','NextHop':'vco-t','RouteDest':'" BLOCK
        "','Weight':100,'Description':'home'}");
    ck_assert_str_eq(reply_text(w, "RouteDest"), BLOCK);
    ck_assert_str_eq(reply_text(w, "State"), "published");
    ck_assert_str_eq(reply_text(w, "NextHop"), "vco-t");
    ck_assert_str_eq(reply_text(w, "Description"), "home");
    ck_assert_str_eq(reply_text(w, "OverlayMode"), "Ipsec");
    ck_assert_int_gt(json_int(w->reply, "CreateTime"), 0);
    get(w, "", LIST_VCO, "{" R ",'VpnConnectionId':'vco-t'}");
    ck_assert_str_eq(reply_text(w, "VcoRouteEntries.0.RouteDest"), BLOCK);
    ck_assert_str_eq(reply_text(w, "VcoRouteEntries.0.Source"), "CLOUD");
    ck_assert_str_eq(reply_text(w, "VcoRouteEntries.0.RouteEntryType"), "custom");
    ck_assert_int_eq(json_int(w->reply, "VcoRouteEntries.0.Weight"), 100);
    ck_assert_int_eq(json_int(w->reply, "VpnRouteCounts.0.RouteCount"), 1);
    get(w, "", "cen:ListTransitRouterRouteEntries", table);
    ck_assert_str_eq(reply_text(w, "TransitRouterRouteEntries.0."
                                   "TransitRouterRouteEntryDestinationCidrBlock"),
                     BLOCK);
    ck_assert_str_eq(reply_text(w, "TransitRouterRouteEntries.0.TransitRouterRouteEntryNextHopId"),
                     "tr-attach-v");
    get(w, "", DROP_VCO, BY("vco-t", "vco-t", BLOCK));
    get(w, "", "cen:ListTransitRouterRouteEntries", table);

    ck_assert_int_eq(reply_count(w, "TransitRouterRouteEntries"), 0);
    world_free(w);
}
END_TEST

/* Three routes each; none of them is learned by BGP. */
static const struct {
    const char *action, *of, *list;
} lists[] = {
    { LIST_DBR, "'VpnGatewayId':'vpn-a'", "VpnRouteEntries.VpnRouteEntry" },
    { LIST_PBR, "'VpnGatewayId':'vpn-a'", "VpnPbrRouteEntries.VpnPbrRouteEntry" },
    { LIST_VCO, "'VpnConnectionId':'vco-t'", "VcoRouteEntries" },
};

static void make_three_of_each(struct world *w)
{
    for (int i = 1; i <= 3; i++) {
        get(w, "", DBR, TO("vpn-a", "vco-1", "192.168.%d.0/24", HIDDEN), i);
        get(w, "", PBR, TO("vpn-a", "vco-1", "192.168.%d.0/24", HIDDEN FROM), i);
        get(w, "", VCO, BY("vco-t", "vco-t", "192.168.%d.0/24"), i);
    }
}

START_TEST(is_listed_by_pages)
{
    struct world *w = world_add(world_new(), MORE);
    make_three_of_each(w);

    get(w, "", lists[_i].action, "{" R ",%s,'PageNumber':2,'PageSize':2}", lists[_i].of);

    ck_assert_int_eq(json_int(w->reply, "TotalCount"), 3);
    ck_assert_int_eq(reply_count(w, lists[_i].list), 1);
    ck_assert_str_eq(reply_text(w, arena_printf(w->arena, "%s.0.RouteDest", lists[_i].list)),
                     "192.168.3.0/24");
    world_free(w);
}
END_TEST

START_TEST(of_bgp_there_is_none)
{
    static const char *const actions[][2] = { { LIST_DBR, "'VpnGatewayId':'vpn-a'" },
                                              { LIST_VCO, "'VpnConnectionId':'vco-t'" } };
    struct world *w = world_add(world_new(), MORE);
    get(w, "", DBR, TO("vpn-a", "vco-1", BLOCK, HIDDEN));
    get(w, "", VCO, BY("vco-t", "vco-t", BLOCK));

    get(w, "", actions[_i][0], "{" R ",%s,'RouteEntryType':'bgp'}", actions[_i][1]);

    ck_assert_int_eq(json_int(w->reply, "TotalCount"), 0);
    world_free(w);
}
END_TEST

#define COUNT(rows) (int)(sizeof(rows) / sizeof((rows)[0]))

static Suite *suite(void)
{
    Suite *s = suite_create("vpn");
    TCase *t = tcase_create("a VPN's route");

    tcase_add_loop_test(t, refuses, 0, COUNT(refusals));
    tcase_add_test(t, by_destination_is_made_shown_and_dropped);
    tcase_add_test(t, by_policy_is_made_shown_and_dropped);
    tcase_add_test(t, stands_in_the_vpc_while_it_is_published);
    tcase_add_test(t, of_a_connection_is_learned_by_its_transit_router);
    tcase_add_loop_test(t, is_listed_by_pages, 0, COUNT(lists));
    tcase_add_loop_test(t, of_bgp_there_is_none, 0, 2);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
