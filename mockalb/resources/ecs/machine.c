#include "mockalb/catalog/actions.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/ecs/machine_item.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/reply.h"

#include "base/banned.h"

/* One of an interface's addresses is one of those that are asked for. */
static bool any_in_list(struct call *call, const char *param, const cJSON *items,
                        const char *member)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, items)
    {
        if (filter_list(call, param, json_text(item, member)))
            return true;
    }
    return filter_list(call, param, NULL);
}

static bool filter_group(struct call *call, const struct object *o)
{
    const char *wanted = json_text_or(call->params, "SecurityGroupId", "");

    return !*wanted || json_has_text(json_at(o->body, "SecurityGroupIds.SecurityGroupId"), wanted);
}

static bool interface_wanted(struct call *call, const struct object *o)
{
    static const char *const members[] = {
        "VSwitchId",       "VpcId", "InstanceId", "Status", "Type", "NetworkInterfaceName",
        "ResourceGroupId", NULL,
    };

    for (size_t i = 0; members[i]; i++)
        if (!filter_text(call, members[i], json_text(o->body, members[i])))
            return false;
    return filter_list(call, "NetworkInterfaceId", o->id) &&
           filter_text(call, "PrimaryIpAddress", json_text(o->body, "PrivateIpAddress")) &&
           any_in_list(call, "PrivateIpAddress", json_at(o->body, "PrivateIpSets.PrivateIpSet"),
                       "PrivateIpAddress") &&
           any_in_list(call, "Ipv6Address", json_at(o->body, "Ipv6Sets.Ipv6Set"), "Ipv6Address") &&
           filter_group(call, o) &&
           filter_bool(call, "ServiceManaged", json_bool(o->body, "ServiceManaged")) &&
           filter_tags(call, o);
}

ACTION(ecs, DescribeNetworkInterfaces)
{
    struct page page;

    page_begin(&page, call, interface_item);
    offer_all(&page, &kind_network_interface, interface_wanted);
    return page_end(&page);
}

/* A search of instances; what is NULL does not narrow it. */
struct instance_search {
    struct page page;
    const cJSON *ids, *addresses;
    const cJSON *eips; /* public addresses that are asked for */
    cJSON *owners;     /* … and the ids of what has them */
};

/*
 * A list that is one parameter: JSON text (["10.0.0.1"]) by the documentation; a list of commas, which
 * some clients send, is read too.
 */
static const cJSON *text_list(struct call *call, const char *param)
{
    struct str rest = str_trim(str_of(json_text_or(call->params, param, "")));
    cJSON *list = rest.len && *rest.at == '[' ? json_parse(rest, NULL) : NULL;

    if (!rest.len || list)
        return list ? arena_json(call->arena, list) : NULL;
    list = arena_json(call->arena, cJSON_CreateArray());
    while (rest.at)
        json_push_text(list, arena_strz(call->arena, str_trim(str_cut(&rest, ','))));
    return list;
}

static bool has_any_address(const struct object *o, const cJSON *wanted)
{
    const cJSON *address;

    cJSON_ArrayForEach(address, json_at(o->body, "VpcAttributes.PrivateIpAddress.IpAddress"))
    {
        if (cJSON_IsString(address) && json_has_text(wanted, address->valuestring))
            return true;
    }
    return false;
}

static bool note_owner(void *arg, const struct object *eip)
{
    struct instance_search *search = arg;

    if (json_has_text(search->eips, json_text_or(eip->body, "IpAddress", "")))
        json_push_text(search->owners, json_text_or(eip->body, "InstanceId", ""));
    return true;
}

/* "ecs.g7" of "ecs.g7.large". */
static bool is_of_family(struct call *call, const struct object *o)
{
    struct str type = str_of(json_text_or(o->body, "InstanceType", ""));
    const char *wanted = json_text_or(call->params, "InstanceTypeFamily", "");
    size_t length = strlen(wanted);

    return !*wanted || (type.len > length && type.at[length] == '.' &&
                        str_starts(type, str_of(wanted)) && !strchr(type.at + length + 1, '.'));
}

static bool offer_instance(void *arg, const struct object *o)
{
    static const char *const members[] = {
        "ZoneId",       "Status",       "InstanceNetworkType",
        "InstanceType", "InstanceName", "ResourceGroupId",
        "ImageId",      NULL,
    };
    struct instance_search *search = arg;
    struct call *call = search->page.call;

    for (size_t i = 0; members[i]; i++)
        if (!filter_text(call, members[i], json_text(o->body, members[i])))
            return true;
    if ((!search->ids || json_has_text(search->ids, o->id)) &&
        (!search->addresses || has_any_address(o, search->addresses)) &&
        filter_text(call, "VpcId", json_text(o->body, "VpcAttributes.VpcId")) &&
        filter_text(call, "VSwitchId", json_text(o->body, "VpcAttributes.VSwitchId")) &&
        (!search->eips || json_has_text(search->owners, o->id)) && filter_group(call, o) &&
        is_of_family(call, o) && filter_tags(call, o))
        page_offer(&search->page, o);
    return true;
}

ACTION(ecs, DescribeInstances)
{
    struct instance_search search = { .ids = text_list(call, "InstanceIds"),
                                      .addresses = text_list(call, "PrivateIpAddresses"),
                                      .eips = text_list(call, "EipAddresses"),
                                      .owners = arena_json(call->arena, cJSON_CreateArray()) };
    const cJSON *eip;

    cJSON_ArrayForEach(eip, search.eips)
    {
        if (cJSON_IsString(eip))
            store_keyed(call->store, &kind_eip, eip->valuestring, note_owner, &search);
    }
    page_begin(&search.page, call, instance_item);
    store_each(call->store, &kind_instance, call->region, offer_instance, &search);
    return page_end(&search.page);
}
