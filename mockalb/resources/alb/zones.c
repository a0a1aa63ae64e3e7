#include "mockalb/resources/alb/zones.h"

#include <inttypes.h>
#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/alb/load_balancer.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/vpc/eip_use.h"
#include "mockalb/resources/vpc/vswitch.h"

#include "base/banned.h"

#define ZONES_MIN 2
#define ZONES_MAX 10

static const char *ip_text(struct call *call, uint32_t ip)
{
    return arena_printf(call->arena, "%u.%u.%u.%u", ip >> 24, ip >> 16 & 255, ip >> 8 & 255,
                        ip & 255);
}

/* What machines can have of a block: all but the first and the last three. */
static uint32_t hosts_in(const struct cidr *block)
{
    return ~block->mask < 7 ? 0 : ~block->mask - 3;
}

/* The first address that nobody has, from a host of the block on and round; or NULL. */
static const char *free_from(struct call *call, const struct object *vswitch,
                             const struct cidr *block, uint32_t *host)
{
    uint32_t hosts = hosts_in(block);

    for (uint32_t i = 0; i < hosts; i++, ++*host) {
        const char *text = ip_text(call, block->net + 1 + *host % hosts);
        if (vswitch_ip_is_free(call, vswitch, text))
            return text;
    }
    return NULL;
}

/* Some address of the vSwitch. */
static const char *address_in(struct call *call, const struct object *vswitch)
{
    struct cidr block;

    if (!cidr_read(json_text_or(vswitch->body, "CidrBlock", ""), &block))
        return "0.0.0.0";
    uint32_t hosts = hosts_in(&block);
    uint32_t host = hosts ? (uint32_t)random_below(call->random, hosts) : 0;
    const char *found = free_from(call, vswitch, &block, &host);
    return found ? found : ip_text(call, block.net + 1);
}

/* That of the allocation which is given, or one of a block that is reserved for documentation. */
static const char *public_address(struct call *call, const char *allocation)
{
    const struct object *eip = object_of(call, &kind_eip, allocation);
    uint32_t last = 1 + (uint32_t)random_below(call->random, 254);

    if (eip)
        return arena_strz(call->arena, str_of(json_text_or(eip->body, "IpAddress", "")));
    return ip_text(call, (203u << 24) + (113u << 8) + last);
}

static void add_public(struct call *call, cJSON *address, const cJSON *given)
{
    const char *allocation = json_text(given, "AllocationId");

    json_add_text(address, "Address", public_address(call, allocation));
    if (!allocation) {
        char text[19];
        random_text(call->random, text, 18);
        allocation = arena_printf(call->arena, "eip-%s", text);
    }
    json_add_text(address, "AllocationId", allocation);
    json_add_text(address, "EipType", json_text_or(given, "EipType", "Common"));
}

/* Two of the vSwitch that it speaks to servers from, beside the one that it is spoken to at; those it had. */
static void add_local(struct call *call, cJSON *address, const struct object *vswitch,
                      const cJSON *before)
{
    const cJSON *had = json_get(before, "Ipv4LocalAddresses");
    bool stays = json_is_text(json_get(before, "IntranetAddress"),
                              json_text_or(address, "IntranetAddress", ""));
    struct cidr block;
    uint32_t host;

    if (stays && cJSON_GetArraySize(had) > 0) {
        json_add(address, "Ipv4LocalAddresses", json_copy(had));
        return;
    }
    cJSON *list = json_add_array(address, "Ipv4LocalAddresses");
    if (!vswitch || !cidr_read(json_text(vswitch->body, "CidrBlock"), &block) ||
        !ip_read(json_text(address, "IntranetAddress"), &host) || !hosts_in(&block))
        return;
    host = host - block.net; /* the next one: hosts count from 0, addresses from 1 */
    for (int i = 0; i < 2; i++, host++) {
        const char *text = free_from(call, vswitch, &block, &host);
        if (!text || json_has_text(list, text) ||
            json_is_text(json_get(address, "IntranetAddress"), text))
            break; /* the vSwitch is full */
        json_push_text(list, text);
    }
}

void zone_set_addresses(struct call *call, cJSON *zone, const cJSON *given, const cJSON *body)
{
    const struct object *vswitch = object_of(call, &kind_vswitch, json_text(zone, "VSwitchId"));
    const cJSON *had = json_at(zone, "LoadBalancerAddresses.0");
    const char *before = json_text(had, "IntranetAddress");
    const char *intranet = json_text(given, "IntranetAddress");
    cJSON *address = cJSON_CreateObject();

    if (!intranet)
        intranet = before ? before : vswitch ? address_in(call, vswitch) : "0.0.0.0";
    json_add_text(address, "IntranetAddress", intranet);
    if (json_is_text(json_get(body, "AddressType"), "Internet"))
        add_public(call, address, given);
    else
        json_add_text(address, "Address", intranet);
    if (json_is_text(json_get(body, "AddressIpVersion"), "DualStack"))
        json_add_text(address, "Ipv6Address",
                      arena_printf(call->arena, "2001:db8::%x",
                                   (unsigned)random_below(call->random, 1u << 16)));
    add_local(call, address, vswitch, had);
    cJSON *list = cJSON_CreateArray();
    json_push(list, address);
    json_set(zone, "LoadBalancerAddresses", list);
}

const struct api_error *zone_check(struct call *call, const char *zone, const char *vswitch_id)
{
    const struct object *vswitch = object_of(call, &kind_vswitch, vswitch_id);

    if (!vswitch)
        return refuse(call, ERR_vswitch_not_found, vswitch_id);
    if (!json_is_text(json_get(vswitch->body, "ZoneId"), zone))
        return refuse(call, ERR_zone_mismatch, zone, vswitch_id);
    if (json_int_or(vswitch->body, "AvailableIpAddressCount", 1) < 1)
        return refuse(call, ERR_vswitch_full, vswitch_id);
    return NULL;
}

const struct api_error *zone_check_business(struct call *call, const cJSON *zone)
{
    const char *id = json_text(zone, "LoadBalancerAddresses.0.AllocationId");
    const struct object *eip = object_of(call, &kind_eip, id);

    if (eip && !json_is_text(json_get(eip->body, "BusinessStatus"), "Normal"))
        return refuse(call, ERR_eip_business, "Eip", id);
    return NULL;
}

const struct api_error *zones_check_business(struct call *call, const cJSON *zones)
{
    const struct api_error *refusal = NULL;
    const cJSON *zone;

    cJSON_ArrayForEach(zone, zones)
    {
        refusal = zone_check_business(call, zone);
        if (refusal)
            break;
    }
    return refusal;
}

static cJSON *zone_of(cJSON *zones, const char *id)
{
    cJSON *zone;

    cJSON_ArrayForEach(zone, zones)
    {
        if (json_is_text(json_get(zone, "ZoneId"), id))
            return zone;
    }
    return NULL;
}

cJSON *zone_in(cJSON *body, const char *zone)
{
    return zone_of(json_mutable(body, "ZoneMappings"), zone);
}

/* What is read, and what the load balancer had before. */
struct reading {
    struct call *call;
    cJSON *body, *zones;
};

static const struct api_error *check_vswitch(const struct reading *r, const char *id)
{
    const struct object *vswitch = object_of(r->call, &kind_vswitch, id);

    if (!str_starts(str_of(id), STR("vsw-")))
        return refuse(r->call, ERR_illegal_size, "ZoneMappings");
    if (vswitch &&
        !cJSON_Compare(json_get(vswitch->body, "VpcId"), json_get(r->body, "VpcId"), true))
        return refuse(r->call, ERR_illegal_size, "ZoneMappings");
    return NULL;
}

static const struct api_error *read_zone(const struct reading *r, const cJSON *given, int number)
{
    struct call *call = r->call;
    const char *zone_id = json_text_or(given, "ZoneId", "");
    const char *vswitch_id = json_text_or(given, "VSwitchId", "");
    const cJSON *before = zone_in(r->body, zone_id);
    const struct api_error *refusal = check_vswitch(r, vswitch_id);

    if (refusal)
        return refusal;
    if (zone_of(r->zones, zone_id))
        return refuse(call, ERR_param_duplicated,
                      arena_printf(call->arena, "ZoneMappings.%d.ZoneId", number));
    if (before && json_is_text(json_get(before, "VSwitchId"), vswitch_id)) {
        json_push(r->zones, json_copy(before));
        return NULL;
    }
    refusal = zone_check(call, zone_id, vswitch_id);
    if (!refusal)
        refusal = eip_check_for_balancer(call, json_text(given, "AllocationId"),
                                         json_text(r->body, "LoadBalancerId"));
    if (refusal)
        return refusal;
    if (before)
        return refuse(call, ERR_zone_vswitch_changed, "ZoneVSwitchChanged");
    cJSON *zone = json_push(r->zones, cJSON_CreateObject());
    json_add_text(zone, "ZoneId", zone_id);
    json_add_text(zone, "VSwitchId", vswitch_id);
    json_add_text(zone, "Status", "Active");
    zone_set_addresses(call, zone, given, r->body);
    return NULL;
}

/* A region with one zone only is served with one. */
static int zones_min(struct call *call)
{
    const struct object *region = store_get(call->store, &kind_region, call->region, call->region);

    return region && cJSON_GetArraySize(json_get(region->body, "Zones")) == 1 ? 1 : ZONES_MIN;
}

const struct api_error *zones_read(struct call *call, const cJSON *params, cJSON *body)
{
    const cJSON *list = json_get(params, "ZoneMappings"), *given;
    struct reading r = { call, body, arena_json(call->arena, cJSON_CreateArray()) };
    int number = 0;

    cJSON_ArrayForEach(given, list)
    {
        const struct api_error *refusal = read_zone(&r, given, ++number);
        if (refusal)
            return refusal;
    }
    if (number < zones_min(call) || number > ZONES_MAX)
        return refuse(call, ERR_illegal_size, "ZoneMappings");
    json_set(body, "ZoneMappings", json_copy(r.zones));
    return NULL;
}

static bool has_zones_of(cJSON *body, const cJSON *others)
{
    const cJSON *other;

    cJSON_ArrayForEach(other, others)
    {
        if (!zone_in(body, json_text_or(other, "ZoneId", "")))
            return false;
    }
    return true;
}

/* What is given is the whole: a zone that it lacks is left, one that stays keeps its addresses. */
ACTION(alb, UpdateLoadBalancerZones)
{
    const struct api_error *refusal;
    const struct object *balancer = changeable_balancer_of(call, &refusal);

    if (!balancer)
        return refusal;
    const cJSON *before = json_get(balancer->body, "ZoneMappings");
    cJSON *body = arena_json(call->arena, json_copy(balancer->body));
    refusal = zones_read(call, call->params, body);
    if (!refusal)
        refusal = zones_check_business(call, before);
    if (!refusal)
        refusal = zones_check_business(call, json_get(body, "ZoneMappings"));
    if (refusal)
        return refusal;
    if (cJSON_GetArraySize(before) == cJSON_GetArraySize(json_get(body, "ZoneMappings")) &&
        has_zones_of(body, before))
        return refuse(call, ERR_zones_not_changed, "ZoneMappingsNotChanged");
    balancer_configure_by_job(call, balancer, json_copy(body));
    return NULL;
}
