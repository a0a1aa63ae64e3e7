/*
 * Tags of networks and of what belongs to them.
 */
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/tagging.h"

#include "base/banned.h"

static const struct tagged_type types[] = {
    { "VPC", &kind_vpc, ERR_tagged_absent, NULL },
    { "VSWITCH", &kind_vswitch, ERR_tagged_absent, NULL },
    { "ROUTETABLE", &kind_route_table, ERR_tagged_absent, NULL },
    { "EIP", &kind_eip, ERR_tagged_absent, NULL },
    { "COMMONBANDWIDTHPACKAGE", &kind_bandwidth_package, ERR_tagged_absent, NULL },
    { "VPNGATEWAY", &kind_vpn_gateway, ERR_tagged_absent, NULL },
    { NULL, NULL, 0, NULL },
};

static const struct tagging tagging = { types, ERR_tagged_absent,
                                        TAGGING_keys_once | TAGGING_lists_named };

ACTION(vpc, TagResources)
{
    return tagging_set(call, &tagging);
}

ACTION(vpc, UnTagResources)
{
    return tagging_drop(call, &tagging);
}

ACTION(vpc, ListTagResources)
{
    return tagging_list(call, &tagging);
}
