/*
 * How the things of a CEN come and go (cen 1.2): each passes through its state, is not to be changed meanwhile,
 * and is absent when it is gone. And what making one does by itself, and what it does not (cen 0).
 */
#include <string.h>

#include "base/json.h"
#include "cen_scene.h"
#include "tests/test.h"

#include "base/banned.h"

/* What an action puts into a state, and what becomes of it. */
static const struct {
    const char *action, *params;
    const char *id;   /* the reply's member with the id, or the id itself when it has a "-" */
    const char *kind; /* of the object */
    const char *at_once, *later; /* "": it is gone */
} lives[] = {
    /* clang-format off */
    { "CreateCen", "{'Name':'second'}", "CenId", "cen/Cen", "Creating", "Active" },
    { "ModifyCenAttribute", "{'CenId':'cen-1','Name':'other'}", "cen-1", "cen/Cen", "Modifying", "Active" },
    { "DeleteCen", "{'CenId':'cen-bare'}", "cen-bare", "cen/Cen", "Deleting", "" },
    { "CreateTransitRouter", "{'CenId':'cen-1','RegionId':'cn-beijing'}", "TransitRouterId", "cen/TransitRouter", "Creating", "Active" },
    { "UpdateTransitRouter", "{'RegionId':'cn-hangzhou','TransitRouterId':'tr-h','TransitRouterName':'new'}", "tr-h", "cen/TransitRouter", "Modifying", "Active" },
    { "DeleteTransitRouter", "{'TransitRouterId':'tr-idle'}", "tr-idle", "cen/TransitRouter", "Deleting", "" },
    { "CreateTransitRouterVpcAttachment", "{'TransitRouterId':'tr-h','VpcId':'vpc-new','ZoneMappings':[{'ZoneId':'cn-hangzhou-h','VSwitchId':'vsw-new-h'}]}", "TransitRouterAttachmentId", "cen/Attachment", "Attaching", "Attached" },
    { "CreateTransitRouterVbrAttachment", "{'TransitRouterId':'tr-c','VbrId':'vbr-2'}", "TransitRouterAttachmentId", "cen/Attachment", "Attaching", "Attached" },
    { "CreateTransitRouterPeerAttachment", "{'TransitRouterId':'tr-h','PeerTransitRouterId':'tr-idle'}", "TransitRouterAttachmentId", "cen/Attachment", "Attaching", "Attached" },
    { "CreateTransitRouterVpnAttachment", "{'TransitRouterId':'tr-h','VpnId':'vco-1'}", "TransitRouterAttachmentId", "cen/Attachment", "Attaching", "Attached" },
    { "CreateTransitRouterEcrAttachment", "{'TransitRouterId':'tr-h','EcrId':'ecr-1'}", "TransitRouterAttachmentId", "cen/Attachment", "Attaching", "Attached" },
    { "UpdateTransitRouterVpcAttachmentAttribute", "{'TransitRouterAttachmentId':'tr-attach-a'}", "tr-attach-a", "cen/Attachment", "Modifying", "Attached" },
    { "UpdateTransitRouterVpcAttachmentZones", "{'TransitRouterAttachmentId':'tr-attach-a','AddZoneMappings':[{'ZoneId':'cn-hangzhou-i','VSwitchId':'vsw-i'}]}", "tr-attach-a", "cen/Attachment", "Modifying", "Attached" },
    { "UpdateTransitRouterVbrAttachmentAttribute", "{'TransitRouterAttachmentId':'tr-attach-v'}", "tr-attach-v", "cen/Attachment", "Modifying", "Attached" },
    { "UpdateTransitRouterPeerAttachmentAttribute", "{'TransitRouterAttachmentId':'tr-attach-p','Bandwidth':7}", "tr-attach-p", "cen/Attachment", "Modifying", "Attached" },
    { "DeleteTransitRouterVbrAttachment", "{'TransitRouterAttachmentId':'tr-attach-v'}", "tr-attach-v", "cen/Attachment", "Detaching", "" },
    { "DeleteTransitRouterVpcAttachment", "{'TransitRouterAttachmentId':'tr-attach-a','Force':true}", "tr-attach-a", "cen/Attachment", "Detaching", "" },
    { "DeleteTransitRouterPeerAttachment", "{'TransitRouterAttachmentId':'tr-attach-p','Force':true}", "tr-attach-p", "cen/Attachment", "Detaching", "" },
    { "CreateTransitRouterRouteTable", "{'TransitRouterId':'tr-h'}", "TransitRouterRouteTableId", "cen/RouteTable", "Creating", "Active" },
    { "DeleteTransitRouterRouteTable", "{'TransitRouterRouteTableId':'vtb-free'}", "vtb-free", "cen/RouteTable", "Deleting", "" },
    { "CreateTransitRouterRouteEntry", "{'TransitRouterRouteTableId':'vtb-h','TransitRouterRouteEntryNextHopType':'BlackHole','TransitRouterRouteEntryDestinationCidrBlock':'10.99.0.0/16'}", "TransitRouterRouteEntryId", "cen/RouteEntry", "Creating", "Active" },
    { "DeleteTransitRouterRouteEntry", "{'TransitRouterRouteEntryId':'rte-b'}", "rte-b", "cen/RouteEntry", "Deleting", "" },
    { "AssociateTransitRouterAttachmentWithRouteTable", "{'TransitRouterAttachmentId':'tr-attach-b','TransitRouterRouteTableId':'vtb-own'}", "tr-attach-b/vtb-own", "cen/Association", "Associating", "Active" },
    { "ReplaceTransitRouterRouteTableAssociation", "{'TransitRouterAttachmentId':'tr-attach-a','TransitRouterRouteTableId':'vtb-own'}", "tr-attach-a/vtb-own", "cen/Association", "Associating", "Active" },
    { "DissociateTransitRouterAttachmentFromRouteTable", "{'TransitRouterAttachmentId':'tr-attach-a','TransitRouterRouteTableId':'vtb-h'}", "tr-attach-a/vtb-h", "cen/Association", "Dissociating", "" },
    { "EnableTransitRouterRouteTablePropagation", "{'TransitRouterAttachmentId':'tr-attach-a','TransitRouterRouteTableId':'vtb-own'}", "tr-attach-a/vtb-own", "cen/Propagation", "Enabling", "Active" },
    { "DisableTransitRouterRouteTablePropagation", "{'TransitRouterAttachmentId':'tr-attach-a','TransitRouterRouteTableId':'vtb-h'}", "tr-attach-a/vtb-h", "cen/Propagation", "Disabling", "" },
    { "AttachCenChildInstance", "{'CenId':'cen-bare','ChildInstanceType':'VPC','ChildInstanceRegionId':'cn-hangzhou','ChildInstanceId':'vpc-new'}", "cen-bare/vpc-new", "cen/ChildInstance", "Attaching", "Attached" },
    { "DetachCenChildInstance", "{'CenId':'cen-old','ChildInstanceType':'VPC','ChildInstanceRegionId':'cn-hangzhou','ChildInstanceId':'vpc-child'}", "cen-old/vpc-child", "cen/ChildInstance", "Detaching", "" },
    { "SetCenInterRegionBandwidthLimit", "{'CenId':'cen-old','LocalRegionId':'cn-hangzhou','OppositeRegionId':'cn-chengdu','BandwidthLimit':2}", "cen-old/cn-chengdu/cn-hangzhou", "cen/BandwidthLimit", "Modifying", "Active" },
    { "CreateCenBandwidthPackage", "{'Bandwidth':5,'GeographicRegionAId':'China','GeographicRegionBId':'China','AutoPay':true}", "CenBandwidthPackageId", "cen/BandwidthPackage", "Idle", "Idle" },
    { "AssociateCenBandwidthPackage", "{'CenId':'cen-1','CenBandwidthPackageId':'cenbwp-free'}", "cenbwp-free", "cen/BandwidthPackage", "InUse", "InUse" },
    { "UnassociateCenBandwidthPackage", "{'CenId':'cen-1','CenBandwidthPackageId':'cenbwp-bound'}", "cenbwp-bound", "cen/BandwidthPackage", "Idle", "Idle" },
    { "DeleteCenBandwidthPackage", "{'CenBandwidthPackageId':'cenbwp-free'}", "cenbwp-free", "cen/BandwidthPackage", "", "" },
    /* clang-format on */
};

START_TEST(passes_through_its_state)
{
    struct world *w = cen_world_realistic();

    const char *id = cen_get(w, lives[_i].id, lives[_i].action, "%s", lives[_i].params);

    id = strchr(lives[_i].id, '-') ? lives[_i].id : arena_strz(w->arena, str_of(id));
    ck_assert_msg(strcmp(state_of(w, lives[_i].kind, id), lives[_i].at_once) == 0,
                  "cen 1.2 %s: %s is %s, not %s", lives[_i].action, id,
                  state_of(w, lives[_i].kind, id), lives[_i].at_once);
    clock_advance(w->clock, 60000);
    ck_assert_msg(strcmp(state_of(w, lives[_i].kind, id), lives[_i].later) == 0,
                  "cen 1.2 %s: %s became %s, not %s", lives[_i].action, id,
                  state_of(w, lives[_i].kind, id), lives[_i].later);
    world_free(w);
}
END_TEST

/* cen 0.1: the API does nothing by itself that the console does. */
START_TEST(has_no_association_propagation_or_route_at_first)
{
    struct world *w = cen_world();
    const char *id = cen_get(w, "TransitRouterAttachmentId", "CreateTransitRouterVpcAttachment",
                             "{'TransitRouterId':'tr-h','VpcId':'vpc-new','ZoneMappings':[{"
                             "'ZoneId':'cn-hangzhou-h','VSwitchId':'vsw-new-h'}]}");
    id = arena_strz(w->arena, str_of(id));

    cen_get(w, "", "ListTransitRouterVpcAttachments", "{'TransitRouterAttachmentId':'%s'}", id);

    ck_assert_str_eq(reply_text(w, "TransitRouterAttachments.0.Status"), "Attached");
    ck_assert(!json_bool(w->reply, "TransitRouterAttachments.0.AutoPublishRouteEnabled"));
    ck_assert(json_at(w->reply, "TransitRouterAttachments.0.AutoPublishRouteEnabled"));
    cen_get(w, "", "ListTransitRouterRouteTableAssociations", "{'TransitRouterAttachmentId':'%s'}",
            id);
    ck_assert_int_eq(reply_count(w, "TransitRouterAssociations"), 0);
    cen_get(w, "", "ListTransitRouterRouteEntries",
            "{'TransitRouterRouteTableId':'vtb-h','TransitRouterRouteEntryNextHopId':'%s'}", id);
    ck_assert_int_eq(reply_count(w, "TransitRouterRouteEntries"), 0);
    world_free(w);
}
END_TEST

/* cen 1.5: an interface in each zone, gone with the attachment or its zone. */
START_TEST(has_an_interface_in_each_zone)
{
    struct world *w = cen_world();
    int before = count(w, "ecs/NetworkInterface");
    const char *id = cen_get(w, "TransitRouterAttachmentId", "CreateTransitRouterVpcAttachment",
                             "{'TransitRouterId':'tr-h','VpcId':'vpc-new','ZoneMappings':[{"
                             "'ZoneId':'cn-hangzhou-h','VSwitchId':'vsw-new-h'},{'ZoneId':"
                             "'cn-hangzhou-i','VSwitchId':'vsw-new-i'}]}");
    id = arena_strz(w->arena, str_of(id));
    cen_get(w, "", "ListTransitRouterVpcAttachments", "{'TransitRouterAttachmentId':'%s'}", id);
    const char *eni = reply_text(w, "TransitRouterAttachments.0.ZoneMappings.1.NetworkInterfaceId");

    const struct object *interface = find(w, "ecs/NetworkInterface", eni);
    ck_assert(interface);
    ck_assert_str_eq(json_text(interface->body, "VSwitchId"), "vsw-new-i");
    ck_assert_int_eq(strncmp(json_text(interface->body, "PrivateIpAddress"), "10.8.2.", 7), 0);
    ck_assert_int_eq(count(w, "ecs/NetworkInterface"), before + 2);
    cen_get(w, "", "UpdateTransitRouterVpcAttachmentZones",
            "{'TransitRouterAttachmentId':'%s','AddZoneMappings':[{'ZoneId':'cn-hangzhou-j',"
            "'VSwitchId':'vsw-new-j'}],'RemoveZoneMappings':[{'ZoneId':'cn-hangzhou-h',"
            "'VSwitchId':'vsw-new-h'},{'ZoneId':'cn-hangzhou-i','VSwitchId':'vsw-new-i'}]}",
            id);
    ck_assert_int_eq(count(w, "ecs/NetworkInterface"), before + 1);
    cen_get(w, "", "DeleteTransitRouterVpcAttachment", "{'TransitRouterAttachmentId':'%s'}", id);
    ck_assert_int_eq(count(w, "ecs/NetworkInterface"), before);
    world_free(w);
}
END_TEST

/* cen 1.4: attaching where no router is makes one, with a system table; and the next finds it. */
static const struct {
    const char *action, *params;
} makers[] = {
    { "CreateTransitRouterVpcAttachment",
      "{'CenId':'cen-bare','RegionId':'cn-hangzhou','VpcId':'vpc-a','ZoneMappings':[{'ZoneId':"
      "'cn-hangzhou-h','VSwitchId':'vsw-h'}]}" },
    { "CreateTransitRouterVbrAttachment",
      "{'CenId':'cen-bare','RegionId':'cn-chengdu','VbrId':'vbr-2'}" },
};

START_TEST(makes_the_router_that_is_missing)
{
    struct world *w = cen_world();

    cen_get(w, "", makers[_i].action, "%s", makers[_i].params);

    cen_get(w, "", "ListTransitRouters", "{'CenId':'cen-bare'}");
    ck_assert_int_eq(reply_count(w, "TransitRouters"), 1);
    ck_assert_str_eq(reply_text(w, "TransitRouters.0.Type"), "Enterprise");
    ck_assert_str_eq(reply_text(w, "TransitRouters.0.Status"), "Active");
    const char *router =
        arena_strz(w->arena, str_of(reply_text(w, "TransitRouters.0.TransitRouterId")));
    cen_get(w, "", "ListTransitRouterRouteTables", "{'TransitRouterId':'%s'}", router);
    ck_assert_int_eq(reply_count(w, "TransitRouterRouteTables"), 1);
    ck_assert_str_eq(reply_text(w, "TransitRouterRouteTables.0.TransitRouterRouteTableType"),
                     "System");
    ck_assert_str_eq(reply_text(w, "TransitRouterRouteTables.0.TransitRouterRouteTableStatus"),
                     "Active");
    world_free(w);
}
END_TEST

/* cen 0.5: one attachment of two routers has an association with a table of each. */
START_TEST(of_two_routers_joins_a_table_of_each)
{
    struct world *w = cen_world();

    cen_get(w, "", "AssociateTransitRouterAttachmentWithRouteTable",
            "{'TransitRouterAttachmentId':'tr-attach-p','TransitRouterRouteTableId':'vtb-h'}");

    cen_get(w, "", "ListTransitRouterRouteTableAssociations",
            "{'TransitRouterAttachmentId':'tr-attach-p'}");
    ck_assert_int_eq(reply_count(w, "TransitRouterAssociations"), 2);
    ck_assert_str_eq(reply_text(w, "TransitRouterAssociations.1.ResourceId"), "tr-c");
    ck_assert_str_eq(reply_text(w, "TransitRouterAssociations.0.ResourceId"), "tr-h");
    ck_assert_str_eq(cen_answer(w, "AssociateTransitRouterAttachmentWithRouteTable",
                                "{'TransitRouterAttachmentId':'tr-attach-p',"
                                "'TransitRouterRouteTableId':'vtb-own'}"),
                     "IncorrectStatus.AttachmentOrRouteTable");
    world_free(w);
}
END_TEST

/* cen 1.11: in the documented order everything goes, and what is there meanwhile is less and less. */
static const struct {
    const char *action, *params;
} teardown[] = {
    { "DeleteTransitRouterRouteEntry", "{'TransitRouterRouteEntryId':'rte-b'}" },
    { "DeleteTransitRouterRouteEntry",
      "{'TransitRouterRouteTableId':'vtb-h','TransitRouterRouteEntryDestinationCidrBlock':"
      "'10.0.0.0/8','TransitRouterRouteEntryNextHopType':'BlackHole'}" },
    { "DisableTransitRouterRouteTablePropagation",
      "{'TransitRouterAttachmentId':'tr-attach-b','TransitRouterRouteTableId':'vtb-own'}" },
    { "DissociateTransitRouterAttachmentFromRouteTable",
      "{'TransitRouterAttachmentId':'tr-attach-p','TransitRouterRouteTableId':'vtb-c'}" },
    { "DeleteTransitRouterPeerAttachment", "{'TransitRouterAttachmentId':'tr-attach-p'}" },
    { "DeleteTransitRouterVbrAttachment", "{'TransitRouterAttachmentId':'tr-attach-v'}" },
    { "DeleteTransitRouterVpcAttachment", "{'TransitRouterAttachmentId':'tr-attach-b'}" },
    { "DeleteTransitRouterVpcAttachment",
      "{'TransitRouterAttachmentId':'tr-attach-a','Force':true}" },
    { "DeleteTransitRouterRouteTable", "{'TransitRouterRouteTableId':'vtb-own'}" },
    { "DeleteTransitRouterRouteTable", "{'TransitRouterRouteTableId':'vtb-free'}" },
    { "DeleteTransitRouter", "{'TransitRouterId':'tr-h'}" },
    { "DeleteTransitRouter", "{'TransitRouterId':'tr-c'}" },
    { "UnassociateCenBandwidthPackage",
      "{'CenId':'cen-1','CenBandwidthPackageId':'cenbwp-bound'}" },
    { "DeleteCen", "{'CenId':'cen-1'}" },
};

static bool is_left(void *arg, const struct object *o)
{
    int *left = arg;

    *left += json_is_text(json_get(o->body, "CenId"), "cen-1");
    return true;
}

static int left_of_cen(struct world *w)
{
    static const char *const kinds[] = { "cen/Cen", "cen/TransitRouter", "cen/Attachment" };
    int left = 0;

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        store_each(w->store, cloud_kind(kinds[i]), NULL, is_left, &left);
    return left;
}

START_TEST(is_torn_down_in_the_documented_order)
{
    struct world *w = cen_world();

    for (size_t i = 0; i < sizeof(teardown) / sizeof(teardown[0]); i++)
        ck_assert_msg(!*cen_answer(w, teardown[i].action, "%s", teardown[i].params),
                      "step %zu, %s: %s", i, teardown[i].action, w->code);
    clock_advance(w->clock, 0);

    ck_assert_int_eq(left_of_cen(w), 0);
    ck_assert_str_eq(state_of(w, "cen/BandwidthPackage", "cenbwp-bound"), "Idle");
    world_free(w);
}
END_TEST

/* What belonged to what went is gone as well; what did not is there. */
static const struct {
    const char *kind, *id;
    bool stays;
} remains[] = {
    { "cen/RouteTable", "vtb-h", false },
    { "cen/RouteTable", "vtb-c", false },
    { "cen/Cidr", "cidr-1", false },
    { "vpc/RouteEntry", "rte-to-tr", false },
    { "vpc/RouteEntry", "rte-nat", true },
    { "vpc/Vpc", "vpc-a", true },
    { "cen/TransitRouter", "tr-basic", true },
    { "cen/Association", "tr-attach-a/vtb-h", false },
    { "cen/Propagation", "tr-attach-a/vtb-h", false },
};

START_TEST(takes_along_what_it_owns)
{
    struct world *w = cen_world();

    for (size_t i = 0; i < sizeof(teardown) / sizeof(teardown[0]); i++)
        cen_get(w, "", teardown[i].action, "%s", teardown[i].params);
    clock_advance(w->clock, 0);

    ck_assert_msg(!!find(w, remains[_i].kind, remains[_i].id) == remains[_i].stays, "%s",
                  remains[_i].id);
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("cen_life");
    TCase *thing = tcase_create("a thing of a CEN");
    TCase *attachment = tcase_create("an attachment");

    tcase_add_loop_test(thing, passes_through_its_state, 0,
                        (int)(sizeof(lives) / sizeof(lives[0])));
    tcase_add_test(thing, is_torn_down_in_the_documented_order);
    tcase_add_loop_test(thing, takes_along_what_it_owns, 0,
                        (int)(sizeof(remains) / sizeof(remains[0])));
    tcase_add_test(attachment, has_no_association_propagation_or_route_at_first);
    tcase_add_test(attachment, has_an_interface_in_each_zone);
    tcase_add_loop_test(attachment, makes_the_router_that_is_missing, 0,
                        (int)(sizeof(makers) / sizeof(makers[0])));
    tcase_add_test(attachment, of_two_routers_joins_a_table_of_each);
    suite_add_tcase(s, thing);
    suite_add_tcase(s, attachment);
    return s;
}

TEST_MAIN(suite)
