/*
 * Capacity that is held ready for a load balancer, whatever it needs now: a
 * number of units, shared out evenly over its zones.
 *
 * Differs: what the service refuses here is in no list that we know; the quotas are known, their codes are inferred.
 */
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/alb/load_balancer.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/quota.h"

#include "base/banned.h"

#define RESERVED  "_capacity" /* of a body: Units, Decreases, ModifiedTime */
#define DECREASES 2           /* left to a load balancer that made none */

static int64_t units_of(const cJSON *body)
{
    return json_int(body, RESERVED ".Units");
}

/* "2026-01-01 00:00:00", unlike other times. */
static const char *time_text(struct call *call)
{
    const char *iso = now_text(call);

    return arena_printf(call->arena, "%.10s %.8s", iso, iso + 11);
}

ACTION(alb, DescribeCapacityReservation)
{
    const struct api_error *refusal;
    const struct object *balancer = balancer_of(call, &refusal);
    const cJSON *zone;

    if (!balancer)
        return refusal;
    const cJSON *zones = json_get(balancer->body, "ZoneMappings");
    int64_t units = units_of(balancer->body);
    cJSON *states = json_add_array(call->reply, "CapacityReservationState");
    cJSON_ArrayForEach(zone, zones)
    {
        if (units == 0)
            break;
        cJSON *state = json_push(states, cJSON_CreateObject());
        json_add_text(state, "AvailabilityZone", json_text_or(zone, "ZoneId", ""));
        json_add(state, "EffectiveCapacityUnits",
                 cJSON_CreateNumber((double)units / cJSON_GetArraySize(zones)));
        json_add_text(state, "Status", "provisioned");
        json_add_text(state, "Reason", "");
    }
    json_add_int(call->reply, "DecreaseRequestsRemaining",
                 json_int_or(balancer->body, RESERVED ".Decreases", DECREASES));
    json_add_text(call->reply, "LastModifiedTime",
                  json_text_or(balancer->body, RESERVED ".ModifiedTime", ""));
    json_add_int(json_add_object(call->reply, "MinimumLoadBalancerCapacity"), "CapacityUnits",
                 units);
    return NULL;
}

static bool add_units(void *arg, const struct object *o)
{
    *(int64_t *)arg += units_of(o->body);
    return true;
}

static const struct api_error *check_units(struct call *call, const struct object *balancer,
                                           int64_t units)
{
    int64_t before = units_of(balancer->body), all = 0;
    const struct api_error *refusal =
        quota_check(call, QUOTA_balancer_capacity, "", balancer->id, 0, units);

    store_each(call->store, &kind_load_balancer, call->region, add_units, &all);
    if (!refusal && units > before)
        refusal = quota_check(call, QUOTA_region_capacity, "", NULL, all, units - before);
    return refusal;
}

ACTION(alb, ModifyCapacityReservation)
{
    const cJSON *given = json_at(call->params, "MinimumLoadBalancerCapacity.CapacityUnits");
    bool reset = json_bool(call->params, "ResetCapacityReservation");
    int64_t units = reset ? 0 : json_int(call->params, "MinimumLoadBalancerCapacity.CapacityUnits");
    const struct api_error *refusal;
    const struct object *balancer = changeable_balancer_of(call, &refusal);

    if (!balancer)
        return refusal;
    if (!given && !reset)
        return refuse(call, ERR_missing_nested, "MinimumLoadBalancerCapacity.CapacityUnits");
    if (units < 0 || (!reset && units == 0))
        return refuse(call, ERR_illegal_param, "MinimumLoadBalancerCapacity.CapacityUnits");
    refusal = check_units(call, balancer, units);
    if (refusal)
        return refusal;
    int64_t decreases = json_int_or(balancer->body, RESERVED ".Decreases", DECREASES);
    cJSON *body = json_copy(balancer->body);
    cJSON *reserved = json_set(body, RESERVED, cJSON_CreateObject());
    json_add_int(reserved, "Units", units);
    json_add_int(reserved, "Decreases",
                 decreases - (units < units_of(balancer->body) && decreases > 0));
    json_add_text(reserved, "ModifiedTime", time_text(call));
    store_put(call->store, &kind_load_balancer, call->region,
              json_text(call->params, "LoadBalancerId"), body);
    return NULL;
}
