/*
 * The load balancer and its listeners, as the AlbConfig describes them. Each
 * listener's default action goes to a group without servers, so a request that
 * no rule takes ends there and reaches nobody.
 */
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "reference/mutant.h"
#include "reference/names.h"
#include "reference/plan.h"

#include "base/banned.h"

/* ---- the load balancer ---- */

static const char *zone_of(const struct plan *p, const cJSON *mapping)
{
    const char *zone = json_text(mapping, "zoneId");
    const cJSON *known = json_get(p->found->zones, json_text_or(mapping, "vSwitchId", ""));

    if (zone && *zone)
        return zone;
    return cJSON_IsString(known) ? known->valuestring : NULL;
}

static bool has_zones(struct plan *p, const cJSON *mappings)
{
    const cJSON *mapping = NULL;

    if (!mappings || !mappings->child) {
        p->problem = "spec.config.zoneMappings is empty; name a vSwitch for each zone";
        return false;
    }
    cJSON_ArrayForEach(mapping, mappings)
    {
        if (!zone_of(p, mapping)) {
            p->problem =
                arena_printf(p->arena, "spec.config.zoneMappings: vSwitch %s is not in VPC %s",
                             json_text_or(mapping, "vSwitchId", "\"\""), p->place->vpc);
            return false;
        }
    }
    return true;
}

static void create_balancer(struct plan *p)
{
    const cJSON *config = json_at(p->model->albconfig, "spec.config"), *mapping = NULL;
    const cJSON *mappings = json_get(config, "zoneMappings");
    const char *name = json_text_or(config, "name", "");
    cJSON *params = NULL, *list = NULL;

    if (!has_zones(p, mappings))
        return;
    if (p->found->lb) /* only where a defect is wanted */
        name = "second";
    if (!*name)
        name = names_load_balancer(p->arena, p->place->cluster, p->model->key);
    params = plan_step(p, "CreateLoadBalancer", NULL, NULL);
    json_add_text(params, "LoadBalancerName", name);
    json_add_text(params, "LoadBalancerEdition", json_text_or(config, "edition", "Standard"));
    json_add_text(params, "AddressType", json_text_or(config, "addressType", "Internet"));
    json_add_text(params, "AddressAllocatedMode",
                  json_text_or(config, "addressAllocatedMode", "Dynamic"));
    json_add_text(params, "VpcId", p->place->vpc);
    json_add_bool(params, "DeletionProtectionEnabled", true);
    json_add_text(json_add_object(params, "LoadBalancerBillingConfig"), "PayType", "PostPay");
    list = json_add_array(params, "ZoneMappings");
    cJSON_ArrayForEach(mapping, mappings)
    {
        cJSON *zone = json_push(list, cJSON_CreateObject());
        json_add_text(zone, "VSwitchId", json_text_or(mapping, "vSwitchId", ""));
        json_add_text(zone, "ZoneId", zone_of(p, mapping));
    }
    list = json_add_array(params, "Tag");
    plan_add_owner_tags(p, list);
    names_add_tag(list, TAG_RESOURCE, TAG_RESOURCE_LB);
}

/* A load balancer of somebody else is theirs to delete. */
static bool is_spared(const struct plan *p)
{
    return p->model->reused && !mutant_is(reused_deleted);
}

/* Only once nothing stands on it any more; its protection is what keeps others from doing this. */
static void delete_balancer(struct plan *p)
{
    const char *id = json_text_or(p->found->lb, "LoadBalancerId", "");

    if (cJSON_GetArraySize(p->found->listeners) > 0 || is_spared(p))
        return;
    if (json_bool(p->found->lb, "DeletionProtectionConfig.Enabled"))
        json_add_text(plan_step(p, "DisableDeletionProtection", id, NULL), "ResourceId", id);
    json_add_text(plan_step(p, "DeleteLoadBalancer", id, NULL), "LoadBalancerId", id);
}

static bool is_basic(const cJSON *lb)
{
    return json_is_text(json_get(lb, "LoadBalancerEdition"), EDITION_BASIC);
}

static bool wants_balancer(const struct plan *p)
{
    const cJSON *lb = p->found->lb;

    if (p->model->leaving)
        return false;
    return lb ? !lb->next && mutant_is(balancer_made_twice) : !p->model->problem;
}

void plan_balancer(struct plan *p)
{
    const cJSON *lb = p->found->lb;
    const char *status = json_text_or(lb, "LoadBalancerStatus", "Active");
    bool passing = strcmp(status, "Provisioning") == 0 || strcmp(status, "Configuring") == 0 ||
                   strcmp(status, "Deleting") == 0;

    if (!lb && p->model->reused)
        p->problem = arena_printf(p->arena, "load balancer %s of spec.config.id does not exist",
                                  p->model->reused);
    else if (wants_balancer(p))
        create_balancer(p);
    else if (lb && passing)
        plan_wait(p, NULL, "load balancer", json_text_or(lb, "LoadBalancerId", ""));
    else if (lb && p->model->leaving)
        delete_balancer(p);
    else if (lb && p->model->reused && is_basic(lb))
        p->problem = BASIC_REFUSED;
    else if (lb && strcmp(status, "Active") != 0)
        p->problem = arena_printf(p->arena, "load balancer %s is %s",
                                  json_text_or(lb, "LoadBalancerId", ""), status);
}

/* ---- listeners ---- */

static void add_default_action(cJSON *params, const char *group_id)
{
    cJSON *actions = json_add_array(params, "DefaultActions");
    cJSON *action = json_push(actions, cJSON_CreateObject()), *tuples = NULL;

    json_add_text(action, "Type", "ForwardGroup");
    tuples = json_add_array(json_add_object(action, "ForwardGroupConfig"), "ServerGroupTuples");
    json_add_text(json_push(tuples, cJSON_CreateObject()), "ServerGroupId", group_id);
}

/* What a listener's entry in the AlbConfig may say, and is sent only if it does. */
static const struct {
    const char *spec, *api;
} attributes[] = {
    { "idleTimeout", "IdleTimeout" },           { "requestTimeout", "RequestTimeout" },
    { "gzipEnabled", "GzipEnabled" },           { "http2Enabled", "Http2Enabled" },
    { "securityPolicyId", "SecurityPolicyId" },
};

#define ATTRIBUTE_COUNT (sizeof(attributes) / sizeof(attributes[0]))

/* Zero, "" and null mean "not said": other tools write an AlbConfig back with these. */
static const cJSON *said(const cJSON *spec, const char *name)
{
    const cJSON *item = json_get(spec, name);
    bool empty = !item || cJSON_IsNull(item) || (cJSON_IsNumber(item) && item->valuedouble == 0) ||
                 (cJSON_IsString(item) && !*item->valuestring);

    return empty ? NULL : item;
}

static void create_listener(struct plan *p, const struct want_listener *l, const char *group_id)
{
    const char *lb = json_text_or(p->found->lb, "LoadBalancerId", "");
    cJSON *params = plan_step(p, "CreateListener", lb, NULL), *list = NULL;
    const cJSON *certificate = NULL;

    json_add_text(params, "LoadBalancerId", lb);
    json_add_int(params, "ListenerPort", l->port);
    json_add_text(params, "ListenerProtocol", l->protocol);
    json_add_text(params, "ListenerDescription",
                  arena_printf(p->arena, LISTENER_PREFIX "%d", l->port));
    for (size_t i = 0; i < ATTRIBUTE_COUNT; i++) {
        if (said(l->spec, attributes[i].spec))
            json_add(params, attributes[i].api, json_copy(said(l->spec, attributes[i].spec)));
    }
    cJSON_ArrayForEach(certificate, json_get(l->spec, "certificates"))
    {
        const char *id = json_text(certificate, "CertificateId");
        if (!list)
            list = json_add_array(params, "Certificates");
        json_add_text(json_push(list, cJSON_CreateObject()), "CertificateId", id ? id : "");
    }
    add_default_action(params, group_id);
}

static void update_listener(struct plan *p, const struct want_listener *l, const cJSON *item,
                            const char *group_id)
{
    const char *id = json_text_or(item, "ListenerId", "");
    const char *now = json_text_or(
        item, "DefaultActions.0.ForwardGroupConfig.ServerGroupTuples.0.ServerGroupId", "");
    cJSON *params = arena_json(p->arena, cJSON_CreateObject());

    for (size_t i = 0; i < ATTRIBUTE_COUNT; i++) {
        const cJSON *value = said(l->spec, attributes[i].spec);
        if (value && !json_equal(value, json_get(item, attributes[i].api)))
            json_add(params, attributes[i].api, json_copy(value));
    }
    if (strcmp(now, group_id) != 0)
        add_default_action(params, group_id);
    if (!params->child)
        return;
    cJSON *step = plan_step(p, "UpdateListenerAttribute", id, NULL);
    json_add_text(step, "ListenerId", id);
    for (const cJSON *member = params->child; member; member = member->next)
        json_add(step, member->string, json_copy(member));
}

bool plan_port_is_taken(const struct plan *p, int port)
{
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, p->found->foreign)
    {
        if (json_int(item, "ListenerPort") == port)
            return true;
    }
    return false;
}

static void plan_listener(struct plan *p, const struct want_listener *l)
{
    const cJSON *item = found_listener(p->found, l->port, l->protocol);
    const struct found_group *fallback = plan_group(p, l->fallback);
    bool ready = fallback && strcmp(fallback->status, "Available") == 0;
    const char *status = json_text_or(item, "ListenerStatus", "Running");

    if (plan_port_is_taken(p, l->port))
        p->problem = arena_printf(p->arena,
                                  "listener already in use, please set forceOverride=true: port %d "
                                  "of load balancer %s",
                                  l->port, json_text_or(p->found->lb, "LoadBalancerId", ""));
    else if (!ready)
        plan_wait(p, NULL, "server group for listener", l->protocol);
    else if (!item)
        create_listener(p, l, fallback->id);
    else if (strcmp(status, "Stopped") == 0)
        p->problem = arena_printf(p->arena, "listener %d is Stopped", l->port);
    else if (strcmp(status, "Running") != 0)
        plan_wait(p, NULL, "listener", json_text_or(item, "ListenerId", ""));
    else
        update_listener(p, l, item, fallback->id);
}

static bool is_listener_wanted(const struct model *m, const cJSON *item)
{
    for (const struct want_listener *l = m->listeners; l; l = l->next) {
        if (json_int(item, "ListenerPort") == l->port &&
            json_is_text(json_get(item, "ListenerProtocol"), l->protocol))
            return true;
    }
    return false;
}

static bool has_rules(const struct found *f, const char *listener_id)
{
    const cJSON *rule = NULL;

    cJSON_ArrayForEach(rule, f->rules)
    {
        if (json_is_text(json_get(rule, "ListenerId"), listener_id))
            return true;
    }
    return false;
}

void plan_listeners(struct plan *p)
{
    const cJSON *lb = p->found->lb, *item = NULL;

    if (!lb || !found_is_stable(lb, "LoadBalancerStatus", "Active") || p->model->problem ||
        p->problem)
        return;
    for (const struct want_listener *l = p->model->listeners; l; l = l->next)
        plan_listener(p, l);
    cJSON_ArrayForEach(item, p->found->listeners)
    {
        const char *id = json_text_or(item, "ListenerId", "");
        if (is_listener_wanted(p->model, item) || has_rules(p->found, id))
            continue;
        if (found_is_stable(item, "ListenerStatus", "Running") ||
            found_is_stable(item, "ListenerStatus", "Stopped"))
            json_add_text(plan_step(p, "DeleteListener", id, NULL), "ListenerId", id);
        else
            plan_wait(p, NULL, "listener", id);
    }
}
