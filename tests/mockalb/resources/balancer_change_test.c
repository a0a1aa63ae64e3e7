#include "tests/test.h"

#include <string.h>

#include "base/json.h"
#include "harness.h"

#include "base/banned.h"

#define ID "'LoadBalancerId':'alb-1'"

static void look(struct world *w, const char *id)
{
    get(w, "", "GetLoadBalancerAttribute", "{'LoadBalancerId':'%s'}", id);
}

/* alb 3.1 and 3.3: what a change answers with, and the state that it passes through. */
static const struct {
    const char *action, *params;
    bool has_job, configures;
} changes[] = {
    { "UpdateLoadBalancerAttribute", "{" ID ",'LoadBalancerName':'other'}", true, true },
    { "UpdateLoadBalancerEdition", "{" ID ",'LoadBalancerEdition':'StandardWithWaf'}", false,
      true },
    { "UpdateLoadBalancerAddressTypeConfig", "{" ID ",'AddressType':'Intranet'}", true, true },
    { "AttachCommonBandwidthPackageToLoadBalancer",
      "{" ID ",'BandwidthPackageId':'cbwp-a','RegionId':'cn-hangzhou'}", true, true },
    { "EnableLoadBalancerAccessLog", "{" ID ",'LogProject':'p','LogStore':'s'}", true, true },
    { "LoadBalancerJoinSecurityGroup", "{" ID ",'SecurityGroupIds':['sg-a']}", true, true },
    { "StartShiftLoadBalancerZones",
      "{" ID ",'ZoneMappings':[{'ZoneId':'cn-hangzhou-h','VSwitchId':'vsw-h'}]}", false, true },
    { "ModifyCapacityReservation", "{" ID ",'MinimumLoadBalancerCapacity':{'CapacityUnits':10}}",
      false, false },
    { "EnableDeletionProtection", "{'ResourceId':'alb-1'}", false, false },
    { "MoveResourceGroup",
      "{'ResourceType':'loadbalancer','ResourceId':'alb-1','NewResourceGroupId':'rg-other'}", false,
      false },
};

START_TEST(configures_for_a_while_and_is_active_again)
{
    struct world *w = world_realistic();

    get(w, "", changes[_i].action, "%s", changes[_i].params);

    ck_assert_msg(!!w->job == changes[_i].has_job, "%s: job %s", changes[_i].action, w->job);
    ck_assert_str_eq(state_of(w, "alb/LoadBalancer", "alb-1"),
                     changes[_i].configures ? "Configuring" : "Active");
    clock_advance(w->clock, 1000);
    ck_assert_str_eq(state_of(w, "alb/LoadBalancer", "alb-1"), "Active");
    world_free(w);
}
END_TEST

START_TEST(keeps_the_addresses_of_zones_that_stay)
{
    struct world *w = world_new();
    struct err err;
    ck_assert(seed(w,
                   "{'vswitches':[{'id':'vsw-j','vpc':'vpc-a','zone':'cn-hangzhou-j','cidr':"
                   "'10.0.4.0/24'}]}",
                   &err));
    look(w, "alb-1");
    const char *before = reply_text(w, "ZoneMappings.0.LoadBalancerAddresses.0.Address");

    get(w, "", "UpdateLoadBalancerZones",
        "{" ID ",'ZoneMappings':[{'ZoneId':'cn-hangzhou-j','VSwitchId':'vsw-j'},{'ZoneId':"
        "'cn-hangzhou-h','VSwitchId':'vsw-h'}]}");

    ck_assert_ptr_nonnull(w->job);
    look(w, "alb-1");
    ck_assert_int_eq(reply_count(w, "ZoneMappings"), 2);
    ck_assert_str_eq(reply_text(w, "ZoneMappings.0.ZoneId"), "cn-hangzhou-j");
    ck_assert_str_eq(reply_text(w, "ZoneMappings.1.ZoneId"), "cn-hangzhou-h");
    ck_assert_str_eq(reply_text(w, "ZoneMappings.1.LoadBalancerAddresses.0.Address"), before);
    ck_assert(strncmp(reply_text(w, "ZoneMappings.0.LoadBalancerAddresses.0.IntranetAddress"),
                      "10.0.4.", 7) == 0);
    world_free(w);
}
END_TEST

START_TEST(takes_the_public_addresses_that_it_is_given)
{
    struct world *w = world_new();

    get(w, "", "UpdateLoadBalancerAddressTypeConfig",
        "{'LoadBalancerId':'alb-basic','AddressType':'Internet','ZoneMappings':[{'ZoneId':"
        "'cn-hangzhou-h','VSwitchId':'vsw-h','AllocationId':'eip-a'}]}");

    look(w, "alb-basic");
    ck_assert_str_eq(reply_text(w, "AddressType"), "Internet");
    ck_assert_str_eq(reply_text(w, "ZoneMappings.0.LoadBalancerAddresses.0.AllocationId"), "eip-a");
    ck_assert_str_eq(reply_text(w, "ZoneMappings.0.LoadBalancerAddresses.0.Address"),
                     "203.0.113.7");
    ck_assert_str_ne(reply_text(w, "ZoneMappings.1.LoadBalancerAddresses.0.AllocationId"), "");
    world_free(w);
}
END_TEST

START_TEST(gives_up_its_public_addresses_and_their_bandwidth)
{
    struct world *w = world_new();
    get(w, "", "AttachCommonBandwidthPackageToLoadBalancer",
        "{" ID ",'BandwidthPackageId':'cbwp-a','RegionId':'cn-hangzhou'}");
    look(w, "alb-1");
    ck_assert_str_eq(reply_text(w, "BandwidthPackageId"), "cbwp-a");
    const char *inner = reply_text(w, "ZoneMappings.0.LoadBalancerAddresses.0.IntranetAddress");

    get(w, "", "UpdateLoadBalancerAddressTypeConfig", "{" ID ",'AddressType':'Intranet'}");

    look(w, "alb-1");
    ck_assert_ptr_null(json_get(w->reply, "BandwidthPackageId"));
    ck_assert_ptr_null(json_at(w->reply, "ZoneMappings.0.LoadBalancerAddresses.0.AllocationId"));
    ck_assert_str_eq(reply_text(w, "ZoneMappings.0.LoadBalancerAddresses.0.Address"), inner);
    world_free(w);
}
END_TEST

START_TEST(has_the_package_that_it_is_made_with_until_that_is_taken)
{
    struct world *w = world_new();
    const char *id = get(
        w, "LoadBalancerId", "CreateLoadBalancer",
        "{'VpcId':'vpc-a','AddressType':'Internet','LoadBalancerEdition':'Standard',"
        "'LoadBalancerBillingConfig':{'PayType':'PostPay','BandwidthPackageId':'cbwp-a'},"
        "'SecurityGroupIds':[{'SecurityGroupId':'sg-a'}],'ZoneMappings':[{'ZoneId':"
        "'cn-hangzhou-h','VSwitchId':'vsw-h'},{'ZoneId':'cn-hangzhou-i','VSwitchId':'vsw-i'}]}");
    look(w, id);
    ck_assert_str_eq(reply_text(w, "BandwidthPackageId"), "cbwp-a");
    ck_assert_str_eq(reply_text(w, "SecurityGroupIds.0"), "sg-a");

    get(w, "", "DetachCommonBandwidthPackageFromLoadBalancer",
        "{'LoadBalancerId':'%s','BandwidthPackageId':'cbwp-a','RegionId':'cn-hangzhou'}", id);

    look(w, id);
    ck_assert_ptr_null(json_get(w->reply, "BandwidthPackageId"));
    world_free(w);
}
END_TEST

START_TEST(logs_until_it_is_told_not_to)
{
    struct world *w = world_new();

    get(w, "", "EnableLoadBalancerAccessLog", "{" ID ",'LogProject':'p','LogStore':'s'}");
    look(w, "alb-1");
    ck_assert_str_eq(reply_text(w, "AccessLogConfig.LogProject"), "p");
    ck_assert_str_eq(reply_text(w, "AccessLogConfig.LogStore"), "s");

    get(w, "", "DisableLoadBalancerAccessLog", "{" ID "}");
    look(w, "alb-1");
    ck_assert_ptr_null(json_at(w->reply, "AccessLogConfig.LogProject"));
    world_free(w);
}
END_TEST

START_TEST(joins_security_groups_and_leaves_them)
{
    struct world *w = world_new();
    struct err err;
    ck_assert(seed(w, "{'securityGroups':[{'id':'sg-a2','vpc':'vpc-a'}]}", &err));

    get(w, "", "LoadBalancerJoinSecurityGroup", "{" ID ",'SecurityGroupIds':['sg-a','sg-a2']}");
    look(w, "alb-1");
    ck_assert_int_eq(reply_count(w, "SecurityGroupIds"), 2);

    get(w, "", "LoadBalancerLeaveSecurityGroup", "{" ID ",'SecurityGroupIds':['sg-a']}");
    look(w, "alb-1");
    ck_assert_int_eq(reply_count(w, "SecurityGroupIds"), 1);
    ck_assert_str_eq(reply_text(w, "SecurityGroupIds.0"), "sg-a2");
    world_free(w);
}
END_TEST

START_TEST(leaves_a_zone_and_comes_back_with_its_address)
{
    struct world *w = world_new();
    const char *zone = "{" ID ",'ZoneMappings':[{'ZoneId':'cn-hangzhou-i','VSwitchId':'vsw-i'}]}";
    look(w, "alb-1");
    const char *before = reply_text(w, "ZoneMappings.1.LoadBalancerAddresses.0.Address");

    get(w, "", "StartShiftLoadBalancerZones", "%s", zone);
    look(w, "alb-1");
    ck_assert_str_eq(reply_text(w, "ZoneMappings.0.Status"), "Active");
    ck_assert_str_eq(reply_text(w, "ZoneMappings.1.Status"), "Shifted");

    get(w, "", "CancelShiftLoadBalancerZones", "%s", zone);
    look(w, "alb-1");
    ck_assert_str_eq(reply_text(w, "ZoneMappings.1.Status"), "Active");
    ck_assert_str_eq(reply_text(w, "ZoneMappings.1.LoadBalancerAddresses.0.Address"), before);
    world_free(w);
}
END_TEST

START_TEST(opens_and_closes_ipv6_to_everybody)
{
    struct world *w = world_new();
    struct err err;
    ck_assert(seed(w,
                   "{'loadBalancers':[{'id':'alb-dual','vpc':'vpc-a','ipVersion':'DualStack',"
                   "'zones':[{'zone':'cn-hangzhou-h','vswitch':'vsw-h'},{'zone':'cn-hangzhou-i',"
                   "'vswitch':'vsw-i'}]}]}",
                   &err));

    get(w, "", "EnableLoadBalancerIpv6Internet", "{'LoadBalancerId':'alb-dual'}");
    look(w, "alb-dual");
    ck_assert_str_eq(reply_text(w, "Ipv6AddressType"), "Internet");
    ck_assert_str_ne(reply_text(w, "ZoneMappings.0.LoadBalancerAddresses.0.Ipv6Address"), "");

    get(w, "", "DisableLoadBalancerIpv6Internet", "{'LoadBalancerId':'alb-dual'}");
    look(w, "alb-dual");
    ck_assert_str_eq(reply_text(w, "Ipv6AddressType"), "Intranet");
    world_free(w);
}
END_TEST

START_TEST(holds_capacity_ready_until_that_is_reset)
{
    struct world *w = world_new();
    const char *describe = "DescribeCapacityReservation";

    get(w, "", describe, "{" ID "}");
    ck_assert_int_eq(reply_count(w, "CapacityReservationState"), 0);

    get(w, "", "ModifyCapacityReservation",
        "{" ID ",'MinimumLoadBalancerCapacity':{'CapacityUnits':500}}");
    get(w, "", describe, "{" ID "}");
    ck_assert_int_eq(json_int(w->reply, "MinimumLoadBalancerCapacity.CapacityUnits"), 500);
    ck_assert_int_eq(json_int(w->reply, "CapacityReservationState.1.EffectiveCapacityUnits"), 250);
    ck_assert_str_eq(reply_text(w, "CapacityReservationState.1.AvailabilityZone"), "cn-hangzhou-i");
    ck_assert_str_eq(reply_text(w, "LastModifiedTime"), "2026-01-01 00:00:00");
    ck_assert_int_eq(json_int(w->reply, "DecreaseRequestsRemaining"), 2);

    get(w, "", "ModifyCapacityReservation", "{" ID ",'ResetCapacityReservation':true}");
    get(w, "", describe, "{" ID "}");
    ck_assert_int_eq(reply_count(w, "CapacityReservationState"), 0);
    ck_assert_int_eq(json_int(w->reply, "DecreaseRequestsRemaining"), 1);
    world_free(w);
}
END_TEST

static const struct {
    const char *type, *id, *kind;
} moved[] = {
    { "loadbalancer", "alb-1", "alb/LoadBalancer" },
    { "ServerGroup", "sgp-1", "alb/ServerGroup" },
};

START_TEST(moves_to_another_resource_group)
{
    struct world *w = world_new();

    get(w, "", "MoveResourceGroup",
        "{'ResourceType':'%s','ResourceId':'%s','NewResourceGroupId':'rg-other'}", moved[_i].type,
        moved[_i].id);

    ck_assert_ptr_null(w->job);
    ck_assert_str_eq(
        json_text_or(find(w, moved[_i].kind, moved[_i].id)->body, "ResourceGroupId", ""),
        "rg-other");
    world_free(w);
}
END_TEST

START_TEST(says_why_it_is_locked)
{
    struct world *w = world_new();
    struct err err;
    ck_assert(seed(w,
                   "{'loadBalancers':[{'id':'alb-unpaid','vpc':'vpc-a','business':'Abnormal',"
                   "'zones':[{'zone':'cn-hangzhou-h','vswitch':'vsw-h'},{'zone':'cn-hangzhou-i',"
                   "'vswitch':'vsw-i'}]}]}",
                   &err));

    look(w, "alb-unpaid");

    ck_assert_str_eq(reply_text(w, "LoadBalancerBussinessStatus"), "Abnormal");
    ck_assert_str_eq(reply_text(w, "LoadBalancerOperationLocks.0.LockType"), "FinancialLocked");
    world_free(w);
}
END_TEST

#define COUNT(rows) (int)(sizeof(rows) / sizeof((rows)[0]))

static Suite *suite(void)
{
    Suite *s = suite_create("balancer change");
    TCase *balancer = tcase_create("a load balancer");

    tcase_add_loop_test(balancer, configures_for_a_while_and_is_active_again, 0, COUNT(changes));
    tcase_add_test(balancer, keeps_the_addresses_of_zones_that_stay);
    tcase_add_test(balancer, takes_the_public_addresses_that_it_is_given);
    tcase_add_test(balancer, gives_up_its_public_addresses_and_their_bandwidth);
    tcase_add_test(balancer, has_the_package_that_it_is_made_with_until_that_is_taken);
    tcase_add_test(balancer, logs_until_it_is_told_not_to);
    tcase_add_test(balancer, joins_security_groups_and_leaves_them);
    tcase_add_test(balancer, leaves_a_zone_and_comes_back_with_its_address);
    tcase_add_test(balancer, opens_and_closes_ipv6_to_everybody);
    tcase_add_test(balancer, holds_capacity_ready_until_that_is_reset);
    tcase_add_loop_test(balancer, moves_to_another_resource_group, 0, COUNT(moved));
    tcase_add_test(balancer, says_why_it_is_locked);
    suite_add_tcase(s, balancer);
    return s;
}

TEST_MAIN(suite)
