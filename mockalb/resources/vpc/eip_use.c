#include "mockalb/resources/vpc/eip_use.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

static bool take_balancer(void *arg, const struct object *balancer)
{
    *(const struct object **)arg = balancer;
    return false;
}

static const struct object *balancer_of(struct call *call, const struct object *eip)
{
    const struct object *balancer = NULL;

    store_keyed(call->store, &kind_load_balancer, eip->id, take_balancer, &balancer);
    return balancer;
}

/* What an address was given to may go without asking for the address. */
static bool is_gone(struct call *call, const cJSON *body)
{
    const char *instance = json_text_or(body, "InstanceId", "");
    const char *type = json_text_or(body, "InstanceType", "");

    if (strcmp(type, "EcsInstance") == 0)
        return !store_find(call->store, &kind_instance, instance);
    if (strcmp(type, "NetworkInterface") == 0)
        return !store_find(call->store, &kind_network_interface, instance);
    if (strcmp(type, "IpAddress") == 0)
        return !store_find(call->store, &kind_vpc, json_text_or(body, "VpcId", ""));
    return false;
}

/* Differs: what type the service says a load balancer of this product to be is not known. */
struct eip_use eip_use_of(struct call *call, const struct object *eip)
{
    struct eip_use use = { .status = lifecycle_state(eip),
                           .instance = json_text_or(eip->body, "InstanceId", ""),
                           .type = json_text_or(eip->body, "InstanceType", "") };
    const struct object *balancer = balancer_of(call, eip);

    if (balancer)
        return (struct eip_use){ "InUse", balancer->id, "SlbInstance", true };
    if (is_gone(call, eip->body) && !lifecycle_is_going(eip))
        return (struct eip_use){ .status = "Available", .instance = "", .type = "" };
    return use;
}

const struct api_error *eip_check_for_balancer(struct call *call, const char *allocation,
                                               const char *balancer)
{
    const struct object *eip = object_of(call, &kind_eip, allocation);

    if (!eip)
        return NULL;
    struct eip_use use = eip_use_of(call, eip);
    if (strcmp(use.status, "Available") == 0 ||
        (use.by_balancer && balancer && strcmp(use.instance, balancer) == 0))
        return NULL;
    return refuse(call, ERR_balancer_eip_status, "Eip", eip->id);
}
