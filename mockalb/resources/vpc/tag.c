/*
 * Tags of networks and of what belongs to them.
 */
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/tagging.h"

#include "base/banned.h"

static const struct tagged_type types[] = {
    { "VPC", &kind_vpc },
    { "VSWITCH", &kind_vswitch },
    { "ROUTETABLE", &kind_route_table },
    { "EIP", &kind_eip },
    { "COMMONBANDWIDTHPACKAGE", &kind_bandwidth_package },
    { "VPNGATEWAY", &kind_vpn_gateway },
    { NULL, NULL },
};

ACTION(vpc, TagResources)
{
    return tagging_set(call, types);
}

ACTION(vpc, UnTagResources)
{
    return tagging_drop(call, types);
}

ACTION(vpc, ListTagResources)
{
    return tagging_list(call, types);
}
