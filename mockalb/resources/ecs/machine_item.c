#include "mockalb/resources/ecs/machine_item.h"

#include <stdlib.h>

#include "base/json.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/reply.h"
#include "mockalb/resources/vpc/eip_use.h"

#include "base/banned.h"

static const char *const rewritten[] = { "Tags", NULL };

static cJSON *item_with_tags(const struct object *o)
{
    cJSON *item = shown(o, rewritten), *tags = json_add_object(item, "Tags");
    cJSON *list = json_add_array(tags, "Tag");
    const cJSON *tag;

    cJSON_ArrayForEach(tag, json_get(o->body, "Tags"))
    {
        cJSON *shown_tag = json_push(list, cJSON_CreateObject());
        json_add_text(shown_tag, "TagKey", json_text_or(tag, "Key", ""));
        json_add_text(shown_tag, "TagValue", json_text_or(tag, "Value", ""));
    }
    return item;
}

struct eip_search {
    struct call *call;
    const char *user;
    const struct object *found;
};

static bool find_eip(void *arg, const struct object *eip)
{
    struct eip_search *search = arg;

    if (strcmp(eip_use_of(search->call, eip).instance, search->user) == 0)
        search->found = eip;
    return !search->found;
}

static const struct object *eip_of(struct call *call, const char *user)
{
    struct eip_search search = { .call = call, .user = user };

    store_keyed(call->store, &kind_eip, user, find_eip, &search);
    return search.found;
}

static void add_eip(struct call *call, cJSON *to, const struct object *instance)
{
    const struct object *eip = eip_of(call, instance->id);
    cJSON *shown_eip = json_add_object(to, "EipAddress");
    int64_t bandwidth = 0;

    if (!eip)
        return;
    str_int(str_of(json_text_or(eip->body, "Bandwidth", "")), &bandwidth);
    json_add_text(shown_eip, "AllocationId", eip->id);
    json_add_text(shown_eip, "IpAddress", json_text_or(eip->body, "IpAddress", ""));
    json_add_text(shown_eip, "InternetChargeType",
                  json_text_or(eip->body, "InternetChargeType", ""));
    json_add_int(shown_eip, "Bandwidth", bandwidth);
    json_add_bool(shown_eip, "IsSupportUnassociate", true);
}

/* The primary one stands first. */
static bool add_interface(void *arg, const struct object *eni)
{
    static const char *const members[] = { "NetworkInterfaceId", "MacAddress", "Type",
                                           "PrivateIpSets",      "Ipv6Sets",   NULL };
    cJSON *item = cJSON_CreateObject();

    if (json_is_text(json_get(eni->body, "Type"), "Primary"))
        cJSON_InsertItemInArray(arg, 0, item);
    else
        json_push(arg, item);
    for (size_t i = 0; members[i]; i++) {
        const cJSON *member = json_get(eni->body, members[i]);
        if (member)
            json_add_shared(item, member);
    }
    json_add_text(item, "PrimaryIpAddress", json_text_or(eni->body, "PrivateIpAddress", ""));
    return true;
}

cJSON *instance_item(struct call *call, const struct object *instance)
{
    cJSON *item = item_with_tags(instance);

    add_eip(call, item, instance);
    store_children(call->store, &kind_network_interface, instance->id, add_interface,
                   json_add_array(json_add_object(item, "NetworkInterfaces"), "NetworkInterface"));
    return item;
}

void interface_add_relations(struct call *call, cJSON *to, const struct object *interface)
{
    const char *instance = json_text_or(interface->body, "InstanceId", "");
    const struct object *eip = eip_of(call, interface->id);

    if (*instance)
        json_add_text(json_add_object(to, "Attachment"), "InstanceId", instance);
    if (!eip)
        return;
    cJSON *public = json_add_object(to, "AssociatedPublicIp");
    json_add_text(public, "AllocationId", eip->id);
    json_add_text(public, "PublicIpAddress", json_text_or(eip->body, "IpAddress", ""));
}

cJSON *interface_item(struct call *call, const struct object *interface)
{
    cJSON *item = item_with_tags(interface);

    interface_add_relations(call, item, interface);
    return item;
}
