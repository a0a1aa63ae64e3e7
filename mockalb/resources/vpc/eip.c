/*
 * Elastic public addresses, out of a block that is reserved for documentation.
 */
#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/quota.h"
#include "mockalb/resources/region.h"
#include "mockalb/resources/reply.h"
#include "mockalb/resources/tags.h"
#include "mockalb/resources/vpc/eip_use.h"
#include "mockalb/resources/vpc/relations.h"

#include "base/banned.h"

static bool is_taken(struct call *call, const char *ip)
{
    return has_keyed(call->store, &kind_eip, ip, NULL);
}

/* One that is free, if any of the block's is; else what comes first. */
static const char *free_address(struct call *call)
{
    unsigned first = (unsigned)random_below(call->random, 254);
    const char *ip = NULL;

    for (unsigned i = 0; i < 254 && (!ip || is_taken(call, ip)); i++)
        ip = arena_printf(call->arena, "198.51.100.%u", 1 + (first + i) % 254);
    return ip;
}

/* One may ask for the address, or the id, of one that was released. */
static const struct api_error *read_identity(struct call *call, const char **ret_id,
                                             const char **ret_ip)
{
    const char *id = json_text(call->params, "InstanceId");
    const char *ip = json_text(call->params, "IpAddress");
    uint32_t number;

    if ((ip && !ip_read(ip, &number)) ||
        (id && !str_starts(str_of(id), str_of(kind_eip.id_prefix))))
        return refuse(call, ERR_eip_ip_absent);
    if ((ip && is_taken(call, ip)) || (id && store_find(call->store, &kind_eip, id)))
        return refuse(call, ERR_eip_ip_taken);
    *ret_id = id ? id : new_id(call, &kind_eip);
    *ret_ip = ip ? ip : free_address(call);
    return NULL;
}

/* In Mbit/s, as a text; how much there may be, follows from how it is paid for. */
static const struct api_error *check_bandwidth(struct call *call, const char *charge,
                                               const char *traffic, const char *bandwidth)
{
    int64_t number;
    int64_t most = strcmp(charge, "PrePaid") == 0           ? 1000
                   : strcmp(traffic, "PayByBandwidth") == 0 ? 500
                                                            : 200;

    if (!str_int(str_of(bandwidth), &number) || number < 1 || number > most)
        return refuse(call, ERR_eip_bandwidth);
    return NULL;
}

/* There are no pools of addresses here. */
static const struct api_error *check_source(struct call *call)
{
    const char *zone = json_text(call->params, "Zone");
    const char *pool = json_text(call->params, "PublicIpAddressPoolId");

    if (zone && pool)
        return refuse(call, ERR_eip_zone_and_pool);
    if (pool)
        return refuse(call, ERR_eip_pool_absent);
    if (zone && !region_has_zone(call->store, call->region, zone))
        return refuse(call, ERR_eip_zone);
    return NULL;
}

static cJSON *new_body(struct call *call, const char *id, const char *ip)
{
    const cJSON *p = call->params, *types = json_get(p, "SecurityProtectionTypes");
    cJSON *body = arena_json(call->arena, cJSON_CreateObject());

    json_add_text(body, "AllocationId", id);
    json_add_text(body, "Name", json_text_or(p, "Name", ""));
    json_add_text(body, "Description", json_text_or(p, "Description", ""));
    json_add_text(body, "IpAddress", ip);
    json_add_text(body, "RegionId", call->region);
    json_add_text(body, "Status", "Available");
    json_add_text(body, "BusinessStatus", "Normal");
    json_add_text(body, "ChargeType", json_text_or(p, "InstanceChargeType", "PostPaid"));
    json_add_text(body, "InternetChargeType",
                  json_text_or(p, "InternetChargeType", "PayByBandwidth"));
    json_add_text(body, "Bandwidth", json_text_or(p, "Bandwidth", "5"));
    json_add_text(body, "ISP", json_text_or(p, "ISP", "BGP"));
    json_add_text(body, "Netmode", json_text_or(p, "Netmode", "public"));
    json_add_text(body, "Zone", json_text_or(p, "Zone", ""));
    json_add(json_add_object(body, "SecurityProtectionTypes"), "SecurityProtectionType",
             types ? json_copy(types) : cJSON_CreateArray());
    json_add_text(body, "InstanceId", "");
    json_add_text(body, "InstanceType", "");
    json_add_text(body, "ResourceGroupId",
                  json_text_or(p, "ResourceGroupId", DEFAULT_RESOURCE_GROUP));
    json_add_text(body, "AllocationTime", now_text(call));
    return body;
}

ACTION(vpc, AllocateEipAddress)
{
    const char *id = NULL, *ip = NULL;
    const struct api_error *refusal = check_source(call);

    if (!refusal)
        refusal = read_identity(call, &id, &ip);
    if (!refusal)
        refusal = quota_check(call, QUOTA_eips, "", NULL,
                              (int64_t)store_count(call->store, &kind_eip, call->region), 1);
    if (refusal)
        return refusal;
    cJSON *body = new_body(call, id, ip);
    refusal = check_bandwidth(call, json_text(body, "ChargeType"),
                              json_text(body, "InternetChargeType"), json_text(body, "Bandwidth"));
    if (!refusal)
        refusal = tags_set(call, body, json_get(call->params, "Tag"), "Tag");
    if (refusal)
        return refusal;
    store_put(call->store, &kind_eip, call->region, id, json_copy(body));
    json_add_text(call->reply, "AllocationId", id);
    json_add_text(call->reply, "EipAddress", ip);
    json_add_text(call->reply, "ResourceGroupId", json_text_or(body, "ResourceGroupId", ""));
    return NULL;
}

ACTION(vpc, ReleaseEipAddress)
{
    const struct object *eip = param_anywhere(call, "AllocationId", &kind_eip);

    if (!eip)
        return refuse(call, ERR_allocation_absent);
    if (json_is_text(json_get(eip->body, "ChargeType"), "PrePaid"))
        return refuse(call, ERR_eip_is_prepaid);
    if (strcmp(eip_use_of(call, eip).status, "Available") != 0)
        return refuse(call, ERR_eip_status);
    store_drop(call->store, &kind_bandwidth_package_ip, eip->scope, eip->id);
    store_put(call->store, &kind_eip, eip->scope, eip->id,
              lifecycle_enter(cloud_lifecycle(call->cloud), &kind_eip, json_copy(eip->body),
                              "Releasing"));
    return NULL;
}

ACTION(vpc, ModifyEipAddressAttribute)
{
    const struct object *eip = param_anywhere(call, "AllocationId", &kind_eip);
    const char *bandwidth = json_text(call->params, "Bandwidth");
    const struct api_error *refusal = NULL;

    if (!eip)
        return refuse(call, ERR_allocation_absent);
    if (!lifecycle_is_settled(eip))
        return refuse(call, ERR_eip_status);
    if (bandwidth)
        refusal = check_bandwidth(call, json_text_or(eip->body, "ChargeType", ""),
                                  json_text_or(eip->body, "InternetChargeType", ""), bandwidth);
    if (refusal)
        return refusal;
    cJSON *body = json_copy(eip->body);
    param_into(call, body, "Name", "Name");
    param_into(call, body, "Description", "Description");
    param_into(call, body, "Bandwidth", "Bandwidth");
    store_put(call->store, &kind_eip, eip->scope, eip->id, body);
    return NULL;
}

/* The only filter of this kind that there is: not older than a time. */
static bool is_young_enough(struct call *call, const struct object *o)
{
    const cJSON *filter;

    cJSON_ArrayForEach(filter, json_get(call->params, "Filter"))
    {
        const char *from = json_text(filter, "Value");
        if (from && json_is_text(json_get(filter, "Key"), "CreationStartTime") &&
            strcmp(json_text_or(o->body, "AllocationTime", ""), from) < 0)
            return false;
    }
    return true;
}

/* An address is locked for a reason when its business is. */
static bool has_lock(struct call *call, const struct object *o)
{
    static const struct {
        const char *status, *reason;
    } locks[] = { { "FinancialLocked", "financial" }, { "SecurityLocked", "security" } };
    const char *reason = "";

    for (size_t i = 0; i < sizeof(locks) / sizeof(locks[0]); i++)
        if (json_is_text(json_get(o->body, "BusinessStatus"), locks[i].status))
            reason = locks[i].reason;
    return filter_text(call, "LockReason", reason);
}

static const struct object *package_of(struct call *call, const struct object *eip)
{
    const struct object *relation =
        store_get(call->store, &kind_bandwidth_package_ip, eip->scope, eip->id);

    return relation ? object_of(call, &kind_bandwidth_package,
                                json_text(relation->body, "BandwidthPackageId"))
                    : NULL;
}

/* No address here is of a pool or a segment, or belongs to another service. */
static bool has_no_owner(struct call *call)
{
    return filter_text(call, "PublicIpAddressPoolId", "") &&
           filter_text(call, "SegmentInstanceId", "") && filter_bool(call, "ServiceManaged", false);
}

static bool is_protected(const struct object *o)
{
    return cJSON_GetArraySize(json_at(o->body, "SecurityProtectionTypes.SecurityProtectionType")) >
           0;
}

static bool eip_wanted(struct call *call, const struct object *o)
{
    struct eip_use use = eip_use_of(call, o);
    const struct object *package = package_of(call, o);

    return filter_ids(call, "AllocationId", o->id) &&
           filter_ids(call, "EipAddress", json_text_or(o->body, "IpAddress", "")) &&
           filter_text(call, "EipName", json_text(o->body, "Name")) &&
           filter_text(call, "Status", use.status) &&
           filter_text(call, "ChargeType", json_text(o->body, "ChargeType")) &&
           filter_text(call, "AssociatedInstanceId", use.instance) &&
           filter_text(call, "AssociatedInstanceType", use.type) &&
           filter_text(call, "BandwidthPackageId", package ? package->id : "") &&
           filter_text(call, "ISP", json_text_or(o->body, "ISP", "BGP")) &&
           filter_text(call, "ResourceGroupId", json_text(o->body, "ResourceGroupId")) &&
           filter_bool(call, "SecurityProtectionEnabled", is_protected(o)) && has_no_owner(call) &&
           has_lock(call, o) && is_young_enough(call, o) && filter_tags(call, o);
}

/* With what uses the address now, and the bandwidth that it shares. */
static cJSON *eip_item(struct call *call, const struct object *o)
{
    struct eip_use use = eip_use_of(call, o);
    const struct object *package = package_of(call, o);
    cJSON *item = known_item(call, o);

    json_set(item, "Status", cJSON_CreateString(use.status));
    json_set(item, "InstanceId", cJSON_CreateString(use.instance));
    json_set(item, "InstanceType", cJSON_CreateString(use.type));
    if (package) {
        json_add_text(item, "BandwidthPackageId", package->id);
        json_add_text(item, "BandwidthPackageType", "CommonBandwidthPackage");
        json_add_text(item, "BandwidthPackageBandwidth",
                      json_text_or(package->body, "Bandwidth", ""));
    }
    return item;
}

ACTION(vpc, DescribeEipAddresses)
{
    struct page page;

    page_begin(&page, call, eip_item);
    offer_of(&page, &kind_eip, eip_wanted, param_list(call, "AllocationId"), NULL);
    return page_end(&page);
}
