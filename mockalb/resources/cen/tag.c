/*
 * Tags of CENs and of what belongs to them. Attachments are one kind, told apart by their ResourceType.
 */
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/tagging.h"

#include "base/banned.h"

static const struct tagged_type types[] = {
    { "Cen", &kind_cen, ERR_cen_unknown, NULL },
    { "BandwidthPackage", &kind_cen_bandwidth_package, ERR_plan_unknown, NULL },
    { "TransitRouter", &kind_cen_transit_router, ERR_router_unknown, NULL },
    { "TransitRouterVpcAttachment", &kind_cen_attachment, ERR_attach_unknown, "VPC" },
    { "TransitRouterVbrAttachment", &kind_cen_attachment, ERR_attach_unknown, "VBR" },
    { "TransitRouterPeerAttachment", &kind_cen_attachment, ERR_attach_unknown, "TR" },
    { "TransitRouterVpnAttachment", &kind_cen_attachment, ERR_attach_unknown, "VPN" },
    { "TransitRouterRouteTable", &kind_cen_route_table, ERR_router_table_unknown, NULL },
    { NULL, NULL, 0, NULL },
};

static const struct tagging tagging = { types, ERR_illegal_param, TAGGING_is_central };

ACTION(cen, TagResources)
{
    return tagging_set(call, &tagging);
}

ACTION(cen, UntagResources)
{
    return tagging_drop(call, &tagging);
}

ACTION(cen, ListTagResources)
{
    return tagging_list(call, &tagging);
}
