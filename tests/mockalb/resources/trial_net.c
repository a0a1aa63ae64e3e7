/*
 * The limits of networks, tried.
 */
#include <check.h>

#include "trial.h"

#include "base/banned.h"

static const char *create_vpc(struct trial *t)
{
    return answer(t->w, "vpc:CreateVpc", "{'RegionId':'cn-hangzhou','CidrBlock':'10.0.0.0/8'}");
}

const char *try_vpcs(struct trial *t)
{
    fill(t, &kind_vpc, "vpc-#", "{}", t->limit); /* one of them is in another region */
    ck_assert_str_eq(create_vpc(t), "");
    return create_vpc(t);
}

static const char *create_vswitch(struct trial *t, int third)
{
    return answer(t->w, "vpc:CreateVSwitch",
                  "{'RegionId':'cn-hangzhou','VpcId':'vpc-b','ZoneId':'cn-hangzhou-h',"
                  "'CidrBlock':'172.16.%d.0/24'}",
                  third);
}

const char *try_vswitches(struct trial *t)
{
    for (int i = 2; i <= t->limit; i++) /* the first is there */
        ck_assert_str_eq(create_vswitch(t, i), "");
    return create_vswitch(t, 251);
}

static const char *create_route(struct trial *t, int third)
{
    return answer(t->w, "vpc:CreateRouteEntry",
                  "{'RouteTableId':'vtb-a','DestinationCidrBlock':'192.168.%d.0/24','NextHopType':"
                  "'Instance','NextHopId':'i-a'}",
                  third);
}

const char *try_table_routes(struct trial *t)
{
    for (int i = 0; i < t->limit; i++)
        ck_assert_str_eq(create_route(t, i), "");
    return create_route(t, 255);
}

static const char *allocate_eip(struct trial *t)
{
    return answer(t->w, "vpc:AllocateEipAddress", "{'RegionId':'cn-hangzhou'}");
}

const char *try_eips(struct trial *t)
{
    for (int i = 3; i < t->limit; i++) /* three are there */
        ck_assert_str_eq(allocate_eip(t), "");
    return allocate_eip(t);
}

static const char *add_to_package(struct trial *t, int64_t number)
{
    return answer(t->w, "vpc:AddCommonBandwidthPackageIp",
                  "{'RegionId':'cn-hangzhou','BandwidthPackageId':'cbwp-a','IpInstanceId':'%s'}",
                  numbered(t, "eip-#", number));
}

const char *try_package_ips(struct trial *t)
{
    fill(t, &kind_eip, "eip-#", "{'ChargeType':'PostPaid','BusinessStatus':'Normal'}",
         t->limit + 4); /* three are there */
    for (int64_t i = 3; i < t->limit + 3; i++)
        ck_assert_str_eq(add_to_package(t, i), "");
    return add_to_package(t, t->limit + 3);
}

static const char *create_peer(struct trial *t, const char *group)
{
    return answer(t->w, "vpc:CreateBgpPeer", "{'RegionId':'cn-hangzhou','BgpGroupId':'%s'}", group);
}

const char *try_bgp_peers(struct trial *t)
{
    struct err err;
    ck_assert(
        seed(t->w,
             "{'data':[{'kind':'vpc/VirtualBorderRouter','id':'vbr-x','body':{'VbrId':'vbr-x',"
             "'Status':'active','PhysicalConnectionId':'pc-x'}}]}",
             &err));
    const char *group = get(t->w, "BgpGroupId", "vpc:CreateBgpGroup",
                            "{'RegionId':'cn-hangzhou','RouterId':'vbr-x','PeerAsn':65001}");

    for (int i = 0; i < t->limit; i++)
        ck_assert_str_eq(create_peer(t, group), "");
    return create_peer(t, group);
}
