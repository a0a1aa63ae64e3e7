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
      "NetworkInterfaceSets.NetworkInterfaceSet", 8 },
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
      "NetworkInterfaceSets.NetworkInterfaceSet", 2 },
    { "ecs:DescribeNetworkInterfaces",
      "{'RegionId':'cn-hangzhou','NetworkInterfaceId':['eni-a','eni-b']}",
      "NetworkInterfaceSets.NetworkInterfaceSet", 2 },
    { "ecs:DescribeNetworkInterfaces", "{'RegionId':'cn-hangzhou','VSwitchId':'vsw-i'}",
      "NetworkInterfaceSets.NetworkInterfaceSet", 3 },
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

START_TEST(gives_a_vpc_its_system_route_table)
{
    struct world *w = world_new();

    const struct object *table = find(w, "vpc/RouteTable", "vtb-a");

    ck_assert_ptr_nonnull(table);
    ck_assert_str_eq(json_text(table->body, "RouteTableType"), "System");
    ck_assert_str_eq(json_text(table->body, "VpcId"), "vpc-a");
    ck_assert_str_eq(json_text(table->body, "RouterId"), "vrt-a");
    ck_assert_int_eq(count(w, "vpc/RouteTable"), 3);
    world_free(w);
}
END_TEST

START_TEST(keeps_the_tables_that_a_document_names)
{
    struct world *w = world_empty();
    struct err err;

    bool done = seed(w,
                     "{'vpcs':[{'id':'vpc-x','cidr':'10.0.0.0/8'}],'data':["
                     "{'kind':'vpc/RouteTable','id':'vtb-mine','body':{'RouteTableId':'vtb-mine',"
                     "'VpcId':'vpc-x','RouteTableType':'System','Status':'Available'}},"
                     "{'kind':'vpc/VirtualBorderRouter','id':'vbr-x','body':{'VbrId':'vbr-x',"
                     "'RouteTableId':'vtb-border','Status':'active'}}]}",
                     &err);

    ck_assert_msg(done, "%s", err.text);
    ck_assert_int_eq(count(w, "vpc/RouteTable"), 2);
    ck_assert_str_eq(json_text(find(w, "vpc/RouteTable", "vtb-mine")->body, "RouterId"), "vrt-x");
    ck_assert_str_eq(json_text(find(w, "vpc/RouteTable", "vtb-border")->body, "RouterId"), "vbr-x");
    ck_assert_str_eq(
        json_text(find(w, "vpc/VirtualBorderRouter", "vbr-x")->body, "VlanInterfaceId"), "ri-x");
    world_free(w);
}
END_TEST

START_TEST(gives_an_instance_its_primary_interface)
{
    struct world *w = world_new();

    const struct object *eni = find(w, "ecs/NetworkInterface", "eni-i-a2");

    ck_assert_ptr_nonnull(eni);
    ck_assert_str_eq(json_text(eni->body, "Type"), "Primary");
    ck_assert_str_eq(json_text(eni->body, "PrivateIpAddress"), "10.0.2.20");
    ck_assert_str_eq(json_text(eni->body, "InstanceId"), "i-a2");
    ck_assert_str_eq(json_text(eni->body, "VpcId"), "vpc-a");
    world_free(w);
}
END_TEST

START_TEST(takes_the_rules_of_a_security_group_from_a_document)
{
    struct world *w = world_new();
    struct err err;

    bool done = seed(w,
                     "{'securityGroups':[{'id':'sg-x','vpc':'vpc-a','rules':[{'IpProtocol':'tcp',"
                     "'PortRange':'80/80','SourceCidrIp':'10.0.0.0/8','Priority':7}]}],"
                     "'instances':[{'id':'i-x','vpc':'vpc-a','vswitch':'vsw-h','ip':'10.0.1.77',"
                     "'securityGroups':['sg-x']}]}",
                     &err);
    bool wrong = seed(w,
                      "{'securityGroups':[{'id':'sg-y','vpc':'vpc-a','rules':["
                      "{'IpProtocol':'tcp','SourceCidrIp':'10.0.0.0/8'}]}]}",
                      &err);

    ck_assert_msg(done, "%s", err.text);
    ck_assert_int_eq(count(w, "ecs/SecurityGroupRule"), 1);
    ck_assert_str_eq(json_text(find(w, "ecs/NetworkInterface", "eni-i-x")->body,
                               "SecurityGroupIds.SecurityGroupId.0"),
                     "sg-x");
    ck_assert(!wrong);
    ck_assert_ptr_nonnull(strstr(err.text, "securityGroups[0].rules[0]"));
    ck_assert_ptr_nonnull(strstr(err.text, "InvalidIpPortRange.Malformed"));
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
    tcase_add_test(thing, gives_a_vpc_its_system_route_table);
    tcase_add_test(thing, keeps_the_tables_that_a_document_names);
    tcase_add_test(thing, gives_an_instance_its_primary_interface);
    tcase_add_test(thing, takes_the_rules_of_a_security_group_from_a_document);
    suite_add_tcase(s, thing);
    return s;
}

TEST_MAIN(suite)
