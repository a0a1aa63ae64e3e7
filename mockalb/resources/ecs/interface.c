#include "mockalb/resources/ecs/interface.h"

#include <stdio.h>
#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

void interface_add_ip(cJSON *body, const char *ip)
{
    cJSON *list = json_list(json_part(body, "PrivateIpSets"), "PrivateIpSet");
    cJSON *address = cJSON_CreateObject();

    json_add_text(address, "PrivateIpAddress", ip);
    json_add_bool(address, "Primary", cJSON_GetArraySize(list) == 0);
    json_push(list, address);
}

/* As the service makes them: a prefix of its own, then the address. */
static void add_mac(cJSON *body, const char *ip)
{
    char text[sizeof("00:16:3e:00:00:00")];
    uint32_t number = 0;

    ip_read(ip, &number);
    snprintf(text, sizeof(text), "00:16:3e:%02x:%02x:%02x", number >> 16 & 255, number >> 8 & 255,
             number & 255);
    json_add_text(body, "MacAddress", text);
}

cJSON *interface_body(struct call *call, const struct object *vswitch,
                      const struct interface_given *given)
{
    cJSON *body = cJSON_CreateObject();

    json_add_text(body, "NetworkInterfaceId", given->id);
    json_add_text(body, "NetworkInterfaceName", given->name);
    json_add_text(body, "Description", "");
    json_add_text(body, "Status", given->status);
    json_add_text(body, "Type", given->type);
    json_add_text(body, "VpcId", json_text_or(vswitch->body, "VpcId", ""));
    json_add_text(body, "VSwitchId", vswitch->id);
    json_add_text(body, "ZoneId", json_text_or(vswitch->body, "ZoneId", ""));
    json_add_text(body, "InstanceId", given->instance);
    json_add_text(body, "PrivateIpAddress", given->ip);
    add_mac(body, given->ip);
    json_add(json_add_object(body, "SecurityGroupIds"), "SecurityGroupId",
             given->groups ? json_copy(given->groups) : cJSON_CreateArray());
    json_add_bool(body, "DeleteOnRelease", strcmp(given->type, "Primary") == 0);
    json_add_bool(body, "SourceDestCheck", false);
    json_add_text(body, "OwnerId", call->account);
    json_add_text(body, "ResourceGroupId", DEFAULT_RESOURCE_GROUP);
    json_add_text(body, "CreationTime", now_text(call));
    json_add_array(json_add_object(body, "Ipv6Sets"), "Ipv6Set");
    interface_add_ip(body, given->ip);
    return body;
}

/* Interfaces by a key, in one VPC. */
struct search {
    const char *vpc;
    const struct object *found;
};

static bool first_in_vpc(void *arg, const struct object *o)
{
    struct search *search = arg;

    if (json_is_text(json_get(o->body, "VpcId"), search->vpc))
        search->found = o;
    return !search->found;
}

const struct object *interface_with_ip(const struct store *s, const char *vpc, const char *ip)
{
    struct search search = { .vpc = vpc };

    store_keyed(s, &kind_network_interface, ip, first_in_vpc, &search);
    return search.found;
}
