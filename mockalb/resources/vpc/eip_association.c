/*
 * Which public address is given to what: a machine, one of an interface's addresses, or an address of a
 * VPC that nothing has yet. Of the other types that the catalog knows there are no things here, so
 * none is found.
 */
#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/vpc/eip_use.h"
#include "mockalb/resources/vpc/relations.h"
#include "mockalb/resources/vpc/vpc.h"

#include "base/banned.h"

/* What an address is given to. */
struct target {
    const char *type, *id, *vpc, *ip, *mode;
};

static bool has_same_ip(void *arg, const struct object *eip)
{
    const struct target *target = arg;

    return json_is_text(json_get(eip->body, "PrivateIpAddress"), target->ip);
}

static bool has_other_mode(void *arg, const struct object *eip)
{
    const struct target *target = arg;

    return !json_is_text(json_get(eip->body, "Mode"), target->mode);
}

/* Counts down to none. */
static bool is_one_too_many(void *arg, const struct object *eip)
{
    (void)eip;
    return --*(int *)arg <= 0;
}

static const struct api_error *absent(struct call *call, const struct kind *kind, const char *id)
{
    return refuse(call,
                  store_find(call->store, kind, id) ? ERR_eip_elsewhere : ERR_eip_target_absent);
}

static const struct api_error *check_machine(struct call *call, struct target *ret)
{
    const struct object *o = object_of(call, &kind_instance, ret->id);

    if (!o)
        return absent(call, &kind_instance, ret->id);
    if (!lifecycle_is_settled(o))
        return refuse(call, ERR_hop_busy);
    if (has_keyed(call->store, &kind_eip, ret->id, NULL))
        return refuse(call, ERR_eip_target_taken);
    ret->vpc = json_text_or(o->body, "VpcAttributes.VpcId", "");
    ret->ip = json_text_or(o->body, "VpcAttributes.PrivateIpAddress.IpAddress.0", "");
    ret->mode = "NAT";
    return NULL;
}

static bool interface_has(const struct object *interface, const char *ip)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, json_at(interface->body, "PrivateIpSets.PrivateIpSet"))
    {
        if (json_is_text(json_get(item, "PrivateIpAddress"), ip))
            return true;
    }
    return json_is_text(json_get(interface->body, "PrivateIpAddress"), ip);
}

/* An address that is cut through takes the place of the interface's own, which then must be alone and free. */
static const struct api_error *check_cut_through(struct call *call, const struct object *interface)
{
    if (strcmp(lifecycle_state(interface), "Available") != 0)
        return refuse(call, ERR_eip_interface_attached);
    if (cJSON_GetArraySize(json_at(interface->body, "PrivateIpSets.PrivateIpSet")) > 1)
        return refuse(call, ERR_eip_interface_addresses);
    return NULL;
}

/* What the addresses that an interface has already leave room for. */
static const struct api_error *check_others(struct call *call, const struct object *interface,
                                            struct target *target)
{
    int room = cJSON_GetArraySize(json_at(interface->body, "PrivateIpSets.PrivateIpSet"));

    if (has_keyed_for(call->store, &kind_eip, interface->id, has_other_mode, target))
        return refuse(call, ERR_eip_mode);
    if (strcmp(target->mode, "BINDED") == 0) {
        const struct api_error *refusal = check_cut_through(call, interface);
        if (refusal)
            return refusal;
    }
    if (strcmp(target->mode, "MULTI_BINDED") == 0)
        return has_keyed_for(call->store, &kind_eip, interface->id, is_one_too_many, &room)
                   ? refuse(call, ERR_eip_interface_full)
                   : NULL;
    if (has_keyed_for(call->store, &kind_eip, interface->id, has_same_ip, target))
        return refuse(call, ERR_eip_target_taken);
    return NULL;
}

static const struct api_error *check_interface(struct call *call, struct target *ret)
{
    const struct object *o = object_of(call, &kind_network_interface, ret->id);

    if (!o)
        return absent(call, &kind_network_interface, ret->id);
    if (!lifecycle_is_settled(o))
        return refuse(call, ERR_eip_interface_status, "NetworkInterface", ret->id);
    ret->vpc = json_text_or(o->body, "VpcId", "");
    ret->mode = json_text_or(call->params, "Mode", "NAT");
    ret->ip = json_text_or(call->params, "PrivateIpAddress",
                           json_text_or(o->body, "PrivateIpAddress", ""));
    if (!interface_has(o, ret->ip))
        return refuse(call, ERR_eip_param);
    return check_others(call, o, ret);
}

static bool is_in_vpc(void *arg, const struct object *eip)
{
    const struct target *target = arg;

    return json_is_text(json_get(eip->body, "VpcId"), target->vpc);
}

static const struct api_error *check_address(struct call *call, struct target *ret)
{
    const struct object *vpc = param_object(call, "VpcId", &kind_vpc);
    struct cidr block = { .mask = UINT32_MAX };

    if (!vpc)
        return refuse(call, ERR_vpc_absent);
    if (!ip_read(ret->id, &block.net) || !vpc_holds(vpc, &block))
        return refuse(call, ERR_eip_param);
    ret->vpc = vpc->id;
    ret->ip = ret->id;
    ret->mode = "NAT";
    if (has_keyed_for(call->store, &kind_eip, ret->id, is_in_vpc, ret))
        return refuse(call, ERR_eip_address_taken, "IpAddress", ret->id);
    return NULL;
}

static const struct {
    const char *type;
    const struct api_error *(*check)(struct call *call, struct target *ret);
} types[] = {
    { "EcsInstance", check_machine },
    { "NetworkInterface", check_interface },
    { "IpAddress", check_address },
};

static const struct api_error *check_target(struct call *call, struct target *ret)
{
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (strcmp(types[i].type, ret->type) == 0)
            return types[i].check(call, ret);
    return refuse(call, ERR_eip_target_absent);
}

static const struct api_error *check_eip(struct call *call, const struct object *eip,
                                         const char *status)
{
    if (!eip)
        return refuse(call, ERR_allocation_absent);
    if (!json_is_text(json_get(eip->body, "BusinessStatus"), "Normal"))
        return refuse(call, ERR_eip_locked);
    if (strcmp(eip_use_of(call, eip).status, status) != 0)
        return refuse(call, ERR_eip_status);
    return NULL;
}

static void put(struct call *call, const struct object *eip, cJSON *body, const char *state)
{
    store_put(call->store, &kind_eip, eip->scope, eip->id,
              lifecycle_enter(cloud_lifecycle(call->cloud), &kind_eip, body, state));
}

ACTION(vpc, AssociateEipAddress)
{
    const cJSON *p = call->params;
    const struct object *eip = param_anywhere(call, "AllocationId", &kind_eip);
    struct target target = { .type = json_text_or(p, "InstanceType", "EcsInstance"),
                             .id = json_text_or(p, "InstanceId", "") };
    const struct api_error *refusal = check_eip(call, eip, "Available");

    if (!refusal && !filter_text(call, "InstanceRegionId", eip->scope))
        refusal = refuse(call, ERR_eip_elsewhere);
    if (!refusal)
        refusal = check_target(call, &target);
    if (refusal)
        return refusal;
    cJSON *body = json_copy(eip->body);
    json_set(body, "InstanceId", cJSON_CreateString(target.id));
    json_set(body, "InstanceType", cJSON_CreateString(target.type));
    json_set(body, "InstanceRegionId", cJSON_CreateString(eip->scope));
    json_set(body, "PrivateIpAddress", cJSON_CreateString(target.ip));
    json_set(body, "VpcId", cJSON_CreateString(target.vpc));
    json_set(body, "Mode", cJSON_CreateString(target.mode));
    put(call, eip, body, "Associating");
    return NULL;
}

/*
 * Whether the call speaks of what the address is given to; what it does not say is not looked at, but
 * the type, which is said by its default.
 */
static const struct api_error *check_binding(struct call *call, const struct object *eip)
{
    struct eip_use use = eip_use_of(call, eip);
    const char *type = json_text(call->params, "InstanceType");

    if (use.by_balancer || (type && *use.type && strcmp(type, use.type) != 0))
        return refuse(call, ERR_eip_binding);
    if (!filter_text(call, "InstanceId", use.instance))
        return refuse(call, ERR_eip_not_of_instance);
    if (!filter_text(call, "PrivateIpAddress", json_text(eip->body, "PrivateIpAddress")))
        return refuse(call, ERR_eip_param);
    return NULL;
}

/* Differs: that an address is not taken from a load balancer so has this code is inferred. */
ACTION(vpc, UnassociateEipAddress)
{
    static const char *const members[] = { "InstanceRegionId", "PrivateIpAddress", "VpcId", "Mode",
                                           NULL };
    const struct object *eip = param_anywhere(call, "AllocationId", &kind_eip);
    const struct api_error *refusal = check_eip(call, eip, "InUse");

    if (!refusal)
        refusal = check_binding(call, eip);
    if (refusal)
        return refusal;
    cJSON *body = json_copy(eip->body);
    json_set(body, "InstanceId", cJSON_CreateString(""));
    json_set(body, "InstanceType", cJSON_CreateString(""));
    for (size_t i = 0; members[i]; i++)
        json_drop(body, members[i]);
    put(call, eip, body, "Unassociating");
    return NULL;
}
