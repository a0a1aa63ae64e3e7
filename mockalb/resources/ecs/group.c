/*
 * The actions on security groups and their rules for what comes in.
 */
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/ecs/security_group.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/reply.h"
#include "mockalb/resources/tags.h"
#include "mockalb/resources/vpc/relations.h"

#include "base/banned.h"

ACTION(ecs, CreateSecurityGroup)
{
    const struct object *vpc = param_object(call, "VpcId", &kind_vpc);
    const char *id = new_id(call, &kind_security_group);
    const struct api_error *refusal;

    if (!vpc)
        return refuse(call, ERR_vpc_absent);
    cJSON *body = arena_json(call->arena, cJSON_CreateObject());
    json_add_text(body, "SecurityGroupId", id);
    json_add_text(body, "SecurityGroupName", json_text_or(call->params, "SecurityGroupName", ""));
    json_add_text(body, "SecurityGroupType",
                  json_text_or(call->params, "SecurityGroupType", "normal"));
    json_add_text(body, "VpcId", vpc->id);
    json_add_text(body, "Description", json_text_or(call->params, "Description", ""));
    json_add_bool(body, "ServiceManaged", json_bool(call->params, "ServiceManaged"));
    json_add_text(body, "ResourceGroupId",
                  json_text_or(call->params, "ResourceGroupId", DEFAULT_RESOURCE_GROUP));
    json_add_text(body, "CreationTime", now_text(call));
    refusal = tags_set(call, body, json_get(call->params, "Tag"), "Tag");
    if (refusal)
        return refusal;
    store_put(call->store, &kind_security_group, vpc->scope, id, json_copy(body));
    json_add_text(call->reply, "SecurityGroupId", id);
    return NULL;
}

static const struct object *group_of(struct call *call, const struct api_error **ret_refusal)
{
    const struct object *group = param_object(call, "SecurityGroupId", &kind_security_group);

    *ret_refusal = group ? NULL : refuse(call, ERR_group_absent);
    return group;
}

/* A rule of another group may speak of this one: it goes only after that. */
static bool speaks_of(void *arg, const struct object *rule)
{
    const struct object **search = arg;

    if (json_is_text(json_get(rule->body, "SourceGroupId"), search[0]->id) &&
        !json_is_text(json_get(rule->body, "_SecurityGroupId"), search[0]->id))
        search[1] = rule;
    return !search[1];
}

ACTION(ecs, DeleteSecurityGroup)
{
    const struct api_error *refusal;
    const struct object *group = group_of(call, &refusal);
    const struct object *search[] = { group, NULL };

    if (!group)
        return refusal;
    store_each(call->store, &kind_security_group_rule, NULL, speaks_of, search);
    if (search[1] || has_keyed(call->store, &kind_network_interface, group->id, NULL))
        return refuse(call, ERR_group_has_members);
    lifecycle_drop(call->store, group);
    return NULL;
}

ACTION(ecs, ModifySecurityGroupAttribute)
{
    const struct api_error *refusal;
    const struct object *group = group_of(call, &refusal);

    if (!group)
        return refusal;
    cJSON *body = json_copy(group->body);
    param_into(call, body, "SecurityGroupName", "SecurityGroupName");
    param_into(call, body, "Description", "Description");
    store_put(call->store, &kind_security_group, group->scope, group->id, body);
    return NULL;
}

/* Rules are the same when all is that decides about packets. */
struct rule_search {
    const cJSON *wanted;
    const struct object *found;
};

static bool find_rule(void *arg, const struct object *rule)
{
    static const char *const members[] = {
        "IpProtocol", "PortRange",          "SourceCidrIp",    "Ipv6SourceCidrIp", "SourceGroupId",
        "Policy",     "SourcePrefixListId", "SourcePortRange", "Priority",         NULL,
    };
    struct rule_search *search = arg;
    size_t i = 0;

    while (members[i] && cJSON_Compare(json_get(rule->body, members[i]),
                                       json_get(search->wanted, members[i]), true))
        i++;
    if (!members[i])
        search->found = rule;
    return !search->found;
}

static const struct object *same_rule(struct call *call, const struct object *group,
                                      const cJSON *given)
{
    struct rule_search search = {
        .wanted = arena_json(call->arena, security_rule_body(call, group->id, "", given))
    };

    store_children(call->store, &kind_security_group_rule, group->id, find_rule, &search);
    return search.found;
}

/* One that is there already is no error, and no second one. */
static const struct api_error *authorize(struct call *call, const struct object *group,
                                         const cJSON *given)
{
    const struct api_error *refusal = security_rule_check(call, group, given);

    if (refusal || same_rule(call, group, given))
        return refusal;
    const char *id = new_id(call, &kind_security_group_rule);
    store_put(call->store, &kind_security_group_rule, group->scope, id,
              security_rule_body(call, group->id, id, given));
    return NULL;
}

static const struct api_error *revoke(struct call *call, const struct object *group,
                                      const cJSON *given)
{
    const struct object *rule = same_rule(call, group, given);

    if (rule)
        lifecycle_drop(call->store, rule);
    return NULL;
}

typedef const struct api_error *permission_fn(struct call *call, const struct object *group,
                                              const cJSON *given);

/* A list of permissions, or one whose members are the call's own. */
static const struct api_error *each_permission(struct call *call, permission_fn *fn)
{
    const cJSON *list = json_get(call->params, "Permissions"), *given;
    const struct api_error *refusal;
    const struct object *group = group_of(call, &refusal);

    if (!group)
        return refusal;
    if (cJSON_GetArraySize(list) == 0)
        return fn(call, group, call->params);
    cJSON_ArrayForEach(given, list)
    {
        if (!refusal)
            refusal = fn(call, group, given);
    }
    return refusal;
}

ACTION(ecs, AuthorizeSecurityGroup)
{
    return each_permission(call, authorize);
}

/* By their ids, or by what they say; what is not there is no error. */
ACTION(ecs, RevokeSecurityGroup)
{
    const cJSON *ids = json_get(call->params, "SecurityGroupRuleId"), *id;
    const struct api_error *refusal;
    const struct object *group = group_of(call, &refusal);

    if (!group || cJSON_GetArraySize(ids) == 0)
        return group ? each_permission(call, revoke) : refusal;
    cJSON_ArrayForEach(id, ids)
    {
        const struct object *rule =
            object_of(call, &kind_security_group_rule, cJSON_GetStringValue(id));
        if (rule && json_is_text(json_get(rule->body, "_SecurityGroupId"), group->id))
            lifecycle_drop(call->store, rule);
    }
    return NULL;
}

/* The one that an id names; or, as older clients do it, the one that says what the call says. */
static const struct object *rule_named(struct call *call, const struct object *group,
                                       const struct api_error **ret_refusal)
{
    const char *id = json_text(call->params, "SecurityGroupRuleId");
    const struct object *rule =
        id ? object_of(call, &kind_security_group_rule, id) : same_rule(call, group, call->params);

    if (rule && json_is_text(json_get(rule->body, "_SecurityGroupId"), group->id))
        return rule;
    *ret_refusal = refuse(call, id ? ERR_rule_id_absent : ERR_rule_absent);
    return NULL;
}

ACTION(ecs, ModifySecurityGroupRule)
{
    const struct api_error *refusal;
    const struct object *group = group_of(call, &refusal);
    const struct object *rule = group ? rule_named(call, group, &refusal) : NULL;

    if (!rule)
        return refusal;
    if (!filter_member(call, "NicType", rule->body))
        return refuse(call, ERR_rule_nic_type);
    cJSON *changed =
        arena_json(call->arena, security_rule_changed(call, rule->body, call->params, &refusal));
    if (!changed)
        return refusal;
    refusal = security_rule_check(call, group, changed);
    if (refusal)
        return refusal;
    const struct object *same = same_rule(call, group, changed);
    if (same && same != rule)
        return refuse(call, ERR_rule_duplicate);
    cJSON *body = security_rule_body(call, group->id, rule->id, changed);
    json_set(body, "CreateTime", json_copy(json_get(rule->body, "CreateTime")));
    store_put(call->store, &kind_security_group_rule, rule->scope, rule->id, body);
    return NULL;
}

static bool group_wanted(struct call *call, const struct object *o)
{
    const char *ids = json_text(call->params, "SecurityGroupIds");

    return filter_text(call, "SecurityGroupId", o->id) &&
           (!ids || strstr(ids, arena_printf(call->arena, "\"%s\"", o->id))) &&
           filter_text(call, "VpcId", json_text(o->body, "VpcId")) &&
           filter_text(call, "SecurityGroupName", json_text(o->body, "SecurityGroupName")) &&
           filter_text(call, "SecurityGroupType", json_text(o->body, "SecurityGroupType")) &&
           filter_text(call, "ResourceGroupId", json_text(o->body, "ResourceGroupId")) &&
           filter_bool(call, "ServiceManaged", json_bool(o->body, "ServiceManaged")) &&
           filter_tags(call, o);
}

ACTION(ecs, DescribeSecurityGroups)
{
    struct page page;

    page_begin(&page, call, known_item);
    offer_of(&page, &kind_security_group, group_wanted, NULL, param_list(call, "VpcId"));
    json_add_text(call->reply, "RegionId", call->region);
    return page_end(&page);
}

static bool offer_rule(void *arg, const struct object *rule)
{
    struct page *page = arg;
    const char *direction = json_text_or(page->call->params, "Direction", "all");

    if (strcmp(direction, "all") == 0 || json_is_text(json_get(rule->body, "Direction"), direction))
        page_offer(page, rule);
    return true;
}

ACTION(ecs, DescribeSecurityGroupAttribute)
{
    const struct api_error *refusal;
    const struct object *group = group_of(call, &refusal);
    struct page page;

    if (!group)
        return refusal;
    show_known(call->reply, call->action->reply, group->body);
    json_add_text(call->reply, "RegionId", group->scope);
    json_add_text(call->reply, "InnerAccessPolicy",
                  json_is_text(json_get(group->body, "SecurityGroupType"), "normal") ? "Accept"
                                                                                     : "Drop");
    page_begin(&page, call, known_item);
    store_children(call->store, &kind_security_group_rule, group->id, offer_rule, &page);
    return page_end(&page);
}
