#include "mockalb/catalog/actions.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/ecs/instance_type.h"
#include "mockalb/resources/ecs/machine_item.h"
#include "mockalb/resources/ecs/security_group.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/reply.h"
#include "mockalb/resources/vpc/relations.h"
#include "mockalb/resources/vpc/vswitch.h"

#include "base/banned.h"

ACTION(ecs, DescribeNetworkInterfaceAttribute)
{
    const struct object *eni = param_object(call, "NetworkInterfaceId", &kind_network_interface);

    if (!eni)
        return refuse(call, ERR_interface_absent);
    show_known(call->reply, call->action->reply, eni->body);
    interface_add_relations(call, call->reply, eni);
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
    if (!eni)
        return refuse(call, ERR_interface_absent);
    if (json_is_text(json_get(eni->body, "Type"), "Primary"))
        return refuse(call, ERR_interface_primary);
    if (strcmp(lifecycle_state(eni), "InUse") != 0 ||
        !json_is_text(json_get(eni->body, "InstanceId"), instance->id))
        return refuse(call, ERR_interface_state);
    cJSON *body = json_copy(eni->body);
    json_set(body, "InstanceId", cJSON_CreateString(""));
    enter(call, eni, body, "Detaching");
    return NULL;
}

/* Whether one more fits to an instance: in its place, and in number. */
static const struct api_error *check_instance(struct call *call, const struct object *eni,
                                              const struct object *instance)
{
    const char *state = lifecycle_state(instance);

    if (strcmp(state, "Running") != 0 && strcmp(state, "Stopped") != 0)
        return refuse(call, ERR_interface_instance_state);
    if (!cJSON_Compare(json_get(eni->body, "VpcId"), json_at(instance->body, "VpcAttributes.VpcId"),
                       true))
        return refuse(call, ERR_interface_vpc);
    if (!cJSON_Compare(json_get(eni->body, "ZoneId"), json_get(instance->body, "ZoneId"), true))
        return refuse(call, ERR_interface_zone);
    return count_children(call->store, &kind_network_interface, instance->id) <
                   instance_type_interfaces(json_text_or(instance->body, "InstanceType", ""))
               ? NULL
               : refuse(call, ERR_interfaces_many);
}

ACTION(ecs, AttachNetworkInterface)
{
    const struct object *eni = param_object(call, "NetworkInterfaceId", &kind_network_interface);
    const struct object *instance = param_object(call, "InstanceId", &kind_instance);
    const struct api_error *refusal;

    if (!instance)
        return refuse(call, ERR_interface_instance_absent);
    refusal = check(call, eni, "Available");
    if (!refusal)
        refusal = check_instance(call, eni, instance);
    if (refusal)
        return refusal;
    cJSON *body = json_copy(eni->body);
    json_set(body, "InstanceId", cJSON_CreateString(instance->id));
    enter(call, eni, body, "Attaching");
    return NULL;
}

static const struct api_error *check_groups(struct call *call, const struct object *eni,
                                            const cJSON *ids)
{
    const cJSON *id, *before;

    cJSON_ArrayForEach(id, ids)
    {
        for (before = ids->child; before != id; before = before->next)
            if (cJSON_Compare(before, id, true))
                return refuse(call, ERR_interface_group_twice);
    }
    return security_groups_check(call, json_text(eni->body, "VpcId"), ids);
}

/* Of a primary one only what it is called: the rest is its instance's. */
static bool is_renamed_only(struct call *call)
{
    return cJSON_GetArraySize(json_get(call->params, "SecurityGroupId")) == 0 &&
           !json_get(call->params, "DeleteOnRelease") && !json_get(call->params, "SourceDestCheck");
}

ACTION(ecs, ModifyNetworkInterfaceAttribute)
{
    const struct object *eni = param_object(call, "NetworkInterfaceId", &kind_network_interface);
    const cJSON *groups = json_get(call->params, "SecurityGroupId");
    const struct api_error *refusal;

    if (!eni)
        return refuse(call, ERR_interface_absent);
    if (json_is_text(json_get(eni->body, "Type"), "Primary") && !is_renamed_only(call))
        return refuse(call, ERR_interface_primary_changed);
    refusal = check_groups(call, eni, groups);
    if (refusal)
        return refusal;
    cJSON *body = json_copy(eni->body);
    param_into(call, body, "NetworkInterfaceName", "NetworkInterfaceName");
    param_into(call, body, "Description", "Description");
    param_into(call, body, "DeleteOnRelease", "DeleteOnRelease");
    param_into(call, body, "SourceDestCheck", "SourceDestCheck");
    if (cJSON_GetArraySize(groups) > 0)
        json_set(json_part(body, "SecurityGroupIds"), "SecurityGroupId", json_copy(groups));
    store_put(call->store, &kind_network_interface, eni->scope, eni->id, body);
    return NULL;
}
