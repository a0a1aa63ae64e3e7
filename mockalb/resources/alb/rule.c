#include "mockalb/catalog/actions.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/alb/job.h"
#include "mockalb/resources/alb/rule_batch.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/reply.h"
#include "mockalb/resources/tags.h"

#include "base/banned.h"

static const struct api_error *new_body(const struct rule_batch *b, struct rule_item *item)
{
    struct call *call = b->call;
    cJSON *body = arena_json(call->arena, cJSON_CreateObject());

    item->id = new_id(call, &kind_rule);
    item->body = body;
    json_add_text(body, "RuleId", item->id);
    json_add_text(body, "RuleName", json_text_or(item->given, "RuleName", ""));
    json_add_int(body, "Priority", json_int(item->given, "Priority"));
    json_add_text(body, "Direction", json_text_or(item->given, "Direction", "Request"));
    json_add(body, "ListenerId", cJSON_CreateString(b->listener->id));
    json_add(body, "LoadBalancerId", json_copy(json_get(b->listener->body, "LoadBalancerId")));
    json_add(body, "RuleConditions", json_copy(json_get(item->given, "RuleConditions")));
    json_add(body, "RuleActions", json_copy(json_get(item->given, "RuleActions")));
    return tags_set(call, body, json_get(item->given, "Tag"),
                    arena_printf(call->arena, "%sTag", item->prefix));
}

static const struct api_error *create(struct call *call, struct rule_batch *b, bool alone)
{
    const char *listener_id = json_text(call->params, "ListenerId");
    const struct api_error *refusal;

    rule_batch_read(b, call, alone);
    b->listener = object_of(call, &kind_listener, listener_id);
    if (!b->listener)
        return refuse(call, ERR_listener_not_found, listener_id);
    refusal = rule_batch_check_listener(call, b->listener);
    for (size_t i = 0; i < b->count && !refusal; i++)
        refusal = new_body(b, &b->items[i]);
    if (!refusal)
        refusal = rule_batch_check(b, true);
    return refusal ? refusal : rule_batch_put(b, "Provisioning");
}

ACTION(alb, CreateRule)
{
    struct rule_batch batch;
    const struct api_error *refusal = create(call, &batch, true);

    if (!refusal)
        json_add_text(call->reply, "RuleId", batch.items[0].id);
    return refusal;
}

/* Clients tell the ids apart by the priorities. */
ACTION(alb, CreateRules)
{
    struct rule_batch batch;
    const struct api_error *refusal = create(call, &batch, false);
    cJSON *ids = json_add_array(call->reply, "RuleIds");

    for (size_t i = 0; i < batch.count && !refusal; i++) {
        cJSON *item = json_push(ids, cJSON_CreateObject());
        json_add_text(item, "RuleId", batch.items[i].id);
        json_add_int(item, "Priority", json_int(batch.items[i].body, "Priority"));
    }
    return refusal;
}

/* The rule as it is with what the call gives; a part that is absent stays as it was. */
static const struct api_error *changed_body(struct rule_batch *b, struct rule_item *item)
{
    static const char *const parts[] = { "RuleName", "Priority", "RuleConditions", "RuleActions",
                                         NULL };
    struct call *call = b->call;
    const char *id = json_text(item->given, "RuleId");
    const struct object *rule = object_of(call, &kind_rule, id);

    if (!rule)
        return refuse(call, ERR_rule_not_found, id);
    if (*item->prefix && json_bool(rule->body, "ServiceManagedEnabled"))
        return refuse(call, ERR_rule_managed, id);
    if (!lifecycle_is_settled(rule))
        return refuse(call, ERR_rule_status, "Rule", id);
    const struct object *listener =
        object_of(call, &kind_listener, json_text(rule->body, "ListenerId"));
    if (!b->listener)
        b->listener = listener;
    if (!listener || strcmp(listener->id, b->listener->id) != 0)
        return refuse(call, ERR_rules_cross_listener);
    item->id = id;
    item->body = arena_json(call->arena, json_copy(rule->body));
    for (size_t i = 0; parts[i]; i++) {
        const cJSON *given = json_get(item->given, parts[i]);
        if (given)
            json_set(item->body, parts[i], json_copy(given));
    }
    return NULL;
}

static const struct api_error *check_named_once(const struct rule_batch *b, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(b->items[i].id, b->items[index].id) == 0)
            return refuse(b->call, ERR_param_duplicated,
                          arena_printf(b->call->arena, "%sRuleId", b->items[index].prefix));
    return NULL;
}

static const struct api_error *update(struct call *call, bool alone)
{
    struct rule_batch batch = { 0 };
    const struct api_error *refusal = NULL;

    rule_batch_read(&batch, call, alone);
    for (size_t i = 0; i < batch.count && !refusal; i++) {
        refusal = changed_body(&batch, &batch.items[i]);
        if (!refusal)
            refusal = check_named_once(&batch, i);
    }
    if (!refusal && batch.listener)
        refusal = rule_batch_check_listener(call, batch.listener);
    if (!refusal)
        refusal = rule_batch_check(&batch, false);
    return refusal ? refusal : rule_batch_put(&batch, "Configuring");
}

ACTION(alb, UpdateRuleAttribute)
{
    return update(call, true);
}

ACTION(alb, UpdateRulesAttribute)
{
    return update(call, false);
}

static const struct api_error *check_deletion(struct call *call, const char *id,
                                              const char **balancer)
{
    const struct object *rule = object_of(call, &kind_rule, id);

    if (!rule)
        return refuse(call, ERR_rule_not_found, id);
    if (!lifecycle_is_settled(rule))
        return refuse(call, ERR_rule_status, "Rule", id);
    const char *its = json_text_or(rule->body, "LoadBalancerId", "");
    if (*balancer && strcmp(*balancer, its) != 0)
        return refuse(call, ERR_rules_cross_balancer, "CrossLoadBalancerRules");
    *balancer = its;
    const struct object *listener =
        object_of(call, &kind_listener, json_text(rule->body, "ListenerId"));
    return listener ? rule_batch_check_listener(call, listener) : NULL;
}

static void put_deleting(struct call *call, const char *id)
{
    const struct object *rule = object_of(call, &kind_rule, id);

    store_put(call->store, &kind_rule, call->region, id,
              lifecycle_enter(cloud_lifecycle(call->cloud), &kind_rule, json_copy(rule->body),
                              "Deleting"));
}

ACTION(alb, DeleteRule)
{
    const char *id = json_text(call->params, "RuleId"), *balancer = NULL;
    const struct api_error *refusal = check_deletion(call, id, &balancer);

    if (refusal)
        return refusal;
    put_deleting(call, id);
    job_start(call, &kind_rule, id, "Deleting");
    return NULL;
}

ACTION(alb, DeleteRules)
{
    const cJSON *ids = json_get(call->params, "RuleIds"), *id;
    const char *balancer = NULL;
    const struct api_error *refusal = NULL;

    cJSON_ArrayForEach(id, ids)
    {
        refusal = check_deletion(call, id->valuestring, &balancer);
        if (refusal)
            return refusal;
    }
    cJSON_ArrayForEach(id, ids) put_deleting(call, id->valuestring);
    if (ids && ids->child)
        job_start(call, &kind_rule, ids->child->valuestring, "Deleting");
    return NULL;
}

/* ListenerId, in the singular, is in no documentation; a known client sends it and counts on it. */
static bool wanted(struct call *call, const struct object *o)
{
    const char *listener = json_text(o->body, "ListenerId");

    return filter_list(call, "RuleIds", o->id) && filter_list(call, "ListenerIds", listener) &&
           filter_text(call, "ListenerId", listener) &&
           filter_list(call, "LoadBalancerIds", json_text(o->body, "LoadBalancerId")) &&
           filter_text(call, "Direction", json_text(o->body, "Direction")) && filter_tags(call, o);
}

static cJSON *rule_item(struct call *call, const struct object *o)
{
    (void)call;
    return shown_whole(o);
}

ACTION(alb, ListRules)
{
    const cJSON *listeners = json_get(call->params, "ListenerIds");
    const char *listener = json_text(call->params, "ListenerId");
    struct page page;

    if (cJSON_GetArraySize(listeners) == 0 && listener && *listener) {
        cJSON *one = arena_json(call->arena, cJSON_CreateArray());
        json_push_text(one, listener);
        listeners = one;
    }
    page_begin(&page, call, rule_item);
    offer_of(&page, &kind_rule, wanted, json_get(call->params, "RuleIds"), listeners);
    return page_end(&page);
}
