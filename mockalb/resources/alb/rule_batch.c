#include "mockalb/resources/alb/rule_batch.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/alb/job.h"
#include "mockalb/resources/alb/listener.h"
#include "mockalb/resources/alb/load_balancer.h"
#include "mockalb/resources/alb/rule_check.h"
#include "mockalb/resources/alb/usage.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/quota.h"

#include "base/banned.h"

const char *rule_path(const struct rule_place *place, const char *list, int number,
                      const char *below)
{
    return arena_printf(place->call->arena, "%s%s.%d.%s", place->prefix, list, number, below);
}

void rule_batch_read(struct rule_batch *b, struct call *call, bool alone)
{
    const cJSON *list = json_get(call->params, "Rules"), *given;
    size_t room = alone ? 1 : (size_t)cJSON_GetArraySize(list);

    b->call = call;
    b->items = arena_alloc(call->arena, (room + 1) * sizeof(*b->items));
    b->count = room;
    if (alone) {
        b->items[0] = (struct rule_item){ .given = call->params, .prefix = "" };
        return;
    }
    struct rule_item *item = b->items;
    cJSON_ArrayForEach(given, list)
    {
        const char *prefix = arena_printf(call->arena, "Rules.%td.", item - b->items + 1);
        *item++ = (struct rule_item){ .given = given, .prefix = prefix };
    }
}

static bool find_unsettled(void *arg, const struct object *o)
{
    *(bool *)arg = !lifecycle_is_settled(o);
    return !*(bool *)arg;
}

/* Calls for one rule have a code for this, those for several don't. */
static const struct api_error *check_certificates(struct call *call, const struct object *listener)
{
    const struct api_error *refusal =
        listener_check_certificates(call, listener, ERR_listener_configuring_rule);

    if (refusal && (json_get(call->params, "Rules") || json_get(call->params, "RuleIds")))
        return refuse(call, ERR_listener_status, "Listener", listener->id);
    return refusal;
}

/* While one rule is being published the others wait: clients of the real service retry on this code. */
const struct api_error *rule_batch_check_listener(struct call *call, const struct object *listener)
{
    const struct object *balancer = listener_balancer(call, listener->body);
    bool busy = !lifecycle_is_settled(listener) || !balancer || !lifecycle_is_settled(balancer);

    if (!busy)
        store_children(call->store, &kind_rule, listener->id, find_unsettled, &busy);
    if (busy)
        return refuse(call, ERR_listener_status, "Listener", listener->id);
    return check_certificates(call, listener);
}

static const struct api_error *check_legal(const struct rule_batch *b, const struct rule_item *item)
{
    const struct object *balancer = listener_balancer(b->call, b->listener->body);
    struct rule_place place = {
        .call = b->call,
        .edition = balancer ? balancer_edition(balancer) : "Standard",
        .forward = listener_place(b->call, b->listener->body, false),
        .response = json_is_text(json_get(item->body, "Direction"), "Response"),
        .prefix = item->prefix,
    };

    if (place.response && strcmp(place.edition, "Basic") == 0)
        return refuse(b->call, ERR_illegal_param,
                      arena_printf(b->call->arena, "%sDirection", item->prefix));
    const struct api_error *refusal =
        rule_check_conditions(&place, json_get(item->body, "RuleConditions"));
    if (!refusal)
        refusal = rule_check_actions(&place, json_get(item->body, "RuleActions"));
    return refusal;
}

struct priority_search {
    const struct rule_batch *batch;
    int64_t priority;
    const struct object *found;
};

/* A rule that is on its way out has freed its priority already. */
static bool has_priority(void *arg, const struct object *o)
{
    struct priority_search *search = arg;
    const struct rule_batch *b = search->batch;

    if (lifecycle_is_going(o) || json_int(o->body, "Priority") != search->priority)
        return true;
    for (size_t i = 0; i < b->count; i++)
        if (strcmp(b->items[i].id, o->id) == 0)
            return true;
    search->found = o;
    return false;
}

/* Differs: which of the two codes a repeated priority gets is inferred for updates. */
static const struct api_error *check_priority(const struct rule_batch *b, size_t index,
                                              bool created)
{
    const struct rule_item *item = &b->items[index];
    struct priority_search search = { b, json_int(item->body, "Priority"), NULL };
    const char *leaf = arena_printf(b->call->arena, "%sPriority", item->prefix);

    for (size_t i = 0; i < index; i++)
        if (json_int(b->items[i].body, "Priority") == search.priority)
            return created ? refuse(b->call, ERR_priority_conflict,
                                    arena_printf(b->call->arena, "%sPriority", b->items[i].prefix),
                                    leaf)
                           : refuse(b->call, ERR_illegal_param, leaf);
    store_children(b->call->store, &kind_rule, b->listener->id, has_priority, &search);
    return search.found ? refuse(b->call, ERR_priority_conflict, search.found->id, leaf) : NULL;
}

static bool count_rule(void *arg, const struct object *o)
{
    *(int64_t *)arg += !lifecycle_is_going(o);
    return true;
}

struct counting {
    struct call *call;
    int64_t rules;
};

static bool count_rules(void *arg, const struct object *listener)
{
    struct counting *c = arg;

    store_children(c->call->store, &kind_rule, listener->id, count_rule, &c->rules);
    return true;
}

static const struct api_error *check_room(const struct rule_batch *b)
{
    const struct object *balancer = listener_balancer(b->call, b->listener->body);
    struct counting c = { .call = b->call };

    store_children(b->call->store, &kind_listener, balancer->id, count_rules, &c);
    return quota_check(b->call, QUOTA_rules, balancer_edition(balancer), balancer->id, c.rules,
                       (int64_t)b->count);
}

const struct api_error *rule_batch_check(const struct rule_batch *b, bool created)
{
    const struct api_error *refusal = NULL;

    for (size_t i = 0; i < b->count && !refusal; i++) {
        refusal = check_legal(b, &b->items[i]);
        if (!refusal)
            refusal = check_priority(b, i, created);
    }
    if (!refusal && created)
        refusal = check_room(b);
    return refusal;
}

const struct api_error *rule_batch_put(const struct rule_batch *b, const char *state)
{
    struct call *call = b->call;

    for (size_t i = 0; i < b->count; i++) {
        cJSON *body = json_copy(b->items[i].body);
        json_set(body, "RuleActions", rule_actions_normal(json_get(body, "RuleActions")));
        lifecycle_enter(cloud_lifecycle(call->cloud), &kind_rule, body, state);
        store_put(call->store, &kind_rule, call->region, b->items[i].id, body);
    }
    if (b->count)
        job_start(call, &kind_rule, b->items[0].id, state);
    return usage_check(call);
}
