#include "mockalb/resources/alb/server_group.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/alb/group_config.h"
#include "mockalb/resources/alb/job.h"
#include "mockalb/resources/alb/relations.h"
#include "mockalb/resources/alb/resource_group.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/quota.h"
#include "mockalb/resources/region.h"
#include "mockalb/resources/reply.h"
#include "mockalb/resources/tags.h"

#include "base/banned.h"

cJSON *group_body(struct call *call, const char *id, const cJSON *params)
{
    cJSON *body = cJSON_CreateObject();
    const char *type = json_text_or(params, "ServerGroupType", "Instance");

    json_add_text(body, "ServerGroupId", id);
    json_add_text(body, "ServerGroupType", type);
    if (strcmp(type, "Fc") != 0) {
        json_add_text(body, "VpcId", json_text_or(params, "VpcId", ""));
        json_add_text(body, "Protocol", json_text_or(params, "Protocol", "HTTP"));
        json_add_text(body, "Scheduler", "Wrr");
    }
    json_add_text(body, "ResourceGroupId",
                  json_text_or(params, "ResourceGroupId", DEFAULT_RESOURCE_GROUP));
    json_add_text(body, "CreateTime", now_text(call));
    json_add_bool(body, "CrossZoneEnabled", true);
    json_add_bool(body, "UpstreamKeepaliveEnabled", false);
    json_add_bool(body, "Ipv6Enabled", json_bool(params, "Ipv6Enabled"));
    json_add_bool(body, "ConfigManagedEnabled", false);
    group_config_merge(body, params);
    json_add_array(body, "Tags");
    return body;
}

static const struct api_error *check_vpc(struct call *call, const cJSON *body)
{
    const char *id = json_text(body, "VpcId");
    const struct object *vpc = object_of(call, &kind_vpc, id);

    if (!id)
        return NULL;
    if (!*id)
        return refuse(call, ERR_missing_nested, "VpcId");
    if (!vpc)
        return refuse(call, ERR_vpc_not_found, id);
    if (json_bool(body, "Ipv6Enabled") && !json_bool(vpc->body, "EnabledIpv6"))
        return refuse(call, ERR_vpc_without_ipv6);
    return NULL;
}

ACTION(alb, CreateServerGroup)
{
    const char *id = new_id(call, &kind_server_group);
    cJSON *body = arena_json(call->arena, group_body(call, id, call->params));
    const struct api_error *refusal =
        quota_check(call, QUOTA_server_groups, "", NULL,
                    (int64_t)store_count(call->store, &kind_server_group, call->region), 1);

    if (!refusal && json_is_text(json_get(body, "ServerGroupType"), "Fc") &&
        region_lacks(call->store, call->region, LACKS_FUNCTIONS))
        refusal = refuse(call, ERR_no_functions);
    if (!refusal)
        refusal = check_vpc(call, body);
    if (!refusal)
        refusal = group_config_check(call, body);
    if (!refusal)
        refusal = resource_group_check(call, json_text(call->params, "ResourceGroupId"));
    if (!refusal)
        refusal = tags_set(call, body, json_get(call->params, "Tag"), "Tag");
    if (refusal)
        return refusal;
    lifecycle_enter(cloud_lifecycle(call->cloud), &kind_server_group, body, "Creating");
    store_put(call->store, &kind_server_group, call->region, id, json_copy(body));
    job_start(call, &kind_server_group, id, "Creating");
    json_add_text(call->reply, "ServerGroupId", id);
    return NULL;
}

const struct api_error *group_check_stable(struct call *call, const struct object *group)
{
    if (lifecycle_is_settled(group))
        return NULL;
    return refuse(call, ERR_group_status, "ServerGroup", group->id);
}

void group_configures(struct call *call, const struct object *group, const char *server_state)
{
    const struct lifecycle *l = cloud_lifecycle(call->cloud);
    int64_t ms = lifecycle_ms(l, &kind_server, server_state);

    store_put(
        call->store, &kind_server_group, call->region, group->id,
        lifecycle_enter_for(l, &kind_server_group, json_copy(group->body), "Configuring", ms));
}

/* Load balancers that reach the group, and what they allow. */
static const struct api_error *check_editions(struct call *call, const cJSON *body)
{
    struct relations relations = relations_of(call, json_text_or(body, "ServerGroupId", ""));
    const struct api_error *refusal = NULL;

    for (size_t i = 0; i < relations.count && !refusal; i++) {
        const struct object *balancer =
            object_of(call, &kind_load_balancer, relations.items[i].balancer);
        if (balancer)
            refusal = group_config_check_edition(
                call, body, json_text_or(balancer->body, "LoadBalancerEdition", ""));
    }
    return refusal;
}

ACTION(alb, UpdateServerGroupAttribute)
{
    const struct object *group = param_object(call, "ServerGroupId", &kind_server_group);

    if (!group)
        return refuse(call, ERR_group_not_found, json_text(call->params, "ServerGroupId"));
    const struct api_error *refusal = group_check_stable(call, group);
    cJSON *body = arena_json(call->arena, json_copy(group->body));
    group_config_merge(body, call->params);
    if (!refusal)
        refusal = group_config_check(call, body);
    if (!refusal)
        refusal = check_editions(call, body);
    if (refusal)
        return refusal;
    const char *id = arena_strz(call->arena, str_of(group->id));
    lifecycle_enter(cloud_lifecycle(call->cloud), &kind_server_group, body, "Configuring");
    store_put(call->store, &kind_server_group, call->region, id, json_copy(body));
    job_start(call, &kind_server_group, id, "Configuring");
    return NULL;
}

static bool find_unsettled(void *arg, const struct object *o)
{
    *(bool *)arg = !lifecycle_is_settled(o);
    return !*(bool *)arg;
}

/* Differs: that a group waits for its servers, and by which code, is inferred. */
static const struct api_error *check_servers_settled(struct call *call, const struct object *group)
{
    bool busy = false;

    store_children(call->store, &kind_server, group->id, find_unsettled, &busy);
    return busy ? refuse(call, ERR_being_configured, group->id) : NULL;
}

ACTION(alb, DeleteServerGroup)
{
    const struct object *group = param_object(call, "ServerGroupId", &kind_server_group);

    if (!group)
        return refuse(call, ERR_group_not_found, json_text(call->params, "ServerGroupId"));
    const struct api_error *refusal = group_check_stable(call, group);
    if (!refusal && relations_of(call, group->id).count > 0)
        refusal = refuse(call, ERR_group_in_use, group->id);
    if (!refusal)
        refusal = check_servers_settled(call, group);
    if (refusal)
        return refusal;
    const char *id = arena_strz(call->arena, str_of(group->id));
    store_put(call->store, &kind_server_group, call->region, id,
              lifecycle_enter(cloud_lifecycle(call->cloud), &kind_server_group,
                              json_copy(group->body), "Deleting"));
    job_start(call, &kind_server_group, id, "Deleting");
    return NULL;
}

static bool wanted(struct call *call, const struct object *o)
{
    return filter_list(call, "ServerGroupIds", o->id) &&
           filter_list(call, "ServerGroupNames", json_text(o->body, "ServerGroupName")) &&
           filter_text(call, "ServerGroupType", json_text(o->body, "ServerGroupType")) &&
           filter_text(call, "VpcId", json_text(o->body, "VpcId")) &&
           filter_text(call, "ResourceGroupId", json_text(o->body, "ResourceGroupId")) &&
           filter_tags(call, o);
}

static void push_once(cJSON *list, const char *id)
{
    if (id && !json_has_text(list, id))
        json_push_text(list, id);
}

static void add_related(struct call *call, cJSON *item, const char *group)
{
    struct relations relations = relations_of(call, group);
    cJSON *balancers = json_add_array(item, "RelatedLoadBalancerIds");
    cJSON *listeners = json_add_array(item, "RelatedListenerIds");
    cJSON *rules = json_add_array(item, "RelatedRuleIds");

    for (size_t i = 0; i < relations.count; i++) {
        const struct relation *r = &relations.items[i];
        push_once(balancers, r->balancer);
        push_once(r->rule ? rules : listeners, r->rule ? r->rule : r->listener);
    }
}

static cJSON *group_item(struct call *call, const struct object *o)
{
    cJSON *item = shown(o, NULL);

    json_add_int(item, "ServerCount", (int64_t)group_server_count(call, o->id));
    add_related(call, item, o->id);
    return item;
}

ACTION(alb, ListServerGroups)
{
    struct page page;

    page_begin(&page, call, group_item);
    offer_of(&page, &kind_server_group, wanted, json_get(call->params, "ServerGroupIds"), NULL);
    return page_end(&page);
}
