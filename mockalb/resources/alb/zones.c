#include "mockalb/resources/alb/zones.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "mockalb/resources/cidr.h"
#include "mockalb/resources/kinds.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

#define ZONES_MIN 2
#define ZONES_MAX 10

static const char *ip_text(struct call *call, uint32_t ip)
{
    return arena_printf(call->arena, "%u.%u.%u.%u", ip >> 24, ip >> 16 & 255, ip >> 8 & 255,
                        ip & 255);
}

/* Some address of the vSwitch, past those that its first machines have. */
static const char *address_in(struct call *call, const struct object *vswitch)
{
    struct cidr block;

    if (!cidr_read(json_text_or(vswitch->body, "CidrBlock", ""), &block))
        return "0.0.0.0";
    uint32_t size = ~block.mask;
    uint32_t at = size > 4 ? 2 + (uint32_t)random_below(call->random, size - 3) : 0;
    return ip_text(call, block.net + at);
}

/* Public addresses are of a block that is reserved for documentation. */
static void add_addresses(struct call *call, cJSON *zone, const cJSON *given, const cJSON *body,
                          const struct object *vswitch)
{
    bool internet = json_is_text(json_get(body, "AddressType"), "Internet");
    cJSON *address = json_push(json_add_array(zone, "LoadBalancerAddresses"), cJSON_CreateObject());
    const char *intranet = json_text_or(given, "IntranetAddress", address_in(call, vswitch));
    const char *allocation = json_text(given, "AllocationId");

    json_add_text(address, "IntranetAddress", intranet);
    if (internet) {
        uint32_t last = 1 + (uint32_t)random_below(call->random, 254);
        json_add_text(address, "Address", ip_text(call, (203u << 24) + (113u << 8) + last));
        char text[19];
        random_text(call->random, text, 18);
        json_add_text(address, "AllocationId",
                      allocation ? allocation : arena_printf(call->arena, "eip-%s", text));
        json_add_text(address, "EipType", json_text_or(given, "EipType", "Common"));
    } else {
        json_add_text(address, "Address", intranet);
    }
}

static const struct api_error *read_zone(struct call *call, const cJSON *given, int number,
                                         const cJSON *body, cJSON *zones)
{
    const char *zone_id = json_text_or(given, "ZoneId", "");
    const char *vswitch_id = json_text_or(given, "VSwitchId", "");
    const struct object *vswitch = object_of(call, &kind_vswitch, vswitch_id);
    const cJSON *other;

    if (!str_starts(str_of(vswitch_id), STR("vsw-")))
        return refuse(call, ERR_illegal_size, "ZoneMappings");
    if (!vswitch)
        return refuse(call, ERR_vswitch_not_found, vswitch_id);
    if (!cJSON_Compare(json_get(vswitch->body, "VpcId"), json_get(body, "VpcId"), true))
        return refuse(call, ERR_illegal_size, "ZoneMappings");
    cJSON_ArrayForEach(other, zones)
    {
        if (json_is_text(json_get(other, "ZoneId"), zone_id))
            return refuse(call, ERR_param_duplicated,
                          arena_printf(call->arena, "ZoneMappings.%d.ZoneId", number));
    }
    if (!json_is_text(json_get(vswitch->body, "ZoneId"), zone_id))
        return refuse(call, ERR_zone_mismatch, zone_id, vswitch_id);
    cJSON *zone = json_push(zones, cJSON_CreateObject());
    json_add_text(zone, "ZoneId", zone_id);
    json_add_text(zone, "VSwitchId", vswitch_id);
    json_add_text(zone, "Status", "Active");
    add_addresses(call, zone, given, body, vswitch);
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
    cJSON *zones = json_add_array(body, "ZoneMappings");
    int number = 0;

    cJSON_ArrayForEach(given, list)
    {
        const struct api_error *refusal = read_zone(call, given, ++number, body, zones);
        if (refusal)
            return refusal;
    }
    if (number < zones_min(call) || number > ZONES_MAX)
        return refuse(call, ERR_illegal_size, "ZoneMappings");
    return NULL;
}
