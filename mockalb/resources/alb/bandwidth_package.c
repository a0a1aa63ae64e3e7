#include "mockalb/resources/alb/bandwidth_package.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/alb/load_balancer.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

const struct api_error *bandwidth_package_check(struct call *call, const char *id)
{
    const struct object *package = object_of(call, &kind_bandwidth_package, id);

    if (!package)
        return refuse(call, ERR_package_not_found, id);
    if (!json_is_text(json_get(package->body, "Status"), "Available"))
        return refuse(call, ERR_package_status, "CommonBandwidthPackage", id);
    if (!json_is_text(json_get(package->body, "BusinessStatus"), "Normal"))
        return refuse(call, ERR_package_business, "CommonBandwidthPackage", id);
    return NULL;
}

const struct api_error *bandwidth_package_read(struct call *call, cJSON *body)
{
    const char *id = json_text(call->params, "LoadBalancerBillingConfig.BandwidthPackageId");
    const struct api_error *refusal = id ? bandwidth_package_check(call, id) : NULL;

    if (id && !refusal)
        json_add_text(body, "BandwidthPackageId", id);
    return refusal;
}

/* Differs: no code is documented for a load balancer that is busy, or that has a package already. */
ACTION(alb, AttachCommonBandwidthPackageToLoadBalancer)
{
    const char *id = json_text_or(call->params, "BandwidthPackageId", "");
    const struct api_error *refusal;
    const struct object *balancer = active_balancer_of(call, &refusal);

    if (!balancer)
        return refusal;
    refusal = bandwidth_package_check(call, id);
    if (refusal)
        return refusal;
    if (json_text(balancer->body, "BandwidthPackageId"))
        return refuse(call, ERR_package_status, "CommonBandwidthPackage", id);
    cJSON *body = json_copy(balancer->body);
    json_add_text(body, "BandwidthPackageId", id);
    balancer_configure_by_job(call, balancer, body);
    return NULL;
}

/* No code is documented for a package that the load balancer does not have: its status is said to be wrong. */
ACTION(alb, DetachCommonBandwidthPackageFromLoadBalancer)
{
    const char *id = json_text_or(call->params, "BandwidthPackageId", "");
    const struct api_error *refusal;
    const struct object *balancer = active_balancer_of(call, &refusal);

    if (!balancer)
        return refusal;
    if (!json_is_text(json_get(balancer->body, "BandwidthPackageId"), id))
        return refuse(call, ERR_package_status, "CommonBandwidthPackage", id);
    refusal = bandwidth_package_check(call, id);
    if (refusal)
        return refusal;
    cJSON *body = json_copy(balancer->body);
    json_drop(body, "BandwidthPackageId");
    balancer_configure_by_job(call, balancer, body);
    return NULL;
}
