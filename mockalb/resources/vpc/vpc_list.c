/*
 * VPCs as the Describe actions show them: with what is in them, and the CEN that they are attached to.
 */
#include <stdlib.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/reply.h"
#include "mockalb/resources/vpc/associated_cen.h"
#include "mockalb/resources/vpc/filters.h"

#include "base/banned.h"

static bool push_id(void *arg, const struct object *o)
{
    json_push_text(arg, o->id);
    return true;
}

static void add_children(struct call *call, cJSON *to, const struct object *vpc,
                         const struct kind *k, const char *name, const char *inner)
{
    store_children(call->store, k, vpc->id, push_id,
                   json_add_array(json_add_object(to, name), inner));
}

ACTION(vpc, DescribeVpcAttribute)
{
    const struct object *vpc = param_object(call, "VpcId", &kind_vpc);

    if (!vpc)
        return refuse(call, ERR_vpc_unknown);
    show_known(call->reply, call->action->reply, vpc->body);
    add_children(call, call->reply, vpc, &kind_vswitch, "VSwitchIds", "VSwitchId");
    add_associated_cens(call, call->reply, vpc->id);
    return NULL;
}

static bool vpc_wanted(struct call *call, const struct object *o)
{
    return filter_ids(call, "VpcId", o->id) &&
           filter_number(call, "VpcOwnerId", o->body, "OwnerId") &&
           filter_text(call, "VpcName", json_text(o->body, "VpcName")) &&
           filter_text(call, "ResourceGroupId", json_text(o->body, "ResourceGroupId")) &&
           filter_text(call, "DhcpOptionsSetId", json_text(o->body, "DhcpOptionsSetId")) &&
           filter_bool(call, "IsDefault", json_bool(o->body, "IsDefault")) &&
           filter_bool(call, "EnableIpv6", json_bool(o->body, "EnabledIpv6")) &&
           filter_tags(call, o);
}

static cJSON *vpc_item(struct call *call, const struct object *o)
{
    cJSON *item = known_item(call, o);

    add_children(call, item, o, &kind_vswitch, "VSwitchIds", "VSwitchId");
    add_children(call, item, o, &kind_route_table, "RouterTableIds", "RouterTableIds");
    json_add_array(json_add_object(item, "NatGatewayIds"), "NatGatewayIds");
    json_add_text(item, "CenStatus", is_in_cen(call, o->id) ? "Attached" : "");
    return item;
}

ACTION(vpc, DescribeVpcs)
{
    struct page page;

    page_begin(&page, call, vpc_item);
    offer_of(&page, &kind_vpc, vpc_wanted, param_list(call, "VpcId"), NULL);
    return page_end(&page);
}
