/*
 * ALB's things go the way of API calls: their params are made of the item, and
 * the handlers' own functions read and check these.
 */
#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/alb/group_config.h"
#include "mockalb/resources/alb/listener.h"
#include "mockalb/resources/alb/listener_config.h"
#include "mockalb/resources/alb/load_balancer.h"
#include "mockalb/resources/alb/server_check.h"
#include "mockalb/resources/alb/server_group.h"
#include "mockalb/resources/alb/zones.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/seed_sections.h"
#include "mockalb/resources/tags.h"

#include "base/banned.h"

static const char *const editions[] = { "Basic", "Standard", "StandardWithWaf", NULL };
static const char *const address_types[] = { "Internet", "Intranet", NULL };
static const char *const allocations[] = { "Fixed", "Dynamic", NULL };
static const char *const ip_versions[] = { "IPv4", "DualStack", NULL };
static const char *const business_states[] = { "Normal", "Abnormal", NULL };
static const char *const group_types[] = { "Instance", "Ip", "Fc", NULL };
static const char *const group_protocols[] = { "HTTP", "HTTPS", "gRPC", NULL };
static const char *const schedulers[] = { "Wrr", "Wlc", "Sch", "Uch", NULL };
static const char *const server_types[] = { "Ecs", "Eni", "Eci", "Ip", "Fc", NULL };
static const char *const listener_protocols[] = { "HTTP", "HTTPS", "QUIC", NULL };

/* Params that stand for the item, and are the call's from now on. */
static cJSON *new_params(const struct seed_item *item, const char *region)
{
    cJSON *params = arena_json(item->call->arena, cJSON_CreateObject());

    item->call->params = params;
    item->call->region = region;
    return params;
}

static bool read_zone(const struct seed_item *item)
{
    static const char *const members[] = { "zone", "vswitch", "eip", NULL };
    const char *zone, *vswitch;
    const struct object *eip;

    if (!item_members(item, members) || !item_text(item, "zone", NULL, &zone) ||
        !item_text(item, "vswitch", NULL, &vswitch) || !item_object(item, "eip", &kind_eip, &eip))
        return false;
    cJSON *mapping = json_push(item->into, cJSON_CreateObject());
    json_add_text(mapping, "ZoneId", zone);
    json_add_text(mapping, "VSwitchId", vswitch);
    if (eip)
        json_add_text(mapping, "AllocationId", eip->id);
    return true;
}

/* Whose bill is unpaid, is locked. */
static void set_business(cJSON *body, const char *status)
{
    json_set(body, "LoadBalancerBussinessStatus", cJSON_CreateString(status));
    if (strcmp(status, "Abnormal") != 0)
        return;
    cJSON *lock = json_push(json_mutable(body, "LoadBalancerOperationLocks"), cJSON_CreateObject());
    json_add_text(lock, "LockType", "FinancialLocked");
    json_add_text(lock, "LockReason", "financial");
}

/* One that was not upgraded has no addresses of its vSwitches: it comes from blocks of 100.64.0.0/10. */
static bool set_generation(const struct seed_item *item, cJSON *body)
{
    const cJSON *blocks = json_get(item->at, "backToOrigin"), *block;
    struct cidr read;

    if (!blocks)
        return true;
    if (!cJSON_IsArray(blocks))
        return item_fail(item, "backToOrigin", "expected a list of blocks");
    cJSON_ArrayForEach(block, blocks)
    {
        if (!cJSON_IsString(block) || !cidr_read(block->valuestring, &read))
            return item_fail(item, "backToOrigin", "expected blocks like 100.117.130.0/25");
    }
    json_add(body, "_BackToOriginCidrs", json_copy(blocks));
    return true;
}

bool seed_load_balancer(const struct seed_item *item)
{
    static const char *const members[] = { "id",
                                           "name",
                                           "vpc",
                                           "edition",
                                           "zones",
                                           "address",
                                           "allocation",
                                           "ipVersion",
                                           "business",
                                           "tags",
                                           "deletionProtection",
                                           "backToOrigin",
                                           NULL };
    const char *id, *name, *edition, *address, *allocation, *version, *business;
    const struct object *vpc;
    const cJSON *tags;
    bool protection = false;

    if (!item_members(item, members) || !item_new_id(item, &kind_load_balancer, &id) ||
        !item_text(item, "name", "", &name) || !item_needed_object(item, "vpc", &kind_vpc, &vpc) ||
        !item_choice(item, "edition", editions, cloud_options(item->call->cloud)->edition,
                     &edition) ||
        !item_choice(item, "address", address_types, "Internet", &address) ||
        !item_choice(item, "allocation", allocations, "Fixed", &allocation) ||
        !item_choice(item, "ipVersion", ip_versions, "IPv4", &version) ||
        !item_choice(item, "business", business_states, "Normal", &business) ||
        !item_flag(item, "deletionProtection", &protection) || !item_tags(item, &tags))
        return false;
    cJSON *params = new_params(item, vpc->scope);
    json_add_text(params, "LoadBalancerName", name);
    json_add_text(params, "VpcId", vpc->id);
    json_add_text(params, "LoadBalancerEdition", edition);
    json_add_text(params, "AddressType", address);
    json_add_text(params, "AddressAllocatedMode", allocation);
    json_add_text(params, "AddressIpVersion", version);
    json_add_bool(params, "DeletionProtectionEnabled", protection);
    struct seed_item zones = *item;
    zones.into = json_add_array(params, "ZoneMappings");
    if (!item_each(&zones, "zones", read_zone))
        return false;
    cJSON *body = arena_json(item->call->arena, balancer_body(item->call, id, params));
    if (!item_refused(item, zones_read(item->call, params, body)) ||
        !item_refused(item, tags_set(item->call, body, tags, "tags")))
        return false;
    set_business(body, business);
    if (!set_generation(item, body))
        return false;
    json_add_text(body, kind_state(&kind_load_balancer), "Active");
    store_put(item->call->store, &kind_load_balancer, item->call->region, id, json_copy(body));
    return true;
}

/* What must exist for a server of this type, by the names of this document. */
static bool check_machine(const struct seed_item *item, const char *type)
{
    const struct object *unused;

    if (strcmp(type, "Ecs") == 0 || strcmp(type, "Eci") == 0)
        return item_needed_object(item, "id", &kind_instance, &unused);
    if (strcmp(type, "Eni") == 0)
        return item_needed_object(item, "id", &kind_network_interface, &unused);
    return true;
}

/* The group is the call's ServerGroupId. */
static bool seed_server(const struct seed_item *item)
{
    static const char *const members[] = { "type",   "id",     "ip",          "port",
                                           "weight", "remote", "description", NULL };
    struct call *call = item->call;
    const struct object *group = param_object(call, "ServerGroupId", &kind_server_group);
    const char *type, *id, *ip, *description;
    int64_t port = 0, weight = 100;
    bool remote = false;
    cJSON *body;

    if (!item_members(item, members) || !item_choice(item, "type", server_types, NULL, &type) ||
        !item_text(item, "ip", "", &ip) || !item_text(item, "id", *ip ? ip : NULL, &id) ||
        !check_machine(item, type) || !item_int(item, "port", 1, 65535, &port) ||
        !item_int(item, "weight", 0, 100, &weight) || !item_flag(item, "remote", &remote) ||
        !item_text(item, "description", "", &description))
        return false;
    if (!port && strcmp(type, "Fc") != 0)
        return item_fail(item, "port", "expected a number, found nothing");
    cJSON *given = arena_json(call->arena, cJSON_CreateObject());
    json_add_text(given, "ServerType", type);
    json_add_text(given, "ServerId", id);
    if (*ip)
        json_add_text(given, "ServerIp", ip);
    json_add_int(given, "Port", port);
    json_add_int(given, "Weight", weight);
    json_add_bool(given, "RemoteIpEnabled", remote);
    json_add_text(given, "Description", description);
    if (!item_refused(item, server_read(call, group, given, item->place, &body)))
        return false;
    const char *stored = server_id(call, body);
    if (object_of(call, &kind_server, stored))
        return item_fail(item, "", "this server is in the group already");
    json_add_text(body, kind_state(&kind_server), "Available");
    store_put(call->store, &kind_server, call->region, stored, json_copy(body));
    return true;
}

bool seed_server_group(const struct seed_item *item)
{
    static const char *const members[] = { "id",       "name",      "type",        "vpc",
                                           "protocol", "scheduler", "serviceName", "tags",
                                           "servers",  NULL };
    const char *id, *name, *type, *protocol, *scheduler, *service;
    const struct object *vpc;
    const cJSON *tags;

    if (!item_members(item, members) || !item_new_id(item, &kind_server_group, &id) ||
        !item_text(item, "name", id, &name) ||
        !item_choice(item, "type", group_types, "Instance", &type) ||
        !item_object(item, "vpc", &kind_vpc, &vpc) ||
        !item_choice(item, "protocol", group_protocols, "HTTP", &protocol) ||
        !item_choice(item, "scheduler", schedulers, "Wrr", &scheduler) ||
        !item_text(item, "serviceName", "", &service) || !item_tags(item, &tags))
        return false;
    if (!vpc && strcmp(type, "Fc") != 0)
        return item_fail(item, "vpc", "expected a text, found nothing");
    cJSON *params = new_params(item, vpc ? vpc->scope : cloud_options(item->call->cloud)->region);
    json_add_text(params, "ServerGroupId", id);
    json_add_text(params, "ServerGroupName", name);
    json_add_text(params, "ServerGroupType", type);
    json_add_text(params, "Protocol", protocol);
    json_add_text(params, "Scheduler", scheduler);
    if (*service)
        json_add_text(params, "ServiceName", service);
    if (vpc)
        json_add_text(params, "VpcId", vpc->id);
    json_add_bool(json_add_object(params, "HealthCheckConfig"), "HealthCheckEnabled", false);
    cJSON *body = arena_json(item->call->arena, group_body(item->call, id, params));
    if (!item_refused(item, group_config_check(item->call, body)) ||
        !item_refused(item, tags_set(item->call, body, tags, "tags")))
        return false;
    json_add_text(body, kind_state(&kind_server_group), "Available");
    store_put(item->call->store, &kind_server_group, item->call->region, id, json_copy(body));
    return item_each(item, "servers", seed_server);
}

static void add_default_action(cJSON *params, const char *group)
{
    cJSON *action = json_push(json_add_array(params, "DefaultActions"), cJSON_CreateObject());
    cJSON *config = json_add_object(action, "ForwardGroupConfig");
    cJSON *tuple = json_push(json_add_array(config, "ServerGroupTuples"), cJSON_CreateObject());

    json_add_text(action, "Type", "ForwardGroup");
    json_add_text(tuple, "ServerGroupId", group);
}

bool seed_listener(const struct seed_item *item)
{
    static const char *const members[] = { "id",          "loadBalancer", "port",        "protocol",
                                           "serverGroup", "certificate",  "description", NULL };
    const char *id, *protocol, *certificate, *description;
    const struct object *balancer, *group;
    int64_t port = 0;

    if (!item_members(item, members) || !item_new_id(item, &kind_listener, &id) ||
        !item_needed_object(item, "loadBalancer", &kind_load_balancer, &balancer) ||
        !item_int(item, "port", 1, 65535, &port) ||
        !item_choice(item, "protocol", listener_protocols, "HTTP", &protocol) ||
        !item_needed_object(item, "serverGroup", &kind_server_group, &group) ||
        !item_text(item, "certificate", "", &certificate) ||
        !item_text(item, "description", "", &description))
        return false;
    if (!port)
        return item_fail(item, "port", "expected a number, found nothing");
    cJSON *params = new_params(item, balancer->scope);
    json_add_text(params, "LoadBalancerId", balancer->id);
    json_add_int(params, "ListenerPort", port);
    json_add_text(params, "ListenerProtocol", protocol);
    json_add_text(params, "ListenerDescription", description);
    add_default_action(params, group->id);
    if (*certificate)
        json_add_text(json_push(json_add_array(params, "Certificates"), cJSON_CreateObject()),
                      "CertificateId", certificate);
    cJSON *body = listener_body(item->call, id);
    if (!item_refused(item, listener_check_room(item->call, balancer)) ||
        !item_refused(item, listener_config_check(item->call, body)))
        return false;
    json_add_text(body, kind_state(&kind_listener), "Running");
    store_put(item->call->store, &kind_listener, item->call->region, id, json_copy(body));
    return true;
}
