#include "mockalb/resources/alb/security_group.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/alb/acl.h"
#include "mockalb/resources/alb/load_balancer.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/quota.h"

#include "base/banned.h"

/* Differs: what makes a group unsuitable is not documented; here, another VPC and groups of a service. */
static const struct api_error *check_group(struct call *call, const cJSON *body, const char *id)
{
    const struct object *group = object_of(call, &kind_security_group, id);

    if (!group)
        return refuse(call, ERR_security_group_not_found, id);
    if (!cJSON_Compare(json_get(group->body, "VpcId"), json_get(body, "VpcId"), true) ||
        json_bool(group->body, "ServiceManaged"))
        return refuse(call, ERR_security_group_unsupported, "SecurityGroupNotSupport");
    return NULL;
}

static const struct api_error *join_one(struct call *call, cJSON *body, const char *id)
{
    cJSON *joined = json_list(body, "SecurityGroupIds");
    const struct api_error *refusal = check_group(call, body, id);

    if (refusal)
        return refusal;
    if (json_has_text(joined, id))
        return refuse(call, ERR_security_group_associated, id);
    refusal = quota_check(call, QUOTA_security_groups, "", json_text_or(body, "LoadBalancerId", ""),
                          cJSON_GetArraySize(joined), 1);
    if (!refusal)
        json_push_text(joined, id);
    return refusal;
}

const struct api_error *security_groups_read(struct call *call, cJSON *body, const cJSON *given)
{
    const struct api_error *refusal = NULL;
    const cJSON *item;

    cJSON_ArrayForEach(item, given)
    {
        refusal = join_one(call, body, json_text_or(item, "SecurityGroupId", ""));
        if (refusal)
            break;
    }
    return refusal;
}

struct acl_search {
    struct call *call;
    bool found;
};

static bool find_acl(void *arg, const struct object *listener)
{
    struct acl_search *search = arg;

    search->found = listener_has_acls(search->call, listener->id);
    return !search->found;
}

ACTION(alb, LoadBalancerJoinSecurityGroup)
{
    const struct api_error *refusal;
    const struct object *balancer = active_balancer_of(call, &refusal);
    struct acl_search acls = { .call = call };
    const cJSON *id;

    if (!balancer)
        return refusal;
    cJSON *body = arena_json(call->arena, json_copy(balancer->body));
    cJSON_ArrayForEach(id, json_get(call->params, "SecurityGroupIds"))
    {
        refusal = join_one(call, body, id->valuestring);
        if (refusal)
            return refusal;
    }
    store_children(call->store, &kind_listener, balancer->id, find_acl, &acls);
    if (acls.found)
        return refuse(call, ERR_security_group_beside_acl);
    balancer_configure_by_job(call, balancer, json_copy(body));
    return NULL;
}

static void drop_text(cJSON *array, const char *text)
{
    cJSON *item;

    cJSON_ArrayForEach(item, array)
    {
        if (json_is_text(item, text)) {
            cJSON_Delete(cJSON_DetachItemViaPointer(array, item));
            return;
        }
    }
}

ACTION(alb, LoadBalancerLeaveSecurityGroup)
{
    const struct api_error *refusal;
    const struct object *balancer = active_balancer_of(call, &refusal);
    const cJSON *id;

    if (!balancer)
        return refusal;
    cJSON *body = arena_json(call->arena, json_copy(balancer->body));
    cJSON_ArrayForEach(id, json_get(call->params, "SecurityGroupIds"))
    {
        refusal = check_group(call, body, id->valuestring);
        if (refusal)
            return refusal;
        if (!json_has_text(json_get(body, "SecurityGroupIds"), id->valuestring))
            return refuse(call, ERR_security_group_not_associated, id->valuestring);
        drop_text(json_mutable(body, "SecurityGroupIds"), id->valuestring);
    }
    balancer_configure_by_job(call, balancer, json_copy(body));
    return NULL;
}
