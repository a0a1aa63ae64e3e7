#include "mockalb/resources/alb/resource_group.h"

#include <string.h>

#include "base/json.h"
#include "base/must.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

const struct api_error *resource_group_check(struct call *call, const char *id)
{
    if (!id || !*id || strcmp(id, DEFAULT_RESOURCE_GROUP) == 0 ||
        store_find(call->store, &kind_resource_group, id))
        return NULL;
    return refuse(call, ERR_resource_group_not_found);
}

/* What can be moved, and what to say when one is not there. */
static const struct movable {
    const char *type;
    const struct kind *kind;
    enum error_id not_found;
} movables[] = {
    { "loadbalancer", &kind_load_balancer, ERR_balancer_not_found },
    { "servergroup", &kind_server_group, ERR_group_not_found },
    { "acl", &kind_acl, ERR_acl_not_found },
    { "securitypolicy", &kind_security_policy, ERR_policy_not_found },
};

ACTION(alb, MoveResourceGroup)
{
    const char *id = json_text_or(call->params, "ResourceId", "");
    const char *group = json_text_or(call->params, "NewResourceGroupId", "");
    const struct movable *m = movables;

    while (!json_is_text(json_get(call->params, "ResourceType"), m->type)) {
        must(m + 1 < movables + sizeof(movables) / sizeof(movables[0]));
        m++;
    }
    const struct object *o = object_of(call, m->kind, id);
    if (!o)
        return refuse(call, m->not_found, id);
    const struct api_error *refusal = resource_group_check(call, group);
    if (refusal)
        return refusal;
    cJSON *body = json_copy(o->body);
    json_set(body, "ResourceGroupId", cJSON_CreateString(group));
    store_put(call->store, m->kind, call->region, id, body);
    return NULL;
}
