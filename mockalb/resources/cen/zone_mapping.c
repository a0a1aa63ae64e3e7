#include "mockalb/resources/cen/zone_mapping.h"

#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cen/central.h"
#include "mockalb/resources/ecs/interface.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/region.h"
#include "mockalb/resources/vpc/vswitch.h"

#include "base/banned.h"

#define FIRST_HOST                                                                                 \
    1 /* below it is the vSwitch's own address; above the last three are the service's */
#define LAST_HOSTS 4

static bool has_zone(const cJSON *list, const cJSON *end, const char *zone)
{
    const cJSON *each;

    cJSON_ArrayForEach(each, list)
    {
        if (each == end)
            return false;
        if (json_is_text(json_get(each, "ZoneId"), zone))
            return true;
    }
    return false;
}

static const struct api_error *check_vswitch(struct call *call, const struct object *vpc,
                                             const char *zone, const char *id)
{
    const struct object *vswitch = object_of(call, &kind_vswitch, id);

    if (!vswitch)
        vswitch = store_get(call->store, &kind_vswitch, vpc->scope, id);
    if (!vswitch)
        return refuse(call, ERR_attach_vswitch_unknown);
    if (!json_is_text(json_get(vswitch->body, "VpcId"), vpc->id))
        return refuse(call, ERR_attach_vswitch);
    if (!json_is_text(json_get(vswitch->body, "ZoneId"), zone))
        return refuse(call, ERR_attach_zones);
    if (!json_is_text(json_get(vswitch->body, "Status"), "Available"))
        return refuse(call, ERR_attach_vswitch_status);
    if (json_int_or(vswitch->body, "AvailableIpAddressCount", 1) < 1)
        return refuse(call, ERR_attach_no_address);
    return NULL;
}

const struct api_error *mappings_check(struct call *call, const struct object *vpc,
                                       const cJSON *given, const cJSON *present)
{
    const struct api_error *refusal = NULL;
    const cJSON *each;

    cJSON_ArrayForEach(each, given)
    {
        const char *zone = json_text_or(each, "ZoneId", "");
        if (refusal)
            break;
        if (!region_has_zone(call->store, vpc->scope, zone))
            refusal = refuse(call, ERR_attach_zone);
        else if (has_zone(given, each, zone) || has_zone(present, NULL, zone))
            refusal = refuse(call, ERR_attach_zone_twice);
        else
            refusal = check_vswitch(call, vpc, zone, json_text_or(each, "VSwitchId", ""));
    }
    return refusal;
}

static const char *address_text(struct call *call, uint32_t ip)
{
    return arena_printf(call->arena, "%u.%u.%u.%u", ip >> 24, ip >> 16 & 255, ip >> 8 & 255,
                        ip & 255);
}

struct machine_search {
    const char *vpc;
};

static bool machine_is_of(const void *arg, const struct object *o)
{
    const struct machine_search *search = arg;

    return json_is_text(json_at(o->body, "VpcAttributes.VpcId"), search->vpc);
}

/* The last one that nobody has: machines take theirs from the other end. */
static const char *free_address(struct call *call, const struct object *vpc,
                                const struct object *vswitch)
{
    struct machine_search search = { vpc->id };
    struct cidr block;

    if (!cidr_read(json_text_or(vswitch->body, "CidrBlock", ""), &block))
        return "0.0.0.0";
    for (uint32_t host = ~block.mask - LAST_HOSTS; host > FIRST_HOST && host < ~block.mask;
         host--) {
        const char *text = address_text(call, block.net + host);
        if (vswitch_ip_is_free(call, vswitch, text) &&
            !central_keyed(call, &kind_instance, text, machine_is_of, &search))
            return text;
    }
    return address_text(call, block.net + FIRST_HOST);
}

static const char *add_interface(struct call *call, const struct object *vpc,
                                 const struct object *vswitch)
{
    struct interface_given given = {
        .id = new_id(call, &kind_network_interface),
        .name = "",
        .type = "Secondary",
        .status = "InUse",
        .ip = free_address(call, vpc, vswitch),
        .instance = "",
    };
    cJSON *body = interface_body(call, vswitch, &given);

    json_set(body, "Description", cJSON_CreateString("Created by cen"));
    json_add_bool(body, "ServiceManaged", true);
    json_add_array(body, "Tags");
    store_put(call->store, &kind_network_interface, vpc->scope, given.id, body);
    return given.id;
}

void mappings_add(struct call *call, const struct object *vpc, const cJSON *given, cJSON *to)
{
    const cJSON *each;

    cJSON_ArrayForEach(each, given)
    {
        const char *id = json_text_or(each, "VSwitchId", "");
        const struct object *vswitch = store_get(call->store, &kind_vswitch, vpc->scope, id);
        cJSON *mapping = json_push(to, cJSON_CreateObject());
        json_add_text(mapping, "ZoneId", json_text_or(each, "ZoneId", ""));
        json_add_text(mapping, "VSwitchId", id);
        json_add_text(mapping, "NetworkInterfaceId", add_interface(call, vpc, vswitch));
    }
}

bool mapping_drop(struct call *call, cJSON *from, const cJSON *given)
{
    cJSON *each;

    cJSON_ArrayForEach(each, from)
    {
        if (!json_is_text(json_get(each, "ZoneId"), json_text_or(given, "ZoneId", "")) ||
            !json_is_text(json_get(each, "VSwitchId"), json_text_or(given, "VSwitchId", "")))
            continue;
        const struct object *eni =
            central_object(call, &kind_network_interface, json_text(each, "NetworkInterfaceId"));
        if (eni)
            lifecycle_drop(call->store, eni);
        cJSON_Delete(cJSON_DetachItemViaPointer(from, each));
        return true;
    }
    return false;
}
