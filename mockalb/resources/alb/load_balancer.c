#include "mockalb/resources/alb/load_balancer.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/alb/bandwidth_package.h"
#include "mockalb/resources/alb/job.h"
#include "mockalb/resources/alb/security_group.h"
#include "mockalb/resources/alb/zones.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/quota.h"
#include "mockalb/resources/region.h"
#include "mockalb/resources/reply.h"
#include "mockalb/resources/tags.h"

#include "base/banned.h"

static const char *const not_in_lists[] = { "ZoneMappings", "RegionId", NULL };

const char *balancer_edition(const struct object *balancer)
{
    return json_text_or(balancer->body, "LoadBalancerEdition", "Standard");
}

const struct api_error *balancer_check_active(struct call *call, const struct object *balancer)
{
    if (strcmp(lifecycle_state(balancer), "Active") == 0)
        return NULL;
    return refuse(call, ERR_balancer_status, "LoadBalancer", balancer->id);
}

static const struct api_error *check_business(struct call *call, const struct object *balancer)
{
    if (!json_is_text(json_get(balancer->body, "LoadBalancerBussinessStatus"), "Abnormal"))
        return NULL;
    return refuse(call, ERR_balancer_business, "LoadBalancer", balancer->id);
}

const struct api_error *balancer_check_changeable(struct call *call, const struct object *balancer)
{
    const struct api_error *refusal = balancer_check_active(call, balancer);

    return refusal ? refusal : check_business(call, balancer);
}

static void set_protection(struct call *call, cJSON *body, bool enabled)
{
    cJSON *config = cJSON_CreateObject();

    json_add_bool(config, "Enabled", enabled);
    if (enabled)
        json_add_text(config, "EnabledTime", now_text(call));
    json_set(body, "DeletionProtectionConfig", config);
}

static void set_modification_protection(cJSON *body, const cJSON *given)
{
    cJSON *config = json_mutable(body, "ModificationProtectionConfig");

    if (!config) {
        config = json_add_object(body, "ModificationProtectionConfig");
        json_add_text(config, "Status", "NonProtection");
        json_add_text(config, "Reason", "");
    }
    if (json_text(given, "Status"))
        json_set(config, "Status", json_copy(json_get(given, "Status")));
    if (json_text(given, "Reason"))
        json_set(config, "Reason", json_copy(json_get(given, "Reason")));
    if (json_is_text(json_get(config, "Status"), "NonProtection"))
        json_set(config, "Reason", cJSON_CreateString(""));
}

cJSON *balancer_body(struct call *call, const char *id, const cJSON *params)
{
    cJSON *body = cJSON_CreateObject();
    const char *version = json_text_or(params, "AddressIpVersion", "IPv4");

    json_add_text(body, "LoadBalancerId", id);
    json_add_text(body, "LoadBalancerName", json_text_or(params, "LoadBalancerName", ""));
    json_add_text(body, "DNSName",
                  arena_printf(call->arena, "%s.%s.alb.aliyuncs.com", id, call->region));
    json_add_text(body, "RegionId", call->region);
    json_add_text(body, "VpcId", json_text_or(params, "VpcId", ""));
    json_add_text(body, "LoadBalancerEdition",
                  json_text_or(params, "LoadBalancerEdition", cloud_options(call->cloud)->edition));
    json_add_text(body, "AddressType", json_text_or(params, "AddressType", "Internet"));
    json_add_text(body, "AddressAllocatedMode",
                  json_text_or(params, "AddressAllocatedMode", "Fixed"));
    json_add_text(body, "AddressIpVersion", version);
    if (strcmp(version, "DualStack") == 0)
        json_add_text(body, "Ipv6AddressType", "Intranet");
    json_add_text(body, "ResourceGroupId",
                  json_text_or(params, "ResourceGroupId", DEFAULT_RESOURCE_GROUP));
    json_add_text(body, "CreateTime", now_text(call));
    json_add_text(body, "LoadBalancerBussinessStatus", "Normal");
    json_add_text(json_add_object(body, "LoadBalancerBillingConfig"), "PayType", "PostPay");
    json_add_array(body, "LoadBalancerOperationLocks");
    json_add_array(body, "SecurityGroupIds");
    set_protection(call, body, json_bool(params, "DeletionProtectionEnabled"));
    set_modification_protection(body, json_get(params, "ModificationProtectionConfig"));
    json_add_array(body, "Tags");
    return body;
}

ACTION(alb, CreateLoadBalancer)
{
    const char *id = new_id(call, &kind_load_balancer);
    cJSON *body = arena_json(call->arena, balancer_body(call, id, call->params));
    const struct api_error *refusal =
        quota_check(call, QUOTA_load_balancers, "", NULL,
                    (int64_t)store_count(call->store, &kind_load_balancer, call->region), 1);

    if (!refusal && region_lacks(call->store, call->region, LACKS_SERVICE_ROLE))
        refusal = refuse(call, ERR_no_service_role);
    if (!refusal)
        refusal = zones_read(call, call->params, body);
    if (!refusal)
        refusal = security_groups_read(call, body, json_get(call->params, "SecurityGroupIds"));
    if (!refusal)
        refusal = bandwidth_package_read(call, body);
    if (!refusal)
        refusal = tags_set(call, body, json_get(call->params, "Tag"), "Tag");
    if (refusal)
        return refusal;
    lifecycle_enter(cloud_lifecycle(call->cloud), &kind_load_balancer, body, "Provisioning");
    store_put(call->store, &kind_load_balancer, call->region, id, json_copy(body));
    json_add_text(call->reply, "LoadBalancerId", id);
    return NULL;
}

typedef const struct api_error *check_fn(struct call *call, const struct object *balancer);

/* The load balancer that a parameter names; NULL with the refusal when there is none, or by check. */
static const struct object *named(struct call *call, const char *param, check_fn *check,
                                  const struct api_error **ret_refusal)
{
    const struct object *balancer = param_object(call, param, &kind_load_balancer);

    if (!balancer)
        *ret_refusal = refuse(call, ERR_balancer_not_found, json_text(call->params, param));
    else
        *ret_refusal = check ? check(call, balancer) : NULL;
    return *ret_refusal ? NULL : balancer;
}

const struct object *balancer_of(struct call *call, const struct api_error **ret_refusal)
{
    return named(call, "LoadBalancerId", NULL, ret_refusal);
}

const struct object *active_balancer_of(struct call *call, const struct api_error **ret_refusal)
{
    return named(call, "LoadBalancerId", balancer_check_active, ret_refusal);
}

const struct object *changeable_balancer_of(struct call *call, const struct api_error **ret_refusal)
{
    return named(call, "LoadBalancerId", balancer_check_changeable, ret_refusal);
}

ACTION(alb, GetLoadBalancerAttribute)
{
    const struct api_error *refusal;
    const struct object *balancer = balancer_of(call, &refusal);

    if (!balancer)
        return refusal;
    show_body(call->reply, balancer->body, NULL);
    if (json_get(balancer->body, "_BackToOriginCidrs"))
        json_add_bool(call->reply, "BackToOriginRouteEnabled", true);
    return NULL;
}

static bool zone_wanted(struct call *call, const struct object *o)
{
    const cJSON *zone;

    cJSON_ArrayForEach(zone, json_get(o->body, "ZoneMappings"))
    {
        if (filter_text(call, "ZoneId", json_text(zone, "ZoneId")))
            return true;
    }
    return filter_text(call, "ZoneId", NULL);
}

static bool wanted(struct call *call, const struct object *o)
{
    /* Lists are filtered by names of lists; these by a member of the same name. */
    static const char *const members[] = {
        "LoadBalancerStatus",
        "LoadBalancerBussinessStatus",
        "AddressType",
        "AddressIpVersion",
        "Ipv6AddressType",
        "ResourceGroupId",
        "DNSName",
        NULL,
    };

    for (size_t i = 0; members[i]; i++)
        if (!filter_text(call, members[i], json_text(o->body, members[i])))
            return false;
    return filter_list(call, "LoadBalancerIds", o->id) &&
           filter_list(call, "LoadBalancerNames", json_text(o->body, "LoadBalancerName")) &&
           filter_list(call, "LoadBalancerEditions", balancer_edition(o)) &&
           filter_list(call, "VpcIds", json_text(o->body, "VpcId")) &&
           filter_text(call, "PayType", json_text(o->body, "LoadBalancerBillingConfig.PayType")) &&
           zone_wanted(call, o) && filter_tags(call, o);
}

static cJSON *balancer_item(struct call *call, const struct object *o)
{
    (void)call;
    return shown(o, not_in_lists);
}

ACTION(alb, ListLoadBalancers)
{
    struct page page;

    page_begin(&page, call, balancer_item);
    offer_of(&page, &kind_load_balancer, wanted, json_get(call->params, "LoadBalancerIds"), NULL);
    return page_end(&page);
}

void balancer_configure(struct call *call, const struct object *balancer, cJSON *take_body)
{
    lifecycle_enter(cloud_lifecycle(call->cloud), &kind_load_balancer, take_body, "Configuring");
    store_put(call->store, &kind_load_balancer, call->region,
              arena_strz(call->arena, str_of(balancer->id)), take_body);
}

void balancer_configure_by_job(struct call *call, const struct object *balancer, cJSON *take_body)
{
    const char *id = arena_strz(call->arena, str_of(balancer->id));

    balancer_configure(call, balancer, take_body);
    job_start(call, &kind_load_balancer, id, "Configuring");
}

ACTION(alb, UpdateLoadBalancerAttribute)
{
    const struct api_error *refusal;
    const struct object *balancer = changeable_balancer_of(call, &refusal);

    if (!balancer)
        return refusal;
    cJSON *body = json_copy(balancer->body);
    const cJSON *name = json_get(call->params, "LoadBalancerName");
    if (name)
        json_set(body, "LoadBalancerName", json_copy(name));
    set_modification_protection(body, json_get(call->params, "ModificationProtectionConfig"));
    balancer_configure_by_job(call, balancer, body);
    return NULL;
}

ACTION(alb, UpdateLoadBalancerEdition)
{
    const struct api_error *refusal;
    const struct object *balancer = changeable_balancer_of(call, &refusal);
    const char *edition = json_text_or(call->params, "LoadBalancerEdition", "");

    if (!balancer)
        return refusal;
    if (strcmp(edition, balancer_edition(balancer)) == 0)
        return refuse(call, ERR_edition_not_changed, "EditionNotChanged");
    if (strcmp(edition, "Basic") == 0)
        return refuse(call, ERR_edition_downgrade, "Downgrade");
    cJSON *body = json_copy(balancer->body);
    json_set(body, "LoadBalancerEdition", cJSON_CreateString(edition));
    balancer_configure(call, balancer, body);
    return NULL;
}

/* Switching what is switched already is fine; the time is that of the first. */
static const struct api_error *protect(struct call *call, bool enabled)
{
    const struct api_error *refusal;
    const struct object *balancer = named(call, "ResourceId", balancer_check_changeable, &refusal);

    if (!balancer || json_bool(balancer->body, "DeletionProtectionConfig.Enabled") == enabled)
        return refusal;
    cJSON *body = json_copy(balancer->body);
    set_protection(call, body, enabled);
    store_put(call->store, &kind_load_balancer, call->region, json_text(call->params, "ResourceId"),
              body);
    return NULL;
}

ACTION(alb, EnableDeletionProtection)
{
    return protect(call, true);
}

ACTION(alb, DisableDeletionProtection)
{
    return protect(call, false);
}

/* Its listeners and their rules stay until it is gone, and go with it. */
ACTION(alb, DeleteLoadBalancer)
{
    const struct api_error *refusal;
    const struct object *balancer = changeable_balancer_of(call, &refusal);

    if (!balancer)
        return refusal;
    if (json_bool(balancer->body, "DeletionProtectionConfig.Enabled"))
        return refuse(call, ERR_deletion_protected, "DeletionProtectionEnabled");
    cJSON *body = lifecycle_enter(cloud_lifecycle(call->cloud), &kind_load_balancer,
                                  json_copy(balancer->body), "Deleting");
    const char *id = json_text(call->params, "LoadBalancerId");
    store_put(call->store, &kind_load_balancer, call->region, id, body);
    job_start(call, &kind_load_balancer, id, "Deleting");
    return NULL;
}
