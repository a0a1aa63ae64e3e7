/*
 * Who reaches a load balancer: everybody by public addresses, or its network
 * only. IPv4 and IPv6 are switched apart.
 */
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/alb/bandwidth_package.h"
#include "mockalb/resources/alb/load_balancer.h"
#include "mockalb/resources/alb/zones.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/vpc/eip_use.h"

#include "base/banned.h"

static const struct api_error *check_eip(struct call *call, const char *id, const char *balancer)
{
    const struct object *eip = object_of(call, &kind_eip, id);

    if (!eip)
        return refuse(call, ERR_eip_not_found);
    if (!json_is_text(json_get(eip->body, "ChargeType"), "PostPaid"))
        return refuse(call, ERR_eip_prepaid);
    if (!json_is_text(json_get(eip->body, "BusinessStatus"), "Normal"))
        return refuse(call, ERR_eip_business, "Eip", id);
    return eip_check_for_balancer(call, id, balancer);
}

/* A mapping says which address a zone gets; it must name a zone that there is, as it is. */
static const struct api_error *check_mapping(struct call *call, cJSON *body, const cJSON *given)
{
    const char *vswitch = json_text(given, "VSwitchId"), *eip = json_text(given, "AllocationId");
    const cJSON *zone = zone_in(body, json_text_or(given, "ZoneId", ""));

    if (!zone || (vswitch && !json_is_text(json_get(zone, "VSwitchId"), vswitch)))
        return refuse(call, ERR_zone_and_vswitch);
    return eip ? check_eip(call, eip, json_text(body, "LoadBalancerId")) : NULL;
}

static const cJSON *mapping_of(const struct call *call, const cJSON *zone)
{
    const cJSON *given;

    cJSON_ArrayForEach(given, json_get(call->params, "ZoneMappings"))
    {
        if (cJSON_Compare(json_get(given, "ZoneId"), json_get(zone, "ZoneId"), true))
            return given;
    }
    return NULL;
}

static const struct api_error *check_change(struct call *call, cJSON *body)
{
    const char *package = json_text(body, "BandwidthPackageId");
    const struct api_error *refusal = package ? bandwidth_package_check(call, package) : NULL;
    const cJSON *given;

    cJSON_ArrayForEach(given, json_get(call->params, "ZoneMappings"))
    {
        if (!refusal)
            refusal = check_mapping(call, body, given);
    }
    return refusal ? refusal : zones_check_business(call, json_get(body, "ZoneMappings"));
}

/* Without public addresses there is no bandwidth to share. */
ACTION(alb, UpdateLoadBalancerAddressTypeConfig)
{
    const char *type = json_text_or(call->params, "AddressType", "");
    const struct api_error *refusal;
    const struct object *balancer = active_balancer_of(call, &refusal);
    cJSON *zone;

    if (!balancer)
        return refusal;
    if (json_is_text(json_get(balancer->body, "AddressType"), type))
        return refuse(call, ERR_address_type_not_changed);
    cJSON *body = arena_json(call->arena, json_copy(balancer->body));
    refusal = check_change(call, body);
    if (refusal)
        return refusal;
    json_set(body, "AddressType", cJSON_CreateString(type));
    if (strcmp(type, "Intranet") == 0)
        json_drop(body, "BandwidthPackageId");
    cJSON_ArrayForEach(zone, json_mutable(body, "ZoneMappings"))
        zone_set_addresses(call, zone, mapping_of(call, zone), body);
    balancer_configure_by_job(call, balancer, json_copy(body));
    return NULL;
}

static const struct api_error *turn_ipv6(struct call *call, const char *to, enum error_id same,
                                         const char *why)
{
    const struct api_error *refusal;
    const struct object *balancer = changeable_balancer_of(call, &refusal);

    if (!balancer)
        return refusal;
    if (!json_is_text(json_get(balancer->body, "AddressIpVersion"), "DualStack"))
        return refuse(call, ERR_not_dual_stack, "NonDualStackInstance");
    if (json_is_text(json_get(balancer->body, "Ipv6AddressType"), to))
        return refuse(call, same, why);
    cJSON *body = json_copy(balancer->body);
    json_set(body, "Ipv6AddressType", cJSON_CreateString(to));
    balancer_configure_by_job(call, balancer, body);
    return NULL;
}

ACTION(alb, EnableLoadBalancerIpv6Internet)
{
    return turn_ipv6(call, "Internet", ERR_ipv6_internet, "Ipv6InternetInstance");
}

ACTION(alb, DisableLoadBalancerIpv6Internet)
{
    return turn_ipv6(call, "Intranet", ERR_ipv6_intranet, "Ipv6IntranetInstance");
}
