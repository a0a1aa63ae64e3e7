/*
 * vSwitches as the Describe actions show them, with the route table that each is associated with.
 */
#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/reply.h"
#include "mockalb/resources/vpc/filters.h"
#include "mockalb/resources/vpc/route_table.h"

#include "base/banned.h"

static void add_table(struct call *call, cJSON *to, const struct object *vswitch)
{
    const struct object *table = route_table_of_vswitch(call->store, vswitch);
    cJSON *item = json_add_object(to, "RouteTable");

    if (!table)
        return;
    json_add_text(item, "RouteTableId", table->id);
    json_add_text(item, "RouteTableType", json_text_or(table->body, "RouteTableType", ""));
}

static bool vswitch_wanted(struct call *call, const struct object *o)
{
    const struct object *table = route_table_of_vswitch(call->store, o);

    return filter_ids(call, "VSwitchId", o->id) &&
           filter_number(call, "VSwitchOwnerId", o->body, "OwnerId") &&
           filter_text(call, "VpcId", json_text(o->body, "VpcId")) &&
           filter_text(call, "ZoneId", json_text(o->body, "ZoneId")) &&
           filter_text(call, "VSwitchName", json_text(o->body, "VSwitchName")) &&
           filter_text(call, "ResourceGroupId", json_text(o->body, "ResourceGroupId")) &&
           filter_text(call, "RouteTableId", table ? table->id : NULL) &&
           filter_bool(call, "IsDefault", json_bool(o->body, "IsDefault")) &&
           filter_bool(call, "EnableIpv6", json_bool(o->body, "EnabledIpv6")) &&
           filter_tags(call, o);
}

static cJSON *vswitch_item(struct call *call, const struct object *o)
{
    cJSON *item = known_item(call, o);

    add_table(call, item, o);
    return item;
}

ACTION(vpc, DescribeVSwitches)
{
    struct page page;

    page_begin(&page, call, vswitch_item);
    offer_of(&page, &kind_vswitch, vswitch_wanted, param_list(call, "VSwitchId"),
             param_list(call, "VpcId"));
    return page_end(&page);
}

ACTION(vpc, DescribeVSwitchAttributes)
{
    const struct object *vswitch = param_anywhere(call, "VSwitchId", &kind_vswitch);

    if (!vswitch)
        return refuse(call, ERR_vswitch_absent);
    show_known(call->reply, call->action->reply, vswitch->body);
    add_table(call, call->reply, vswitch);
    return NULL;
}
