#include "mockalb/catalog/actions.h"

#include "base/json.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/reply.h"

#include "base/banned.h"

static const char *const rewritten[] = { "Tags", NULL };

/* Lists of the older products are inside an object: {"Tags": {"Tag": […]}}. */
static cJSON *wrapped(cJSON *to, const char *name, const char *inner)
{
    return json_add_array(json_add_object(to, name), inner);
}

static void add_tags(cJSON *to, const struct object *o)
{
    const cJSON *tag;
    cJSON *tags = wrapped(to, "Tags", "Tag");

    cJSON_ArrayForEach(tag, json_get(o->body, "Tags")) json_push(tags, json_copy(tag));
}

static bool vswitch_wanted(struct call *call, const struct object *o)
{
    return filter_text(call, "VSwitchId", o->id) &&
           filter_text(call, "VpcId", json_text(o->body, "VpcId")) &&
           filter_text(call, "ZoneId", json_text(o->body, "ZoneId")) &&
           filter_text(call, "VSwitchName", json_text(o->body, "VSwitchName")) &&
           filter_text(call, "ResourceGroupId", json_text(o->body, "ResourceGroupId")) &&
           filter_bool(call, "IsDefault", json_bool(o->body, "IsDefault")) &&
           filter_bool(call, "EnableIpv6", json_bool(o->body, "EnabledIpv6")) &&
           filter_tags(call, o);
}

static cJSON *vswitch_item(struct call *call, const struct object *o)
{
    cJSON *item = shown(o, rewritten);

    (void)call;
    add_tags(item, o);
    return item;
}

ACTION(vpc, DescribeVSwitches)
{
    struct page page;

    page_begin(&page, call, vswitch_item);
    offer_all(&page, &kind_vswitch, vswitch_wanted);
    return page_end(&page);
}

static bool push_id(void *arg, const struct object *o)
{
    json_push_text(arg, o->id);
    return true;
}

ACTION(vpc, DescribeVpcAttribute)
{
    const struct object *vpc = param_object(call, "VpcId", &kind_vpc);

    if (!vpc)
        return refuse(call, ERR_vpc_unknown);
    show_body(call->reply, vpc->body, rewritten);
    add_tags(call->reply, vpc);
    store_children(call->store, &kind_vswitch, vpc->id, push_id,
                   wrapped(call->reply, "VSwitchIds", "VSwitchId"));
    return NULL;
}
