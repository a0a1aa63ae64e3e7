/*
 * A zone of a load balancer taken out of service and brought back, with its
 * addresses as they are.
 */
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/resources/alb/load_balancer.h"
#include "mockalb/resources/alb/zones.h"

#include "base/banned.h"

/* From one state of a zone to another; any other is one that is on its way. */
struct shift {
    const char *from, *to;
};

static const struct api_error *check_zone(struct call *call, const cJSON *given, const cJSON *zone,
                                          const struct shift *shift)
{
    const char *status = json_text_or(zone, "Status", "");
    const struct api_error *refusal;

    if (!zone)
        return refuse(call, ERR_zone_not_there, "ZoneVSwitchNotExist");
    if (!cJSON_Compare(json_get(given, "VSwitchId"), json_get(zone, "VSwitchId"), true))
        return refuse(call, ERR_zone_vswitch_changed, "ZoneVSwitchChanged");
    refusal = zone_check_business(call, zone);
    if (refusal)
        return refusal;
    if (strcmp(status, shift->to) == 0)
        return refuse(call, ERR_zones_not_changed, "ZoneMappingsNotChanged");
    if (strcmp(status, shift->from) != 0)
        return refuse(call, ERR_zone_unsettled, "EniStatusNotSupport");
    return NULL;
}

static bool has_active_zone(const cJSON *body)
{
    const cJSON *zone;

    cJSON_ArrayForEach(zone, json_get(body, "ZoneMappings"))
    {
        if (json_is_text(json_get(zone, "Status"), "Active"))
            return true;
    }
    return false;
}

static const struct api_error *shift_one(struct call *call, cJSON *body, const cJSON *given,
                                         const struct shift *shift)
{
    const char *zone_id = json_text_or(given, "ZoneId", "");
    cJSON *zone = zone_in(body, zone_id);
    const struct api_error *refusal =
        zone_check(call, zone_id, json_text_or(given, "VSwitchId", ""));

    if (!refusal)
        refusal = check_zone(call, given, zone, shift);
    if (!refusal)
        json_set(zone, "Status", cJSON_CreateString(shift->to));
    return refusal;
}

static const struct api_error *shift_zones(struct call *call, const struct shift *shift)
{
    const struct api_error *refusal;
    const struct object *balancer = changeable_balancer_of(call, &refusal);
    const cJSON *given;

    if (!balancer)
        return refusal;
    if (!json_is_text(json_get(balancer->body, "AddressAllocatedMode"), "Fixed"))
        return refuse(call, ERR_address_not_fixed, "OnlyFixedAddressAllocatedModeSupported");
    cJSON *body = arena_json(call->arena, json_copy(balancer->body));
    cJSON_ArrayForEach(given, json_get(call->params, "ZoneMappings"))
    {
        refusal = shift_one(call, body, given, shift);
        if (refusal)
            return refusal;
    }
    if (!has_active_zone(body))
        return refuse(call, ERR_last_active_zone, "ConfigLastActiveZoneNotSupport");
    balancer_configure(call, balancer, json_copy(body));
    return NULL;
}

ACTION(alb, StartShiftLoadBalancerZones)
{
    return shift_zones(call, &(struct shift){ "Active", "Shifted" });
}

ACTION(alb, CancelShiftLoadBalancerZones)
{
    return shift_zones(call, &(struct shift){ "Shifted", "Active" });
}
