#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/alb/acl.h"
#include "mockalb/resources/alb/job.h"
#include "mockalb/resources/alb/listener.h"
#include "mockalb/resources/alb/load_balancer.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/quota.h"
#include "mockalb/resources/reply.h"

#include "base/banned.h"

static const char *stored_id(struct call *call, const char *listener, const char *acl)
{
    return arena_printf(call->arena, "%s:%s", listener, acl);
}

static bool count_one(void *arg, const struct object *o)
{
    (void)o;
    ++*(int64_t *)arg;
    return true;
}

int64_t acl_relation_count(struct call *call, const char *acl)
{
    int64_t count = 0;

    store_keyed(call->store, &kind_acl_relation, acl, count_one, &count);
    return count;
}

bool listener_has_acls(struct call *call, const char *listener)
{
    int64_t count = 0;

    store_children(call->store, &kind_acl_relation, listener, count_one, &count);
    return count > 0;
}

/* What the lists of a listener, or of all listeners of a load balancer, have together. */
struct counting {
    struct call *call;
    int64_t acls, entries;
};

static bool count_relation(void *arg, const struct object *o)
{
    struct counting *c = arg;

    if (!lifecycle_is_going(o)) {
        c->acls++;
        c->entries += acl_entry_count(c->call, json_text_or(o->body, "AclId", ""));
    }
    return true;
}

static bool count_listener(void *arg, const struct object *listener)
{
    struct counting *c = arg;

    store_children(c->call->store, &kind_acl_relation, listener->id, count_relation, c);
    return true;
}

static const struct api_error *check_entries(struct call *call, const struct object *listener,
                                             int64_t added)
{
    const struct object *balancer = listener_balancer(call, listener->body);
    struct counting own = { .call = call }, all = { .call = call };
    const struct api_error *refusal;

    if (!balancer)
        return NULL;
    count_listener(&own, listener);
    store_children(call->store, &kind_listener, balancer->id, count_listener, &all);
    refusal = quota_check(call, QUOTA_listener_acl_entries, balancer_edition(balancer),
                          listener->id, own.entries, added);
    if (!refusal)
        refusal = quota_check(call, QUOTA_balancer_acl_entries, balancer_edition(balancer),
                              balancer->id, all.entries, added);
    return refusal;
}

struct users_check {
    struct call *call;
    int64_t added;
    const struct api_error *refusal;
};

static bool check_user(void *arg, const struct object *relation)
{
    struct users_check *check = arg;
    const struct object *listener =
        object_of(check->call, &kind_listener, json_text(relation->body, "ListenerId"));

    if (listener && !lifecycle_is_going(relation))
        check->refusal = check_entries(check->call, listener, check->added);
    return !check->refusal;
}

const struct api_error *acl_check_users(struct call *call, const char *acl, int64_t added)
{
    struct users_check check = { .call = call, .added = added };

    store_keyed(call->store, &kind_acl_relation, acl, check_user, &check);
    return check.refusal;
}

struct sharing {
    struct call *call;
    const char *acl, *entry;
};

static bool find_shared(void *arg, const struct object *relation)
{
    struct sharing *sharing = arg;
    const char *other = json_text_or(relation->body, "AclId", "");

    if (!lifecycle_is_going(relation))
        sharing->entry = acl_shared_entry(sharing->call, sharing->acl, other);
    return !sharing->entry;
}

/*
 * Differs: that a list which is there already is answered with ResourceInUse.Acl is inferred, and that an
 * entry which another list of the listener has, too, is what ResourceAlreadyExist.AclEntry means.
 */
static const struct api_error *associate(struct call *call, const struct object *listener,
                                         const char *id)
{
    const char *stored = stored_id(call, listener->id, id);
    const struct api_error *refusal;

    if (!acl_of(call, id, &refusal))
        return refusal;
    if (object_of(call, &kind_acl_relation, stored))
        return refuse(call, ERR_acl_in_use, id);
    struct sharing sharing = { .call = call, .acl = id };
    store_children(call->store, &kind_acl_relation, listener->id, find_shared, &sharing);
    if (sharing.entry)
        return refuse(call, ERR_acl_entry_exists, sharing.entry);
    refusal = quota_check(call, QUOTA_acl_listeners, "", id, acl_relation_count(call, id), 1);
    if (!refusal)
        refusal = check_entries(call, listener, acl_entry_count(call, id));
    if (refusal)
        return refusal;
    cJSON *body = cJSON_CreateObject();
    json_add_text(body, "ListenerId", listener->id);
    json_add_text(body, "AclId", id);
    lifecycle_enter(cloud_lifecycle(call->cloud), &kind_acl_relation, body, "Associating");
    store_put(call->store, &kind_acl_relation, call->region, stored, body);
    return NULL;
}

/*
 * What a listener's lists mean is one for all of them. Differs: that another AclType than
 * that of the lists it has is answered with OperationDenied.AclNotSupport is inferred.
 */
static const struct api_error *check_type(struct call *call, const struct object *listener)
{
    const char *has = json_text_or(listener->body, "_aclType", "");

    if (listener_has_acls(call, listener->id) &&
        !json_is_text(json_get(call->params, "AclType"), has))
        return refuse(call, ERR_acl_not_supported, "AclNotSupport");
    return NULL;
}

static const struct api_error *check_room(struct call *call, const struct object *listener)
{
    const struct object *balancer = listener_balancer(call, listener->body);
    struct counting own = { .call = call };

    if (balancer && cJSON_GetArraySize(json_get(balancer->body, "SecurityGroupIds")) > 0)
        return refuse(call, ERR_acl_beside_security_group);
    count_listener(&own, listener);
    return quota_check(call, QUOTA_listener_acls, "", NULL, own.acls,
                       cJSON_GetArraySize(json_get(call->params, "AclIds")));
}

ACTION(alb, AssociateAclsWithListener)
{
    const struct api_error *refusal;
    const struct object *listener = changeable_listener_of(call, &refusal);
    const cJSON *id;

    if (!listener)
        return refusal;
    refusal = check_type(call, listener);
    if (!refusal)
        refusal = check_room(call, listener);
    cJSON_ArrayForEach(id, json_get(call->params, "AclIds"))
    {
        if (!refusal)
            refusal = associate(call, listener, id->valuestring);
    }
    if (refusal)
        return refusal;
    cJSON *body = arena_json(call->arena, json_copy(listener->body));
    json_set(body, "_aclType", cJSON_CreateString(json_text_or(call->params, "AclType", "")));
    listener_configure(call, body, arena_strz(call->arena, str_of(lifecycle_state(listener))));
    return NULL;
}

/* One that is still being associated: what the list has the code for, before that of the busy listener. */
static const struct api_error *check_relations(struct call *call)
{
    const char *listener = json_text_or(call->params, "ListenerId", "");
    const cJSON *id;

    cJSON_ArrayForEach(id, json_get(call->params, "AclIds"))
    {
        const struct object *relation =
            object_of(call, &kind_acl_relation, stored_id(call, listener, id->valuestring));
        if (relation && !lifecycle_is_settled(relation) && !lifecycle_is_going(relation))
            return refuse(call, ERR_being_configured, id->valuestring);
    }
    return NULL;
}

/* Differs: no code for a listener that is not there is documented; it is that of the others. */
ACTION(alb, DissociateAclsFromListener)
{
    const struct api_error *refusal = check_relations(call);
    const struct object *listener = refusal ? NULL : changeable_listener_of(call, &refusal);
    const cJSON *id;

    if (!listener)
        return refusal;
    cJSON_ArrayForEach(id, json_get(call->params, "AclIds"))
    {
        const char *stored = stored_id(call, listener->id, id->valuestring);
        const struct object *relation = object_of(call, &kind_acl_relation, stored);
        if (!relation || lifecycle_is_going(relation))
            return refuse(call, ERR_acl_not_associated, id->valuestring);
        if (!acl_of(call, id->valuestring, &refusal))
            return refusal;
        store_put(call->store, &kind_acl_relation, call->region, stored,
                  lifecycle_enter(cloud_lifecycle(call->cloud), &kind_acl_relation,
                                  json_copy(relation->body), "Dissociating"));
    }
    listener_configure(call, listener->body,
                       arena_strz(call->arena, str_of(lifecycle_state(listener))));
    return NULL;
}

/* The lists that a reply shows relations in. */
struct showing {
    struct call *call;
    cJSON *list;
};

static bool show_listener(void *arg, const struct object *relation)
{
    const struct showing *showing = arg;
    const char *id = json_text_or(relation->body, "ListenerId", "");
    const struct object *listener = object_of(showing->call, &kind_listener, id);
    cJSON *item = json_push(showing->list, cJSON_CreateObject());

    json_add_text(item, "ListenerId", id);
    json_add_text(item, "Status", lifecycle_state(relation));
    if (!listener)
        return true;
    json_add_int(item, "ListenerPort", json_int(listener->body, "ListenerPort"));
    json_add_text(item, "ListenerProtocol", json_text_or(listener->body, "ListenerProtocol", ""));
    json_add_text(item, "LoadBalancerId", json_text_or(listener->body, "LoadBalancerId", ""));
    return true;
}

ACTION(alb, ListAclRelations)
{
    cJSON *relations = json_add_array(call->reply, "AclRelations");
    const cJSON *id;

    cJSON_ArrayForEach(id, json_get(call->params, "AclIds"))
    {
        if (!object_of(call, &kind_acl, id->valuestring))
            return refuse(call, ERR_acl_not_found, id->valuestring);
        cJSON *item = json_push(relations, cJSON_CreateObject());
        json_add_text(item, "AclId", id->valuestring);
        struct showing showing = { call, json_add_array(item, "RelatedListeners") };
        store_keyed(call->store, &kind_acl_relation, id->valuestring, show_listener, &showing);
    }
    return NULL;
}

static bool show_acl(void *arg, const struct object *relation)
{
    cJSON *item = json_push(arg, cJSON_CreateObject());

    json_add_text(item, "AclId", json_text_or(relation->body, "AclId", ""));
    json_add_text(item, "Status", lifecycle_state(relation));
    return true;
}

void acl_show_config(struct call *call, cJSON *to, const struct object *listener)
{
    if (!listener_has_acls(call, listener->id))
        return;
    cJSON *config = json_add_object(to, "AclConfig");
    json_add_text(config, "AclType", json_text_or(listener->body, "_aclType", ""));
    store_children(call->store, &kind_acl_relation, listener->id, show_acl,
                   json_add_array(config, "AclRelations"));
}
