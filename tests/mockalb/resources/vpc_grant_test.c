/*
 * What a network's owner lets a CEN attach, as VPC's own API says it: 1.10 of the reference.
 */
#include "tests/test.h"

#include "base/json.h"
#include "refusals.h"

#include "harness.h"

#include "base/banned.h"

#define R "'RegionId':'cn-hangzhou'"

#define MORE                                                                                       \
    "{'data':[{'kind':'vpc/VirtualBorderRouter','id':'vbr-a','body':{'VbrId':'vbr-a','Status':"    \
    "'active','PhysicalConnectionId':'pc-a'}},{'kind':'cen/Cen','id':'cen-own','body':{'CenId':"   \
    "'cen-own','Status':'Active'}}]}"

#define GRANT    "vpc:GrantInstanceToCen"
#define REVOKE   "vpc:RevokeInstanceFromCen"
#define DESCRIBE "vpc:DescribeGrantRulesToCen"
#define NOTHING  NULL, NULL, AT_ONCE

#define TO(owner, cen, type, id)                                                                   \
    "{" R ",'CenOwnerId':'" owner "','CenId':'" cen "','InstanceType':'" type                      \
    "','InstanceId':'" id "'}"
#define OTHER(cen, type, id) TO("1234567890123456", cen, type, id)
#define OF(type, id)         "{" R ",'InstanceType':'" type "','InstanceId':'" id "'}"

static const struct late_refusal refusals[] = {
    /* clang-format off */
    { GRANT, NOTHING, OTHER("cen-x", "VPC", "vpc-none"), "InvalidInstanceId.NotFound" },
    { GRANT, NOTHING, OTHER("cen-x", "VPC", "vpc-far"), "InvalidInstanceId.NotFound" },
    { GRANT, NOTHING, OTHER("cen-x", "VBR", "vbr-none"), "InvalidVbr.NotFound" },
    { GRANT, NOTHING, OTHER("x", "VPC", "vpc-a"), "IllegalParam.CenInstanceId" },
    { GRANT, NOTHING, TO("1000000000000001", "cen-none", "VPC", "vpc-a"), "IllegalParam.CenInstanceId" },
    { GRANT, NOTHING, OTHER("cen-x", "VPC", "vsw-b"), "InvalidInstanceId.NotFound" },
    { GRANT, "vpc:TerminateVirtualBorderRouter", "{" R ",'VbrId':'vbr-a'}", AT_ONCE, OTHER("cen-x", "VBR", "vbr-a"), "IncorrectStatus" },

    { REVOKE, NOTHING, OTHER("cen-x", "VPC", "vpc-none"), "InvalidInstanceId.NotFound" },
    { REVOKE, NOTHING, OTHER("cen-x", "CCN", "ccn-none"), "InvalidInstanceId.NotFound" },
    { REVOKE, NOTHING, OTHER("cen-x", "VBR", "vbr-none"), "InvalidVbr.NotFound" },
    { REVOKE, NOTHING, OTHER("cen-x", "VPC", "vpc-a"), "InvalidInstanceId.NotFound" },
    { REVOKE, GRANT, OTHER("cen-x", "VPC", "vpc-a"), LATER, OTHER("cen-y", "VPC", "vpc-a"), "InvalidInstanceId.NotFound" },
    { REVOKE, GRANT, OTHER("cen-x", "VPC", "vpc-a"), LATER, TO("7", "cen-x", "VPC", "vpc-a"), "InvalidInstanceId.NotFound" },

    { DESCRIBE, NOTHING, OF("VPC", "vpc-none"), "InvalidInstanceId.NotFound" },
    { DESCRIBE, NOTHING, OF("CCN", "ccn-none"), "InvalidInstanceId.NotFound" },
    { DESCRIBE, NOTHING, OF("VBR", "vbr-none"), "InvalidVbr.NotFound" },
    /* clang-format on */
};

START_TEST(refuses)
{
    check_late_refusal(&refusals[_i], MORE);
}
END_TEST

static const char *const networks[][2] = { { "VPC", "vpc-a" }, { "VBR", "vbr-a" } };

START_TEST(lets_a_cen_have_a_network_and_takes_it_back)
{
    struct world *w = world_add(world_new(), MORE);
    const char *type = networks[_i][0], *id = networks[_i][1];

    get(w, "", GRANT, OTHER("cen-x", "%s", "%s"), type, id);
    get(w, "", DESCRIBE, OF("%s", "%s"), type, id);
    const cJSON *rule = json_at(w->reply, "CenGrantRules.CbnGrantRule.0");
    ck_assert_str_eq(json_text_or(rule, "CenInstanceId", ""), "cen-x");
    ck_assert(json_int(rule, "CenOwnerId") == 1234567890123456);
    ck_assert_str_ne(json_text_or(rule, "CreationTime", ""), "");
    get(w, "", REVOKE, OTHER("cen-x", "%s", "%s"), type, id);
    get(w, "", DESCRIBE, OF("%s", "%s"), type, id);

    ck_assert_int_eq(json_int(w->reply, "TotalCount"), 0);
    world_free(w);
}
END_TEST

START_TEST(is_the_same_in_both_products)
{
    struct world *w = world_add(world_new(), MORE);

    get(w, "", GRANT, TO("1000000000000001", "cen-own", "VBR", "vbr-a"));
    get(w, "", "cen:DescribeGrantRulesToCen", "{'CenId':'cen-own','ProductType':'VBR'}");
    ck_assert_str_eq(reply_text(w, "GrantRules.GrantRule.0.ChildInstanceId"), "vbr-a");
    ck_assert_str_eq(reply_text(w, "GrantRules.GrantRule.0.ChildInstanceRegionId"), "cn-hangzhou");
    get(w, "", "cen:RevokeInstanceFromTransitRouter",
        "{'CenId':'cen-own','CenOwnerId':'1000000000000001','InstanceId':'vbr-a','InstanceType':"
        "'ExpressConnect'}");

    get(w, "", DESCRIBE, OF("VBR", "vbr-a"));
    ck_assert_int_eq(json_int(w->reply, "TotalCount"), 0);
    world_free(w);
}
END_TEST

START_TEST(is_listed_by_pages)
{
    struct world *w = world_add(world_new(), MORE);
    get(w, "", GRANT, OTHER("cen-0", "VPC", "vpc-a"));
    get(w, "", GRANT, OTHER("cen-1", "VPC", "vpc-a"));
    get(w, "", GRANT, OTHER("cen-2", "VPC", "vpc-a"));
    get(w, "", GRANT, OTHER("cen-0", "VPC", "vpc-b"));

    get(w, "", DESCRIBE,
        "{" R ",'InstanceType':'VPC','InstanceId':'vpc-a','PageNumber':2,'PageSize':2}");

    ck_assert_int_eq(json_int(w->reply, "TotalCount"), 3);
    ck_assert_int_eq(reply_count(w, "CenGrantRules.CbnGrantRule"), 1);
    ck_assert_str_eq(reply_text(w, "CenGrantRules.CbnGrantRule.0.CenInstanceId"), "cen-2");
    world_free(w);
}
END_TEST

START_TEST(is_listed_for_a_resource_group)
{
    struct world *w = world_add(world_new(), MORE);
    get(w, "", GRANT, OTHER("cen-x", "VPC", "vpc-a"));

    get(w, "", DESCRIBE,
        "{" R ",'InstanceType':'VPC','InstanceId':'vpc-a','ResourceGroupId':'rg-other'}");

    ck_assert_int_eq(json_int(w->reply, "TotalCount"), 0);
    world_free(w);
}
END_TEST

#define COUNT(rows) (int)(sizeof(rows) / sizeof((rows)[0]))

static Suite *suite(void)
{
    Suite *s = suite_create("vpc_grant");
    TCase *t = tcase_create("a grant");

    tcase_add_loop_test(t, refuses, 0, COUNT(refusals));
    tcase_add_loop_test(t, lets_a_cen_have_a_network_and_takes_it_back, 0, COUNT(networks));
    tcase_add_test(t, is_the_same_in_both_products);
    tcase_add_test(t, is_listed_by_pages);
    tcase_add_test(t, is_listed_for_a_resource_group);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
