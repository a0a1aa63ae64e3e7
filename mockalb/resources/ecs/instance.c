#include "mockalb/resources/ecs/instance.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/ecs/interface.h"
#include "mockalb/resources/ecs/security_group.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/tags.h"
#include "mockalb/resources/vpc/relations.h"
#include "mockalb/resources/vpc/vswitch.h"

#include "base/banned.h"

/* Where a new instance will be. */
struct place {
    const struct object *vswitch;
    const cJSON *groups;
};

static const struct api_error *read_groups(struct call *call, struct place *place)
{
    cJSON *groups = arena_json(call->arena, cJSON_CreateArray());
    const char *one = json_text(call->params, "SecurityGroupId");
    const cJSON *id;

    if (one)
        json_push_text(groups, one);
    cJSON_ArrayForEach(id, json_get(call->params, "SecurityGroupIds"))
        json_push_text(groups, id->valuestring);
    place->groups = groups;
    return security_groups_check(call, json_text(place->vswitch->body, "VpcId"), groups);
}

static const struct api_error *read_place(struct call *call, struct place *place)
{
    *place = (struct place){ .vswitch = param_object(call, "VSwitchId", &kind_vswitch) };
    if (!place->vswitch)
        return refuse(call, ERR_vswitch_absent);
    if (!lifecycle_is_settled(place->vswitch))
        return refuse(call, ERR_vswitch_pending);
    return read_groups(call, place);
}

static const struct api_error *pick_ip(struct call *call, const struct place *place,
                                       const char **ret_ip)
{
    const char *wanted = json_text_or(call->params, "PrivateIpAddress", "");

    *ret_ip = *wanted ? wanted : vswitch_free_ip(call, place->vswitch);
    if (!*ret_ip)
        return refuse(call, ERR_vswitch_no_ip);
    if (!vswitch_has_ip(place->vswitch, *ret_ip))
        return refuse(call, ERR_ip_outside);
    if (!vswitch_ip_is_free(call, place->vswitch, *ret_ip))
        return refuse(call, ERR_ip_taken);
    return NULL;
}

static cJSON *instance_body(struct call *call, const struct place *place, const char *id,
                            const char *ip)
{
    cJSON *body = arena_json(call->arena, cJSON_CreateObject());
    const char *name = json_text_or(call->params, "InstanceName", id);

    json_add_text(body, "InstanceId", id);
    json_add_text(body, "InstanceName", name);
    json_add_text(body, "HostName", json_text_or(call->params, "HostName", name));
    json_add_text(body, "Description", json_text_or(call->params, "Description", ""));
    json_add_text(body, "RegionId", place->vswitch->scope);
    json_add_text(body, "ZoneId", json_text_or(place->vswitch->body, "ZoneId", ""));
    json_add_text(body, "InstanceNetworkType", "vpc");
    json_add_text(body, "InstanceType", json_text_or(call->params, "InstanceType", "ecs.g7.large"));
    json_add_text(body, "ImageId", json_text_or(call->params, "ImageId", ""));
    json_add_text(body, "ResourceGroupId",
                  json_text_or(call->params, "ResourceGroupId", DEFAULT_RESOURCE_GROUP));
    json_add_text(body, "CreationTime", now_text(call));
    cJSON *network = json_add_object(body, "VpcAttributes");
    json_add_text(network, "VpcId", json_text_or(place->vswitch->body, "VpcId", ""));
    json_add_text(network, "VSwitchId", place->vswitch->id);
    json_add_text(network, "NatIpAddress", "");
    json_push_text(json_add_array(json_add_object(network, "PrivateIpAddress"), "IpAddress"), ip);
    json_add(json_add_object(body, "SecurityGroupIds"), "SecurityGroupId",
             json_copy(place->groups));
    return body;
}

/* then: what follows once it is made. */
static const struct api_error *make_one(struct call *call, const struct place *place,
                                        const char *then, const char **ret_id)
{
    const char *id = new_id(call, &kind_instance), *ip;
    const struct api_error *refusal = pick_ip(call, place, &ip);

    if (refusal)
        return refusal;
    cJSON *body = instance_body(call, place, id, ip);
    refusal = tags_set(call, body, json_get(call->params, "Tag"), "Tag");
    if (refusal)
        return refusal;
    struct interface_given given = { .id = new_id(call, &kind_network_interface),
                                     .name = "",
                                     .type = "Primary",
                                     .status = "InUse",
                                     .ip = ip,
                                     .instance = id,
                                     .groups = place->groups };
    cJSON *eni = interface_body(call, place->vswitch, &given);
    json_add_array(eni, "Tags");
    store_put(call->store, &kind_instance, place->vswitch->scope, id,
              lifecycle_enter_then(cloud_lifecycle(call->cloud), &kind_instance, json_copy(body),
                                   "Pending", then));
    store_put(call->store, &kind_network_interface, place->vswitch->scope, given.id, eni);
    vswitch_count_free(call, place->vswitch->id, -1);
    *ret_id = id;
    return NULL;
}

ACTION(ecs, RunInstances)
{
    int64_t amount = json_int_or(call->params, "Amount", 1);
    cJSON *ids = json_add_array(json_add_object(call->reply, "InstanceIdSets"), "InstanceIdSet");
    struct place place;
    const struct api_error *refusal = read_place(call, &place);
    const char *id;

    for (int64_t i = 0; !refusal && i < amount; i++) {
        refusal = make_one(call, &place, "Starting", &id);
        if (!refusal)
            json_push_text(ids, id);
        place.vswitch = param_object(call, "VSwitchId", &kind_vswitch); /* with one address less */
    }
    return refusal;
}

/* It is made, and stays as it is until somebody starts it. */
ACTION(ecs, CreateInstance)
{
    struct place place;
    const struct api_error *refusal = read_place(call, &place);
    const char *id;

    if (!refusal)
        refusal = make_one(call, &place, "Stopped", &id);
    if (!refusal)
        json_add_text(call->reply, "InstanceId", id);
    return refusal;
}

/* What is to go with its instance goes, as the primary interface does; others are free again. */
static bool leave(void *arg, const struct object *eni)
{
    struct call *call = arg;

    if (json_bool(eni->body, "DeleteOnRelease") ||
        json_is_text(json_get(eni->body, "Type"), "Primary")) {
        vswitch_count_free(call, json_text_or(eni->body, "VSwitchId", ""),
                           cJSON_GetArraySize(json_at(eni->body, "PrivateIpSets.PrivateIpSet")));
        return true;
    }
    cJSON *body = json_copy(eni->body);
    json_set(body, "InstanceId", cJSON_CreateString(""));
    store_put(call->store, &kind_network_interface, eni->scope, eni->id,
              lifecycle_settled(&kind_network_interface, body, "Available"));
    return true;
}

/* Whether it runs matters only to who does not insist. */
const struct api_error *instance_delete(struct call *call, const struct object *instance,
                                        bool by_force)
{
    if (!by_force && strcmp(lifecycle_state(instance), "Stopped") != 0)
        return refuse(call, ERR_instance_status);
    if (has_keyed(call->store, &kind_route_entry, instance->id, NULL))
        return refuse(call, ERR_instance_has_routes);
    store_children(call->store, &kind_network_interface, instance->id, leave, call);
    lifecycle_drop(call->store, instance);
    return NULL;
}

static const struct api_error *move(struct call *call, const struct object *instance,
                                    const char *from, const char *to)
{
    if (strcmp(lifecycle_state(instance), from) != 0)
        return refuse(call, ERR_instance_status);
    store_put(call->store, &kind_instance, instance->scope, instance->id,
              lifecycle_enter(cloud_lifecycle(call->cloud), &kind_instance,
                              json_copy(instance->body), to));
    return NULL;
}

const struct api_error *instance_start(struct call *call, const struct object *instance)
{
    return move(call, instance, "Stopped", "Starting");
}

const struct api_error *instance_stop(struct call *call, const struct object *instance)
{
    return move(call, instance, "Running", "Stopping");
}

ACTION(ecs, DeleteInstance)
{
    const struct object *instance = param_anywhere(call, "InstanceId", &kind_instance);

    return instance ? instance_delete(call, instance, json_bool(call->params, "Force"))
                    : refuse(call, ERR_instance_absent);
}

ACTION(ecs, StartInstance)
{
    const struct object *instance = param_anywhere(call, "InstanceId", &kind_instance);

    return instance ? instance_start(call, instance) : refuse(call, ERR_instance_absent);
}

ACTION(ecs, StopInstance)
{
    const struct object *instance = param_anywhere(call, "InstanceId", &kind_instance);

    return instance ? instance_stop(call, instance) : refuse(call, ERR_instance_absent);
}
