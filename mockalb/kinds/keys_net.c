#include "mockalb/kinds/keys_net.h"

#include "base/json.h"

#include "base/banned.h"

static void add_text(const cJSON *of, const char *member, key_fn *add, void *arg)
{
    const char *text = json_text_or(of, member, "");

    if (*text)
        add(arg, text);
}

void add_cidr_key(const char *text, key_fn *add, void *arg)
{
    char key[CIDR_ROOM];
    struct cidr block;

    if (!cidr_read(text, &block))
        return;
    cidr_text(&block, key);
    add(arg, key);
}

static void add_texts(const cJSON *list, const char *member, key_fn *add, void *arg)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, list)
    {
        if (cJSON_IsString(item))
            add(arg, item->valuestring);
        else
            add_text(item, member, add, arg);
    }
}

void balancer_address_keys(const struct object *o, key_fn *add, void *arg)
{
    const cJSON *zone, *address;

    cJSON_ArrayForEach(zone, json_get(o->body, "ZoneMappings"))
    {
        cJSON_ArrayForEach(address, json_get(zone, "LoadBalancerAddresses"))
        {
            add_text(address, "IntranetAddress", add, arg);
            add_texts(json_get(address, "Ipv4LocalAddresses"), "", add, arg);
        }
    }
}

void vswitch_keys(const struct object *o, key_fn *add, void *arg)
{
    add_cidr_key(json_text(o->body, "CidrBlock"), add, arg);
}

void route_entry_keys(const struct object *o, key_fn *add, void *arg)
{
    add_cidr_key(json_text(o->body, "DestinationCidrBlock"), add, arg);
    add_text(o->body, "NextHopId", add, arg);
    add_texts(json_at(o->body, "NextHops.NextHop"), "NextHopId", add, arg);
}

void border_router_keys(const struct object *o, key_fn *add, void *arg)
{
    add_text(o->body, "RouteTableId", add, arg);
    add_text(o->body, "VlanInterfaceId", add, arg);
    add_text(o->body, "PhysicalConnectionId", add, arg);
}

void instance_keys(const struct object *o, key_fn *add, void *arg)
{
    add_texts(json_at(o->body, "VpcAttributes.PrivateIpAddress.IpAddress"), "", add, arg);
}

void network_interface_keys(const struct object *o, key_fn *add, void *arg)
{
    add_text(o->body, "VpcId", add, arg);
    add_text(o->body, "VSwitchId", add, arg);
    add_texts(json_at(o->body, "SecurityGroupIds.SecurityGroupId"), "", add, arg);
    add_text(o->body, "PrivateIpAddress", add, arg);
    add_texts(json_at(o->body, "PrivateIpSets.PrivateIpSet"), "PrivateIpAddress", add, arg);
}

void eip_keys(const struct object *o, key_fn *add, void *arg)
{
    add_text(o->body, "IpAddress", add, arg);
    add_text(o->body, "InstanceId", add, arg);
}

void vco_route_keys(const struct object *o, key_fn *add, void *arg)
{
    add_cidr_key(json_text(o->body, "RouteDest"), add, arg);
}

void site_keys(const struct object *o, key_fn *add, void *arg)
{
    const cJSON *block;

    add_text(o->body, "PhysicalConnectionId", add, arg);
    add_text(o->body, "VbrId", add, arg);
    cJSON_ArrayForEach(block, json_get(o->body, "Cidrs"))
    {
        if (cJSON_IsString(block))
            add_cidr_key(block->valuestring, add, arg);
    }
}
