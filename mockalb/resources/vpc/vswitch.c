#include "mockalb/resources/vpc/vswitch.h"

#include <stdlib.h>
#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/ecs/interface.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/quota.h"
#include "mockalb/resources/region.h"
#include "mockalb/resources/tags.h"
#include "mockalb/resources/vpc/relations.h"
#include "mockalb/resources/vpc/route_table.h"
#include "mockalb/resources/vpc/vpc.h"

#include "base/banned.h"

/* The first address and the last three are the service's. */
int64_t vswitch_size(const char *cidr)
{
    struct cidr block;

    return cidr_read(cidr, &block) && ~block.mask > 3 ? (int64_t)~block.mask - 3 : 0;
}

cJSON *vswitch_body(struct call *call, const struct object *vpc, const struct vswitch_given *given)
{
    cJSON *body = cJSON_CreateObject();

    json_add_text(body, "VSwitchId", given->id);
    json_add_text(body, "VSwitchName", given->name);
    json_add_text(body, "VpcId", vpc->id);
    json_add_text(body, "ZoneId", given->zone);
    json_add_text(body, "CidrBlock", given->cidr);
    json_add_text(body, "Status", "Available");
    json_add_text(body, "Description", given->description);
    json_add_int(body, "AvailableIpAddressCount", given->free_ips);
    json_add_bool(body, "IsDefault", false);
    json_add_bool(body, "EnabledIpv6", json_bool(vpc->body, "EnabledIpv6"));
    json_add_int(body, "OwnerId", strtoll(call->account, NULL, 10));
    json_add_text(body, "ResourceGroupId", DEFAULT_RESOURCE_GROUP);
    json_add_text(body, "CreationTime", now_text(call));
    return body;
}

static bool read_block(const struct object *vswitch, struct cidr *ret)
{
    return cidr_read(json_text_or(vswitch->body, "CidrBlock", ""), ret) && ~ret->mask > 3;
}

bool vswitch_has_ip(const struct object *vswitch, const char *ip)
{
    struct cidr block;
    uint32_t at;

    return read_block(vswitch, &block) && ip_read(ip, &at) && at > block.net &&
           at < (block.net | ~block.mask) - 2;
}

static bool is_in_vpc(void *arg, const struct object *balancer)
{
    const char *const *vpc = arg;

    return json_is_text(json_get(balancer->body, "VpcId"), *vpc);
}

bool vswitch_ip_is_free(struct call *call, const struct object *vswitch, const char *ip)
{
    const char *vpc = json_text_or(vswitch->body, "VpcId", "");

    return !interface_with_ip(call->store, vpc, ip) &&
           !has_keyed_for(call->store, &kind_load_balancer, ip, is_in_vpc, &vpc);
}

const char *vswitch_free_ip(struct call *call, const struct object *vswitch)
{
    struct cidr block;
    char text[CIDR_ROOM];

    if (!read_block(vswitch, &block))
        return NULL;
    for (uint32_t at = block.net + 1; at < (block.net | ~block.mask) - 2; at++) {
        cidr_text(&(struct cidr){ .net = at, .mask = UINT32_MAX }, text);
        *strchr(text, '/') = '\0';
        if (vswitch_ip_is_free(call, vswitch, text))
            return arena_strz(call->arena, str_of(text));
    }
    return NULL;
}

void vswitch_count_free(struct call *call, const char *vswitch, int64_t change)
{
    const struct object *o = store_find(call->store, &kind_vswitch, vswitch);

    if (!o)
        return;
    cJSON *body = json_copy(o->body);
    int64_t free_ips = json_int(body, "AvailableIpAddressCount") + change;
    json_set(body, "AvailableIpAddressCount",
             cJSON_CreateNumber((double)(free_ips > 0 ? free_ips : 0)));
    store_put(call->store, &kind_vswitch, o->scope, o->id, body);
}

static bool is_unsettled(void *arg, const struct object *o)
{
    (void)arg;
    return !lifecycle_is_settled(o);
}

static bool meets(void *arg, const struct object *other)
{
    const struct cidr *block = arg;
    struct cidr its;

    return cidr_read(json_text_or(other->body, "CidrBlock", ""), &its) &&
           (cidr_holds(block, &its) || cidr_holds(&its, block));
}

/* A route's block may contain a vSwitch's, but not be equal to it or inside of it. */
static bool is_route_inside(void *arg, const struct object *entry)
{
    struct cidr its;

    return cidr_read(json_text_or(entry->body, "DestinationCidrBlock", ""), &its) &&
           cidr_holds(arg, &its);
}

struct new_block {
    struct cidr block;
    const struct store *store;
};

static bool has_route_inside(void *arg, const struct object *table)
{
    struct new_block *new_block = arg;

    return has_child_for(new_block->store, &kind_route_entry, table->id, is_route_inside,
                         &new_block->block);
}

static const struct api_error *check_block(struct call *call, const struct object *vpc)
{
    struct new_block new_block = { .store = call->store };
    struct cidr *block = &new_block.block;

    if (!vpc_block_read(json_text_or(call->params, "CidrBlock", ""), block))
        return refuse(call, ERR_cidr_malformed);
    if (cidr_length(block) < 16 || cidr_length(block) > 29)
        return refuse(call, ERR_cidr_mask);
    if (!vpc_holds(vpc, block))
        return refuse(call, ERR_cidr_outside);
    if (has_child_for(call->store, &kind_vswitch, vpc->id, meets, block))
        return refuse(call, ERR_cidr_overlaps);
    if (has_child_for(call->store, &kind_route_table, vpc->id, has_route_inside, &new_block))
        return refuse(call, ERR_cidr_overlaps_route);
    return quota_check(call, QUOTA_vswitches, "", vpc->id,
                       count_children(call->store, &kind_vswitch, vpc->id), 1);
}

ACTION(vpc, CreateVSwitch)
{
    const struct object *vpc = param_anywhere(call, "VpcId", &kind_vpc);
    const char *zone = json_text_or(call->params, "ZoneId", "");
    const struct api_error *refusal;

    if (!vpc)
        return refuse(call, ERR_vpc_absent);
    if (!region_has_zone(call->store, vpc->scope, zone))
        return refuse(call, ERR_zone_unknown);
    if (!lifecycle_is_settled(vpc))
        return refuse(call, ERR_vpc_busy);
    if (has_child(call->store, &kind_vswitch, vpc->id, is_unsettled))
        return refuse(call, ERR_vswitch_busy);
    refusal = check_block(call, vpc);
    if (refusal)
        return refusal;
    const char *cidr = json_text_or(call->params, "CidrBlock", "");
    struct vswitch_given given = {
        .id = new_id(call, &kind_vswitch),
        .name = json_text_or(call->params, "VSwitchName", ""),
        .description = json_text_or(call->params, "Description", ""),
        .zone = zone,
        .cidr = cidr,
        .free_ips = vswitch_size(cidr),
    };
    cJSON *body = arena_json(call->arena, vswitch_body(call, vpc, &given));
    refusal = tags_set(call, body, json_get(call->params, "Tag"), "Tag");
    if (refusal)
        return refusal;
    store_put(
        call->store, &kind_vswitch, vpc->scope, given.id,
        lifecycle_enter(cloud_lifecycle(call->cloud), &kind_vswitch, json_copy(body), "Pending"));
    json_add_text(call->reply, "VSwitchId", given.id);
    return NULL;
}

/* What stands in a vSwitch: a load balancer or an attachment to a transit router, with one of its zones. */
struct vswitch_search {
    const char *vswitch;
    bool found;
};

static bool lies_in(void *arg, const struct object *o)
{
    struct vswitch_search *search = arg;
    const cJSON *zone;

    cJSON_ArrayForEach(zone, json_get(o->body, "ZoneMappings"))
    {
        if (json_is_text(json_get(zone, "VSwitchId"), search->vswitch))
            search->found = true;
    }
    return !search->found;
}

static bool is_zone_of(struct call *call, const struct kind *k, const struct object *vswitch)
{
    struct vswitch_search search = { .vswitch = vswitch->id };

    store_each(call->store, k, NULL, lies_in, &search);
    return search.found;
}

static bool is_custom_table_of(struct call *call, const struct object *vswitch)
{
    const struct object *table = route_table_of_vswitch(call->store, vswitch);

    return table && json_is_text(json_get(table->body, "RouteTableType"), "Custom");
}

ACTION(vpc, DeleteVSwitch)
{
    const struct object *vswitch = param_anywhere(call, "VSwitchId", &kind_vswitch);
    const struct lifecycle *l = cloud_lifecycle(call->cloud);

    if (!vswitch)
        return refuse(call, ERR_vswitch_absent);
    if (!lifecycle_is_settled(vswitch))
        return refuse(call, ERR_vswitch_pending);
    if (has_keyed(call->store, &kind_network_interface, vswitch->id, NULL) ||
        is_zone_of(call, &kind_load_balancer, vswitch) ||
        is_zone_of(call, &kind_cen_attachment, vswitch))
        return refuse(call, ERR_vswitch_in_use);
    if (is_custom_table_of(call, vswitch))
        return refuse(call, ERR_vswitch_has_table);
    store_put(call->store, &kind_vswitch, vswitch->scope, vswitch->id,
              lifecycle_enter_then(l, &kind_vswitch, json_copy(vswitch->body), "Pending", NULL));
    return NULL;
}

ACTION(vpc, ModifyVSwitchAttribute)
{
    const struct object *vswitch = param_anywhere(call, "VSwitchId", &kind_vswitch);

    if (!vswitch)
        return refuse(call, ERR_vswitch_absent);
    if (!lifecycle_is_settled(vswitch))
        return refuse(call, ERR_vswitch_pending);
    cJSON *body = json_copy(vswitch->body);
    param_into(call, body, "VSwitchName", "VSwitchName");
    param_into(call, body, "Description", "Description");
    param_into(call, body, "EnableIPv6", "EnabledIpv6");
    store_put(call->store, &kind_vswitch, vswitch->scope, vswitch->id,
              lifecycle_enter(cloud_lifecycle(call->cloud), &kind_vswitch, body, "Pending"));
    return NULL;
}

ACTION(vpc, CheckCanAllocateVpcPrivateIpAddress)
{
    const struct object *vswitch = param_object(call, "VSwitchId", &kind_vswitch);
    const char *ip = json_text_or(call->params, "PrivateIpAddress", "");

    if (!vswitch)
        return refuse(call, ERR_vswitch_absent);
    json_add_bool(call->reply, "CanAllocate",
                  vswitch_has_ip(vswitch, ip) && vswitch_ip_is_free(call, vswitch, ip));
    return NULL;
}
