#include "tests/test.h"

#include <string.h>

#include "base/json.h"
#include "harness.h"

#include "base/banned.h"

static const struct {
    const char *action, *params, *list;
    int found;
} searches[] = {
    { "vpc:DescribeVSwitches", "{}", "VSwitches.VSwitch", 3 },
    { "vpc:DescribeVSwitches", "{'VpcId':'vpc-a','PageSize':10,'PageNumber':1}",
      "VSwitches.VSwitch", 2 },
    { "vpc:DescribeVSwitches", "{'VSwitchId':'vsw-b'}", "VSwitches.VSwitch", 1 },
    { "vpc:DescribeVSwitches", "{'ZoneId':'cn-hangzhou-i'}", "VSwitches.VSwitch", 1 },
    { "vpc:DescribeVSwitches", "{'VSwitchName':'VSW1'}", "VSwitches.VSwitch", 1 },
    { "vpc:DescribeVSwitches", "{'IsDefault':true}", "VSwitches.VSwitch", 0 },
    { "vpc:DescribeVSwitches", "{'PageSize':2,'PageNumber':2}", "VSwitches.VSwitch", 1 },
    { "ecs:DescribeNetworkInterfaces", "{'RegionId':'cn-hangzhou'}",
      "NetworkInterfaceSets.NetworkInterfaceSet", 4 },
    { "ecs:DescribeNetworkInterfaces",
      "{'RegionId':'cn-hangzhou','VpcId':'vpc-a','Status':'InUse','PrivateIpAddress':"
      "['10.0.1.102','10.0.2.100'],'MaxResults':100}",
      "NetworkInterfaceSets.NetworkInterfaceSet", 2 },
    { "ecs:DescribeNetworkInterfaces",
      "{'RegionId':'cn-hangzhou','PrivateIpAddress':['10.0.1.103']}",
      "NetworkInterfaceSets.NetworkInterfaceSet", 0 },
    { "ecs:DescribeNetworkInterfaces", "{'RegionId':'cn-hangzhou','Status':'Available'}",
      "NetworkInterfaceSets.NetworkInterfaceSet", 1 },
    { "ecs:DescribeNetworkInterfaces", "{'RegionId':'cn-hangzhou','InstanceId':'i-a'}",
      "NetworkInterfaceSets.NetworkInterfaceSet", 1 },
    { "ecs:DescribeNetworkInterfaces",
      "{'RegionId':'cn-hangzhou','NetworkInterfaceId':['eni-a','eni-b']}",
      "NetworkInterfaceSets.NetworkInterfaceSet", 2 },
    { "ecs:DescribeNetworkInterfaces", "{'RegionId':'cn-hangzhou','VSwitchId':'vsw-i'}",
      "NetworkInterfaceSets.NetworkInterfaceSet", 2 },
    { "ecs:DescribeNetworkInterfaces", "{'RegionId':'cn-hangzhou','PrimaryIpAddress':'10.0.1.101'}",
      "NetworkInterfaceSets.NetworkInterfaceSet", 0 },
    { "ecs:DescribeNetworkInterfaces", "{'RegionId':'cn-hangzhou','Ipv6Address':['::1']}",
      "NetworkInterfaceSets.NetworkInterfaceSet", 0 },
    { "ecs:DescribeNetworkInterfaces",
      "{'RegionId':'cn-hangzhou','Tag':[{'Key':'role','Value':'pod'}]}",
      "NetworkInterfaceSets.NetworkInterfaceSet", 1 },
    { "ecs:DescribeInstances", "{'RegionId':'cn-hangzhou'}", "Instances.Instance", 4 },
    { "ecs:DescribeInstances",
      "{'RegionId':'cn-hangzhou','VpcId':'vpc-a','InstanceNetworkType':'vpc','MaxResults':50,"
      "'PrivateIpAddresses':'[\\u002210.0.1.20\\u0022,\\u002210.9.9.9\\u0022]'}",
      "Instances.Instance", 1 },
    { "ecs:DescribeInstances", "{'RegionId':'cn-hangzhou','PrivateIpAddresses':'[]'}",
      "Instances.Instance", 0 },
    { "ecs:DescribeInstances",
      "{'RegionId':'cn-hangzhou','InstanceIds':'[\\u0022i-a\\u0022,\\u0022i-b\\u0022]'}",
      "Instances.Instance", 2 },
    { "ecs:DescribeInstances", "{'RegionId':'cn-hangzhou','InstanceIds':'i-a, i-b'}",
      "Instances.Instance", 2 },
    { "ecs:DescribeInstances", "{'RegionId':'cn-hangzhou','InstanceIds':'[nonsense'}",
      "Instances.Instance", 0 },
    { "ecs:DescribeInstances", "{'RegionId':'cn-hangzhou','InstanceName':'web-2'}",
      "Instances.Instance", 1 },
    { "ecs:DescribeInstances", "{'RegionId':'cn-hangzhou','Status':'Stopped'}",
      "Instances.Instance", 0 },
    { "ecs:DescribeInstances", "{'RegionId':'cn-hangzhou','VSwitchId':'vsw-b'}",
      "Instances.Instance", 1 },
    { "ecs:DescribeInstances", "{'RegionId':'cn-hangzhou','Tag':[{'Key':'role'}]}",
      "Instances.Instance", 1 },
    { "DescribeZones", "{}", "Zones", 3 },
    { "DescribeRegions", "{}", "Regions", 2 },
};

START_TEST(is_found_by_every_filter)
{
    struct world *w = world_new();

    get(w, "", searches[_i].action, "%s", searches[_i].params);

    ck_assert_msg(reply_count(w, searches[_i].list) == searches[_i].found, "%s %s: %d",
                  searches[_i].action, searches[_i].params, reply_count(w, searches[_i].list));
    world_free(w);
}
END_TEST

START_TEST(shows_a_vpc_with_its_vswitches)
{
    struct world *w = world_new();

    get(w, "", "vpc:DescribeVpcAttribute", "{'RegionId':'cn-hangzhou','VpcId':'vpc-a'}");

    ck_assert_str_eq(reply_text(w, "CidrBlock"), "10.0.0.0/16");
    ck_assert_str_eq(reply_text(w, "VpcName"), "VPC1");
    ck_assert_str_eq(reply_text(w, "Status"), "Available");
    ck_assert_int_eq(reply_count(w, "VSwitchIds.VSwitchId"), 2);
    ck_assert_str_eq(reply_text(w, "Tags.Tag.0.Value"), "test");
    world_free(w);
}
END_TEST

START_TEST(shows_an_interface_with_all_its_addresses)
{
    struct world *w = world_new();

    get(w, "", "ecs:DescribeNetworkInterfaces",
        "{'RegionId':'cn-hangzhou','NetworkInterfaceId':['eni-a']}");

    const cJSON *eni = json_at(w->reply, "NetworkInterfaceSets.NetworkInterfaceSet.0");
    ck_assert_str_eq(json_text(eni, "PrivateIpAddress"), "10.0.1.100");
    ck_assert_str_eq(json_text(eni, "PrivateIpSets.PrivateIpSet.2.PrivateIpAddress"), "10.0.1.102");
    ck_assert(json_bool(eni, "PrivateIpSets.PrivateIpSet.0.Primary"));
    ck_assert_str_eq(json_text(eni, "ZoneId"), "cn-hangzhou-h");
    ck_assert_str_eq(json_text(eni, "InstanceId"), "i-a");
    world_free(w);
}
END_TEST

START_TEST(calls_the_members_of_ecs_tags_their_own_way)
{
    struct world *w = world_new();

    get(w, "", "ecs:DescribeInstances",
        "{'RegionId':'cn-hangzhou','InstanceIds':'[\\u0022i-a\\u0022]'}");

    ck_assert_str_eq(reply_text(w, "Instances.Instance.0.Tags.Tag.0.TagKey"), "role");
    ck_assert_str_eq(reply_text(w, "Instances.Instance.0.Tags.Tag.0.TagValue"), "web");
    ck_assert_str_eq(
        reply_text(w, "Instances.Instance.0.VpcAttributes.PrivateIpAddress.IpAddress.0"),
        "10.0.1.20");
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("network");
    TCase *thing = tcase_create("what stands in a VPC");

    tcase_add_loop_test(thing, is_found_by_every_filter, 0,
                        (int)(sizeof(searches) / sizeof(searches[0])));
    tcase_add_test(thing, shows_a_vpc_with_its_vswitches);
    tcase_add_test(thing, shows_an_interface_with_all_its_addresses);
    tcase_add_test(thing, calls_the_members_of_ecs_tags_their_own_way);
    suite_add_tcase(s, thing);
    return s;
}

TEST_MAIN(suite)
