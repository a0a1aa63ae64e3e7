/*
 * Instances and security groups. The rows of refusals name the place of the reference that they prove.
 */
#include "tests/test.h"

#include "base/json.h"
#include "harness.h"
#include "refusals.h"

#include "base/banned.h"

#define R           "'RegionId':'cn-hangzhou'"
#define RUN(rest)   "{" R ",'VSwitchId':'vsw-h','SecurityGroupId':'sg-a'" rest "}"
#define ALLOW(rest) "{" R ",'SecurityGroupId':'sg-a'," rest "}"

static const struct refusal refusals[] = {
    { "4.1 step 8: no such vSwitch", "ecs:RunInstances", "{" R ",'VSwitchId':'vsw-none'}",
      "InvalidVSwitchId.NotFound", NULL, NULL, NULL },
    { "4.1 step 8: no such group", "ecs:RunInstances",
      "{" R ",'VSwitchId':'vsw-h','SecurityGroupId':'sg-none'}", "InvalidSecurityGroupId.NotFound",
      NULL, NULL, NULL },
    { "4.1 step 8: a group of another VPC", "ecs:RunInstances",
      "{" R ",'VSwitchId':'vsw-h','SecurityGroupId':'sg-b'}", "InvalidOperation.VpcMismatch", NULL,
      NULL, NULL },
    { "4.1 step 8: an address outside", "ecs:RunInstances", RUN(",'PrivateIpAddress':'10.0.2.9'"),
      "InvalidPrivateIpAddress.Malformed", NULL, NULL, NULL },
    { "4.1 step 8: a reserved address", "ecs:RunInstances", RUN(",'PrivateIpAddress':'10.0.1.253'"),
      "InvalidPrivateIpAddress.Malformed", NULL, NULL, NULL },
    { "4.1 step 8: an address that is taken", "ecs:RunInstances",
      RUN(",'PrivateIpAddress':'10.0.1.20'"), "InvalidPrivateIpAddress.Duplicated", NULL, NULL,
      NULL },
    { "errors-observed: one that runs", "ecs:DeleteInstance", "{'InstanceId':'i-a'}",
      "IncorrectInstanceStatus", NULL, NULL, NULL },
    { "errors-observed: the next hop of a route", "ecs:DeleteInstance",
      "{'InstanceId':'i-a','Force':true}", "DependencyViolation.RouteEntry", NULL,
      "vpc:CreateRouteEntry",
      "{'RouteTableId':'vtb-a','DestinationCidrBlock':'192.168.0.0/16','NextHopType':'Instance',"
      "'NextHopId':'i-a'}" },
    { "no such instance", "ecs:StopInstance", "{'InstanceId':'i-none'}",
      "InvalidInstanceId.NotFound", NULL, NULL, NULL },
    { "it runs already", "ecs:StartInstance", "{'InstanceId':'i-a'}", "IncorrectInstanceStatus",
      NULL, NULL, NULL },
    { "errors-observed: a group with members", "ecs:DeleteSecurityGroup",
      "{" R ",'SecurityGroupId':'sg-a'}", "DependencyViolation", NULL, "ecs:RunInstances",
      RUN("") },
    { "4.1 step 7: no such VPC", "ecs:CreateSecurityGroup", "{" R ",'VpcId':'vpc-none'}",
      "InvalidVpcId.NotFound", NULL, NULL, NULL },
    { "4.1 step 7: TCP without ports", "ecs:AuthorizeSecurityGroup",
      ALLOW("'IpProtocol':'tcp','SourceCidrIp':'10.0.0.0/8'"), "InvalidIpPortRange.Malformed", NULL,
      NULL, NULL },
    { "4.1 step 7: from nowhere", "ecs:AuthorizeSecurityGroup",
      ALLOW("'IpProtocol':'tcp','PortRange':'80/80'"), "MissingParameter", NULL, NULL, NULL },
    { "4.1 step 7: from no block", "ecs:AuthorizeSecurityGroup",
      ALLOW("'IpProtocol':'tcp','PortRange':'80/80','SourceCidrIp':'here'"),
      "InvalidSourceCidrIp.Malformed", NULL, NULL, NULL },
    { "4.1 step 7: from a group of another VPC", "ecs:AuthorizeSecurityGroup",
      ALLOW("'IpProtocol':'tcp','PortRange':'80/80','SourceGroupId':'sg-b'"),
      "InvalidSourceGroupId.Mismatch", NULL, NULL, NULL },
    { "4.1 step 7: neither accepted nor dropped", "ecs:AuthorizeSecurityGroup",
      ALLOW("'IpProtocol':'tcp','PortRange':'80/80','SourceCidrIp':'10.0.0.0/8','Policy':'may'"),
      "InvalidPolicy.Malformed", NULL, NULL, NULL },
    { "inferred: a rank beyond the last", "ecs:AuthorizeSecurityGroup",
      ALLOW("'IpProtocol':'tcp','PortRange':'80/80','SourceCidrIp':'10.0.0.0/8',"
            "'Priority':'101'"),
      "InvalidPriority.Malformed", NULL, NULL, NULL },
    { "4.1 step 7: from a group that there is not", "ecs:AuthorizeSecurityGroup",
      ALLOW("'IpProtocol':'tcp','PortRange':'80/80','SourceGroupId':'sg-none'"),
      "InvalidSourceGroupId.NotFound", NULL, NULL, NULL },
    { "errors-observed: no such interface to show", "ecs:DescribeNetworkInterfaceAttribute",
      "{" R ",'NetworkInterfaceId':'eni-none'}", "InvalidEniId.NotFound", NULL, NULL, NULL },
    { "errors-observed: no such interface to delete", "ecs:DeleteNetworkInterface",
      "{" R ",'NetworkInterfaceId':'eni-none'}", "InvalidEniId.NotFound", NULL, NULL, NULL },
    { "errors-observed: an interface in use", "ecs:DeleteNetworkInterface",
      "{" R ",'NetworkInterfaceId':'eni-a'}", "InvalidOperation.InvalidEniState", NULL, NULL,
      NULL },
    { "errors-observed: an instance's own interface", "ecs:DeleteNetworkInterface",
      "{" R ",'NetworkInterfaceId':'eni-i-a'}", "InvalidOperation.InvalidEniType", NULL, NULL,
      NULL },
    { "errors-observed: to detach from no instance", "ecs:DetachNetworkInterface",
      "{" R ",'NetworkInterfaceId':'eni-a','InstanceId':'i-none'}", "InvalidEcsId.NotFound", NULL,
      NULL, NULL },
    { "inferred: to detach what is not attached", "ecs:DetachNetworkInterface",
      "{" R ",'NetworkInterfaceId':'eni-idle','InstanceId':'i-a'}",
      "InvalidOperation.InvalidEniState", NULL, NULL, NULL },
};

START_TEST(refuses)
{
    check_refusal(&refusals[_i]);
}
END_TEST

START_TEST(runs_an_instance_with_its_primary_interface)
{
    struct world *w = world_new();

    const char *id = get(w, "InstanceIdSets.InstanceIdSet.0", "ecs:RunInstances",
                         RUN(",'PrivateIpAddress':'10.0.1.99','InstanceName':'web'"));
    get(w, "", "ecs:DescribeNetworkInterfaces", "{" R ",'InstanceId':'%s'}", id);

    const cJSON *eni = json_at(w->reply, "NetworkInterfaceSets.NetworkInterfaceSet.0");
    ck_assert_str_eq(json_text(eni, "Type"), "Primary");
    ck_assert_str_eq(json_text(eni, "PrivateIpAddress"), "10.0.1.99");
    ck_assert_str_eq(json_text(eni, "SecurityGroupIds.SecurityGroupId.0"), "sg-a");
    ck_assert_str_eq(state_of(w, "ecs/Instance", id), "Running");
    get(w, "", "vpc:DescribeVSwitchAttributes", "{'VSwitchId':'vsw-h'}");
    ck_assert_int_eq(json_int(w->reply, "AvailableIpAddressCount"), 251);
    get(w, "", "ecs:StopInstance", "{'InstanceId':'%s'}", id);
    get(w, "", "ecs:DeleteInstance", "{'InstanceId':'%s'}", id);
    ck_assert_ptr_null(find(w, "ecs/Instance", id));
    get(w, "", "ecs:DescribeNetworkInterfaces", "{" R ",'PrivateIpAddress':['10.0.1.99']}");
    ck_assert_int_eq(reply_count(w, "NetworkInterfaceSets.NetworkInterfaceSet"), 0);
    get(w, "", "vpc:DescribeVSwitchAttributes", "{'VSwitchId':'vsw-h'}");
    ck_assert_int_eq(json_int(w->reply, "AvailableIpAddressCount"), 252);
    world_free(w);
}
END_TEST

START_TEST(lets_other_interfaces_of_a_deleted_instance_go)
{
    struct world *w = world_new();

    get(w, "", "ecs:DeleteInstance", "{'InstanceId':'i-a','Force':true}");

    ck_assert_ptr_null(find(w, "ecs/NetworkInterface", "eni-i-a"));
    ck_assert_str_eq(state_of(w, "ecs/NetworkInterface", "eni-a"), "Available");
    world_free(w);
}
END_TEST

START_TEST(keeps_the_rules_of_a_group)
{
    struct world *w = world_new();
    const char *group = get(w, "SecurityGroupId", "ecs:CreateSecurityGroup",
                            "{" R ",'VpcId':'vpc-a','SecurityGroupName':'web'}");
    const char *rule = arena_printf(w->arena,
                                    "{" R ",'SecurityGroupId':'%s','Permissions':[{'IpProtocol':"
                                    "'tcp','PortRange':'80/80','SourceCidrIp':'172.16.0.0/12'}]}",
                                    group);

    get(w, "", "ecs:AuthorizeSecurityGroup", "%s", rule);
    get(w, "", "ecs:AuthorizeSecurityGroup", "%s", rule);
    get(w, "", "ecs:DescribeSecurityGroupAttribute", "{" R ",'SecurityGroupId':'%s'}", group);
    ck_assert_int_eq(reply_count(w, "Permissions.Permission"), 1);
    ck_assert_str_eq(reply_text(w, "Permissions.Permission.0.IpProtocol"), "TCP");
    ck_assert_str_eq(reply_text(w, "Permissions.Permission.0.Policy"), "Accept");
    get(w, "", "ecs:RevokeSecurityGroup", "%s", rule);
    get(w, "", "ecs:DescribeSecurityGroupAttribute", "{" R ",'SecurityGroupId':'%s'}", group);
    ck_assert_int_eq(reply_count(w, "Permissions.Permission"), 0);
    get(w, "", "ecs:ModifySecurityGroupAttribute",
        "{" R ",'SecurityGroupId':'%s','SecurityGroupName':'other','Description':'more'}", group);
    get(w, "", "ecs:DescribeSecurityGroups", "{" R ",'SecurityGroupName':'other'}");
    ck_assert_int_eq(reply_count(w, "SecurityGroups.SecurityGroup"), 1);
    ck_assert_str_eq(reply_text(w, "SecurityGroups.SecurityGroup.0.Description"), "more");
    get(w, "", "ecs:DeleteSecurityGroup", "{" R ",'SecurityGroupId':'%s'}", group);

    ck_assert_ptr_null(find(w, "ecs/SecurityGroup", group));
    world_free(w);
}
END_TEST

/* Of sg-a, sg-b and one called web with a tag: how many there are. */
static const struct {
    const char *rest;
    int found;
} group_filters[] = {
    { "", 3 },
    { ",'SecurityGroupId':'sg-a'", 1 },
    { ",'SecurityGroupIds':'[\\'sg-a\\',\\'sg-b\\']'", 2 },
    { ",'VpcId':'vpc-b'", 1 },
    { ",'SecurityGroupName':'web'", 1 },
    { ",'SecurityGroupType':'enterprise'", 1 },
    { ",'ResourceGroupId':'rg-other'", 1 },
    { ",'ServiceManaged':true", 1 },
    { ",'Tag':[{'Key':'team','Value':'a'}]", 1 },
};

START_TEST(lists_groups_by_what_they_are)
{
    struct world *w = world_new();

    get(w, "", "ecs:CreateSecurityGroup",
        "{" R ",'VpcId':'vpc-a','SecurityGroupName':'web','SecurityGroupType':'enterprise',"
        "'ResourceGroupId':'rg-other','ServiceManaged':true,'Tag':[{'Key':'team','Value':'a'}]}");
    get(w, "", "ecs:DescribeSecurityGroups", "{" R "%s}", group_filters[_i].rest);

    ck_assert_int_eq(reply_count(w, "SecurityGroups.SecurityGroup"), group_filters[_i].found);
    world_free(w);
}
END_TEST

/* Of i-a with an image and a public address, and one more in sg-a beside the other three that there are. */
static const struct {
    const char *rest;
    int found;
} machine_filters[] = {
    { "", 5 },
    { ",'SecurityGroupId':'sg-a'", 1 },
    { ",'SecurityGroupId':'sg-b'", 0 },
    { ",'ImageId':'m-1'", 1 },
    { ",'InstanceTypeFamily':'ecs.g6'", 1 },
    { ",'InstanceTypeFamily':'ecs'", 0 },
    { ",'InstanceTypeFamily':'ecs.g'", 0 },
    { ",'EipAddresses':'[\\'203.0.113.7\\']'", 1 },
    { ",'EipAddresses':'[\\'203.0.113.8\\']'", 0 },
    { ",'Status':'Running','VSwitchId':'vsw-h'", 3 },
    { ",'VpcId':'vpc-b'", 1 },
    { ",'Tag':[{'Key':'role','Value':'web'}]", 1 },
};

START_TEST(lists_instances_by_what_they_are)
{
    struct world *w = world_new();

    get(w, "", "ecs:RunInstances",
        RUN(",'ImageId':'m-1','InstanceType':'ecs.g6.large','PrivateIpAddress':'10.0.1.99'"));
    get(w, "", "vpc:AssociateEipAddress", "{" R ",'AllocationId':'eip-a','InstanceId':'i-a'}");
    get(w, "", "ecs:DescribeInstances", "{" R "%s}", machine_filters[_i].rest);

    ck_assert_int_eq(reply_count(w, "Instances.Instance"), machine_filters[_i].found);
    world_free(w);
}
END_TEST

START_TEST(shows_the_interfaces_and_the_public_address_of_an_instance)
{
    struct world *w = world_new();

    get(w, "", "vpc:AssociateEipAddress", "{" R ",'AllocationId':'eip-a','InstanceId':'i-a'}");
    get(w, "", "ecs:DescribeInstances", "{" R ",'InstanceIds':'[\\'i-a\\']'}");

    const cJSON *one = json_at(w->reply, "Instances.Instance.0");
    const cJSON *enis = json_at(one, "NetworkInterfaces.NetworkInterface");
    ck_assert_int_eq(cJSON_GetArraySize(enis), 2);
    ck_assert_str_eq(json_text(enis, "0.NetworkInterfaceId"), "eni-i-a");
    ck_assert_str_eq(json_text(enis, "0.Type"), "Primary");
    ck_assert_str_eq(json_text(enis, "0.PrimaryIpAddress"), "10.0.1.20");
    ck_assert_str_eq(json_text(enis, "1.PrivateIpSets.PrivateIpSet.2.PrivateIpAddress"),
                     "10.0.1.102");
    ck_assert_str_eq(json_text(one, "EipAddress.AllocationId"), "eip-a");
    ck_assert_str_eq(json_text(one, "EipAddress.IpAddress"), "203.0.113.7");
    get(w, "", "ecs:DescribeInstances", "{" R ",'InstanceIds':'[\\'i-a2\\']'}");
    ck_assert_int_eq(cJSON_GetArraySize(json_at(w->reply, "Instances.Instance.0.EipAddress")), 0);
    world_free(w);
}
END_TEST

START_TEST(shows_where_an_interface_is_attached_and_its_public_address)
{
    struct world *w = world_new();

    get(w, "", "vpc:AssociateEipAddress",
        "{" R ",'AllocationId':'eip-a','InstanceId':'eni-idle','InstanceType':'NetworkInterface'}");
    get(w, "", "ecs:DescribeNetworkInterfaces",
        "{" R ",'NetworkInterfaceId':['eni-a','eni-idle']}");

    const cJSON *enis = json_at(w->reply, "NetworkInterfaceSets.NetworkInterfaceSet");
    ck_assert_str_eq(json_text(enis, "0.Attachment.InstanceId"), "i-a");
    ck_assert_ptr_null(json_at(enis, "0.AssociatedPublicIp"));
    ck_assert_ptr_null(json_at(enis, "1.Attachment"));
    ck_assert_str_eq(json_text(enis, "1.AssociatedPublicIp.PublicIpAddress"), "203.0.113.7");
    get(w, "", "ecs:DescribeNetworkInterfaceAttribute", "{" R ",'NetworkInterfaceId':'eni-a'}");
    ck_assert_str_eq(reply_text(w, "Attachment.InstanceId"), "i-a");
    world_free(w);
}
END_TEST

/* Of the interfaces that there are and one in sg-a: how many there are. */
static const struct {
    const char *rest;
    int found;
} interface_filters[] = {
    { ",'SecurityGroupId':'sg-a'", 1 },
    { ",'SecurityGroupId':'sg-b'", 0 },
    { ",'NetworkInterfaceId':['eni-a','eni-b','eni-none']", 2 },
    { ",'PrimaryIpAddress':'10.0.1.100'", 1 },
    { ",'PrivateIpAddress':['10.0.1.101','10.0.2.100']", 2 },
    { ",'Ipv6Address':['2001:db8::1']", 0 },
    { ",'Tag':[{'Key':'role','Value':'pod'}]", 1 },
    { ",'SecurityGroupId':'sg-a','ServiceManaged':true", 0 },
    { ",'SecurityGroupId':'sg-a','ServiceManaged':false", 1 },
};

START_TEST(lists_interfaces_by_what_they_are)
{
    struct world *w = world_new();

    get(w, "", "ecs:CreateNetworkInterface", RUN(""));
    get(w, "", "ecs:DescribeNetworkInterfaces", "{" R "%s}", interface_filters[_i].rest);

    ck_assert_int_eq(reply_count(w, "NetworkInterfaceSets.NetworkInterfaceSet"),
                     interface_filters[_i].found);
    world_free(w);
}
END_TEST

START_TEST(detaches_and_deletes_an_interface)
{
    struct world *w = world_new();

    get(w, "", "vpc:DescribeVSwitchAttributes", "{'VSwitchId':'vsw-h'}");
    int64_t free_before = json_int(w->reply, "AvailableIpAddressCount");
    get(w, "", "ecs:DetachNetworkInterface",
        "{" R ",'NetworkInterfaceId':'eni-a','InstanceId':'i-a'}");
    get(w, "", "ecs:DescribeNetworkInterfaceAttribute", "{" R ",'NetworkInterfaceId':'eni-a'}");
    ck_assert_str_eq(reply_text(w, "Status"), "Available");
    ck_assert_str_eq(reply_text(w, "InstanceId"), "");
    ck_assert_str_eq(reply_text(w, "PrivateIpAddress"), "10.0.1.100");
    get(w, "", "ecs:DeleteNetworkInterface", "{" R ",'NetworkInterfaceId':'eni-a'}");
    get(w, "", "vpc:DescribeVSwitchAttributes", "{'VSwitchId':'vsw-h'}");

    ck_assert_int_eq(json_int(w->reply, "AvailableIpAddressCount"), free_before + 3);
    ck_assert_ptr_null(find(w, "ecs/NetworkInterface", "eni-a"));
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("ecs");
    TCase *t = tcase_create("machines and who reaches them");

    tcase_add_loop_test(t, refuses, 0, (int)(sizeof(refusals) / sizeof(refusals[0])));
    tcase_add_test(t, runs_an_instance_with_its_primary_interface);
    tcase_add_test(t, lets_other_interfaces_of_a_deleted_instance_go);
    tcase_add_test(t, keeps_the_rules_of_a_group);
    tcase_add_loop_test(t, lists_groups_by_what_they_are, 0,
                        (int)(sizeof(group_filters) / sizeof(group_filters[0])));
    tcase_add_loop_test(t, lists_instances_by_what_they_are, 0,
                        (int)(sizeof(machine_filters) / sizeof(machine_filters[0])));
    tcase_add_loop_test(t, lists_interfaces_by_what_they_are, 0,
                        (int)(sizeof(interface_filters) / sizeof(interface_filters[0])));
    tcase_add_test(t, shows_the_interfaces_and_the_public_address_of_an_instance);
    tcase_add_test(t, shows_where_an_interface_is_attached_and_its_public_address);
    tcase_add_test(t, detaches_and_deletes_an_interface);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
