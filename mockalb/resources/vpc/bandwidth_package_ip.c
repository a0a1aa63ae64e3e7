/*
 * Which addresses share a package: an address has one at most. What a package is refused for is looked at
 * first, then the address.
 */
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/quota.h"
#include "mockalb/resources/vpc/relations.h"

#include "base/banned.h"

static bool is_locked(const struct object *o)
{
    return !json_is_text(json_get(o->body, "BusinessStatus"), "Normal");
}

static const struct api_error *check_package(struct call *call, const struct object *package)
{
    if (!package)
        return refuse(call, ERR_package_absent);
    if (is_locked(package))
        return refuse(call, ERR_package_locked);
    if (strcmp(lifecycle_state(package), "Available") != 0)
        return refuse(call, ERR_package_busy);
    return NULL;
}

/* Both are of one kind of line. Differs: the code that says so is inferred. */
static const struct api_error *check_eip(struct call *call, const struct object *package,
                                         const struct object *eip, enum error_id absent)
{
    const struct object *relation =
        eip ? object_of(call, &kind_bandwidth_package_ip, eip->id) : NULL;

    if (!eip)
        return refuse(call, absent);
    if (is_locked(eip))
        return refuse(call, ERR_package_ip_locked);
    if (!json_is_text(json_get(eip->body, "ChargeType"), "PostPaid"))
        return refuse(call, ERR_package_ip_prepaid);
    if (strcmp(json_text_or(eip->body, "ISP", "BGP"), json_text_or(package->body, "ISP", "BGP")) !=
        0)
        return refuse(call, ERR_package_ip_type);
    if (relation && lifecycle_is_going(relation))
        return refuse(call, ERR_package_ip_too_soon);
    if (relation)
        return refuse(call, ERR_package_ip_twice);
    if (!lifecycle_is_settled(eip))
        return refuse(call, ERR_package_ip_status);
    return quota_check(call, QUOTA_package_ips, "", package->id,
                       count_children(call->store, &kind_bandwidth_package_ip, package->id), 1);
}

static const struct api_error *add_ip(struct call *call, const struct object *package,
                                      const char *id, enum error_id absent)
{
    const struct api_error *refusal =
        check_eip(call, package, object_of(call, &kind_eip, id), absent);

    if (refusal)
        return refusal;
    cJSON *body = cJSON_CreateObject();
    json_add_text(body, "BandwidthPackageId", package->id);
    json_add_text(body, "AllocationId", id);
    store_put(
        call->store, &kind_bandwidth_package_ip, package->scope, id,
        lifecycle_enter(cloud_lifecycle(call->cloud), &kind_bandwidth_package_ip, body, "BINDING"));
    return NULL;
}

ACTION(vpc, AddCommonBandwidthPackageIp)
{
    const struct object *package =
        param_object(call, "BandwidthPackageId", &kind_bandwidth_package);
    const struct api_error *refusal = check_package(call, package);

    return refusal ? refusal
                   : add_ip(call, package, json_text(call->params, "IpInstanceId"),
                            ERR_package_ip_absent);
}

/* All of them, or none. */
ACTION(vpc, AddCommonBandwidthPackageIps)
{
    const struct object *package =
        param_object(call, "BandwidthPackageId", &kind_bandwidth_package);
    const struct api_error *refusal = check_package(call, package);
    const cJSON *id;

    cJSON_ArrayForEach(id, json_get(call->params, "IpInstanceIds"))
    {
        if (!refusal)
            refusal = add_ip(call, package, id->valuestring, ERR_package_ip_of_batch_absent);
    }
    return refusal;
}

ACTION(vpc, RemoveCommonBandwidthPackageIp)
{
    const struct object *package =
        param_object(call, "BandwidthPackageId", &kind_bandwidth_package);
    const struct object *eip = param_object(call, "IpInstanceId", &kind_eip);
    const struct object *relation = param_object(call, "IpInstanceId", &kind_bandwidth_package_ip);

    if (!package)
        return refuse(call, ERR_package_absent);
    if (is_locked(package))
        return refuse(call, ERR_eip_locked);
    if (!relation || !json_is_text(json_get(relation->body, "BandwidthPackageId"), package->id))
        return refuse(call, ERR_package_ip_elsewhere);
    if (eip && is_locked(eip))
        return refuse(call, ERR_eip_disabled);
    if (!lifecycle_is_settled(relation))
        return refuse(call, ERR_package_ip_status);
    store_put(call->store, relation->kind, relation->scope, relation->id,
              lifecycle_enter(cloud_lifecycle(call->cloud), relation->kind,
                              json_copy(relation->body), "UNBINDING"));
    return NULL;
}
