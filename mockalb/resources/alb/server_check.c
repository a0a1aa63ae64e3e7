#include "mockalb/resources/alb/server_check.h"

#include <inttypes.h>
#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

static const char *const private_blocks[] = { "10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12",
                                              "192.168.0.0/16", NULL };

/* What a server id looks like when its type is not said. */
static const struct {
    const char *prefix, *type, *group_type;
} types[] = {
    { "i-", "Ecs", "Instance" },
    { "eni-", "Eni", "Instance" },
    { "eci-", "Eci", "Instance" },
    { "acs:fc:", "Fc", "Fc" },
    { "", "Ip", "Ip" },
};

static const char *type_of(const cJSON *given)
{
    const char *type = json_text(given, "ServerType");
    struct str id = str_of(json_text_or(given, "ServerId", ""));
    size_t i = 0;

    if (type)
        return type;
    while (!str_starts(id, str_of(types[i].prefix)))
        i++;
    return types[i].type;
}

static const char *group_type_for(const char *type)
{
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (strcmp(types[i].type, type) == 0)
            return types[i].group_type;
    return "";
}

/* Differs: that Mismatch.Type is the code of a type and an id that disagree is inferred. */
static bool names_another(const cJSON *given, const char *type)
{
    struct str id = str_of(json_text_or(given, "ServerId", ""));

    for (size_t i = 0; *types[i].prefix; i++) {
        if (str_starts(id, str_of(types[i].prefix)))
            return strcmp(types[i].type, type) != 0;
    }
    return false;
}

static const char *at(struct call *call, const char *path, const char *member)
{
    return arena_printf(call->arena, "%s.%s", path, member);
}

static bool interface_has_ip(const struct object *eni, const char *ip)
{
    const cJSON *set;

    cJSON_ArrayForEach(set, json_at(eni->body, "PrivateIpSets.PrivateIpSet"))
    {
        if (json_is_text(json_get(set, "PrivateIpAddress"), ip))
            return true;
    }
    return false;
}

static const char *instance_ip(const struct object *instance)
{
    return json_text_or(instance->body, "VpcAttributes.PrivateIpAddress.IpAddress.0", "");
}

/* The machine itself: found, in the group's VPC, and with the address that was said. */
static const struct api_error *read_machine(struct call *call, const struct object *group,
                                            const cJSON *given, const char *path, cJSON *body)
{
    const char *type = json_text(body, "ServerType"), *id = json_text_or(given, "ServerId", "");
    const char *ip = json_text(given, "ServerIp");
    bool eni = strcmp(type, "Eni") == 0;
    const struct object *machine =
        object_of(call, eni ? &kind_network_interface : &kind_instance, id);

    if (!machine)
        return refuse(call,
                      eni                        ? ERR_eni_not_found
                      : strcmp(type, "Eci") == 0 ? ERR_eci_not_found
                                                 : ERR_ecs_not_found,
                      id);
    const char *vpc = json_text_or(machine->body, eni ? "VpcId" : "VpcAttributes.VpcId", "");
    if (!json_is_text(json_get(group->body, "VpcId"), vpc))
        return refuse(call, ERR_vpc_mismatch, "VpcId", "ServerGroup", at(call, path, "ServerId"));
    const char *primary =
        eni ? json_text_or(machine->body, "PrivateIpAddress", "") : instance_ip(machine);
    if (ip && strcmp(ip, primary) != 0 && !(eni && interface_has_ip(machine, ip)))
        return refuse(call, ERR_illegal_param, at(call, path, "ServerIp"));
    if (eni && !json_is_text(json_get(machine->body, "Status"), "InUse"))
        return refuse(call, ERR_eni_status, "Eni", id);
    json_add_text(body, "ServerId", id);
    json_add_text(body, "ServerIp", ip ? ip : primary);
    return NULL;
}

static bool in_private_block(uint32_t ip)
{
    struct cidr block;

    for (size_t i = 0; private_blocks[i]; i++)
        if (cidr_read(private_blocks[i], &block) && cidr_has(&block, ip))
            return true;
    return false;
}

static bool in_vpc(const struct object *vpc, uint32_t ip)
{
    struct cidr block;
    const cJSON *item;

    if (!vpc)
        return false;
    if (cidr_read(json_text_or(vpc->body, "CidrBlock", ""), &block) && cidr_has(&block, ip))
        return true;
    cJSON_ArrayForEach(item, json_at(vpc->body, "SecondaryCidrBlocks.SecondaryCidrBlock"))
    {
        if (cidr_read(item->valuestring, &block) && cidr_has(&block, ip))
            return true;
    }
    return false;
}

/* An address is its own id; with remote addresses on it may be any private one, else one of the VPC. */
static const struct api_error *read_address(struct call *call, const struct object *group,
                                            const cJSON *given, const char *path, cJSON *body)
{
    const char *id = json_text_or(given, "ServerId", json_text_or(given, "ServerIp", ""));
    const cJSON *flag = json_get(given, "RemoteIpEnabled");
    bool remote = cJSON_IsTrue(flag) || json_is_text(flag, "true");
    uint32_t ip;

    if (json_bool(group->body, "Ipv6Enabled") && ip_is_v6(id)) {
        remote = false;
    } else {
        const struct object *vpc = object_of(call, &kind_vpc, json_text(group->body, "VpcId"));
        if (!ip_read(id, &ip) || !(remote ? in_private_block(ip) : in_vpc(vpc, ip)))
            return refuse(call, ERR_illegal_param, at(call, path, "ServerIp"));
    }
    json_add_text(body, "ServerId", id);
    json_add_text(body, "ServerIp", id);
    json_add_bool(body, "RemoteIpEnabled", remote);
    return NULL;
}

static const struct api_error *read_function(struct call *call, const cJSON *given,
                                             const char *path, cJSON *body)
{
    const char *id = json_text_or(given, "ServerId", "");

    if (!str_starts(str_of(id), STR("acs:fc:")))
        return refuse(call, ERR_illegal_param, at(call, path, "ServerId"));
    json_add_text(body, "ServerId", id);
    return NULL;
}

const struct api_error *server_read(struct call *call, const struct object *group,
                                    const cJSON *given, const char *path, cJSON **ret_body)
{
    cJSON *body = arena_json(call->arena, cJSON_CreateObject());
    const char *type = type_of(given);
    bool is_function = strcmp(type, "Fc") == 0;
    const struct api_error *refusal;

    json_add_text(body, "ServerGroupId", group->id);
    json_add_text(body, "ServerType", type);
    if (!json_is_text(json_get(group->body, "ServerGroupType"), group_type_for(type)))
        return refuse(call, ERR_server_type, "ServerType", "ServerGroup",
                      at(call, path, "ServerType"));
    if (names_another(given, type))
        return refuse(call, ERR_server_type_and_id, "Type", at(call, path, "ServerId"),
                      at(call, path, "ServerType"));
    if (!is_function && !json_get(given, "Port"))
        return refuse(call, ERR_missing_nested, at(call, path, "Port"));
    if (is_function)
        refusal = read_function(call, given, path, body);
    else if (strcmp(type, "Ip") == 0)
        refusal = read_address(call, group, given, path, body);
    else
        refusal = read_machine(call, group, given, path, body);
    if (refusal)
        return refusal;
    if (!is_function) {
        json_add_int(body, "Port", json_int(given, "Port"));
        json_add_int(body, "Weight", json_int_or(given, "Weight", 100));
    }
    json_add_text(body, "Description", json_text_or(given, "Description", ""));
    *ret_body = body;
    return NULL;
}

const char *server_id(struct call *call, const cJSON *body)
{
    bool eni = json_is_text(json_get(body, "ServerType"), "Eni");

    return arena_printf(call->arena, "%s:%s:%s:%" PRId64, json_text_or(body, "ServerGroupId", ""),
                        json_text_or(body, "ServerId", ""),
                        eni ? json_text_or(body, "ServerIp", "") : "", json_int(body, "Port"));
}

const char *server_id_named(struct call *call, const struct object *group, const cJSON *given)
{
    cJSON *body = arena_json(call->arena, cJSON_CreateObject());
    const char *id = json_text_or(given, "ServerId", json_text_or(given, "ServerIp", ""));
    const struct object *eni = object_of(call, &kind_network_interface, id);
    const char *primary = eni ? json_text_or(eni->body, "PrivateIpAddress", "") : "";

    json_add_text(body, "ServerGroupId", group->id);
    json_add_text(body, "ServerType", type_of(given));
    json_add_text(body, "ServerId", id);
    json_add_text(body, "ServerIp", json_text_or(given, "ServerIp", primary));
    json_add_int(body, "Port", json_int(given, "Port"));
    return server_id(call, body);
}
