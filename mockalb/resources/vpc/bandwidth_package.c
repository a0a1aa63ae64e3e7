/*
 * Bandwidth that several public addresses share. That an address has a package is an object of its own, whose
 * id is the address's; the addresses of a load balancer that has a package follow from the load balancer.
 */
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/region.h"
#include "mockalb/resources/reply.h"
#include "mockalb/resources/tags.h"
#include "mockalb/resources/vpc/relations.h"

#include "base/banned.h"

#define BANDWIDTH_MAX 1000
#define RATIO         20 /* the only one there is */

static cJSON *new_body(struct call *call, const char *id)
{
    const cJSON *p = call->params, *types = json_get(p, "SecurityProtectionTypes");
    cJSON *body = arena_json(call->arena, cJSON_CreateObject());

    json_add_text(body, "BandwidthPackageId", id);
    json_add_text(body, "Name", json_text_or(p, "Name", ""));
    json_add_text(body, "Description", json_text_or(p, "Description", ""));
    json_add_text(body, "RegionId", call->region);
    json_add_text(body, "Zone", json_text_or(p, "Zone", ""));
    json_add_text(body, "Status", "Available");
    json_add_text(body, "BusinessStatus", "Normal");
    json_add_text(body, "Bandwidth",
                  arena_printf(call->arena, "%d", (int)json_int(p, "Bandwidth")));
    json_add_text(body, "ISP", json_text_or(p, "ISP", "BGP"));
    json_add_text(body, "InstanceChargeType", "PostPaid");
    json_add_text(body, "InternetChargeType",
                  json_text_or(p, "InternetChargeType", "PayByBandwidth"));
    json_add_int(body, "Ratio", json_int_or(p, "Ratio", 100));
    json_add(json_add_object(body, "SecurityProtectionTypes"), "SecurityProtectionType",
             types ? json_copy(types) : cJSON_CreateArray());
    json_add_text(body, "ResourceGroupId",
                  json_text_or(p, "ResourceGroupId", DEFAULT_RESOURCE_GROUP));
    json_add_text(body, "CreationTime", now_text(call));
    return body;
}

ACTION(vpc, CreateCommonBandwidthPackage)
{
    const char *id = new_id(call, &kind_bandwidth_package);
    const char *zone = json_text(call->params, "Zone");

    if (zone && !region_has_zone(call->store, call->region, zone))
        return refuse(call, ERR_package_zone);
    if (json_is_text(json_get(call->params, "InternetChargeType"), "PayBy95") &&
        json_int(call->params, "Ratio") != RATIO)
        return refuse(call, ERR_package_ratio);
    cJSON *body = new_body(call, id);
    const struct api_error *refusal = tags_set(call, body, json_get(call->params, "Tag"), "Tag");
    if (refusal)
        return refusal;
    store_put(call->store, &kind_bandwidth_package, call->region, id, json_copy(body));
    json_add_text(call->reply, "BandwidthPackageId", id);
    json_add_text(call->reply, "ResourceGroupId", json_text_or(body, "ResourceGroupId", ""));
    return NULL;
}

static const struct object *param_package(struct call *call)
{
    return param_object(call, "BandwidthPackageId", &kind_bandwidth_package);
}

static bool is_being_added(void *arg, const struct object *relation)
{
    (void)arg;
    return !lifecycle_is_settled(relation);
}

/* A load balancer keeps its package: it is to be taken from it first, even by force. */
static const struct api_error *check_empty(struct call *call, const struct object *package)
{
    bool force = json_is_text(json_get(call->params, "Force"), "true");

    if (has_keyed(call->store, &kind_load_balancer, package->id, NULL))
        return refuse(call, ERR_package_has_balancer);
    if (has_child(call->store, &kind_bandwidth_package_ip, package->id, is_being_added))
        return refuse(call, ERR_package_adds_ip);
    if (!force && has_child(call->store, &kind_bandwidth_package_ip, package->id, NULL))
        return refuse(call, ERR_package_has_ips);
    return NULL;
}

ACTION(vpc, DeleteCommonBandwidthPackage)
{
    const struct object *package = param_package(call);

    if (!package)
        return refuse(call, ERR_package_absent);
    if (strcmp(lifecycle_state(package), "Available") != 0)
        return refuse(call, ERR_package_busy);
    const struct api_error *refusal = check_empty(call, package);
    if (!refusal)
        lifecycle_drop(call->store, package);
    return refusal;
}

ACTION(vpc, ModifyCommonBandwidthPackageAttribute)
{
    const struct object *package = param_package(call);

    if (!package)
        return refuse(call, ERR_package_absent);
    cJSON *body = json_copy(package->body);
    param_into(call, body, "Name", "Name");
    param_into(call, body, "Description", "Description");
    store_put(call->store, package->kind, package->scope, package->id, body);
    return NULL;
}

ACTION(vpc, ModifyCommonBandwidthPackageSpec)
{
    const struct object *package = param_package(call);
    const char *bandwidth = json_text_or(call->params, "Bandwidth", "");
    int64_t number;

    if (!package)
        return refuse(call, ERR_package_unknown);
    if (!str_int(str_of(bandwidth), &number) || number < 1 || number > BANDWIDTH_MAX)
        return refuse(call, ERR_package_bandwidth);
    if (strcmp(lifecycle_state(package), "Available") != 0)
        return refuse(call, ERR_package_busy);
    cJSON *body = json_copy(package->body);
    json_set(body, "Bandwidth", cJSON_CreateString(bandwidth));
    store_put(call->store, package->kind, package->scope, package->id,
              lifecycle_enter(cloud_lifecycle(call->cloud), package->kind, body, "Modifying"));
    return NULL;
}

static bool package_wanted(struct call *call, const struct object *o)
{
    bool is_protected =
        cJSON_GetArraySize(json_at(o->body, "SecurityProtectionTypes.SecurityProtectionType")) > 0;

    return filter_ids(call, "BandwidthPackageId", o->id) && filter_member(call, "Name", o->body) &&
           filter_member(call, "ResourceGroupId", o->body) &&
           (!json_bool(call->params, "SecurityProtectionEnabled") || is_protected) &&
           filter_tags(call, o);
}

struct showing {
    struct call *call;
    cJSON *list;
};

static void add_ip(cJSON *list, const char *id, const char *ip, const char *status)
{
    cJSON *item = json_push(list, cJSON_CreateObject());

    json_add_text(item, "AllocationId", id);
    json_add_text(item, "IpAddress", ip);
    json_add_text(item, "BandwidthPackageIpRelationStatus", status);
}

static bool add_relation(void *arg, const struct object *relation)
{
    const struct showing *showing = arg;
    const struct object *eip = object_of(showing->call, &kind_eip, relation->id);

    if (eip)
        add_ip(showing->list, eip->id, json_text_or(eip->body, "IpAddress", ""),
               lifecycle_state(relation));
    return true;
}

static bool add_balancer(void *arg, const struct object *balancer)
{
    const struct showing *showing = arg;
    const cJSON *zone;

    cJSON_ArrayForEach(zone, json_get(balancer->body, "ZoneMappings"))
    {
        const char *id = json_text(zone, "LoadBalancerAddresses.0.AllocationId");
        if (id)
            add_ip(showing->list, id, json_text_or(zone, "LoadBalancerAddresses.0.Address", ""),
                   "BINDED");
    }
    return true;
}

static cJSON *package_item(struct call *call, const struct object *o)
{
    cJSON *item = known_item(call, o);
    struct showing showing = { call, json_add_array(json_add_object(item, "PublicIpAddresses"),
                                                    "PublicIpAddresse") };

    store_children(call->store, &kind_bandwidth_package_ip, o->id, add_relation, &showing);
    store_keyed(call->store, &kind_load_balancer, o->id, add_balancer, &showing);
    return item;
}

ACTION(vpc, DescribeCommonBandwidthPackages)
{
    struct page page;

    page_begin(&page, call, package_item);
    offer_of(&page, &kind_bandwidth_package, package_wanted, param_list(call, "BandwidthPackageId"),
             NULL);
    return page_end(&page);
}
