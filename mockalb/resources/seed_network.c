#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/ecs/interface.h"
#include "mockalb/resources/ecs/security_group.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/region.h"
#include "mockalb/resources/seed_sections.h"
#include "mockalb/resources/vpc/vpc.h"
#include "mockalb/resources/vpc/vswitch.h"

#include "base/banned.h"

static const char *const lacking[] = { LACKS_SLOW_START, LACKS_DRAIN, LACKS_FUNCTIONS,
                                       LACKS_SERVICE_ROLE, NULL };

static bool is_list_of(const cJSON *list, const char *const *texts)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, list)
    {
        size_t i = 0;
        while (texts[i] && !json_is_text(item, texts[i]))
            i++;
        if (!texts[i])
            return false;
    }
    return cJSON_IsArray(list);
}

bool seed_region(const struct seed_item *item)
{
    static const char *const members[] = { "id", "zones", "without", NULL };
    const cJSON *zones = json_get(item->at, "zones"), *zone;
    const cJSON *without = json_get(item->at, "without");
    const char *id;

    if (!item_members(item, members) || !item_text(item, "id", NULL, &id))
        return false;
    if (zones && !cJSON_IsArray(zones))
        return item_fail(item, "zones", "expected a list of zone ids");
    cJSON_ArrayForEach(zone, zones)
    {
        if (!cJSON_IsString(zone))
            return item_fail(item, "zones", "expected a list of zone ids");
    }
    if (without && !is_list_of(without, lacking))
        return item_fail(item, "without",
                         "expected a list of SlowStart, ConnectionDrain, FcServerGroup, "
                         "ServiceLinkedRole");
    region_put(item->call->store, id, zones, without);
    return true;
}

bool item_region(const struct seed_item *item)
{
    const char *usual = cloud_options(item->call->cloud)->region, *id;
    const struct object *region;

    if (!item_object(item, "region", &kind_region, &region) ||
        !item_text(item, "region", usual, &id))
        return false;
    item->call->region = id;
    return true;
}

static bool read_block(const struct seed_item *item, struct cidr *ret, const char **ret_text)
{
    if (!item_text(item, "cidr", NULL, ret_text))
        return false;
    return cidr_read(*ret_text, ret) ||
           item_fail(item, "cidr", "expected a block like 10.0.0.0/16");
}

static void add_tags(cJSON *body, const cJSON *tags)
{
    json_add(body, "Tags", json_copy(tags));
}

bool seed_vpc(const struct seed_item *item)
{
    static const char *const members[] = { "id", "name", "region", "cidr", "ipv6", "tags", NULL };
    const char *id, *name, *block_text;
    struct cidr block;
    bool ipv6 = false;
    const cJSON *tags;

    if (!item_members(item, members) || !item_new_id(item, &kind_vpc, &id) ||
        !item_text(item, "name", "", &name) || !item_region(item) ||
        !read_block(item, &block, &block_text) || !item_flag(item, "ipv6", &ipv6) ||
        !item_tags(item, &tags))
        return false;
    cJSON *body =
        vpc_body(item->call,
                 &(struct vpc_given){
                     .id = id, .name = name, .description = "", .cidr = block_text, .ipv6 = ipv6 });
    add_tags(body, tags);
    store_put(item->call->store, &kind_vpc, item->call->region, id, body);
    return true;
}

bool seed_vswitch(const struct seed_item *item)
{
    static const char *const members[] = { "id",   "name",    "vpc",  "zone",
                                           "cidr", "freeIps", "tags", NULL };
    const char *id, *name, *zone, *block_text;
    const struct object *vpc;
    struct cidr block, whole;
    const cJSON *tags;

    if (!item_members(item, members) || !item_new_id(item, &kind_vswitch, &id) ||
        !item_text(item, "name", "", &name) || !item_needed_object(item, "vpc", &kind_vpc, &vpc) ||
        !item_text(item, "zone", NULL, &zone) || !read_block(item, &block, &block_text) ||
        !item_tags(item, &tags))
        return false;
    if (!region_has_zone(item->call->store, vpc->scope, zone))
        return item_fail(item, "zone", "the region of its VPC has no such zone");
    if (!cidr_read(json_text_or(vpc->body, "CidrBlock", ""), &whole) || !cidr_holds(&whole, &block))
        return item_fail(item, "cidr", "is outside of its VPC's block");
    int64_t free_ips = vswitch_size(block_text);
    if (!item_int(item, "freeIps", 0, 65535, &free_ips))
        return false;
    cJSON *body = vswitch_body(item->call, vpc,
                               &(struct vswitch_given){ .id = id,
                                                        .name = name,
                                                        .description = "",
                                                        .zone = zone,
                                                        .cidr = block_text,
                                                        .free_ips = free_ips });
    add_tags(body, tags);
    store_put(item->call->store, &kind_vswitch, vpc->scope, id, body);
    return true;
}

/* Where a machine stands: a vSwitch of its VPC, and a first address in that. */
struct place {
    const struct object *vpc, *vswitch;
    const char *ip;
};

static bool read_place(const struct seed_item *item, struct place *ret)
{
    struct cidr block;
    uint32_t ip;

    if (!item_needed_object(item, "vpc", &kind_vpc, &ret->vpc) ||
        !item_needed_object(item, "vswitch", &kind_vswitch, &ret->vswitch) ||
        !item_text(item, "ip", NULL, &ret->ip))
        return false;
    if (!json_is_text(json_get(ret->vswitch->body, "VpcId"), ret->vpc->id))
        return item_fail(item, "vswitch", "is in another VPC");
    if (!ip_read(ret->ip, &ip))
        return item_fail(item, "ip", "expected an address like 10.0.1.20");
    if (!cidr_read(json_text_or(ret->vswitch->body, "CidrBlock", ""), &block) ||
        !cidr_has(&block, ip))
        return item_fail(item, "ip", "is outside of its vSwitch's block");
    return true;
}

/* The member "securityGroups": ids of groups that are there. */
static bool read_groups(const struct seed_item *item, const cJSON **ret)
{
    const cJSON *id;

    *ret = json_get(item->at, "securityGroups");
    if (*ret && !cJSON_IsArray(*ret))
        return item_fail(item, "securityGroups", "expected a list of ids");
    cJSON_ArrayForEach(id, *ret)
    {
        if (!cJSON_IsString(id) ||
            !store_find(item->call->store, &kind_security_group, id->valuestring))
            return item_fail(item, "securityGroups", "names a group that is not there");
    }
    return true;
}

bool seed_instance(const struct seed_item *item)
{
    static const char *const members[] = { "id",     "name",           "vpc",  "vswitch", "ip",
                                           "status", "securityGroups", "tags", NULL };
    static const char *const states[] = { "Running", "Stopped", "Starting", "Stopping", NULL };
    const char *id, *name, *status;
    struct place place;
    const cJSON *tags, *groups;

    if (!item_members(item, members) || !item_text(item, "id", NULL, &id))
        return false;
    bool container =
        str_starts(str_of(id), STR("eci-")); /* an elastic container stands in for one */
    if ((!container && !item_new_id(item, &kind_instance, &id)) ||
        !item_text(item, "name", id, &name) || !read_place(item, &place) ||
        !item_choice(item, "status", states, "Running", &status) || !item_tags(item, &tags) ||
        !read_groups(item, &groups))
        return false;
    cJSON *body = cJSON_CreateObject();
    json_add_text(body, "InstanceId", id);
    json_add_text(body, "InstanceName", name);
    json_add_text(body, "HostName", name);
    json_add_text(body, "RegionId", place.vpc->scope);
    json_add(body, "ZoneId", json_copy(json_get(place.vswitch->body, "ZoneId")));
    json_add_text(body, "Status", status);
    json_add_text(body, "InstanceNetworkType", "vpc");
    json_add_text(body, "InstanceType", "ecs.g7.large");
    json_add_text(body, "ResourceGroupId", DEFAULT_RESOURCE_GROUP);
    json_add_text(body, "CreationTime", now_text(item->call));
    cJSON *network = json_add_object(body, "VpcAttributes");
    json_add_text(network, "VpcId", place.vpc->id);
    json_add_text(network, "VSwitchId", place.vswitch->id);
    json_add_text(network, "NatIpAddress", "");
    json_push_text(json_add_array(json_add_object(network, "PrivateIpAddress"), "IpAddress"),
                   place.ip);
    json_add(json_add_object(body, "SecurityGroupIds"), "SecurityGroupId",
             groups ? json_copy(groups) : cJSON_CreateArray());
    add_tags(body, tags);
    store_put(item->call->store, &kind_instance, place.vpc->scope, id, body);
    return true;
}

static bool add_addresses(const struct seed_item *item, const struct place *place, cJSON *body)
{
    const cJSON *ips = json_get(item->at, "ips"), *ip;
    struct cidr whole;
    uint32_t at;

    if (ips && !cJSON_IsArray(ips))
        return item_fail(item, "ips", "expected a list of addresses");
    if (!cidr_read(json_text_or(place->vpc->body, "CidrBlock", ""), &whole))
        return item_fail(item, "vpc", "has no block");
    cJSON_ArrayForEach(ip, ips)
    {
        if (!cJSON_IsString(ip) || !ip_read(ip->valuestring, &at) || !cidr_has(&whole, at))
            return item_fail(item, "ips", "expected addresses inside of the VPC's block");
        interface_add_ip(body, ip->valuestring);
    }
    return true;
}

bool seed_network_interface(const struct seed_item *item)
{
    static const char *const members[] = { "id",  "name",     "vpc",    "vswitch",        "ip",
                                           "ips", "instance", "status", "securityGroups", "tags",
                                           NULL };
    static const char *const states[] = { "InUse", "Available", "Attaching", "Detaching", NULL };
    const char *id, *name, *status;
    const struct object *instance;
    struct place place;
    const cJSON *tags, *groups;

    if (!item_members(item, members) || !item_new_id(item, &kind_network_interface, &id) ||
        !item_text(item, "name", "", &name) || !read_place(item, &place) ||
        !item_object(item, "instance", &kind_instance, &instance) ||
        !item_choice(item, "status", states, "InUse", &status) || !item_tags(item, &tags) ||
        !read_groups(item, &groups))
        return false;
    cJSON *body = arena_json(
        item->call->arena,
        interface_body(item->call, place.vswitch,
                       &(struct interface_given){ .id = id,
                                                  .name = name,
                                                  .type = "Secondary",
                                                  .status = status,
                                                  .ip = place.ip,
                                                  .instance = instance ? instance->id : "",
                                                  .groups = groups }));
    if (!add_addresses(item, &place, body))
        return false;
    add_tags(body, tags);
    store_put(item->call->store, &kind_network_interface, place.vpc->scope, id, json_copy(body));
    return true;
}

/* A rule as the actions take one: {IpProtocol: tcp, PortRange: 80/80, SourceCidrIp: 10.0.0.0/8}. */
static bool seed_rule(const struct seed_item *item)
{
    struct call *call = item->call;
    const struct api_error *refusal = security_rule_check(call, item->of, item->at);

    if (refusal)
        return item_refused(item, refusal);
    const char *id = new_id(call, &kind_security_group_rule);
    store_put(call->store, &kind_security_group_rule, item->of->scope, id,
              security_rule_body(call, item->of->id, id, item->at));
    return true;
}

bool seed_security_group(const struct seed_item *item)
{
    static const char *const members[] = { "id",      "name", "vpc",   "type",
                                           "managed", "tags", "rules", NULL };
    static const char *const types[] = { "normal", "enterprise", NULL };
    const char *id, *name, *type;
    const struct object *vpc;
    bool managed = false;
    const cJSON *tags;

    if (!item_members(item, members) || !item_new_id(item, &kind_security_group, &id) ||
        !item_text(item, "name", "", &name) || !item_needed_object(item, "vpc", &kind_vpc, &vpc) ||
        !item_choice(item, "type", types, "normal", &type) ||
        !item_flag(item, "managed", &managed) || !item_tags(item, &tags))
        return false;
    cJSON *body = cJSON_CreateObject();
    json_add_text(body, "SecurityGroupId", id);
    json_add_text(body, "SecurityGroupName", name);
    json_add_text(body, "SecurityGroupType", type);
    json_add_text(body, "VpcId", vpc->id);
    json_add_text(body, "Description", "");
    json_add_bool(body, "ServiceManaged", managed);
    json_add_text(body, "ResourceGroupId", DEFAULT_RESOURCE_GROUP);
    json_add_text(body, "CreationTime", now_text(item->call));
    add_tags(body, tags);
    struct seed_item rules = *item;
    rules.of = store_put(item->call->store, &kind_security_group, vpc->scope, id, body);
    return item_each(&rules, "rules", seed_rule);
}
