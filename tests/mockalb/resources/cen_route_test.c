/*
 * Static routes of transit routers' tables, what is propagated beside them, and the lists' filters (cen 1.8).
 */
#include <string.h>

#include "base/json.h"
#include "cen_scene.h"
#include "tests/test.h"

#include "base/banned.h"

#define FILTER(key, value) "'RouteFilter':[{'Key':'" key "','Value':['" value "']}]"

/*
 * In vtb-h: 10.0.0.0/8 into a black hole and 10.20.0.0/16 to vpc-b, static; 10.0.1.0/24 and 10.0.2.0/24 of
 * vpc-a, propagated.
 */
static const struct {
    const char *filter, *found; /* destinations, in the order of the list */
} filters[] = {
    /* clang-format off */
    { "'TransitRouterRouteEntryStatus':'Active'", "10.0.0.0/8 10.0.1.0/24 10.0.2.0/24 10.20.0.0/16" },
    { "'TransitRouterRouteEntryStatus':'All'", "10.0.0.0/8 10.0.1.0/24 10.0.2.0/24 10.20.0.0/16" },
    { "'TransitRouterRouteEntryStatus':'Rejected'", "" },
    { "'TransitRouterRouteEntryType':'Static'", "10.0.0.0/8 10.20.0.0/16" },
    { "'TransitRouterRouteEntryType':'Propagated'", "10.0.1.0/24 10.0.2.0/24" },
    { "'TransitRouterRouteEntryDestinationCidrBlock':'10.0.1.0/24'", "10.0.1.0/24" },
    { "'TransitRouterRouteEntryIds':['rte-b','rte-none']", "10.20.0.0/16" },
    { "'TransitRouterRouteEntryNames':['hole']", "10.0.0.0/8" },
    { "'TransitRouterRouteEntryNextHopType':'BlackHole'", "10.0.0.0/8" },
    { "'TransitRouterRouteEntryNextHopId':'tr-attach-a'", "10.0.1.0/24 10.0.2.0/24" },
    { "'TransitRouterRouteEntryNextHopResourceId':'vpc-b'", "10.20.0.0/16" },
    { "'TransitRouterRouteEntryNextHopResourceType':'VBR'", "" },
    { "'TransitRouterRouteEntryOriginResourceId':'vpc-a'", "10.0.1.0/24 10.0.2.0/24" },
    { "'PrefixListId':'pl-1'", "" },
    { FILTER("PrefixExactMatchCidrs", "10.0.1.0/24"), "10.0.1.0/24" },
    { FILTER("PrefixExactMatchCidrs", "10.0.1.0/25"), "" },
    { FILTER("SubnetOfMatchCidrs", "10.0.0.0/16"), "10.0.1.0/24 10.0.2.0/24" },
    { FILTER("SubnetOfMatchCidrs", "10.0.0.0/8"), "10.0.0.0/8 10.0.1.0/24 10.0.2.0/24 10.20.0.0/16" },
    { FILTER("SupernetOfMatchCidrs", "10.0.1.128/25"), "10.0.0.0/8 10.0.1.0/24" },
    { FILTER("LongestPrefixMatchCidrs", "10.0.1.7/32"), "10.0.1.0/24" },
    { FILTER("LongestPrefixMatchCidrs", "10.0.9.7/32"), "10.0.0.0/8" },
    { FILTER("LongestPrefixMatchCidrs", "10.0.1.7/32','10.20.9.9/32"), "10.0.1.0/24 10.20.0.0/16" },
    { FILTER("LongestPrefixMatchCidrs", "192.168.0.1/32"), "" },
    { FILTER("LongestPrefixMatchCidrs", "10.0.1.7/32") ",'TransitRouterRouteEntryType':'Static'", "10.0.0.0/8" },
    { "'RouteFilter':[{'Key':'SubnetOfMatchCidrs','Value':['10.0.0.0/16']},{'Key':'SupernetOfMatchCidrs','Value':['10.0.2.1/32']}]", "10.0.2.0/24" },
    /* clang-format on */
};

static const char *destinations(struct world *w, const char *list, const char *member)
{
    struct buf text = BUF_LIMIT(4096);
    const cJSON *item;

    cJSON_ArrayForEach(item, json_at(w->reply, list))
        buf_printf(&text, "%s%s", text.len ? " " : "", json_text_or(item, member, "?"));
    const char *all = arena_strz(w->arena, buf_str(&text));
    buf_done(&text);
    return all;
}

static const char *routes(struct world *w, const char *table, const char *more)
{
    cen_get(w, "", "ListTransitRouterRouteEntries", "{'TransitRouterRouteTableId':'%s'%s%s}", table,
            *more ? "," : "", more);
    return destinations(w, "TransitRouterRouteEntries",
                        "TransitRouterRouteEntryDestinationCidrBlock");
}

START_TEST(is_found_by_each_filter)
{
    struct world *w = cen_world();

    const char *found = routes(w, "vtb-h", filters[_i].filter);

    ck_assert_msg(strcmp(found, filters[_i].found) == 0, "cen 1.8 %s: found '%s', not '%s'",
                  filters[_i].filter, found, filters[_i].found);
    world_free(w);
}
END_TEST

START_TEST(is_shown_only_when_it_is_active_unless_asked)
{
    struct world *w = cen_world_realistic();
    cen_get(w, "", "CreateTransitRouterRouteEntry",
            "{'TransitRouterRouteTableId':'vtb-own','TransitRouterRouteEntryNextHopType':"
            "'BlackHole','TransitRouterRouteEntryDestinationCidrBlock':'10.99.0.0/16'}");

    ck_assert_str_eq(routes(w, "vtb-own", "'TransitRouterRouteEntryType':'Static'"), "");
    ck_assert_str_eq(routes(w, "vtb-own",
                            "'TransitRouterRouteEntryType':'Static',"
                            "'TransitRouterRouteEntryStatus':'All'"),
                     "10.99.0.0/16");
    ck_assert_str_eq(reply_text(w, "TransitRouterRouteEntries.0.TransitRouterRouteEntryStatus"),
                     "Creating");
    clock_advance(w->clock, 60000);
    ck_assert_str_eq(routes(w, "vtb-own", "'TransitRouterRouteEntryType':'Static'"),
                     "10.99.0.0/16");
    world_free(w);
}
END_TEST

START_TEST(of_each_type_says_what_it_is)
{
    struct world *w = cen_world();
    const char *id =
        cen_get(w, "TransitRouterRouteEntryId", "CreateTransitRouterRouteEntry",
                "{'TransitRouterRouteTableId':'vtb-c','TransitRouterRouteEntryNextHopType':"
                "'Attachment','TransitRouterRouteEntryNextHopId':'tr-attach-p',"
                "'TransitRouterRouteEntryDestinationCidrBlock':'100.117.130.0/25',"
                "'TransitRouterRouteEntryName':'back'}");
    id = arena_strz(w->arena, str_of(id));

    routes(w, "vtb-c", "");
    const cJSON *item = json_at(w->reply, "TransitRouterRouteEntries.0");
    ck_assert_str_eq(json_text_or(item, "TransitRouterRouteEntryId", ""), id);
    ck_assert_str_eq(json_text_or(item, "TransitRouterRouteEntryName", ""), "back");
    ck_assert_str_eq(json_text_or(item, "TransitRouterRouteEntryNextHopResourceType", ""), "TR");
    ck_assert_str_eq(json_text_or(item, "TransitRouterRouteEntryNextHopResourceId", ""), "tr-h");
    ck_assert(json_bool(item, "OperationalMode"));
    ck_assert_str_eq(json_text_or(item, "PathAttributes.OriginRouteType", ""), "static");

    routes(w, "vtb-h", "'TransitRouterRouteEntryType':'Propagated'");
    item = json_at(w->reply, "TransitRouterRouteEntries.0");
    ck_assert(!json_get(item, "TransitRouterRouteEntryId"));
    ck_assert(!json_bool(item, "OperationalMode"));
    ck_assert_str_eq(json_text_or(item, "TransitRouterRouteEntryNextHopResourceId", ""), "vpc-a");
    ck_assert_str_eq(json_text_or(item, "PathAttributes.OriginRouteType", ""), "System");
    world_free(w);
}
END_TEST

START_TEST(is_renamed_and_deleted_by_what_it_is)
{
    struct world *w = cen_world();

    cen_get(w, "", "UpdateTransitRouterRouteEntry",
            "{'TransitRouterRouteEntryId':'rte-b','TransitRouterRouteEntryName':'renamed',"
            "'TransitRouterRouteEntryDescription':'to VPC2'}");
    ck_assert_str_eq(routes(w, "vtb-h", "'TransitRouterRouteEntryNames':['renamed']"),
                     "10.20.0.0/16");
    cen_get(w, "", "DeleteTransitRouterRouteEntry",
            "{'TransitRouterRouteTableId':'vtb-h','TransitRouterRouteEntryDestinationCidrBlock':"
            "'10.20.0.0/16','TransitRouterRouteEntryNextHopType':'Attachment',"
            "'TransitRouterRouteEntryNextHopId':'tr-attach-b'}");
    ck_assert_str_eq(routes(w, "vtb-h", "'TransitRouterRouteEntryType':'Static'"), "10.0.0.0/8");
    world_free(w);
}
END_TEST

/* A page is as long as was asked, and the next begins where it ended. */
START_TEST(is_listed_by_pages)
{
    struct world *w = cen_world();

    ck_assert_str_eq(routes(w, "vtb-h", "'MaxResults':3"), "10.0.0.0/8 10.0.1.0/24 10.0.2.0/24");
    ck_assert_int_eq((int)json_int(w->reply, "TotalCount"), 4);
    const char *token = arena_strz(w->arena, str_of(reply_text(w, "NextToken")));
    ck_assert_str_eq(
        routes(w, "vtb-h", arena_printf(w->arena, "'MaxResults':3,'NextToken':'%s'", token)),
        "10.20.0.0/16");
    ck_assert_str_eq(reply_text(w, "NextToken"), "");
    world_free(w);
}
END_TEST

/* cen 1.8: a custom route of a VPC's system table only when it was published. */
START_TEST(of_a_vpc_is_learned_when_it_is_published)
{
    static const char name[] =
        "{'CenId':'cen-1','ChildInstanceId':'vpc-a','ChildInstanceType':'VPC',"
        "'ChildInstanceRegionId':'cn-hangzhou','ChildInstanceRouteTableId':'vtb-a',"
        "'DestinationCidrBlock':'0.0.0.0/0'}";
    struct world *w = cen_world();
    cen_get(w, "", "DescribePublishedRouteEntries", "%s", name);
    ck_assert_str_eq(reply_text(w, "PublishedRouteEntries.PublishedRouteEntry.0.PublishStatus"),
                     "NonPublished");
    ck_assert_str_eq(routes(w, "vtb-h", FILTER("PrefixExactMatchCidrs", "0.0.0.0/0")), "");

    cen_get(w, "", "PublishRouteEntries", "%s", name);

    ck_assert_str_eq(routes(w, "vtb-h", FILTER("PrefixExactMatchCidrs", "0.0.0.0/0")), "0.0.0.0/0");
    cen_get(w, "", "DescribePublishedRouteEntries", "%s", name);
    ck_assert_str_eq(reply_text(w, "PublishedRouteEntries.PublishedRouteEntry.0.PublishStatus"),
                     "Published");
    cen_get(w, "", "PublishRouteEntries", "%s", name);
    cen_get(w, "", "WithdrawPublishedRouteEntries", "%s", name);
    ck_assert_str_eq(routes(w, "vtb-h", FILTER("PrefixExactMatchCidrs", "0.0.0.0/0")), "");
    world_free(w);
}
END_TEST

static const struct {
    const char *params, *found;
} published[] = {
    { "'ChildInstanceId':'vpc-a','ChildInstanceType':'VPC','ChildInstanceRegionId':'cn-hangzhou'",
      "10.0.1.0/24 Published, 10.0.2.0/24 Published, 0.0.0.0/0 NonPublished, "
      "192.168.0.0/16 NonPublished" },
    { "'ChildInstanceId':'vbr-1','ChildInstanceType':'VBR','ChildInstanceRegionId':'cn-chengdu'",
      "192.168.20.0/24 Published" },
    { "'ChildInstanceId':'vpc-a','ChildInstanceType':'VPC','ChildInstanceRegionId':'cn-hangzhou',"
      "'DestinationCidrBlock':'10.0.2.0/24'",
      "10.0.2.0/24 Published" },
    { "'ChildInstanceId':'vpc-a','ChildInstanceType':'VPC','ChildInstanceRegionId':'cn-hangzhou',"
      "'ChildInstanceRouteTableId':'vtb-other'",
      "" },
};

START_TEST(of_a_network_is_published_or_not)
{
    struct world *w = cen_world();
    struct buf text = BUF_LIMIT(4096);
    const cJSON *item;

    cen_get(w, "", "DescribePublishedRouteEntries", "{'CenId':'cen-1',%s}", published[_i].params);

    cJSON_ArrayForEach(item, json_at(w->reply, "PublishedRouteEntries.PublishedRouteEntry"))
        buf_printf(&text, "%s%s %s", text.len ? ", " : "",
                   json_text_or(item, "DestinationCidrBlock", ""),
                   json_text_or(item, "PublishStatus", ""));
    buf_add_char(&text, '\n');
    ck_assert_str_eq(buf_str(&text).at, arena_printf(w->arena, "%s\n", published[_i].found));
    buf_done(&text);
    world_free(w);
}
END_TEST

static const struct {
    const char *params, *found;
} domains[] = {
    { "{'CenId':'cen-old','CenRegionId':'cn-hangzhou'}", "10.9.1.0/24" },
    { "{'CenId':'cen-old','CenRegionId':'cn-chengdu'}", "192.168.1.0/24" },
    { "{'CenId':'cen-1','CenRegionId':'cn-hangzhou'}",
      "10.0.0.0/8 10.0.1.0/24 10.0.2.0/24 10.20.0.0/16" },
    { "{'CenId':'cen-1','CenRegionId':'cn-hangzhou','Status':'Rejected'}", "" },
    { "{'CenId':'cen-1','CenRegionId':'cn-hangzhou','DestinationCidrBlock':'10.0.1.0/24'}",
      "10.0.1.0/24" },
    { "{'CenId':'cen-1','CenRegionId':'cn-beijing'}", "" },
};

START_TEST(of_a_region_is_that_of_its_system_table)
{
    struct world *w = cen_world();

    cen_get(w, "", "DescribeCenRegionDomainRouteEntries", "%s", domains[_i].params);

    ck_assert_str_eq(destinations(w, "CenRouteEntries.CenRouteEntry", "DestinationCidrBlock"),
                     domains[_i].found);
    world_free(w);
}
END_TEST

/* cen 1.4: a Basic router has what the CEN's networks have, and of other regions by their bandwidth. */
START_TEST(comes_to_a_basic_router_with_bandwidth)
{
    struct world *w = cen_world();

    cen_get(w, "", "SetCenInterRegionBandwidthLimit",
            "{'CenId':'cen-old','LocalRegionId':'cn-hangzhou','OppositeRegionId':'cn-chengdu',"
            "'BandwidthLimit':2}");

    cen_get(w, "", "DescribeCenRegionDomainRouteEntries",
            "{'CenId':'cen-old','CenRegionId':'cn-hangzhou'}");
    ck_assert_str_eq(destinations(w, "CenRouteEntries.CenRouteEntry", "DestinationCidrBlock"),
                     "10.9.1.0/24 192.168.1.0/24");
    ck_assert_str_eq(reply_text(w, "CenRouteEntries.CenRouteEntry.1.NextHopRegionId"),
                     "cn-chengdu");
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("cen_route");
    TCase *route = tcase_create("a route");

    tcase_add_loop_test(route, is_found_by_each_filter, 0,
                        (int)(sizeof(filters) / sizeof(filters[0])));
    tcase_add_test(route, is_shown_only_when_it_is_active_unless_asked);
    tcase_add_test(route, of_each_type_says_what_it_is);
    tcase_add_test(route, is_renamed_and_deleted_by_what_it_is);
    tcase_add_test(route, is_listed_by_pages);
    tcase_add_test(route, of_a_vpc_is_learned_when_it_is_published);
    tcase_add_loop_test(route, of_a_network_is_published_or_not, 0,
                        (int)(sizeof(published) / sizeof(published[0])));
    tcase_add_loop_test(route, of_a_region_is_that_of_its_system_table, 0,
                        (int)(sizeof(domains) / sizeof(domains[0])));
    tcase_add_test(route, comes_to_a_basic_router_with_bandwidth);
    suite_add_tcase(s, route);
    return s;
}

TEST_MAIN(suite)
