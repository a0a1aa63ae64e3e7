/*
 * Public addresses: what they may be given to, what they are refused, and that one is used once. Rows name
 * what they are about; codes are those of the actions' own lists.
 */
#include "tests/test.h"

#include <string.h>

#include "base/json.h"
#include "refusals.h"

#include "harness.h"

#include "base/banned.h"

#define R "'RegionId':'cn-hangzhou'"

/* Free addresses, and things to give them to in states of their own. */
#define MORE                                                                                       \
    "{'eips':[{'id':'eip-b','ip':'203.0.113.20'},{'id':'eip-c','ip':'203.0.113.21'},"              \
    "{'id':'eip-busy','ip':'203.0.113.22','status':'Associating'}],"                               \
    "'instances':[{'id':'i-busy','vpc':'vpc-a','vswitch':'vsw-h','ip':'10.0.1.30'}],"              \
    "'networkInterfaces':[{'id':'eni-one','vpc':'vpc-a','vswitch':'vsw-i','ip':'10.0.2.110',"      \
    "'status':'Available'},{'id':'eni-two','vpc':'vpc-a','vswitch':'vsw-i','ip':'10.0.2.111',"     \
    "'ips':['10.0.2.112'],'status':'Available'}],"                                                 \
    "'loadBalancers':[{'id':'alb-eip','vpc':'vpc-a','zones':[{'zone':'cn-hangzhou-h','vswitch':"   \
    "'vsw-h','eip':'eip-c'},{'zone':'cn-hangzhou-i','vswitch':'vsw-i'}]}]}"

#define GIVE(eip, instance) "{'AllocationId':'" eip "','InstanceId':'" instance "'}"
#define GIVE_TO(type, eip, instance, rest)                                                         \
    "{'AllocationId':'" eip "','InstanceId':'" instance "','InstanceType':'" type "'" rest "}"
#define ENI(eip, instance, rest) GIVE_TO("NetworkInterface", eip, instance, rest)
#define ASSOCIATE                "vpc:AssociateEipAddress"
#define UNASSOCIATE              "vpc:UnassociateEipAddress"
#define ALLOCATE                 "vpc:AllocateEipAddress"
#define RELEASE                  "vpc:ReleaseEipAddress"
#define MODIFY                   "vpc:ModifyEipAddressAttribute"
#define NOTHING                  NULL, NULL, AT_ONCE

static const struct late_refusal refusals[] = {
    /* clang-format off */
    { ASSOCIATE, NOTHING, GIVE("eip-none", "i-a"), "InvalidAllocationId.NotFound" },
    { ASSOCIATE, NOTHING, GIVE("eip-locked", "i-a"), "Forbidden.FinancialLocked" },
    { ASSOCIATE, NOTHING, GIVE("eip-busy", "i-a"), "IncorrectEipStatus" },
    { ASSOCIATE, NOTHING, GIVE("eip-c", "i-a"), "IncorrectEipStatus" }, /* a load balancer has it */
    { ASSOCIATE, ASSOCIATE, GIVE("eip-a", "i-a"), AT_ONCE, GIVE("eip-a", "i-a2"), "IncorrectEipStatus" },
    { ASSOCIATE, ASSOCIATE, GIVE("eip-a", "i-a"), LATER, GIVE("eip-a", "i-a2"), "IncorrectEipStatus" },
    { ASSOCIATE, ASSOCIATE, GIVE("eip-a", "i-a"), LATER, GIVE("eip-b", "i-a"), "InvalidAssociation.Duplicated" },
    { ASSOCIATE, NOTHING, GIVE("eip-a", "i-none"), "InvalidInstanId.NotFound" },
    { ASSOCIATE, NOTHING, GIVE_TO("EcsInstance", "eip-a", "i-a", ",'InstanceRegionId':'cn-chengdu'"), "InvalidParameter.Mismatch" },
    { ASSOCIATE, "ecs:StopInstance", "{'InstanceId':'i-busy'}", AT_ONCE, GIVE("eip-a", "i-busy"), "IncorrectInstanceStatus" },
    { ASSOCIATE, NOTHING, GIVE_TO("Nat", "eip-a", "ngw-a", ""), "InvalidInstanId.NotFound" },
    { ASSOCIATE, NOTHING, GIVE_TO("HaVip", "eip-a", "havip-a", ""), "InvalidInstanId.NotFound" },
    { ASSOCIATE, NOTHING, GIVE_TO("SlbInstance", "eip-a", "lb-a", ""), "InvalidInstanId.NotFound" },
    { ASSOCIATE, NOTHING, ENI("eip-a", "eni-none", ""), "InvalidInstanId.NotFound" },
    { ASSOCIATE, NOTHING, ENI("eip-a", "eni-a", ",'PrivateIpAddress':'10.0.1.9'"), "InvalidParameter" },
    { ASSOCIATE, ASSOCIATE, ENI("eip-a", "eni-a", ""), LATER, ENI("eip-b", "eni-a", ""), "InvalidAssociation.Duplicated" },
    { ASSOCIATE, ASSOCIATE, ENI("eip-a", "eni-a", ""), LATER, ENI("eip-b", "eni-a", ",'Mode':'MULTI_BINDED'"), "Mode.Conflict" },
    { ASSOCIATE, ASSOCIATE, ENI("eip-a", "eni-one", ",'Mode':'MULTI_BINDED'"), LATER, ENI("eip-b", "eni-one", ",'Mode':'MULTI_BINDED'"), "InvalidEip.EipQuotaExceeded" },
    { ASSOCIATE, NOTHING, ENI("eip-a", "eni-a", ",'Mode':'BINDED'"), "Eni.Attached" },
    { ASSOCIATE, NOTHING, ENI("eip-a", "eni-two", ",'Mode':'BINDED'"), "Eni.HasSubIp" },
    { ASSOCIATE, "ecs:DetachNetworkInterface", "{" R ",'NetworkInterfaceId':'eni-a','InstanceId':'i-a'}", AT_ONCE, ENI("eip-a", "eni-a", ""), "InvalidStatus.EniStatusNotSupport" },
    { ASSOCIATE, NOTHING, GIVE_TO("IpAddress", "eip-a", "10.0.1.200", ",'VpcId':'vpc-none'"), "InvalidVpcId.NotFound" },
    { ASSOCIATE, NOTHING, GIVE_TO("IpAddress", "eip-a", "10.9.1.200", ",'VpcId':'vpc-a'"), "InvalidParameter" },
    { ASSOCIATE, NOTHING, GIVE_TO("IpAddress", "eip-a", "there", ",'VpcId':'vpc-a'"), "InvalidParameter" },
    { ASSOCIATE, ASSOCIATE, GIVE_TO("IpAddress", "eip-a", "10.0.1.200", ",'VpcId':'vpc-a'"), LATER, GIVE_TO("IpAddress", "eip-b", "10.0.1.200", ",'VpcId':'vpc-a'"), "ResourceAlreadyAssociated.IpAddress" },

    { UNASSOCIATE, NOTHING, "{'AllocationId':'eip-none'}", "InvalidAllocationId.NotFound" },
    { UNASSOCIATE, NOTHING, "{'AllocationId':'eip-locked'}", "Forbidden.FinancialLocked" },
    { UNASSOCIATE, NOTHING, "{'AllocationId':'eip-a'}", "IncorrectEipStatus" },
    { UNASSOCIATE, ASSOCIATE, GIVE("eip-a", "i-a"), AT_ONCE, "{'AllocationId':'eip-a'}", "IncorrectEipStatus" },
    { UNASSOCIATE, ASSOCIATE, GIVE("eip-a", "i-a"), LATER, GIVE("eip-a", "i-a2"), "InvalidInstanceId.NotFound" },
    { UNASSOCIATE, ASSOCIATE, GIVE("eip-a", "i-a"), LATER, ENI("eip-a", "i-a", ""), "InvalidBindingStatus" },
    { UNASSOCIATE, ASSOCIATE, ENI("eip-a", "eni-a", ""), LATER, ENI("eip-a", "eni-a", ",'PrivateIpAddress':'10.0.1.101'"), "InvalidParameter" },
    { UNASSOCIATE, NOTHING, "{'AllocationId':'eip-c'}", "InvalidBindingStatus" }, /* a load balancer has it */

    { RELEASE, ASSOCIATE, GIVE("eip-a", "i-a"), LATER, "{'AllocationId':'eip-a'}", "IncorrectEipStatus" },
    { RELEASE, NOTHING, "{'AllocationId':'eip-c'}", "IncorrectEipStatus" }, /* a load balancer has it */
    { MODIFY, ASSOCIATE, GIVE("eip-a", "i-a"), AT_ONCE, "{'AllocationId':'eip-a','Name':'shop'}", "IncorrectEipStatus" },
    { MODIFY, NOTHING, "{'AllocationId':'eip-a','Bandwidth':'201'}", "InvalidParameter" },
    { MODIFY, NOTHING, "{'AllocationId':'eip-none','Bandwidth':'20'}", "InvalidAllocationId.NotFound" },

    { ALLOCATE, NOTHING, "{" R ",'IpAddress':'203.0.113.7'}", "Ip.Allocated" },
    { ALLOCATE, NOTHING, "{" R ",'IpAddress':'here'}", "ResourceNotFound.Ip" },
    { ALLOCATE, NOTHING, "{" R ",'InstanceId':'eip-a'}", "Ip.Allocated" },
    { ALLOCATE, NOTHING, "{" R ",'InstanceId':'i-a'}", "ResourceNotFound.Ip" },
    { ALLOCATE, NOTHING, "{" R ",'Zone':'cn-hangzhou-z'}", "IllegalParam.Zone" },
    { ALLOCATE, NOTHING, "{" R ",'PublicIpAddressPoolId':'pippool-a'}", "ResourceNotFound.PublicIpAddressPool" },
    { ALLOCATE, NOTHING, "{" R ",'Zone':'cn-hangzhou-h','PublicIpAddressPoolId':'pippool-a'}", "ExclusiveParam.ZoneAndPublicIpAddressPoolId" },
    { ALLOCATE, NOTHING, "{" R ",'Bandwidth':'501'}", "InvalidParameter" },
    { ALLOCATE, NOTHING, "{" R ",'Bandwidth':'0'}", "InvalidParameter" },
    { ALLOCATE, NOTHING, "{" R ",'Bandwidth':'201','InternetChargeType':'PayByTraffic'}", "InvalidParameter" },
    /* clang-format on */
};

START_TEST(refuses)
{
    check_late_refusal(&refusals[_i], MORE);
}
END_TEST

/* What the list shows of an address. */
static const char *shown_of(struct world *w, const char *eip, const char *member)
{
    get(w, "", "vpc:DescribeEipAddresses", "{" R ",'AllocationId':'%s'}", eip);
    return reply_text(w, arena_printf(w->arena, "EipAddresses.EipAddress.0.%s", member));
}

/* What an address can be given to, and what it then says of that. */
static const struct {
    const char *params, *instance, *type, *ip, *mode;
} targets[] = {
    { GIVE("eip-a", "i-a"), "i-a", "EcsInstance", "10.0.1.20", "NAT" },
    { ENI("eip-a", "eni-a", ""), "eni-a", "NetworkInterface", "10.0.1.100", "NAT" },
    { ENI("eip-a", "eni-a", ",'PrivateIpAddress':'10.0.1.102'"), "eni-a", "NetworkInterface",
      "10.0.1.102", "NAT" },
    { ENI("eip-a", "eni-one", ",'Mode':'BINDED'"), "eni-one", "NetworkInterface", "10.0.2.110",
      "BINDED" },
    { ENI("eip-a", "eni-a", ",'Mode':'MULTI_BINDED'"), "eni-a", "NetworkInterface", "10.0.1.100",
      "MULTI_BINDED" },
    { GIVE_TO("IpAddress", "eip-a", "10.0.1.200", ",'VpcId':'vpc-a'"), "10.0.1.200", "IpAddress",
      "10.0.1.200", "NAT" },
};

START_TEST(is_given_and_taken_back)
{
    struct world *w = world_add(world_realistic(), MORE);

    get(w, "", ASSOCIATE, "%s", targets[_i].params);
    ck_assert_str_eq(shown_of(w, "eip-a", "Status"), "Associating");
    clock_advance(w->clock, 60000);
    ck_assert_str_eq(shown_of(w, "eip-a", "Status"), "InUse");
    ck_assert_str_eq(shown_of(w, "eip-a", "InstanceId"), targets[_i].instance);
    ck_assert_str_eq(shown_of(w, "eip-a", "InstanceType"), targets[_i].type);
    ck_assert_str_eq(shown_of(w, "eip-a", "PrivateIpAddress"), targets[_i].ip);
    ck_assert_str_eq(shown_of(w, "eip-a", "Mode"), targets[_i].mode);
    ck_assert_str_eq(shown_of(w, "eip-a", "VpcId"), "vpc-a");
    ck_assert_str_eq(shown_of(w, "eip-a", "InstanceRegionId"), "cn-hangzhou");
    get(w, "", UNASSOCIATE, "{'AllocationId':'eip-a','InstanceId':'%s'}", targets[_i].instance);
    ck_assert_str_eq(shown_of(w, "eip-a", "Status"), "Unassociating");
    clock_advance(w->clock, 60000);

    ck_assert_str_eq(shown_of(w, "eip-a", "Status"), "Available");
    ck_assert_str_eq(shown_of(w, "eip-a", "InstanceId"), "");
    ck_assert_str_eq(shown_of(w, "eip-a", "VpcId"), "");
    get(w, "", RELEASE, "{'AllocationId':'eip-a'}");
    world_free(w);
}
END_TEST

START_TEST(is_free_again_when_its_machine_is_gone)
{
    struct world *w = world_add(world_realistic(), MORE);

    get(w, "", ASSOCIATE, GIVE("eip-a", "i-a2"));
    clock_advance(w->clock, 60000);
    get(w, "", "ecs:DeleteInstance", "{'InstanceId':'i-a2','Force':true}");
    clock_advance(w->clock, 60000);

    ck_assert_str_eq(shown_of(w, "eip-a", "Status"), "Available");
    ck_assert_str_eq(shown_of(w, "eip-a", "InstanceId"), "");
    get(w, "", ASSOCIATE, GIVE("eip-a", "i-a"));
    clock_advance(w->clock, 60000);
    ck_assert_str_eq(shown_of(w, "eip-a", "InstanceId"), "i-a");
    world_free(w);
}
END_TEST

START_TEST(is_in_use_as_long_as_a_load_balancer_has_it)
{
    struct world *w = world_add(world_realistic(), MORE);

    ck_assert_str_eq(shown_of(w, "eip-c", "Status"), "InUse");
    ck_assert_str_eq(shown_of(w, "eip-c", "InstanceId"), "alb-eip");
    ck_assert_str_eq(shown_of(w, "eip-c", "InstanceType"), "SlbInstance");
    get(w, "", "UpdateLoadBalancerAddressTypeConfig",
        "{'LoadBalancerId':'alb-eip','AddressType':'Intranet'}");

    ck_assert_str_eq(shown_of(w, "eip-c", "Status"), "Available");
    clock_advance(w->clock, 60000);
    get(w, "", "UpdateLoadBalancerAddressTypeConfig",
        "{'LoadBalancerId':'alb-eip','AddressType':'Internet','ZoneMappings':[{'ZoneId':"
        "'cn-hangzhou-h','AllocationId':'eip-c'}]}");
    ck_assert_str_eq(shown_of(w, "eip-c", "Status"), "InUse");
    clock_advance(w->clock, 60000);
    get(w, "", "DeleteLoadBalancer", "{'LoadBalancerId':'alb-eip'}");
    clock_advance(w->clock, 60000);
    ck_assert_str_eq(shown_of(w, "eip-c", "Status"), "Available");
    world_free(w);
}
END_TEST

#define ZONES(eip)                                                                                 \
    "'ZoneMappings':[{'ZoneId':'cn-hangzhou-h','VSwitchId':'vsw-h'},{'ZoneId':'cn-hangzhou-j',"    \
    "'VSwitchId':'vsw-j','AllocationId':'" eip "'}]"

/* A load balancer can't have an address that something else has. */
static const struct {
    const char *action, *params;
} thefts[] = {
    { "CreateLoadBalancer",
      "{'VpcId':'vpc-a','LoadBalancerName':'second','AddressType':'Internet','LoadBalancerEdition':"
      "'Standard','LoadBalancerBillingConfig':{'PayType':'PostPay'}," ZONES("eip-c") "}" },
    { "CreateLoadBalancer",
      "{'VpcId':'vpc-a','LoadBalancerName':'second','AddressType':'Internet','LoadBalancerEdition':"
      "'Standard','LoadBalancerBillingConfig':{'PayType':'PostPay'}," ZONES("eip-a") "}" },
    { "UpdateLoadBalancerZones", "{'LoadBalancerId':'alb-1'," ZONES("eip-a") "}" },
    { "UpdateLoadBalancerAddressTypeConfig",
      "{'LoadBalancerId':'alb-basic','AddressType':'Internet','ZoneMappings':[{'ZoneId':"
      "'cn-hangzhou-h','AllocationId':'eip-a'}]}" },
};

START_TEST(is_not_taken_by_a_load_balancer_from_another_user)
{
    struct world *w = world_add(world_realistic(), MORE);
    struct err err;
    ck_assert(seed(w,
                   "{'vswitches':[{'id':'vsw-j','vpc':'vpc-a','zone':'cn-hangzhou-j','cidr':"
                   "'10.0.7.0/24'}]}",
                   &err));
    get(w, "", ASSOCIATE, GIVE("eip-a", "i-a"));
    clock_advance(w->clock, 60000);

    answer(w, thefts[_i].action, "%s", thefts[_i].params);

    ck_assert_str_eq(w->code, "IncorrectStatus.Eip");
    world_free(w);
}
END_TEST

START_TEST(is_allocated_by_the_address_or_the_id_that_one_had)
{
    struct world *w = world_new();

    get(w, "", ALLOCATE, "{" R ",'IpAddress':'203.0.113.77','InstanceId':'eip-mine'}");

    ck_assert_str_eq(reply_text(w, "AllocationId"), "eip-mine");
    ck_assert_str_eq(reply_text(w, "EipAddress"), "203.0.113.77");
    ck_assert_str_eq(shown_of(w, "eip-mine", "IpAddress"), "203.0.113.77");
    world_free(w);
}
END_TEST

START_TEST(is_shown_as_it_was_asked_for)
{
    static const char *const members[][2] = {
        { "Name", "front" },
        { "Description", "of the shop" },
        { "RegionId", "cn-hangzhou" },
        { "Status", "Available" },
        { "BusinessStatus", "Normal" },
        { "ChargeType", "PostPaid" },
        { "InternetChargeType", "PayByTraffic" },
        { "Bandwidth", "7" },
        { "ISP", "BGP_PRO" },
        { "Netmode", "public" },
        { "Zone", "cn-hangzhou-h" },
        { "SecurityProtectionTypes.SecurityProtectionType.0", "AntiDDoS_Enhanced" },
        { "ResourceGroupId", "rg-other" },
        { "Tags.Tag.0.Key", "env" },
    };
    struct world *w = world_new();
    const char *eip = get(w, "AllocationId", ALLOCATE,
                          "{" R ",'Name':'front','Description':'of the shop','Bandwidth':'7',"
                          "'InternetChargeType':'PayByTraffic','ISP':'BGP_PRO','ResourceGroupId':"
                          "'rg-other','Tag':[{'Key':'env','Value':'test'}],'Zone':'cn-hangzhou-h',"
                          "'SecurityProtectionTypes':['AntiDDoS_Enhanced']}");
    ck_assert_str_eq(reply_text(w, "ResourceGroupId"), "rg-other");

    check_shown(w, shown_of, eip, members, sizeof(members) / sizeof(members[0]));
    ck_assert_int_eq(strncmp(shown_of(w, eip, "AllocationTime"), "20", 2), 0);
    world_free(w);
}
END_TEST

START_TEST(is_renamed)
{
    struct world *w = world_new();

    get(w, "", MODIFY, "{'AllocationId':'eip-a','Name':'shop.front','Bandwidth':'200'}");

    ck_assert_str_eq(shown_of(w, "eip-a", "Name"), "shop.front");
    ck_assert_str_eq(shown_of(w, "eip-a", "Bandwidth"), "200");
    world_free(w);
}
END_TEST

/* Filters, and how many of the six addresses pass. */
static const struct {
    const char *filter;
    int count;
} filters[] = {
    { "", 6 },
    { ",'Status':'InUse'", 2 },
    { ",'Status':'Available'", 3 },
    { ",'Status':'Associating'", 1 },
    { ",'AssociatedInstanceId':'i-a'", 1 },
    { ",'AssociatedInstanceId':'alb-eip'", 1 },
    { ",'AssociatedInstanceType':'EcsInstance'", 1 },
    { ",'AssociatedInstanceType':'Nat'", 0 },
    { ",'LockReason':'financial'", 1 },
    { ",'LockReason':'security'", 0 },
    { ",'ChargeType':'PrePaid'", 1 },
    { ",'ISP':'BGP_PRO'", 0 },
    { ",'ISP':'BGP'", 6 },
    { ",'SecurityProtectionEnabled':true", 0 },
    { ",'SecurityProtectionEnabled':false", 6 },
    { ",'ServiceManaged':true", 0 },
    { ",'ServiceManaged':false", 6 },
    { ",'PublicIpAddressPoolId':'pippool-a'", 0 },
    { ",'SegmentInstanceId':'eipsg-a'", 0 },
    { ",'EipAddress':'203.0.113.20,203.0.113.21'", 2 },
    { ",'AllocationId':'eip-a,eip-b,eip-none'", 2 },
    { ",'Filter':[{'Key':'CreationStartTime','Value':'1999-01-01T00:00:00Z'}]", 6 },
    { ",'Filter':[{'Key':'CreationStartTime','Value':'2999-01-01T00:00:00Z'}]", 0 },
};

START_TEST(is_found_by_filters)
{
    struct world *w = world_add(world_realistic(), MORE);
    get(w, "", ASSOCIATE, GIVE("eip-a", "i-a"));
    clock_advance(w->clock, 60000);

    get(w, "", "vpc:DescribeEipAddresses", "{" R "%s}", filters[_i].filter);

    ck_assert_int_eq(json_int(w->reply, "TotalCount"), filters[_i].count);
    ck_assert_int_eq(reply_count(w, "EipAddresses.EipAddress"), filters[_i].count);
    world_free(w);
}
END_TEST

START_TEST(is_listed_by_pages)
{
    struct world *w = world_add(world_realistic(), MORE);

    get(w, "", "vpc:DescribeEipAddresses", "{" R ",'PageNumber':2,'PageSize':4}");

    ck_assert_int_eq(json_int(w->reply, "TotalCount"), 6);
    ck_assert_int_eq(reply_count(w, "EipAddresses.EipAddress"), 2);
    ck_assert_str_eq(reply_text(w, "EipAddresses.EipAddress.1.AllocationId"), "eip-busy");
    world_free(w);
}
END_TEST

#define COUNT(rows) (int)(sizeof(rows) / sizeof((rows)[0]))

static Suite *suite(void)
{
    Suite *s = suite_create("eip");
    TCase *t = tcase_create("a public address");

    tcase_add_loop_test(t, refuses, 0, COUNT(refusals));
    tcase_add_loop_test(t, is_given_and_taken_back, 0, COUNT(targets));
    tcase_add_test(t, is_free_again_when_its_machine_is_gone);
    tcase_add_test(t, is_in_use_as_long_as_a_load_balancer_has_it);
    tcase_add_loop_test(t, is_not_taken_by_a_load_balancer_from_another_user, 0, COUNT(thefts));
    tcase_add_test(t, is_allocated_by_the_address_or_the_id_that_one_had);
    tcase_add_test(t, is_shown_as_it_was_asked_for);
    tcase_add_test(t, is_renamed);
    tcase_add_loop_test(t, is_found_by_filters, 0, COUNT(filters));
    tcase_add_test(t, is_listed_by_pages);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
