/*
 * What else belongs to a CEN: networks of Basic routers (cen 1.4), grants (cen 1.10), checks of border routers (cen
 * 1.6), and a router's own blocks.
 */
#include <string.h>

#include "base/json.h"
#include "cen_scene.h"
#include "tests/test.h"

#include "base/banned.h"

START_TEST(brings_a_basic_router_where_there_is_none)
{
    struct world *w = cen_world();

    cen_get(w, "", "AttachCenChildInstance",
            "{'CenId':'cen-bare','ChildInstanceType':'VPC','ChildInstanceRegionId':'cn-hangzhou',"
            "'ChildInstanceId':'vpc-new'}");

    cen_get(w, "", "ListTransitRouters", "{'CenId':'cen-bare'}");
    ck_assert_str_eq(reply_text(w, "TransitRouters.0.Type"), "Basic");
    cen_get(w, "", "DescribeCenAttachedChildInstanceAttribute",
            "{'CenId':'cen-bare','ChildInstanceType':'VPC','ChildInstanceRegionId':'cn-hangzhou',"
            "'ChildInstanceId':'vpc-new','IncludeRouteTable':true}");
    ck_assert_str_eq(reply_text(w, "Status"), "Attached");
    ck_assert_str_eq(reply_text(w, "ChildInstanceName"), "VPC4");
    ck_assert_str_eq(reply_text(w, "ChildInstanceAttributes.CidrBlock"), "10.8.0.0/16");
    ck_assert_str_eq(
        reply_text(w, "ChildInstanceRouteTables.ChildInstanceRouteTable.0.RouteTableType"),
        "System");
    world_free(w);
}
END_TEST

START_TEST(shows_attachments_of_enterprise_routers)
{
    struct world *w = cen_world();

    cen_get(w, "", "DescribeCenAttachedChildInstanceAttribute",
            "{'CenId':'cen-1','ChildInstanceType':'VBR','ChildInstanceRegionId':'cn-chengdu',"
            "'ChildInstanceId':'vbr-1'}");

    ck_assert_str_eq(reply_text(w, "ChildInstanceName"), "one");
    ck_assert_str_eq(reply_text(w, "ChildInstanceType"), "VBR");
    ck_assert_str_eq(reply_text(w, "Status"), "Attached");
    world_free(w);
}
END_TEST

/* What is granted, how each side finds it, and what it allows. */
static const struct {
    const char *type, *id, *seen_as;
    const char *action, *attach; /* as of another account */
} grants[] = {
    { "VPC", "vpc-new", "VPC", "CreateTransitRouterVpcAttachment",
      "{'TransitRouterId':'tr-h','VpcId':'vpc-new','VpcOwnerId':7,'ZoneMappings':[{'ZoneId':"
      "'cn-hangzhou-h','VSwitchId':'vsw-new-h'}]}" },
    { "ExpressConnect", "vbr-2", "VBR", "CreateTransitRouterVbrAttachment",
      "{'TransitRouterId':'tr-c','VbrId':'vbr-2','VbrOwnerId':7}" },
    { "VPN", "vco-1", "VPN", "CreateTransitRouterVpnAttachment",
      "{'TransitRouterId':'tr-h','VpnId':'vco-1','VpnOwnerId':7}" },
    { "ECR", "ecr-1", NULL, "CreateTransitRouterEcrAttachment",
      "{'TransitRouterId':'tr-h','EcrId':'ecr-1','EcrOwnerId':7}" },
};

static void change_grant(struct world *w, const char *action, int row)
{
    cen_get(w, "", action,
            "{'CenId':'cen-1','CenOwnerId':8,'InstanceId':'%s','InstanceType':'%s','OrderType':"
            "'PayByResourceOwner'}",
            grants[row].id, grants[row].type);
}

START_TEST(lets_a_cen_attach_what_is_another_accounts)
{
    struct world *w = cen_world();
    ck_assert_str_eq(cen_answer(w, grants[_i].action, "%s", grants[_i].attach),
                     "Forbbiden.AttachChildInstanceAcrossBid");

    change_grant(w, "GrantInstanceToTransitRouter", _i);

    ck_assert_str_eq(cen_answer(w, grants[_i].action, "%s", grants[_i].attach), "");
    world_free(w);
}
END_TEST

START_TEST(is_seen_by_the_owner_of_the_network)
{
    struct world *w = cen_world();
    const char *list = arena_printf(w->arena, "{'ProductType':'%s','ResourceId':'%s'}",
                                    grants[_i].type, grants[_i].id);

    change_grant(w, "GrantInstanceToTransitRouter", _i);

    cen_get(w, "", "DescribeGrantRulesToResource", "%s", list);
    ck_assert_str_eq(reply_text(w, "GrantRules.0.CenId"), "cen-1");
    ck_assert_str_eq(reply_text(w, "GrantRules.0.OrderType"), "PayByResourceOwner");
    change_grant(w, "RevokeInstanceFromTransitRouter", _i);
    ck_assert_int_eq(cen_count(w, "GrantRules", "DescribeGrantRulesToResource", list), 0);
    world_free(w);
}
END_TEST

/* There is no type for express connect routers on this side. */
START_TEST(is_seen_by_the_owner_of_the_cen)
{
    struct world *w = cen_world();

    change_grant(w, "GrantInstanceToTransitRouter", _i);

    cen_get(w, "", "DescribeGrantRulesToCen", "{'CenId':'cen-1','ProductType':'%s'}",
            grants[_i].seen_as);
    ck_assert_str_eq(reply_text(w, "GrantRules.GrantRule.0.ChildInstanceId"), grants[_i].id);
    world_free(w);
}
END_TEST

START_TEST(is_one_for_a_border_router)
{
    static const char list[] = "{'VbrInstanceRegionId':'cn-chengdu','CenId':'cen-1'}";
    static const char name[] = "'CenId':'cen-1','VbrInstanceId':'vbr-1',"
                               "'VbrInstanceRegionId':'cn-chengdu'";
    struct world *w = cen_world();

    cen_get(w, "", "EnableCenVbrHealthCheck", "{%s,'HealthCheckTargetIp':'10.0.0.2'}", name);
    cen_get(w, "", "EnableCenVbrHealthCheck",
            "{%s,'HealthCheckTargetIp':'10.0.0.2','HealthCheckInterval':3}", name);

    cen_get(w, "", "DescribeCenVbrHealthCheck", "%s", list);
    ck_assert_int_eq(reply_count(w, "VbrHealthChecks.VbrHealthCheck"), 1);
    const cJSON *item = json_at(w->reply, "VbrHealthChecks.VbrHealthCheck.0");
    ck_assert_int_eq((int)json_int(item, "HealthCheckInterval"), 3);
    ck_assert_int_eq((int)json_int(item, "HealthyThreshold"), 8);
    ck_assert_int_eq(strncmp(json_text_or(item, "HealthCheckSourceIp", ""), "100.96.", 7), 0);
    cen_get(w, "", "DisableCenVbrHealthCheck", "{%s}", name);
    ck_assert_int_eq(
        cen_count(w, "VbrHealthChecks.VbrHealthCheck", "DescribeCenVbrHealthCheck", list), 0);
    world_free(w);
}
END_TEST

START_TEST(is_made_changed_and_deleted)
{
    static const char name[] = "'RegionId':'cn-hangzhou','TransitRouterId':'tr-h'";
    struct world *w = cen_world();
    const char *id = cen_get(w, "TransitRouterCidrId", "CreateTransitRouterCidr",
                             "{%s,'Cidr':'10.40.0.0/16','Name':'two'}", name);
    id = arena_strz(w->arena, str_of(id));

    cen_get(w, "", "ModifyTransitRouterCidr",
            "{%s,'TransitRouterCidrId':'%s','Cidr':'10.41.0.0/16','PublishCidrRoute':false}", name,
            id);

    cen_get(w, "", "ListTransitRouterCidr", "{%s,'TransitRouterCidrId':'%s'}", name, id);
    ck_assert_str_eq(reply_text(w, "CidrLists.0.Cidr"), "10.41.0.0/16");
    ck_assert_str_eq(reply_text(w, "CidrLists.0.Name"), "two");
    ck_assert(!json_bool(w->reply, "CidrLists.0.PublishCidrRoute"));
    cen_get(w, "", "DeleteTransitRouterCidr", "{%s,'TransitRouterCidrId':'%s'}", name, id);
    cen_get(w, "", "ListTransitRouterCidr", "{%s}", name);
    ck_assert_int_eq(reply_count(w, "CidrLists"), 1);
    world_free(w);
}
END_TEST

START_TEST(comes_with_its_router)
{
    struct world *w = cen_world();

    const char *id = cen_get(w, "TransitRouterId", "CreateTransitRouter",
                             "{'CenId':'cen-1','RegionId':'cn-beijing','TransitRouterName':'TR3',"
                             "'SupportMulticast':true,'TransitRouterCidrList':[{'Cidr':"
                             "'10.50.0.0/24','Name':'first'}],'Tag':[{'Key':'a','Value':'b'}]}");

    cen_get(w, "", "ListTransitRouters", "{'TransitRouterId':'%s'}",
            arena_strz(w->arena, str_of(id)));
    ck_assert_str_eq(reply_text(w, "TransitRouters.0.TransitRouterCidrList.0.Name"), "first");
    ck_assert_str_eq(reply_text(w, "TransitRouters.0.TransitRouterName"), "TR3");
    ck_assert_str_eq(reply_text(w, "TransitRouters.0.Tags.0.Value"), "b");
    ck_assert(json_bool(w->reply, "TransitRouters.0.SupportMulticast"));
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("cen_child");
    TCase *network = tcase_create("a network of a CEN");
    TCase *grant = tcase_create("a grant");
    TCase *check = tcase_create("a check");
    TCase *block = tcase_create("a block of a router");

    tcase_add_test(network, brings_a_basic_router_where_there_is_none);
    tcase_add_test(network, shows_attachments_of_enterprise_routers);
    tcase_add_loop_test(grant, lets_a_cen_attach_what_is_another_accounts, 0,
                        (int)(sizeof(grants) / sizeof(grants[0])));
    tcase_add_loop_test(grant, is_seen_by_the_owner_of_the_network, 0,
                        (int)(sizeof(grants) / sizeof(grants[0])));
    tcase_add_loop_test(grant, is_seen_by_the_owner_of_the_cen, 0,
                        (int)(sizeof(grants) / sizeof(grants[0])) - 1);
    tcase_add_test(check, is_one_for_a_border_router);
    tcase_add_test(block, is_made_changed_and_deleted);
    tcase_add_test(block, comes_with_its_router);
    suite_add_tcase(s, network);
    suite_add_tcase(s, grant);
    suite_add_tcase(s, check);
    suite_add_tcase(s, block);
    return s;
}

TEST_MAIN(suite)
