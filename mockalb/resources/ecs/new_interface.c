/*
 * Making network interfaces: its addresses are those that the client names, or the lowest that are free.
 */
#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/ecs/interface.h"
#include "mockalb/resources/ecs/security_group.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/reply.h"
#include "mockalb/resources/tags.h"
#include "mockalb/resources/vpc/vswitch.h"

#include "base/banned.h"

static const struct api_error *read_groups(struct call *call, const struct object *vswitch,
                                           const cJSON **ret_groups)
{
    const char *one = json_text(call->params, "SecurityGroupId");
    const cJSON *many = json_get(call->params, "SecurityGroupIds");
    cJSON *groups = arena_json(call->arena, cJSON_CreateArray());
    const cJSON *id;

    if (one && cJSON_GetArraySize(many) > 0)
        return refuse(call, ERR_interface_given_twice, "SecurityGroupId", "SecurityGroupIds");
    if (one)
        json_push_text(groups, one);
    cJSON_ArrayForEach(id, many) json_push_text(groups, id->valuestring);
    if (cJSON_GetArraySize(groups) == 0)
        return refuse(call, ERR_interface_without_group);
    *ret_groups = groups;
    return security_groups_check(call, json_text(vswitch->body, "VpcId"), groups);
}

static const struct api_error *pick_ip(struct call *call, const struct object *vswitch,
                                       const char *wanted, const char **ret_ip)
{
    const char *ip = wanted ? wanted : vswitch_free_ip(call, vswitch);

    if (!ip)
        return refuse(call, ERR_vswitch_no_ip);
    if (!vswitch_has_ip(vswitch, ip))
        return refuse(call, ERR_interface_ip_outside);
    if (!vswitch_ip_is_free(call, vswitch, ip))
        return refuse(call, ERR_interface_ip_taken);
    *ret_ip = ip;
    return NULL;
}

/* One more address of an interface that is in the store already, so that the next one is another. */
static const struct api_error *add_ip(struct call *call, const struct object *vswitch,
                                      const char *id, const char *wanted)
{
    const struct object *eni = object_of(call, &kind_network_interface, id);
    const char *ip = NULL;
    const struct api_error *refusal = pick_ip(call, vswitch, wanted, &ip);

    if (refusal)
        return refusal;
    cJSON *body = json_copy(eni->body);
    interface_add_ip(body, ip);
    store_put(call->store, &kind_network_interface, eni->scope, id, body);
    return NULL;
}

/* Those that have names, or so many. */
static const struct api_error *add_more_ips(struct call *call, const struct object *vswitch,
                                            const char *id)
{
    const cJSON *named = json_get(call->params, "PrivateIpAddress"), *ip;
    int64_t count = json_int(call->params, "SecondaryPrivateIpAddressCount");
    const struct api_error *refusal = NULL;

    if (count && cJSON_GetArraySize(named) > 0)
        return refuse(call, ERR_interface_given_twice, "PrivateIpAddress",
                      "SecondaryPrivateIpAddressCount");
    cJSON_ArrayForEach(ip, named)
    {
        if (!refusal)
            refusal = add_ip(call, vswitch, id, ip->valuestring);
    }
    for (int64_t i = 0; i < count && !refusal; i++)
        refusal = add_ip(call, vswitch, id, NULL);
    return refusal;
}

static const struct api_error *make_body(struct call *call, const struct object *vswitch,
                                         const struct interface_given *given, cJSON **ret_body)
{
    cJSON *body = arena_json(call->arena, interface_body(call, vswitch, given));

    json_set(body, "Description",
             cJSON_CreateString(json_text_or(call->params, "Description", "")));
    param_into(call, body, "DeleteOnRelease", "DeleteOnRelease");
    param_into(call, body, "SourceDestCheck", "SourceDestCheck");
    param_into(call, body, "ResourceGroupId", "ResourceGroupId");
    json_add_bool(body, "ServiceManaged", false);
    *ret_body = body;
    return tags_set(call, body, json_get(call->params, "Tag"), "Tag");
}

ACTION(ecs, CreateNetworkInterface)
{
    const struct object *vswitch = param_object(call, "VSwitchId", &kind_vswitch);
    struct interface_given given = {
        .id = new_id(call, &kind_network_interface),
        .name = json_text_or(call->params, "NetworkInterfaceName", ""),
        .type = json_text_or(call->params, "InstanceType", "Secondary"),
        .status = "Creating",
        .instance = "",
    };
    const struct api_error *refusal;
    cJSON *body;

    if (!vswitch)
        return refuse(call, ERR_vswitch_absent);
    if (!lifecycle_is_settled(vswitch))
        return refuse(call, ERR_vswitch_pending);
    refusal = read_groups(call, vswitch, &given.groups);
    if (!refusal)
        refusal = pick_ip(call, vswitch, json_text(call->params, "PrimaryIpAddress"), &given.ip);
    if (!refusal)
        refusal = make_body(call, vswitch, &given, &body);
    if (refusal)
        return refusal;
    store_put(call->store, &kind_network_interface, vswitch->scope, given.id,
              lifecycle_enter(cloud_lifecycle(call->cloud), &kind_network_interface,
                              json_copy(body), "Creating"));
    refusal = add_more_ips(call, vswitch, given.id);
    if (refusal)
        return refusal;
    const struct object *eni = object_of(call, &kind_network_interface, given.id);
    show_known(call->reply, call->action->reply, eni->body);
    vswitch_count_free(call, vswitch->id,
                       -cJSON_GetArraySize(json_at(eni->body, "PrivateIpSets.PrivateIpSet")));
    return NULL;
}
