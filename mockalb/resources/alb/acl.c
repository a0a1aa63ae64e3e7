#include "mockalb/resources/alb/acl.h"

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/alb/job.h"
#include "mockalb/resources/alb/resource_group.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/quota.h"
#include "mockalb/resources/reply.h"
#include "mockalb/resources/tags.h"

#include "base/banned.h"

const struct object *acl_of(struct call *call, const char *id, const struct api_error **ret_refusal)
{
    const struct object *acl = object_of(call, &kind_acl, id);

    *ret_refusal = NULL;
    if (!acl)
        *ret_refusal = refuse(call, ERR_acl_not_found, id);
    else if (!lifecycle_is_settled(acl))
        *ret_refusal = refuse(call, ERR_acl_status, "Acl", id);
    return *ret_refusal ? NULL : acl;
}

ACTION(alb, CreateAcl)
{
    const char *id = new_id(call, &kind_acl);
    cJSON *body = arena_json(call->arena, cJSON_CreateObject());
    const struct api_error *refusal = quota_check(
        call, QUOTA_acls, "", NULL, (int64_t)store_count(call->store, &kind_acl, call->region), 1);

    json_add_text(body, "AclId", id);
    json_add_text(body, "AclName", json_text_or(call->params, "AclName", ""));
    json_add_text(body, "AddressIPVersion", json_text_or(call->params, "AddressIpVersion", "IPv4"));
    json_add_bool(body, "ConfigManagedEnabled", false);
    json_add_text(body, "CreateTime", now_text(call));
    json_add_text(body, "ResourceGroupId",
                  json_text_or(call->params, "ResourceGroupId", DEFAULT_RESOURCE_GROUP));
    json_add_array(body, "Tags");
    if (!refusal)
        refusal = resource_group_check(call, json_text(call->params, "ResourceGroupId"));
    if (!refusal)
        refusal = tags_set(call, body, json_get(call->params, "Tag"), "Tag");
    if (refusal)
        return refusal;
    lifecycle_enter(cloud_lifecycle(call->cloud), &kind_acl, body, "Creating");
    store_put(call->store, &kind_acl, call->region, id, json_copy(body));
    job_start(call, &kind_acl, id, "Creating");
    json_add_text(call->reply, "AclId", id);
    return NULL;
}

struct name_search {
    const char *name, *except;
    const struct object *found;
};

static bool find_name(void *arg, const struct object *o)
{
    struct name_search *search = arg;

    if (json_is_text(json_get(o->body, "AclName"), search->name) &&
        strcmp(o->id, search->except) != 0)
        search->found = o;
    return !search->found;
}

/* Differs: that Conflict.Acl means a name which another list has is inferred. */
ACTION(alb, UpdateAclAttribute)
{
    const char *id = json_text(call->params, "AclId"), *name = json_text(call->params, "AclName");
    struct name_search search = { .name = name, .except = id };
    const struct api_error *refusal;
    const struct object *acl = acl_of(call, id, &refusal);

    if (!acl)
        return refusal;
    store_each(call->store, &kind_acl, call->region, find_name, &search);
    if (search.found)
        return refuse(call, ERR_acl_conflict, search.found->id, id);
    cJSON *body = json_copy(acl->body);
    json_set(body, "AclName", cJSON_CreateString(name));
    store_put(call->store, &kind_acl, call->region, id, body);
    return NULL;
}

ACTION(alb, DeleteAcl)
{
    const char *id = json_text(call->params, "AclId");
    const struct api_error *refusal;
    const struct object *acl = acl_of(call, id, &refusal);

    if (!acl)
        return refusal;
    if (acl_relation_count(call, id) > 0)
        return refuse(call, ERR_acl_in_use, id);
    store_put(
        call->store, &kind_acl, call->region, id,
        lifecycle_enter(cloud_lifecycle(call->cloud), &kind_acl, json_copy(acl->body), "Deleting"));
    job_start(call, &kind_acl, id, "Deleting");
    return NULL;
}

static bool wanted(struct call *call, const struct object *o)
{
    return filter_list(call, "AclIds", o->id) &&
           filter_list(call, "AclNames", json_text(o->body, "AclName")) &&
           filter_text(call, "ResourceGroupId", json_text(o->body, "ResourceGroupId")) &&
           filter_text(call, "AddressIPVersion", json_text(o->body, "AddressIPVersion")) &&
           filter_tags(call, o);
}

static cJSON *acl_item(struct call *call, const struct object *o)
{
    (void)call;
    return shown(o, NULL);
}

ACTION(alb, ListAcls)
{
    struct page page;

    page_begin(&page, call, acl_item);
    offer_of(&page, &kind_acl, wanted, json_get(call->params, "AclIds"), NULL);
    return page_end(&page);
}
