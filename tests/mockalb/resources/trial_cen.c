/*
 * Limits of CEN.
 */
#include <inttypes.h>

#include "base/json.h"
#include "tests/test.h"
#include "trial.h"

#include "base/banned.h"

#define ROUTER                                                                                     \
    "{'TransitRouterId':'tr-0','CenId':'cen-0','RegionId':'cn-hangzhou','Type':'Enterprise',"      \
    "'Status':'Active'}"
#define ATTACHMENT(router, vpc, sync)                                                              \
    "{'TransitRouterAttachmentId':'tr-attach-#','ResourceType':'VPC','CenId':'cen-0',"             \
    "'TransitRouterId':'" router "','VpcId':'" vpc "','Status':'Attached',"                        \
    "'AutoPublishRouteEnabled':" sync "}"

static void build(struct trial *t)
{
    fill(t, &kind_cen, "cen-#", "{'CenId':'cen-#','Status':'Active'}", 1);
    fill(t, &kind_cen_transit_router, "tr-0", ROUTER, 1);
    fill(t, &kind_cen_route_table, "vtb-0",
         "{'TransitRouterRouteTableId':'vtb-0','TransitRouterId':'tr-0',"
         "'TransitRouterRouteTableStatus':'Active'}",
         1);
}

const char *try_cens(struct trial *t)
{
    fill(t, &kind_cen, "cen-#", "{'CenId':'cen-#','Status':'Active'}", t->limit - 1);
    ck_assert_str_eq(answer(t->w, "cen:CreateCen", "{}"), "");
    return answer(t->w, "cen:CreateCen", "{}");
}

static const char *attach(struct trial *t, const char *vpc, const char *vswitch, const char *sync)
{
    return answer(t->w, "cen:CreateTransitRouterVpcAttachment",
                  "{'TransitRouterId':'tr-0','VpcId':'%s','AutoPublishRouteEnabled':%s,"
                  "'ZoneMappings':[{'ZoneId':'cn-hangzhou-h','VSwitchId':'%s'}]}",
                  vpc, sync, vswitch);
}

const char *try_router_vpcs(struct trial *t)
{
    build(t);
    fill(t, &kind_cen_attachment, "tr-attach-#", ATTACHMENT("tr-0", "vpc-#", "false"),
         t->limit - 1);
    ck_assert_str_eq(attach(t, "vpc-a", "vsw-h", "false"), "");
    return attach(t, "vpc-b", "vsw-b", "false");
}

const char *try_vpc_routers(struct trial *t)
{
    build(t);
    fill(t, &kind_cen_attachment, "tr-attach-#", ATTACHMENT("tr-more-#", "vpc-a", "false"),
         t->limit - 1);
    fill(t, &kind_cen_attachment, "tr-attach-#", ATTACHMENT("tr-more-#", "vpc-b", "false"),
         2 * t->limit - 1);
    ck_assert_str_eq(attach(t, "vpc-a", "vsw-h", "false"), "");
    return attach(t, "vpc-b", "vsw-b", "false");
}

const char *try_router_syncs(struct trial *t)
{
    build(t);
    fill(t, &kind_cen_attachment, "tr-attach-#", ATTACHMENT("tr-0", "vpc-#", "true"), t->limit - 1);
    ck_assert_str_eq(attach(t, "vpc-a", "vsw-h", "true"), "");
    return attach(t, "vpc-b", "vsw-b", "true");
}

static const char *add_route(struct trial *t, const char *destination)
{
    return answer(t->w, "cen:CreateTransitRouterRouteEntry",
                  "{'TransitRouterRouteTableId':'vtb-0','TransitRouterRouteEntryNextHopType':"
                  "'BlackHole','TransitRouterRouteEntryDestinationCidrBlock':'%s'}",
                  destination);
}

const char *try_router_routes(struct trial *t)
{
    build(t);
    fill(t, &kind_cen_route_entry, "rte-#",
         "{'TransitRouterRouteEntryId':'rte-#','_TransitRouterRouteTableId':'vtb-0'}",
         t->limit - 1);
    ck_assert_str_eq(add_route(t, "10.0.0.0/8"), "");
    return add_route(t, "172.16.0.0/12");
}

static const char *add_block(struct trial *t, int number)
{
    return answer(t->w, "cen:CreateTransitRouterCidr",
                  "{'RegionId':'cn-hangzhou','TransitRouterId':'tr-0','Cidr':'10.%d.0.0/24'}",
                  number);
}

const char *try_router_cidrs(struct trial *t)
{
    build(t);
    for (int i = 0; i < t->limit; i++)
        ck_assert_str_eq(add_block(t, i), "");
    return add_block(t, 200);
}

/* Joins tr-0 with a router in another region. */
static const char *join(struct trial *t, const char *region, int64_t bandwidth)
{
    answer(t->w, "cen:CreateTransitRouter", "{'CenId':'cen-0','RegionId':'%s'}", region);
    const char *peer = arena_strz(t->w->arena, str_of(reply_text(t->w, "TransitRouterId")));
    return answer(t->w, "cen:CreateTransitRouterPeerAttachment",
                  "{'TransitRouterId':'tr-0','PeerTransitRouterId':'%s','BandwidthType':"
                  "'DataTransfer','Bandwidth':%" PRId64 "}",
                  peer, bandwidth);
}

const char *try_peer_inside(struct trial *t)
{
    build(t);
    ck_assert_str_eq(join(t, "cn-chengdu", t->limit), "");
    return join(t, "cn-shanghai", t->limit + 1);
}

const char *try_peer_across(struct trial *t)
{
    build(t);
    ck_assert_str_eq(join(t, "eu-central-1", t->limit), "");
    return join(t, "us-west-1", t->limit + 1);
}
