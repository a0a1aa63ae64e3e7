#include "mockalb/routing/routing.h"

#include "base/buf.h"
#include "network.h"
#include "tests/test.h"

#include "base/banned.h"

#define T1 "vtb-2vc0shop0000000tr01"
#define T2 "vtb-bp10shop0000000tr02"
#define V1 "vtb-2vc0shop0000000vpc1"
#define V2 "vtb-bp10shop0000000vpc2"
#define V  "vtb-2vc0shop000000vbr01"

/* A third region: its router, its table, and a connection of it with one of the two, at both ends. */
#define T3 "vtb-tr03"
#define SESSION                                                                                    \
    "set idc/Site idc-shop {'Bgp':true};"                                                          \
    "add vpc/BgpGroup cn-chengdu bgpg-1 {'RouterId':'vbr-2vc0shop000000vbr01'};"                   \
    "add vpc/BgpPeer cn-chengdu bgp-1 {'BgpGroupId':'bgpg-1'}"
#define JOIN(id, table)                                                                            \
    "add cen/Association cn-beijing " id "/" table " {'TransitRouterAttachmentId':'" id            \
    "','TransitRouterRouteTableId':'" table "','Status':'Active'};"                                \
    "add cen/Propagation cn-beijing " id "/" table " {'TransitRouterAttachmentId':'" id            \
    "','TransitRouterRouteTableId':'" table "','Status':'Active'};"
#define CONNECT(id, router, table)                                                                 \
    "add cen/Attachment cn-beijing " id " {'ResourceType':'TR','CenId':'cen-shop000000000cen01',"  \
    "'TransitRouterId':'tr-03','PeerTransitRouterId':'" router "','Status':'Attached',"            \
    "'AutoPublishRouteEnabled':true};" JOIN(id, table) JOIN(id, T3)
#define THIRD                                                                                      \
    "add cen/TransitRouter cn-beijing tr-03 {'CenId':'cen-shop000000000cen01','Status':'Active'};" \
    "add cen/RouteTable cn-beijing " T3                                                            \
    " {'TransitRouterId':'tr-03'};" CONNECT("tr-attach-p2", "tr-bp10shop00000000tr02", T2)

static const char *const types[] = { "system", "custom", "bgp", "synced", "static", "propagated" };
static const char *const states[] = { "", " pending", " standby", " rejected" };

/* An id's end is enough to know it: "a1" of tr-attach-shop0000000a1. */
static const char *end_of(const char *id)
{
    size_t length = strlen(id);

    return length > 2 ? id + length - 2 : id;
}

/* "192.168.1.0/24 propagated Attachment p1 VPC 02 System 1", one a line. */
static const char *text_of_table(struct network *n, struct routes table)
{
    struct buf text = BUF_LIMIT(1u << 16);
    char block[CIDR_ROOM];

    for (size_t i = 0; i < table.count; i++) {
        const struct route *r = &table.items[i];
        cidr_text(&r->to, block);
        buf_printf(&text, "%s %s%s %s", block, types[r->type], states[r->status], r->hop_type);
        if (*r->hop)
            buf_printf(&text, " %s", end_of(r->hop));
        if (r->type >= ROUTE_synced)
            buf_printf(&text, " from %s %s %s +%u", r->origin_type, end_of(r->origin),
                       r->origin_route, r->peers);
        buf_add_char(&text, '\n');
    }
    const char *kept = arena_strz(n->arena, buf_str(&text));
    buf_done(&text);
    return kept;
}

/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): in the order of reading */
static const struct {
    int scenario;
    const char *why, *change, *table;
    bool is_router;
    const char *routes;
} tables[] = {
    /* clang-format off */
    { 3, "a table learns its own VPC and, over the connection, the other", "", T1, true,
      "172.16.1.0/24 propagated Attachment a1 from VPC 01 System +0\n"
      "172.16.2.0/24 propagated Attachment a1 from VPC 01 System +0\n"
      "192.168.1.0/24 propagated Attachment p1 from VPC 02 System +1\n"
      "192.168.2.0/24 propagated Attachment p1 from VPC 02 System +1\n" },
    { 3, "the other end sees the same the other way round", "", T2, true,
      "172.16.1.0/24 propagated Attachment p1 from VPC 01 System +1\n"
      "172.16.2.0/24 propagated Attachment p1 from VPC 01 System +1\n"
      "192.168.1.0/24 propagated Attachment a2 from VPC 02 System +0\n"
      "192.168.2.0/24 propagated Attachment a2 from VPC 02 System +0\n" },
    { 3, "a VPC has its vSwitches, the cloud's services and what was made by hand", "", V1, false,
      "100.64.0.0/10 system Local\n"
      "172.16.1.0/24 system Local\n"
      "172.16.2.0/24 system Local\n"
      "192.168.0.0/16 custom Attachment a1\n" },
    { 3, "without propagation a network is not learned, here nor there",
      "drop cen/Propagation ~a2/vtb-bp10shop0000000tr02", T1, true,
      "172.16.1.0/24 propagated Attachment a1 from VPC 01 System +0\n"
      "172.16.2.0/24 propagated Attachment a1 from VPC 01 System +0\n" },
    { 3, "a connection that does not synchronise carries nothing",
      "set cen/Attachment ~p1 {'AutoPublishRouteEnabled':false}", T1, true,
      "172.16.1.0/24 propagated Attachment a1 from VPC 01 System +0\n"
      "172.16.2.0/24 propagated Attachment a1 from VPC 01 System +0\n" },
    { 3, "a connection advertises the table that it is associated with, none without",
      "drop cen/Association ~p1/vtb-bp10shop0000000tr02", T1, true,
      "172.16.1.0/24 propagated Attachment a1 from VPC 01 System +0\n"
      "172.16.2.0/24 propagated Attachment a1 from VPC 01 System +0\n" },
    { 3, "an attachment that is being made is not heard",
      "set cen/Attachment ~a1 {'Status':'Attaching'}", T1, true,
      "192.168.1.0/24 propagated Attachment p1 from VPC 02 System +1\n"
      "192.168.2.0/24 propagated Attachment p1 from VPC 02 System +1\n" },
    { 3, "a static route wins over what is learned, which is rejected",
      "add cen/RouteEntry cn-chengdu rte-s1 {'_TransitRouterRouteTableId':'" T1 "',"
      "'TransitRouterRouteEntryDestinationCidrBlock':'192.168.1.0/24',"
      "'TransitRouterRouteEntryNextHopType':'BlackHole'};drop vpc/VSwitch ~vsw04", T1, true,
      "172.16.1.0/24 propagated Attachment a1 from VPC 01 System +0\n"
      "172.16.2.0/24 propagated Attachment a1 from VPC 01 System +0\n"
      "192.168.1.0/24 static BlackHole from   BlackHole +0\n"
      "192.168.1.0/24 propagated rejected Attachment p1 from VPC 02 System +1\n" },
    { 3, "a static route is told to the other end, one that is being made is not",
      "add cen/RouteEntry cn-chengdu rte-s1 {'_TransitRouterRouteTableId':'" T1 "',"
      "'TransitRouterRouteEntryDestinationCidrBlock':'100.117.130.0/25',"
      "'TransitRouterRouteEntryNextHopId':'tr-attach-shop0000000a1'};"
      "add cen/RouteEntry cn-chengdu rte-s2 {'_TransitRouterRouteTableId':'" T1 "',"
      "'TransitRouterRouteEntryStatus':'Creating',"
      "'TransitRouterRouteEntryDestinationCidrBlock':'100.117.131.0/25',"
      "'TransitRouterRouteEntryNextHopId':'tr-attach-shop0000000a1'};drop vpc/VSwitch ~vsw04", T2, true,
      "100.117.130.0/25 propagated Attachment p1 from VPC 01 static +1\n"
      "172.16.1.0/24 propagated Attachment p1 from VPC 01 System +1\n"
      "172.16.2.0/24 propagated Attachment p1 from VPC 01 System +1\n"
      "192.168.1.0/24 propagated Attachment a2 from VPC 02 System +0\n" },
    { 3, "of one block in two VPCs the nearer is used, the other is rejected",
      "set vpc/VSwitch ~vsw03 {'CidrBlock':'172.16.1.0/24'}", T1, true,
      "172.16.1.0/24 propagated Attachment a1 from VPC 01 System +0\n"
      "172.16.1.0/24 propagated rejected Attachment p1 from VPC 02 System +1\n"
      "172.16.2.0/24 propagated Attachment a1 from VPC 01 System +0\n"
      "192.168.2.0/24 propagated Attachment p1 from VPC 02 System +1\n" },
    { 3, "synchronised, the table of the attachment is in the VPC, but for what is there already",
      "set cen/Attachment ~a1 {'AutoPublishRouteEnabled':true};"
      "add vpc/RouteEntry cn-chengdu rte-c1 {'RouteTableId':'" V1 "',"
      "'DestinationCidrBlock':'192.168.2.0/24','NextHopType':'Instance','NextHopId':'i-1','Status':'Available'};"
      "add cen/RouteEntry cn-chengdu rte-s1 {'_TransitRouterRouteTableId':'" T1 "',"
      "'TransitRouterRouteEntryDestinationCidrBlock':'100.117.130.0/25',"
      "'TransitRouterRouteEntryNextHopId':'tr-attach-shop0000000p1'}", V1, false,
      "100.64.0.0/10 system Local\n"
      "172.16.1.0/24 system Local\n"
      "172.16.2.0/24 system Local\n"
      "192.168.0.0/16 custom Attachment a1\n"
      "192.168.1.0/24 synced Attachment a1 from VPC 02 System +1\n"
      "192.168.2.0/24 custom Instance -1\n" },
    { 3, "a table that accepts no pushed routes has none",
      "set cen/Attachment ~a1 {'AutoPublishRouteEnabled':true};"
      "set vpc/RouteTable ~vpc1 {'RoutePropagationEnable':false}", V1, false,
      "100.64.0.0/10 system Local\n"
      "172.16.1.0/24 system Local\n"
      "172.16.2.0/24 system Local\n"
      "192.168.0.0/16 custom Attachment a1\n" },
    { 3, "custom routes of a VPC are advertised when they are published",
      "add vpc/RouteEntry cn-hangzhou rte-c1 {'RouteTableId':'" V2 "','Status':'Available',"
      "'DestinationCidrBlock':'10.9.0.0/16','NextHopType':'Instance','NextHopId':'i-1'};"
      "add vpc/RouteEntry cn-hangzhou rte-c2 {'RouteTableId':'" V2 "','Status':'Available',"
      "'DestinationCidrBlock':'10.8.0.0/16','NextHopType':'Instance','NextHopId':'i-1'};"
      "add cen/PublishedRoute cn-chengdu x {'CenId':'cen-shop000000000cen01',"
      "'ChildInstanceRouteTableId':'" V2 "','DestinationCidrBlock':'10.9.0.0/16'};"
      "drop vpc/VSwitch ~vsw03;drop vpc/VSwitch ~vsw04", T1, true,
      "10.9.0.0/16 propagated Attachment p1 from VPC 02 Custom +1\n"
      "172.16.1.0/24 propagated Attachment a1 from VPC 01 System +0\n"
      "172.16.2.0/24 propagated Attachment a1 from VPC 01 System +0\n" },
    { 3, "what came over one connection goes on over the next", THIRD "drop vpc/VSwitch ~vsw02", T3, true,
      "172.16.1.0/24 propagated Attachment p2 from VPC 01 System +2\n"
      "192.168.1.0/24 propagated Attachment p2 from VPC 02 System +1\n"
      "192.168.2.0/24 propagated Attachment p2 from VPC 02 System +1\n" },
    { 3, "of two ways the shorter is used, and the longer is not kept",
      THIRD CONNECT("tr-attach-p3", "tr-2vc0shop00000000tr01", T1) "drop vpc/VSwitch ~vsw02;"
      "set vpc/VSwitch ~vsw04 {'CidrBlock':'172.16.1.0/24'}", T3, true,
      "172.16.1.0/24 propagated Attachment p2 from VPC 02 System +1\n"
      "172.16.1.0/24 propagated rejected Attachment p3 from VPC 01 System +1\n"
      "192.168.1.0/24 propagated Attachment p2 from VPC 02 System +1\n" },
    { 3, "of two ways that are as short one stands by",
      THIRD CONNECT("tr-attach-p4", "tr-bp10shop00000000tr02", T2)
      "drop vpc/VSwitch ~vsw01;drop vpc/VSwitch ~vsw02;drop vpc/VSwitch ~vsw04", T3, true,
      "192.168.1.0/24 propagated Attachment p2 from VPC 02 System +1\n"
      "192.168.1.0/24 propagated standby Attachment p4 from VPC 02 System +1\n" },
    { 3, "a route never comes back to the router that it came from, in no table of it",
      "add cen/RouteTable cn-chengdu vtb-own {'TransitRouterId':'tr-2vc0shop00000000tr01'};"
      JOIN("tr-attach-shop0000000p1", "vtb-own") "drop cen/Association ~p1/vtb-own", "vtb-own", true,
      "192.168.1.0/24 propagated Attachment p1 from VPC 02 System +1\n"
      "192.168.2.0/24 propagated Attachment p1 from VPC 02 System +1\n" },
    { 4, "a table learns what a border router has behind its circuit", "", T1, true,
      "172.16.0.0/24 propagated Attachment a1 from VPC 01 System +0\n"
      "172.16.6.0/24 propagated Attachment a1 from VPC 01 System +0\n"
      "192.168.20.0/24 propagated Attachment b1 from VBR 01 Custom +0\n" },
    { 4, "a border router has its route to the circuit, and what is pushed", "", V, false,
      "172.16.0.0/24 synced Attachment b1 from VPC 01 System +0\n"
      "172.16.6.0/24 synced Attachment b1 from VPC 01 System +0\n"
      "192.168.20.0/24 custom RouterInterface 01\n" },
    { 4, "by BGP it learns the blocks of the site",
      SESSION ";drop vpc/RouteEntry ~0003", T1, true,
      "172.16.0.0/24 propagated Attachment a1 from VPC 01 System +0\n"
      "172.16.6.0/24 propagated Attachment a1 from VPC 01 System +0\n"
      "192.168.20.0/24 propagated Attachment b1 from VBR 01 BGP +0\n" },
    { 4, "without a peer of the border router there is no session",
      "set idc/Site idc-shop {'Bgp':true};drop vpc/RouteEntry ~0003", T1, true,
      "172.16.0.0/24 propagated Attachment a1 from VPC 01 System +0\n"
      "172.16.6.0/24 propagated Attachment a1 from VPC 01 System +0\n" },
    { 4, "BGP goes before what was made by hand", SESSION, V, false,
      "172.16.0.0/24 synced Attachment b1 from VPC 01 System +0\n"
      "172.16.6.0/24 synced Attachment b1 from VPC 01 System +0\n"
      "192.168.20.0/24 bgp RouterInterface 01\n"
      "192.168.20.0/24 custom standby RouterInterface 01\n" },
    { 4, "what one data centre has is not pushed to another",
      "add vpc/VirtualBorderRouter cn-chengdu vbr-99 {'VbrId':'vbr-99','Status':'active',"
      "'VlanInterfaceId':'ri-99','RouteTableId':'vtb-99'};"
      "add cen/Attachment cn-chengdu tr-attach-b9 {'TransitRouterAttachmentId':'tr-attach-b9',"
      "'ResourceType':'VBR','TransitRouterId':'tr-2vc0shop00000000tr01','CenId':'cen-shop000000000cen01',"
      "'VbrId':'vbr-99','Status':'Attached','AutoPublishRouteEnabled':true};"
      "add cen/Association cn-chengdu tr-attach-b9/" T1 " {'TransitRouterAttachmentId':'tr-attach-b9',"
      "'TransitRouterRouteTableId':'" T1 "','Status':'Active'}", "vtb-99", false,
      "172.16.0.0/24 synced Attachment b9 from VPC 01 System +0\n"
      "172.16.6.0/24 synced Attachment b9 from VPC 01 System +0\n" },
    /* clang-format on */
};

START_TEST(computes_what_a_table_has)
{
    struct network *n = network_of(tables[_i].scenario);
    struct routing *r = cloud_routing(n->cloud);

    /* What was computed before the change, and is kept, must not show. */
    routing_router_table(r, n->arena, T1);
    routing_network_table(r, n->arena, V1);
    if (tables[_i].is_router)
        routing_router_table(r, n->arena, tables[_i].table);
    else
        routing_network_table(r, n->arena, tables[_i].table);
    network_change(n, tables[_i].change);
    struct routes found = tables[_i].is_router
                              ? routing_router_table(r, n->arena, tables[_i].table)
                              : routing_network_table(r, n->arena, tables[_i].table);

    ck_assert_msg(strcmp(text_of_table(n, found), tables[_i].routes) == 0, "%s:\n%s",
                  tables[_i].why, text_of_table(n, found));
    network_free(n);
}
END_TEST

static const struct {
    const char *why, *change, *table, *ip, *block; /* NULL: no match */
    bool is_router;
} matches[] = {
    /* clang-format off */
    { "a vSwitch", "", V1, "172.16.1.9", "172.16.1.0/24", false },
    { "what was made by hand", "", V1, "192.168.9.9", "192.168.0.0/16", false },
    { "nothing", "", V1, "10.0.0.1", NULL, false },
    { "the longer of two", "set cen/Attachment ~a1 {'AutoPublishRouteEnabled':true}", V1, "192.168.1.1",
      "192.168.1.0/24", false },
    { "one that is not there yet does not count", "set vpc/RouteEntry ~0001 {'Status':'Pending'}", V1,
      "192.168.9.9", NULL, false },
    { "a whole other region", "", T1, "192.168.2.7", "192.168.2.0/24", true },
    { "no vSwitch has it", "", T1, "192.168.9.9", NULL, true },
    { "no such table", "", "vtb-none", "192.168.2.7", NULL, true },
    /* clang-format on */
};

START_TEST(finds_the_longest_active_match)
{
    struct network *n = network_of(3);
    struct routing *r = cloud_routing(n->cloud);
    char block[CIDR_ROOM] = "none";
    uint32_t ip = 0;

    network_change(n, matches[_i].change);
    ck_assert(ip_read(matches[_i].ip, &ip));
    const struct route *found = matches[_i].is_router
                                    ? routing_router_match(r, n->arena, matches[_i].table, ip)
                                    : routing_network_match(r, n->arena, matches[_i].table, ip);

    if (found)
        cidr_text(&found->to, block);
    ck_assert_msg(strcmp(block, matches[_i].block ? matches[_i].block : "none") == 0, "%s: %s",
                  matches[_i].why, block);
    network_free(n);
}
END_TEST

START_TEST(keeps_nothing_of_a_transaction_that_is_undone)
{
    struct network *n = network_of(3);
    struct routing *r = cloud_routing(n->cloud);
    size_t before = routing_router_table(r, n->arena, T1).count;

    store_begin(n->store);
    store_drop(n->store,
               store_find(n->store, cloud_kind("vpc/VSwitch"), "vsw-bp10shop00000000vsw03")->kind,
               "cn-hangzhou", "vsw-bp10shop00000000vsw03");
    size_t inside = routing_router_table(r, n->arena, T1).count;
    store_rollback(n->store);

    ck_assert_uint_eq(inside, before - 1);
    ck_assert_uint_eq(routing_router_table(r, n->arena, T1).count, before);
    network_free(n);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("routing");
    TCase *t = tcase_create("routing");

    tcase_add_loop_test(t, computes_what_a_table_has, 0, sizeof(tables) / sizeof(tables[0]));
    tcase_add_loop_test(t, finds_the_longest_active_match, 0, sizeof(matches) / sizeof(matches[0]));
    tcase_add_test(t, keeps_nothing_of_a_transaction_that_is_undone);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
