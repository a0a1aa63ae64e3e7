#include "mockalb/resources/alb/security_policy.h"

#include <string.h>

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

static const struct cipher {
    const char *name;
    int version;
    bool is_strict;
} ciphers[] = {
#define CIPHER(version, name, is_strict) { name, version, is_strict },
#define SYSTEM_POLICY(id, oldest, newest, is_strict)
#include "mockalb/resources/alb/tls_policies.def"
#undef SYSTEM_POLICY
#undef CIPHER
};

static const struct system_policy {
    const char *id;
    int oldest, newest;
    bool is_strict;
} system_policies[] = {
#define CIPHER(version, name, is_strict)
#define SYSTEM_POLICY(id, oldest, newest, is_strict) { id, oldest, newest, is_strict },
#include "mockalb/resources/alb/tls_policies.def"
#undef SYSTEM_POLICY
#undef CIPHER
};

enum { CIPHERS = sizeof(ciphers) / sizeof(ciphers[0]) };
enum { SYSTEM_POLICIES = sizeof(system_policies) / sizeof(system_policies[0]) };

static bool is_system_policy(const char *id)
{
    for (size_t i = 0; i < SYSTEM_POLICIES; i++) {
        if (strcmp(system_policies[i].id, id) == 0)
            return true;
    }
    return false;
}

/* TLSv1.2 and before share ciphers; TLSv1.3 has its own and no other. */
static bool has_cipher(const struct cipher *c, int oldest, int newest)
{
    return c->version == 3 ? newest == 3 : oldest < 3 && c->version <= newest;
}

ACTION(alb, ListSystemSecurityPolicies)
{
    cJSON *list = json_add_array(call->reply, "SecurityPolicies");

    for (size_t i = 0; i < SYSTEM_POLICIES; i++) {
        const struct system_policy *p = &system_policies[i];
        cJSON *item = json_push(list, cJSON_CreateObject());
        json_add_text(item, "SecurityPolicyId", p->id);
        cJSON *versions = json_add_array(item, "TLSVersions");
        for (int version = p->oldest; version <= p->newest; version++)
            json_push_text(versions, arena_printf(call->arena, "TLSv1.%d", version));
        cJSON *names = json_add_array(item, "Ciphers");
        for (size_t k = 0; k < CIPHERS; k++) {
            if (has_cipher(&ciphers[k], p->oldest, p->newest) &&
                (!p->is_strict || ciphers[k].is_strict))
                json_push_text(names, ciphers[k].name);
        }
    }
    return NULL;
}

static const struct object *policy_of(struct call *call, const struct api_error **ret_refusal)
{
    const char *id = json_text(call->params, "SecurityPolicyId");
    const struct object *policy = object_of(call, &kind_security_policy, id);

    *ret_refusal = NULL;
    if (!policy)
        *ret_refusal = refuse(call, ERR_policy_not_found, id);
    else if (!lifecycle_is_settled(policy))
        *ret_refusal = refuse(call, ERR_policy_status, "SecurityPolicy", id);
    return *ret_refusal ? NULL : policy;
}

static bool has_version(const cJSON *versions, int version)
{
    static const char *const names[] = { "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3" };

    return json_has_text(versions, names[version]);
}

/* Whether any version of the policy can be spoken with a cipher. */
static bool is_spoken(const cJSON *versions, const char *name)
{
    for (size_t i = 0; i < CIPHERS; i++) {
        if (strcmp(ciphers[i].name, name) != 0)
            continue;
        if (ciphers[i].version == 3)
            return has_version(versions, 3);
        for (int version = ciphers[i].version; version < 3; version++) {
            if (has_version(versions, version))
                return true;
        }
    }
    return false;
}

/*
 * A cipher must be of one of the versions, and TLSv1.3 needs one of its own. Differs: that the
 * code of both is IllegalParam.Ciphers is inferred.
 */
static const struct api_error *check_ciphers(struct call *call, const cJSON *body)
{
    const cJSON *versions = json_get(body, "TLSVersions"), *given = json_get(body, "Ciphers");
    bool speaks_newest = !has_version(versions, 3);
    const cJSON *cipher;

    for (size_t i = 0; i < CIPHERS; i++)
        speaks_newest |= ciphers[i].version == 3 && json_has_text(given, ciphers[i].name);
    if (!speaks_newest)
        return refuse(call, ERR_illegal_param, "Ciphers");
    cJSON_ArrayForEach(cipher, given)
    {
        if (!is_spoken(versions, cipher->valuestring))
            return refuse(call, ERR_illegal_param, "Ciphers");
    }
    return NULL;
}

static void take_params(struct call *call, cJSON *body)
{
    static const char *const names[] = { "SecurityPolicyName", "TLSVersions", "Ciphers" };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (json_get(call->params, names[i]))
            json_set(body, names[i], json_copy(json_get(call->params, names[i])));
    }
}

ACTION(alb, CreateSecurityPolicy)
{
    const char *id = new_id(call, &kind_security_policy);
    cJSON *body = arena_json(call->arena, cJSON_CreateObject());
    const struct api_error *refusal =
        quota_check(call, QUOTA_security_policies, "", NULL,
                    (int64_t)store_count(call->store, &kind_security_policy, call->region), 1);

    json_add_text(body, "SecurityPolicyId", id);
    json_add_text(body, "SecurityPolicyStatus", "Available");
    json_add_text(body, "CreateTime", now_text(call));
    json_add_text(body, "ResourceGroupId",
                  json_text_or(call->params, "ResourceGroupId", DEFAULT_RESOURCE_GROUP));
    json_add_array(body, "Tags");
    take_params(call, body);
    if (!refusal)
        refusal = check_ciphers(call, body);
    if (!refusal)
        refusal = resource_group_check(call, json_text(call->params, "ResourceGroupId"));
    if (!refusal)
        refusal = tags_set(call, body, json_get(call->params, "Tag"), "Tag");
    if (refusal)
        return refusal;
    store_put(call->store, &kind_security_policy, call->region, id, json_copy(body));
    json_add_text(call->reply, "SecurityPolicyId", id);
    return NULL;
}

ACTION(alb, UpdateSecurityPolicyAttribute)
{
    const struct api_error *refusal;
    const struct object *policy = policy_of(call, &refusal);

    if (!policy)
        return refusal;
    const char *id = json_text(call->params, "SecurityPolicyId");
    cJSON *body = arena_json(call->arena, json_copy(policy->body));
    take_params(call, body);
    refusal = check_ciphers(call, body);
    if (refusal)
        return refusal;
    lifecycle_enter(cloud_lifecycle(call->cloud), &kind_security_policy, body, "Configuring");
    store_put(call->store, &kind_security_policy, call->region, id, json_copy(body));
    job_start(call, &kind_security_policy, id, "Configuring");
    return NULL;
}

static bool count_other(void *arg, const struct object *o)
{
    (void)o;
    ++*(int64_t *)arg;
    return true;
}

static int64_t users_of(struct call *call, const char *policy)
{
    int64_t count = 0;

    store_keyed(call->store, &kind_listener, policy, count_other, &count);
    return count;
}

ACTION(alb, DeleteSecurityPolicy)
{
    const struct api_error *refusal;
    const struct object *policy = policy_of(call, &refusal);

    if (!policy)
        return refusal;
    const char *id = json_text(call->params, "SecurityPolicyId");
    if (users_of(call, id) > 0)
        return refuse(call, ERR_policy_in_use, id);
    store_drop(call->store, &kind_security_policy, call->region, id);
    return NULL;
}

static bool wanted(struct call *call, const struct object *o)
{
    return filter_list(call, "SecurityPolicyIds", o->id) &&
           filter_list(call, "SecurityPolicyNames", json_text(o->body, "SecurityPolicyName")) &&
           filter_text(call, "ResourceGroupId", json_text(o->body, "ResourceGroupId")) &&
           filter_tags(call, o);
}

static cJSON *policy_item(struct call *call, const struct object *o)
{
    (void)call;
    return shown(o, NULL);
}

ACTION(alb, ListSecurityPolicies)
{
    struct page page;

    page_begin(&page, call, policy_item);
    offer_of(&page, &kind_security_policy, wanted, json_get(call->params, "SecurityPolicyIds"),
             NULL);
    return page_end(&page);
}

static bool show_listener(void *arg, const struct object *listener)
{
    cJSON *item = json_push(arg, cJSON_CreateObject());

    json_add_text(item, "ListenerId", listener->id);
    json_add_int(item, "ListenerPort", json_int(listener->body, "ListenerPort"));
    json_add_text(item, "ListenerProtocol", json_text_or(listener->body, "ListenerProtocol", ""));
    json_add_text(item, "LoadBalancerId", json_text_or(listener->body, "LoadBalancerId", ""));
    return true;
}

/* The list's name is spelt so by the service. */
ACTION(alb, ListSecurityPolicyRelations)
{
    cJSON *relations = json_add_array(call->reply, "SecrityPolicyRelations");
    const cJSON *id;

    cJSON_ArrayForEach(id, json_get(call->params, "SecurityPolicyIds"))
    {
        if (!is_system_policy(id->valuestring) &&
            !object_of(call, &kind_security_policy, id->valuestring))
            return refuse(call, ERR_policy_not_found, id->valuestring);
        cJSON *item = json_push(relations, cJSON_CreateObject());
        json_add_text(item, "SecurityPolicyId", id->valuestring);
        store_keyed(call->store, &kind_listener, id->valuestring, show_listener,
                    json_add_array(item, "RelatedListeners"));
    }
    return NULL;
}

const struct api_error *security_policy_check(struct call *call, const cJSON *listener_body)
{
    const char *id = json_text_or(listener_body, "SecurityPolicyId", "");
    const struct object *listener =
        object_of(call, &kind_listener, json_text(listener_body, "ListenerId"));

    if (is_system_policy(id))
        return NULL;
    if (!object_of(call, &kind_security_policy, id))
        return refuse(call, ERR_policy_not_found, id);
    if (listener && json_is_text(json_get(listener->body, "SecurityPolicyId"), id))
        return NULL; /* it has it already */
    return quota_check(call, QUOTA_policy_attached, "", id, users_of(call, id), 1);
}
