#include "tests/test.h"

#include <string.h>

#include "base/json.h"
#include "base/must.h"
#include "harness.h"

#include "base/banned.h"

#define CREATE                                                                                     \
    "{'VpcId':'vpc-a','AddressType':'Internet','LoadBalancerEdition':'standard',"                  \
    "'LoadBalancerName':'mine','LoadBalancerBillingConfig':{'PayType':'PostPay'},"                 \
    "'DeletionProtectionEnabled':true,'ModificationProtectionConfig':{'Status':"                   \
    "'ConsoleProtection'},'Tag':[{'Key':'a','Value':'b'}],'ZoneMappings':[{'ZoneId':"              \
    "'cn-hangzhou-h','VSwitchId':'vsw-h'},{'ZoneId':'cn-hangzhou-i','VSwitchId':'vsw-i'}]}"

START_TEST(is_created_as_the_call_says)
{
    struct world *w = world_new();

    const char *id = get(w, "LoadBalancerId", "CreateLoadBalancer", CREATE);

    ck_assert_ptr_null(w->job);
    ck_assert_str_eq(state_of(w, "alb/LoadBalancer", id), "Provisioning");
    get(w, "", "GetLoadBalancerAttribute", "{'LoadBalancerId':'%s'}", id);
    ck_assert_str_eq(reply_text(w, "LoadBalancerStatus"), "Active");
    ck_assert_str_eq(reply_text(w, "LoadBalancerEdition"), "Standard");
    ck_assert_str_eq(reply_text(w, "LoadBalancerName"), "mine");
    ck_assert_str_eq(reply_text(w, "DNSName"),
                     arena_printf(w->arena, "%s.cn-hangzhou.alb.aliyuncs.com", id));
    ck_assert_str_eq(reply_text(w, "CreateTime"), "2026-01-01T00:00:00Z");
    ck_assert_str_eq(reply_text(w, "ModificationProtectionConfig.Status"), "ConsoleProtection");
    ck_assert_str_eq(reply_text(w, "DeletionProtectionConfig.EnabledTime"), "2026-01-01T00:00:00Z");
    ck_assert(json_bool(w->reply, "DeletionProtectionConfig.Enabled"));
    ck_assert_str_eq(reply_text(w, "Tags.0.Key"), "a");
    ck_assert_int_eq(reply_count(w, "ZoneMappings"), 2);
    ck_assert_str_ne(reply_text(w, "ZoneMappings.0.LoadBalancerAddresses.0.Address"), "");
    ck_assert_ptr_null(json_get(w->reply, "_next"));
    world_free(w);
}
END_TEST

START_TEST(has_an_inner_address_only_when_it_is_an_intranet_one)
{
    struct world *w = world_new();

    get(w, "", "GetLoadBalancerAttribute", "{'LoadBalancerId':'alb-basic'}");

    const char *inner = reply_text(w, "ZoneMappings.0.LoadBalancerAddresses.0.IntranetAddress");
    ck_assert(strncmp(inner, "10.0.1.", 7) == 0);
    ck_assert_str_eq(reply_text(w, "ZoneMappings.0.LoadBalancerAddresses.0.Address"), inner);
    ck_assert_str_eq(reply_text(w, "ZoneMappings.0.LoadBalancerAddresses.0.AllocationId"), "");
    world_free(w);
}
END_TEST

#define MACHINE                                                                                    \
    "{'RegionId':'cn-hangzhou','VSwitchId':'vsw-small-h','SecurityGroupId':'sg-a'%s%s%s}"

/* In vSwitches of eight addresses, of which machines can have four and a load balancer takes three. */
static const cJSON *small_address(struct world *w)
{
    struct err err;

    must(seed(w,
              "{'vswitches':[{'id':'vsw-small-h','vpc':'vpc-a','zone':'cn-hangzhou-h',"
              "'cidr':'10.0.9.0/29'},{'id':'vsw-small-i','vpc':'vpc-a','zone':"
              "'cn-hangzhou-i','cidr':'10.0.9.8/29'}]}",
              &err));
    const char *id =
        get(w, "LoadBalancerId", "CreateLoadBalancer",
            "{'VpcId':'vpc-a','AddressType':'Intranet','LoadBalancerEdition':'Standard',"
            "'LoadBalancerName':'mine','LoadBalancerBillingConfig':{'PayType':'PostPay'},"
            "'ZoneMappings':[{'ZoneId':'cn-hangzhou-h','VSwitchId':'vsw-small-h'},"
            "{'ZoneId':'cn-hangzhou-i','VSwitchId':'vsw-small-i'}]}");
    get(w, "", "GetLoadBalancerAttribute", "{'LoadBalancerId':'%s'}", id);
    return json_at(w->reply, "ZoneMappings.0.LoadBalancerAddresses.0");
}

START_TEST(shares_its_address_with_no_machine)
{
    struct world *w = world_new();
    const char *own = json_text(small_address(w), "IntranetAddress");

    const char *code =
        answer(w, "ecs:CreateNetworkInterface", MACHINE, ",'PrimaryIpAddress':'", own, "'");

    ck_assert_str_eq(code, "InvalidIp.IpAssigned");
    world_free(w);
}
END_TEST

START_TEST(leaves_to_machines_what_it_does_not_speak_from)
{
    struct world *w = world_new();
    const cJSON *address = small_address(w), *locals = json_get(address, "Ipv4LocalAddresses");

    const char *left =
        get(w, "PrivateIpAddress", "ecs:CreateNetworkInterface", MACHINE, "", "", "");

    ck_assert_int_eq(cJSON_GetArraySize(locals), 2);
    ck_assert(!json_is_text(json_get(address, "IntranetAddress"), left));
    ck_assert(!json_has_text(locals, left));
    ck_assert_str_eq(answer(w, "ecs:CreateNetworkInterface", MACHINE, "", "", ""),
                     "InvalidVSwitchId.IpNotEnough");
    world_free(w);
}
END_TEST

static const struct {
    const char *params;
    int found;
} filters[] = {
    { "{}", 3 },
    { "{'LoadBalancerIds':['alb-1','alb-none']}", 1 },
    { "{'LoadBalancerNames':['kept']}", 1 },
    { "{'LoadBalancerStatus':'Active'}", 3 },
    { "{'LoadBalancerStatus':'Configuring'}", 0 },
    { "{'LoadBalancerBussinessStatus':'Abnormal'}", 0 },
    { "{'VpcIds':['vpc-b']}", 0 },
    { "{'AddressType':'intranet'}", 1 },
    { "{'AddressIpVersion':'DualStack'}", 0 },
    { "{'Ipv6AddressType':'Internet'}", 0 },
    { "{'ZoneId':'cn-hangzhou-h'}", 3 },
    { "{'ZoneId':'cn-hangzhou-j'}", 0 },
    { "{'PayType':'PostPay'}", 3 },
    { "{'ResourceGroupId':'rg-other'}", 0 },
    { "{'DNSName':'alb-1.cn-hangzhou.alb.aliyuncs.com'}", 1 },
    { "{'Tag':[{'Key':'env','Value':'test'}]}", 1 },
    { "{'Tag':[{'Key':'env'}]}", 1 },
    { "{'Tag':[{'Key':'env','Value':'live'}]}", 0 },
    { "{'Tag':[{'Key':'env','Value':'test'},{'Key':'other'}]}", 0 },
    { "{'LoadBalancerNames':['kept'],'AddressType':'Intranet'}", 0 },
};

START_TEST(is_listed_by_every_filter)
{
    struct world *w = world_new();

    get(w, "", "ListLoadBalancers", "%s", filters[_i].params);

    ck_assert_msg(reply_count(w, "LoadBalancers") == filters[_i].found, "%s: %d",
                  filters[_i].params, reply_count(w, "LoadBalancers"));
    ck_assert_ptr_null(json_at(w->reply, "LoadBalancers.0.ZoneMappings"));
    world_free(w);
}
END_TEST

START_TEST(is_not_seen_from_another_region)
{
    struct world *w = world_new();
    w->region = "cn-chengdu";

    get(w, "", "ListLoadBalancers", "{}");
    ck_assert_int_eq(reply_count(w, "LoadBalancers"), 0);

    answer(w, "GetLoadBalancerAttribute", "{'LoadBalancerId':'alb-1'}");
    ck_assert_str_eq(w->code, "ResourceNotFound.LoadBalancer");
    world_free(w);
}
END_TEST

START_TEST(is_renamed_and_keeps_the_rest)
{
    struct world *w = world_new();

    get(w, "", "UpdateLoadBalancerAttribute",
        "{'LoadBalancerId':'alb-1','LoadBalancerName':'other'}");

    ck_assert_ptr_nonnull(w->job);
    ck_assert_str_eq(state_of(w, "alb/LoadBalancer", "alb-1"), "Configuring");
    get(w, "", "GetLoadBalancerAttribute", "{'LoadBalancerId':'alb-1'}");
    ck_assert_str_eq(reply_text(w, "LoadBalancerName"), "other");
    ck_assert_str_eq(reply_text(w, "LoadBalancerStatus"), "Active");
    ck_assert_str_eq(reply_text(w, "Tags.0.Value"), "test");
    ck_assert_str_eq(reply_text(w, "ModificationProtectionConfig.Status"), "NonProtection");
    world_free(w);
}
END_TEST

/* A region with so many zones, a vSwitch in each, and a load balancer in all of them. */
static const char *create_in(struct world *w, int zones)
{
    cJSON *region = tree(w, "{'id':'cn-beijing','zones':[]}"), *cloud = cJSON_CreateObject();
    cJSON *vswitches = cJSON_CreateArray();
    cJSON *params = tree(w, "{'VpcId':'vpc-big','AddressType':'Internet','LoadBalancerEdition':"
                            "'Standard','LoadBalancerBillingConfig':{'PayType':'PostPay'},"
                            "'ZoneMappings':[]}");
    struct err err;

    for (int i = 0; i < zones; i++) {
        const char *zone = arena_printf(w->arena, "cn-beijing-%c", 'a' + i);
        json_push_text(json_mutable(region, "zones"), zone);
        json_push(vswitches,
                  tree(w, arena_printf(w->arena,
                                       "{'id':'vsw-%d','vpc':'vpc-big','zone':'%s','cidr':"
                                       "'10.9.%d.0/24'}",
                                       i, zone, i)));
        json_push(json_mutable(params, "ZoneMappings"),
                  tree(w, arena_printf(w->arena, "{'ZoneId':'%s','VSwitchId':'vsw-%d'}", zone, i)));
    }
    json_push(json_add_array(cloud, "regions"), region);
    json_push(json_add_array(cloud, "vpcs"),
              tree(w, "{'id':'vpc-big','region':'cn-beijing','cidr':'10.9.0.0/16'}"));
    json_add(cloud, "vswitches", vswitches);
    ck_assert_msg(cloud_seed(w->cloud, arena_json(w->arena, cloud), &err), "%s", err.text);
    w->region = "cn-beijing";
    return answer_tree(w, "CreateLoadBalancer", params);
}

static const struct {
    int zones;
    const char *code;
} spreads[] = {
    { 1, "" }, /* where there is no second one */
    { 2, "" },
    { 10, "" },
    { 11, "IllegalParamSize.ZoneMappings" },
};

START_TEST(spreads_over_two_to_ten_zones_or_over_the_only_one)
{
    struct world *w = world_new();

    ck_assert_str_eq(create_in(w, spreads[_i].zones), spreads[_i].code);

    world_free(w);
}
END_TEST

START_TEST(changes_its_edition_upwards)
{
    struct world *w = world_new();

    get(w, "", "UpdateLoadBalancerEdition",
        "{'LoadBalancerId':'alb-basic','LoadBalancerEdition':'Standard'}");

    ck_assert_ptr_null(w->job);
    get(w, "", "GetLoadBalancerAttribute", "{'LoadBalancerId':'alb-basic'}");
    ck_assert_str_eq(reply_text(w, "LoadBalancerEdition"), "Standard");
    world_free(w);
}
END_TEST

START_TEST(is_protected_and_set_free_as_often_as_one_likes)
{
    struct world *w = world_new();

    get(w, "", "EnableDeletionProtection", "{'ResourceId':'alb-1'}");
    get(w, "", "EnableDeletionProtection", "{'ResourceId':'alb-1'}");
    answer(w, "DeleteLoadBalancer", "{'LoadBalancerId':'alb-1'}");
    ck_assert_str_eq(w->code, "OperationDenied.DeletionProtectionEnabled");

    get(w, "", "DisableDeletionProtection", "{'ResourceId':'alb-1'}");
    get(w, "", "DisableDeletionProtection", "{'ResourceId':'alb-1'}");
    answer(w, "DeleteLoadBalancer", "{'LoadBalancerId':'alb-1'}");
    ck_assert_str_eq(w->code, "");
    world_free(w);
}
END_TEST

START_TEST(frees_its_groups_when_it_is_gone)
{
    struct world *w = world_new();

    get(w, "", "DeleteLoadBalancer", "{'LoadBalancerId':'alb-basic'}");
    get(w, "", "DeleteLoadBalancer", "{'LoadBalancerId':'alb-1'}");

    answer(w, "DeleteServerGroup", "{'ServerGroupId':'sgp-1'}");
    ck_assert_str_eq(w->code, "");
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("load balancer");
    TCase *balancer = tcase_create("a load balancer");

    tcase_add_test(balancer, is_created_as_the_call_says);
    tcase_add_test(balancer, has_an_inner_address_only_when_it_is_an_intranet_one);
    tcase_add_test(balancer, shares_its_address_with_no_machine);
    tcase_add_test(balancer, leaves_to_machines_what_it_does_not_speak_from);
    tcase_add_loop_test(balancer, is_listed_by_every_filter, 0,
                        (int)(sizeof(filters) / sizeof(filters[0])));
    tcase_add_test(balancer, is_not_seen_from_another_region);
    tcase_add_test(balancer, is_renamed_and_keeps_the_rest);
    tcase_add_loop_test(balancer, spreads_over_two_to_ten_zones_or_over_the_only_one, 0,
                        (int)(sizeof(spreads) / sizeof(spreads[0])));
    tcase_add_test(balancer, changes_its_edition_upwards);
    tcase_add_test(balancer, is_protected_and_set_free_as_often_as_one_likes);
    tcase_add_test(balancer, frees_its_groups_when_it_is_gone);
    suite_add_tcase(s, balancer);
    return s;
}

TEST_MAIN(suite)
