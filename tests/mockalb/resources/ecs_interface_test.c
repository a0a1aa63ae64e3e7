/*
 * Network interfaces that are made, attached and changed. A row names where it is known from.
 */
#include "tests/test.h"

#include "base/json.h"
#include "harness.h"
#include "refusals.h"

#include "base/banned.h"

#define R             "'RegionId':'cn-hangzhou'"
#define MAKE(rest)    "{" R ",'VSwitchId':'vsw-h'" rest "}"
#define ATTACH(a, b)  "{" R ",'NetworkInterfaceId':'" a "','InstanceId':'" b "'}"
#define MODIFY(id, b) "{" R ",'NetworkInterfaceId':'" id "'," b "}"

static const struct refusal refusals[] = {
    { "errors-observed: no such vSwitch", "ecs:CreateNetworkInterface",
      "{" R ",'VSwitchId':'vsw-none','SecurityGroupId':'sg-a'}", "InvalidVSwitchId.NotFound", NULL,
      NULL, NULL },
    { "inferred: in no group", "ecs:CreateNetworkInterface", MAKE(""), "MissingParameter", NULL,
      NULL, NULL },
    { "inferred: groups in both ways", "ecs:CreateNetworkInterface",
      MAKE(",'SecurityGroupId':'sg-a','SecurityGroupIds':['sg-a']"), "InvalidParameter.Conflict",
      NULL, NULL, NULL },
    { "errors-observed: no such group", "ecs:CreateNetworkInterface",
      MAKE(",'SecurityGroupIds':['sg-a','sg-none']"), "InvalidSecurityGroupId.NotFound", NULL, NULL,
      NULL },
    { "doc: a group of another VPC", "ecs:CreateNetworkInterface",
      MAKE(",'SecurityGroupId':'sg-b'"), "InvalidOperation.VpcMismatch", NULL, NULL, NULL },
    { "inferred: an address outside", "ecs:CreateNetworkInterface",
      MAKE(",'SecurityGroupId':'sg-a','PrimaryIpAddress':'10.0.2.9'"), "InvalidVSwitchId.IpInvalid",
      NULL, NULL, NULL },
    { "inferred: an address that is taken", "ecs:CreateNetworkInterface",
      MAKE(",'SecurityGroupId':'sg-a','PrimaryIpAddress':'10.0.1.20'"), "InvalidIp.IpAssigned",
      NULL, NULL, NULL },
    { "inferred: an address twice", "ecs:CreateNetworkInterface",
      MAKE(",'SecurityGroupId':'sg-a','PrimaryIpAddress':'10.0.1.90',"
           "'PrivateIpAddress':['10.0.1.91','10.0.1.90']"),
      "InvalidIp.IpAssigned", NULL, NULL, NULL },
    { "inferred: addresses in both ways", "ecs:CreateNetworkInterface",
      MAKE(",'SecurityGroupId':'sg-a','PrivateIpAddress':['10.0.1.91'],"
           "'SecondaryPrivateIpAddressCount':1"),
      "InvalidParameter.Conflict", NULL, NULL, NULL },
    { "doc: no such interface", "ecs:AttachNetworkInterface", ATTACH("eni-none", "i-a2"),
      "InvalidEniId.NotFound", NULL, NULL, NULL },
    { "doc: no such instance", "ecs:AttachNetworkInterface", ATTACH("eni-idle", "i-none"),
      "InvalidEcsId.NotFound", NULL, NULL, NULL },
    { "doc: one that is in use", "ecs:AttachNetworkInterface", ATTACH("eni-a", "i-a2"),
      "InvalidOperation.InvalidEniState", NULL, NULL, NULL },
    { "doc: the primary one of another", "ecs:AttachNetworkInterface", ATTACH("eni-i-a", "i-a2"),
      "InvalidOperation.InvalidEniType", NULL, NULL, NULL },
    { "doc: an instance of another zone", "ecs:AttachNetworkInterface", ATTACH("eni-idle", "i-a"),
      "InvalidOperation.AvailabilityZoneMismatch", NULL, NULL, NULL },
    { "doc: an instance of another VPC", "ecs:AttachNetworkInterface", ATTACH("eni-idle", "i-b"),
      "InvalidOperation.VpcMismatch", NULL, NULL, NULL },
    { "doc: to detach what is not there", "ecs:DetachNetworkInterface", ATTACH("eni-none", "i-a"),
      "InvalidEniId.NotFound", NULL, NULL, NULL },
    { "doc: to detach the primary one", "ecs:DetachNetworkInterface", ATTACH("eni-i-a", "i-a"),
      "InvalidOperation.DetachPrimaryEniNotAllowed", NULL, NULL, NULL },
    { "doc: to change what is not there", "ecs:ModifyNetworkInterfaceAttribute",
      MODIFY("eni-none", "'Description':'pods'"), "InvalidEniId.NotFound", NULL, NULL, NULL },
    { "doc: no such group to join", "ecs:ModifyNetworkInterfaceAttribute",
      MODIFY("eni-a", "'SecurityGroupId':['sg-none']"), "InvalidSecurityGroupId.NotFound", NULL,
      NULL, NULL },
    { "doc: a group of another VPC to join", "ecs:ModifyNetworkInterfaceAttribute",
      MODIFY("eni-a", "'SecurityGroupId':['sg-b']"), "InvalidOperation.VpcMismatch", NULL, NULL,
      NULL },
    { "doc: one group twice", "ecs:ModifyNetworkInterfaceAttribute",
      MODIFY("eni-a", "'SecurityGroupId':['sg-a','sg-a']"),
      "InvalidParameter.SecurityGroupIdRepeated", NULL, NULL, NULL },
    { "doc: more of a primary one than its name", "ecs:ModifyNetworkInterfaceAttribute",
      MODIFY("eni-i-a", "'SecurityGroupId':['sg-a']"),
      "InvalidOperation.PrimaryEniOnlySupportModifyNameAndDesc", NULL, NULL, NULL },
};

START_TEST(refuses)
{
    check_refusal(&refusals[_i]);
}
END_TEST

static int64_t free_in(struct world *w, const char *vswitch)
{
    get(w, "", "vpc:DescribeVSwitchAttributes", "{'VSwitchId':'%s'}", vswitch);
    return json_int(w->reply, "AvailableIpAddressCount");
}

START_TEST(makes_one_with_the_addresses_that_it_is_to_have)
{
    struct world *w = world_new();
    int64_t before = free_in(w, "vsw-h");

    const char *id = get(w, "NetworkInterfaceId", "ecs:CreateNetworkInterface",
                         MAKE(",'SecurityGroupIds':['sg-a'],'PrimaryIpAddress':'10.0.1.90',"
                              "'PrivateIpAddress':['10.0.1.91'],'NetworkInterfaceName':'pods',"
                              "'Description':'of pods','Tag':[{'Key':'team','Value':'a'}],"
                              "'DeleteOnRelease':true,'SourceDestCheck':true,"
                              "'ResourceGroupId':'rg-other'"));
    ck_assert_str_eq(reply_text(w, "PrivateIpAddress"), "10.0.1.90");
    ck_assert_str_eq(reply_text(w, "PrivateIpSets.PrivateIpSet.1.PrivateIpAddress"), "10.0.1.91");
    ck_assert(json_bool(w->reply, "PrivateIpSets.PrivateIpSet.0.Primary"));
    ck_assert(!json_bool(w->reply, "PrivateIpSets.PrivateIpSet.1.Primary"));
    ck_assert_str_eq(reply_text(w, "Description"), "of pods");
    ck_assert_str_eq(reply_text(w, "Tags.Tag.0.TagKey"), "team");
    ck_assert_str_eq(reply_text(w, "ResourceGroupId"), "rg-other");
    ck_assert(json_bool(w->reply, "SourceDestCheck"));
    ck_assert(json_bool(find(w, "ecs/NetworkInterface", id)->body, "DeleteOnRelease"));
    ck_assert_int_eq(free_in(w, "vsw-h"), before - 2);
    get(w, "", "ecs:DescribeNetworkInterfaces", "{" R ",'PrivateIpAddress':['10.0.1.91']}");

    ck_assert_str_eq(reply_text(w, "NetworkInterfaceSets.NetworkInterfaceSet.0.NetworkInterfaceId"),
                     id);
    ck_assert_str_eq(state_of(w, "ecs/NetworkInterface", id), "Available");
    world_free(w);
}
END_TEST

static int different_addresses(const cJSON *ips)
{
    const cJSON *ip, *before;
    int different = 0;

    cJSON_ArrayForEach(ip, ips)
    {
        before = ips->child;
        while (before != ip && !cJSON_Compare(json_get(before, "PrivateIpAddress"),
                                              json_get(ip, "PrivateIpAddress"), true))
            before = before->next;
        different += before == ip;
    }
    return different;
}

/* Both ways to take an address of a vSwitch: by an interface, and by an instance. */
static const struct {
    const char *action, *rest;
} takers[] = {
    { "ecs:CreateNetworkInterface", "'SecondaryPrivateIpAddressCount':7" },
    { "ecs:RunInstances", "'Amount':7" },
};

START_TEST(takes_no_more_addresses_than_there_are)
{
    struct world *w = world_realistic();
    const char *id = get(w, "VSwitchId", "vpc:CreateVSwitch",
                         "{" R ",'VpcId':'vpc-a','ZoneId':'cn-hangzhou-h','CidrBlock':"
                         "'10.0.9.0/29'}");
    const char *params = arena_printf(
        w->arena, "{" R ",'VSwitchId':'%s','SecurityGroupId':'sg-a',%s}", id, takers[_i].rest);

    ck_assert_str_eq(answer(w, takers[_i].action, "%s", params), "IncorrectVSwitchStatus");
    clock_advance(w->clock, 60000);

    ck_assert_str_eq(answer(w, takers[_i].action, "%s", params), "InvalidVSwitchId.IpNotEnough");
    world_free(w);
}
END_TEST

START_TEST(makes_one_with_so_many_addresses)
{
    struct world *w = world_new();

    get(w, "", "ecs:CreateNetworkInterface",
        MAKE(",'SecurityGroupId':'sg-a','SecondaryPrivateIpAddressCount':3"));

    ck_assert_int_eq(different_addresses(json_at(w->reply, "PrivateIpSets.PrivateIpSet")), 4);
    world_free(w);
}
END_TEST

START_TEST(attaches_and_detaches)
{
    struct world *w = world_realistic();

    get(w, "", "ecs:AttachNetworkInterface", ATTACH("eni-idle", "i-a2"));
    ck_assert_str_eq(state_of(w, "ecs/NetworkInterface", "eni-idle"), "Attaching");
    ck_assert_str_eq(answer(w, "ecs:AttachNetworkInterface", ATTACH("eni-idle", "i-a2")),
                     "InvalidOperation.InvalidEniState");
    clock_advance(w->clock, 60000);
    ck_assert_str_eq(state_of(w, "ecs/NetworkInterface", "eni-idle"), "InUse");
    get(w, "", "ecs:DescribeNetworkInterfaces", "{" R ",'InstanceId':'i-a2'}");
    ck_assert_int_eq(reply_count(w, "NetworkInterfaceSets.NetworkInterfaceSet"), 2);
    get(w, "", "ecs:DetachNetworkInterface", ATTACH("eni-idle", "i-a2"));
    clock_advance(w->clock, 60000);

    ck_assert_str_eq(state_of(w, "ecs/NetworkInterface", "eni-idle"), "Available");
    world_free(w);
}
END_TEST

START_TEST(attaches_to_no_instance_that_starts_just_now)
{
    struct world *w = world_realistic();

    get(w, "", "ecs:StopInstance", "{'InstanceId':'i-a2'}");
    ck_assert_str_eq(answer(w, "ecs:AttachNetworkInterface", ATTACH("eni-idle", "i-a2")),
                     "InvalidOperation.InvalidEcsState");
    clock_advance(w->clock, 60000);

    ck_assert_str_eq(answer(w, "ecs:AttachNetworkInterface", ATTACH("eni-idle", "i-a2")), "");
    world_free(w);
}
END_TEST

/* A new one, if i-a2 takes it. */
static const char *attach_another(struct world *w)
{
    const char *id = get(w, "NetworkInterfaceId", "ecs:CreateNetworkInterface",
                         "{" R ",'VSwitchId':'vsw-i','SecurityGroupId':'sg-a'}");

    return answer(w, "ecs:AttachNetworkInterface",
                  "{" R ",'NetworkInterfaceId':'%s','InstanceId':'i-a2'}", id);
}

START_TEST(attaches_as_many_as_the_type_of_the_instance_takes)
{
    struct world *w = world_new();

    get(w, "", "ecs:AttachNetworkInterface", ATTACH("eni-idle", "i-a2"));

    ck_assert_str_eq(attach_another(w), ""); /* ecs.g7.large has three, with its own */
    ck_assert_str_eq(attach_another(w), "EniPerInstanceLimitExceeded");
    world_free(w);
}
END_TEST

START_TEST(changes_one)
{
    struct world *w = world_new();

    get(w, "", "ecs:ModifyNetworkInterfaceAttribute",
        MODIFY("eni-a", "'NetworkInterfaceName':'pods','Description':'of pods',"
                        "'SecurityGroupId':['sg-a'],'SourceDestCheck':true"));
    get(w, "", "ecs:DescribeNetworkInterfaceAttribute", "{" R ",'NetworkInterfaceId':'eni-a'}");

    ck_assert_str_eq(reply_text(w, "NetworkInterfaceName"), "pods");
    ck_assert_str_eq(reply_text(w, "Description"), "of pods");
    ck_assert_str_eq(reply_text(w, "SecurityGroupIds.SecurityGroupId.0"), "sg-a");
    ck_assert(json_bool(w->reply, "SourceDestCheck"));
    ck_assert_str_eq(answer(w, "ecs:DeleteSecurityGroup", "{" R ",'SecurityGroupId':'sg-a'}"),
                     "DependencyViolation");
    world_free(w);
}
END_TEST

START_TEST(goes_with_its_instance_if_it_is_to)
{
    struct world *w = world_new();
    int64_t before = free_in(w, "vsw-h");

    get(w, "", "ecs:ModifyNetworkInterfaceAttribute", MODIFY("eni-a", "'DeleteOnRelease':true"));
    get(w, "", "ecs:DeleteInstance", "{'InstanceId':'i-a','Force':true}");

    ck_assert_ptr_null(find(w, "ecs/NetworkInterface", "eni-a"));
    ck_assert_int_eq(free_in(w, "vsw-h"), before + 4); /* its three and the primary one's */
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("ecs interface");
    TCase *t = tcase_create("network interfaces");

    tcase_add_loop_test(t, refuses, 0, (int)(sizeof(refusals) / sizeof(refusals[0])));
    tcase_add_test(t, makes_one_with_the_addresses_that_it_is_to_have);
    tcase_add_loop_test(t, takes_no_more_addresses_than_there_are, 0, 2);
    tcase_add_test(t, makes_one_with_so_many_addresses);
    tcase_add_test(t, attaches_and_detaches);
    tcase_add_test(t, attaches_to_no_instance_that_starts_just_now);
    tcase_add_test(t, attaches_as_many_as_the_type_of_the_instance_takes);
    tcase_add_test(t, changes_one);
    tcase_add_test(t, goes_with_its_instance_if_it_is_to);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
