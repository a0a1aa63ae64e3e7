#include "mockalb/catalog/actions.h"

#include "base/json.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/reply.h"
#include "mockalb/resources/vpc/vswitch.h"

#include "base/banned.h"

ACTION(ecs, DescribeNetworkInterfaceAttribute)
{
    const struct object *eni = param_object(call, "NetworkInterfaceId", &kind_network_interface);

    if (!eni)
        return refuse(call, ERR_interface_absent);
    show_known(call->reply, call->action->reply, eni->body);
    return NULL;
}

/* A primary one is its instance's: it neither leaves nor goes alone. */
static const struct api_error *check(struct call *call, const struct object *eni, const char *state)
{
    if (!eni)
        return refuse(call, ERR_interface_absent);
    if (json_is_text(json_get(eni->body, "Type"), "Primary"))
        return refuse(call, ERR_interface_type);
    return json_is_text(json_get(eni->body, "Status"), state) ? NULL
                                                              : refuse(call, ERR_interface_state);
}

static void enter(struct call *call, const struct object *eni, cJSON *body, const char *state)
{
    store_put(call->store, &kind_network_interface, eni->scope, eni->id,
              lifecycle_enter(cloud_lifecycle(call->cloud), &kind_network_interface, body, state));
}

ACTION(ecs, DeleteNetworkInterface)
{
    const struct object *eni = param_object(call, "NetworkInterfaceId", &kind_network_interface);
    const struct api_error *refusal = check(call, eni, "Available");

    if (refusal)
        return refusal;
    vswitch_count_free(call, json_text_or(eni->body, "VSwitchId", ""),
                       cJSON_GetArraySize(json_at(eni->body, "PrivateIpSets.PrivateIpSet")));
    enter(call, eni, json_copy(eni->body), "Deleting");
    return NULL;
}

/* Differs: what is attached to another instance is refused by its state. */
ACTION(ecs, DetachNetworkInterface)
{
    const struct object *eni = param_object(call, "NetworkInterfaceId", &kind_network_interface);
    const struct object *instance = param_object(call, "InstanceId", &kind_instance);

    if (!instance)
        return refuse(call, ERR_interface_instance_absent);
    const struct api_error *refusal = check(call, eni, "InUse");
    if (refusal)
        return refusal;
    if (!json_is_text(json_get(eni->body, "InstanceId"), instance->id))
        return refuse(call, ERR_interface_state);
    cJSON *body = json_copy(eni->body);
    json_set(body, "InstanceId", cJSON_CreateString(""));
    enter(call, eni, body, "Detaching");
    return NULL;
}
