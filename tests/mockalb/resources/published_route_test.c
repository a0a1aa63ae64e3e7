/*
 * Routes of a VPC that an express connect router is told of.
 */
#include "tests/test.h"

#include "base/json.h"
#include "refusals.h"

#include "harness.h"

#include "base/banned.h"

#define R "'RegionId':'cn-hangzhou'"

/* Two routes that stand; a border router's table with one. */
#define MORE                                                                                       \
    "{'data':[{'kind':'vpc/RouteEntry','id':'rte-1','body':{'RouteEntryId':'rte-1','RouteTableId'" \
    ":'vtb-a','DestinationCidrBlock':'192.168.0.0/17','Type':'Custom','Status':'Available',"       \
    "'NextHopType':'Instance','NextHopId':'i-a'}},{'kind':'vpc/RouteEntry','id':'rte-2','body':{"  \
    "'RouteEntryId':'rte-2','RouteTableId':'vtb-a','DestinationCidrBlock':'192.168.128.0/17',"     \
    "'Type':'Custom','Status':'Available','NextHopType':'Instance','NextHopId':'i-a'}},{'kind':"   \
    "'vpc/RouteTable','id':'vtb-vbr','body':{'RouteTableId':'vtb-vbr','RouterType':'VBR',"         \
    "'Status':'Available'}}]}"

#define PUBLISH  "vpc:PublishVpcRouteEntries"
#define WITHDRAW "vpc:WithdrawVpcPublishedRouteEntries"
#define LIST     "vpc:ListVpcPublishedRouteEntries"
#define NOTHING  NULL, NULL, AT_ONCE

#define ROUTE(table, block) "{'RouteTableId':'" table "','DestinationCidrBlock':'" block "'}"
#define ONE                 ROUTE("vtb-a", "192.168.0.0/17")
#define TWO                 ROUTE("vtb-a", "192.168.128.0/17")
#define TELL(type, target, routes)                                                                 \
    "{" R ",'TargetType':'" type "','TargetInstanceId':'" target "','RouteEntries':[" routes "]}"
#define OF(type, table, rest) "{" R ",'TargetType':'" type "','RouteTableId':'" table "'" rest "}"

static const struct late_refusal refusals[] = {
    /* clang-format off */
    { PUBLISH, NOTHING, TELL("TR", "ecr-a", ONE), "IllegalParam.TargetType" },
    { PUBLISH, NOTHING, TELL("ECR", "tr-a", ONE), "IllegalParam.TargetInstanceId" },
    { PUBLISH, NOTHING, TELL("ECR", "ecr-a", ROUTE("vtb-none", "192.168.0.0/17")), "InvalidRouteTableId.NotFound" },
    { PUBLISH, NOTHING, TELL("ECR", "ecr-a", ROUTE("vtb-vbr", "192.168.0.0/17")), "InvalidRouteTableId.NotFound" },
    { PUBLISH, NOTHING, TELL("ECR", "ecr-a", ONE "," ROUTE("vtb-a", "192.168.0.0/16")), "InvalidRouteEntry.NotFound" },
    { PUBLISH, NOTHING, TELL("ECR", "ecr-a", ROUTE("vtb-a", "10.0.1.0/24")), "InvalidRouteEntry.NotFound" }, /* a vSwitch's */
    { PUBLISH, "vpc:DeleteRouteEntry", "{'RouteEntryId':'rte-1'}", AT_ONCE, TELL("ECR", "ecr-a", ONE), "IncorrectRouteEntryStatus" },

    { WITHDRAW, NOTHING, TELL("TR", "ecr-a", ONE), "IllegalParam.TargetType" },
    { WITHDRAW, NOTHING, TELL("ECR", "tr-a", ONE), "IllegalParam.TargetInstanceId" },
    { WITHDRAW, NOTHING, TELL("ECR", "ecr-a", ONE), "InvalidRouteEntry.NotFound" },
    { WITHDRAW, PUBLISH, TELL("ECR", "ecr-a", ONE), LATER, TELL("ECR", "ecr-b", ONE), "InvalidRouteEntry.NotFound" },
    { WITHDRAW, PUBLISH, TELL("ECR", "ecr-a", ONE), LATER, TELL("ECR", "ecr-a", ONE "," TWO), "InvalidRouteEntry.NotFound" },

    { LIST, NOTHING, OF("TR", "vtb-a", ""), "IllegalParam.TargetType" },
    { LIST, NOTHING, OF("ECR", "vtb-a", ",'TargetInstanceId':'tr-a'"), "IllegalParam.TargetInstanceId" },
    { LIST, NOTHING, OF("ECR", "vtb-none", ""), "InvalidRouteTableId.NotFound" },
    { LIST, NOTHING, OF("ECR", "vtb-vbr", ""), "InvalidRouteTableId.NotFound" },
    /* clang-format on */
};

START_TEST(refuses)
{
    check_late_refusal(&refusals[_i], MORE);
}
END_TEST

START_TEST(is_told_and_taken_back)
{
    struct world *w = world_add(world_new(), MORE);

    get(w, "", PUBLISH, TELL("ECR", "ecr-a", ONE "," TWO));
    get(w, "", LIST, OF("ECR", "vtb-a", ""));
    ck_assert_int_eq(reply_count(w, "RouteEntries"), 2);
    ck_assert_str_eq(reply_text(w, "RouteEntries.0.RouteEntryId"), "rte-1");
    ck_assert_str_eq(reply_text(w, "RouteEntries.0.RouteTableId"), "vtb-a");
    ck_assert_str_eq(reply_text(w, "RouteEntries.0.DestinationCidrBlock"), "192.168.0.0/17");
    ck_assert_str_eq(reply_text(w, "RouteEntries.0.RoutePublishTargets.0.PublishStatus"),
                     "Published");
    ck_assert_str_eq(reply_text(w, "RouteEntries.0.RoutePublishTargets.0.PublishTargetType"),
                     "ECR");
    ck_assert_str_eq(reply_text(w, "RouteEntries.0.RoutePublishTargets.0.PublishTargetInstanceId"),
                     "ecr-a");
    get(w, "", WITHDRAW, TELL("ECR", "ecr-a", ONE));
    get(w, "", LIST, OF("ECR", "vtb-a", ""));

    ck_assert_int_eq(reply_count(w, "RouteEntries"), 1);
    ck_assert_str_eq(reply_text(w, "RouteEntries.0.RouteEntryId"), "rte-2");
    world_free(w);
}
END_TEST

START_TEST(is_told_twice_as_once)
{
    struct world *w = world_add(world_new(), MORE);

    get(w, "", PUBLISH, TELL("ECR", "ecr-a", ONE));
    get(w, "", PUBLISH, TELL("ECR", "ecr-a", ONE));
    get(w, "", LIST, OF("ECR", "vtb-a", ""));

    ck_assert_int_eq(reply_count(w, "RouteEntries.0.RoutePublishTargets"), 1);
    world_free(w);
}
END_TEST

START_TEST(goes_with_its_route)
{
    struct world *w = world_add(world_new(), MORE);

    get(w, "", PUBLISH, TELL("ECR", "ecr-a", ONE));
    get(w, "", "vpc:DeleteRouteEntry", "{'RouteEntryId':'rte-1'}");
    clock_advance(w->clock, 0);

    ck_assert_int_eq(count(w, "vpc/PublishedRoute"), 0);
    world_free(w);
}
END_TEST

/* One is told to two routers, the other to one of them. */
static const struct {
    const char *filter;
    int routes, targets;
} filters[] = {
    { "", 2, 2 },
    { ",'TargetInstanceId':'ecr-a'", 2, 1 },
    { ",'TargetInstanceId':'ecr-b'", 1, 1 },
    { ",'TargetInstanceId':'ecr-c'", 0, 0 },
    { ",'DestinationCidrBlock':'192.168.0.0/17'", 1, 2 },
    { ",'DestinationCidrBlock':'192.168.0.0/16'", 0, 0 },
};

START_TEST(is_listed_by_filters)
{
    struct world *w = world_add(world_new(), MORE);
    get(w, "", PUBLISH, TELL("ECR", "ecr-a", ONE "," TWO));
    get(w, "", PUBLISH, TELL("ECR", "ecr-b", ONE));

    get(w, "", LIST, OF("ECR", "vtb-a", "%s"), filters[_i].filter);

    ck_assert_int_eq(reply_count(w, "RouteEntries"), filters[_i].routes);
    ck_assert_int_eq(reply_count(w, "RouteEntries.0.RoutePublishTargets"), filters[_i].targets);
    world_free(w);
}
END_TEST

START_TEST(is_listed_by_pages)
{
    struct world *w = world_add(world_new(), MORE);
    get(w, "", PUBLISH, TELL("ECR", "ecr-a", ONE "," TWO));

    get(w, "", LIST, OF("ECR", "vtb-a", ",'MaxResults':1"));
    ck_assert_int_eq(reply_count(w, "RouteEntries"), 1);
    const char *token = arena_strz(w->arena, str_of(reply_text(w, "NextToken")));
    get(w, "", LIST, OF("ECR", "vtb-a", ",'MaxResults':1,'NextToken':'%s'"), token);

    ck_assert_str_eq(reply_text(w, "RouteEntries.0.RouteEntryId"), "rte-2");
    ck_assert_str_eq(reply_text(w, "NextToken"), "");
    world_free(w);
}
END_TEST

#define COUNT(rows) (int)(sizeof(rows) / sizeof((rows)[0]))

static Suite *suite(void)
{
    Suite *s = suite_create("published_route");
    TCase *t = tcase_create("a published route");

    tcase_add_loop_test(t, refuses, 0, COUNT(refusals));
    tcase_add_test(t, is_told_and_taken_back);
    tcase_add_test(t, is_told_twice_as_once);
    tcase_add_test(t, goes_with_its_route);
    tcase_add_loop_test(t, is_listed_by_filters, 0, COUNT(filters));
    tcase_add_test(t, is_listed_by_pages);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
