/*
 * Rules. For each listener the wanted rules, in the order in which they have
 * to be tried, are matched with those that are there: first by equal
 * conditions, then any two of the same Ingress, which are then changed in
 * place. What is left over is created or deleted.
 *
 * Of an Ingress with a problem every rule stays as it is, in its place. A rule
 * is deleted only when nothing of its Ingress is still to be published, so that
 * a change that is refused takes nothing away.
 */
#include <string.h>

#include "base/json.h"
#include "reference/mutant.h"
#include "reference/plan.h"
#include "reference/rank.h"
#include "reference/rule_text.h"

#include "base/banned.h"

/* One place in the order of a listener. */
struct slot {
    struct want_ingress *owner;
    const struct want_rule *want; /* NULL: a rule that is kept as it is */
    const cJSON *rule;            /* NULL: to be created */
    int priority;
};

struct listing {
    struct plan *plan;
    const char *id; /* the listener's */
    const char *protocol;
    int port;
    struct slot *slots;
    size_t count;
    bool *taken;           /* by priority */
    const cJSON **claimed; /* rules that have their slot */
    size_t claimed_count;
    bool last_first;
};

static bool is_here(const struct listing *l, const cJSON *rule)
{
    return json_is_text(json_get(rule, "ListenerId"), l->id);
}

static bool is_claimed(const struct listing *l, const cJSON *rule)
{
    for (size_t i = 0; i < l->claimed_count; i++) {
        if (l->claimed[i] == rule)
            return true;
    }
    return false;
}

static void claim(struct listing *l, const cJSON *rule)
{
    l->claimed[l->claimed_count++] = rule;
}

static bool is_of(const cJSON *rule, const struct want_ingress *i)
{
    return json_is_text(json_get(rule, "RuleName"), i->rule_name);
}

/* ---- what is there, and what should be, in one order ---- */

static bool is_going(const cJSON *rule)
{
    return found_is_stable(rule, "RuleStatus", "Deleting");
}

/* Kept rules, by their priority: lists may come in any order. */
static void keep_rules(struct listing *l, struct want_ingress *i)
{
    for (;;) {
        const cJSON *rule = NULL, *next = NULL;
        cJSON_ArrayForEach(rule, l->plan->found->rules)
        {
            if (is_here(l, rule) && is_of(rule, i) && !is_claimed(l, rule) &&
                (!next || json_int(rule, "Priority") < json_int(next, "Priority")))
                next = rule;
        }
        if (!next)
            return;
        claim(l, next);
        l->slots[l->count++] = (struct slot){ .owner = i, .rule = next };
    }
}

static const cJSON *match(const struct listing *l, const struct want_rule *w, bool by_conditions)
{
    struct arena *a = l->plan->arena;
    const char *wanted = rule_conditions_text(a, w->conditions);
    const cJSON *rule = NULL;

    cJSON_ArrayForEach(rule, l->plan->found->rules)
    {
        if (!is_here(l, rule) || !is_of(rule, w->owner) || is_claimed(l, rule) || is_going(rule))
            continue;
        if (!by_conditions ||
            strcmp(rule_conditions_text(a, json_get(rule, "RuleConditions")), wanted) == 0)
            return rule;
    }
    return NULL;
}

static void match_rules(struct listing *l, bool by_conditions)
{
    for (size_t i = 0; i < l->count; i++) {
        struct slot *s = &l->slots[i];
        if (s->want && !s->rule && (s->rule = match(l, s->want, by_conditions)))
            claim(l, s->rule);
    }
}

static void add_slots(struct listing *l)
{
    for (struct want_ingress *i = l->plan->model->ingresses; i; i = i->next) {
        if (i->problem && !mutant_is(error_withdraws_rules)) {
            keep_rules(l, i);
            continue;
        }
        for (const struct want_rule *w = i->rules; w; w = w->next) {
            if (w->listener->port == l->port && strcmp(w->listener->protocol, l->protocol) == 0)
                l->slots[l->count++] = (struct slot){ .owner = i, .want = w };
        }
    }
    match_rules(l, true);
    if (!mutant_is(rule_left_behind))
        match_rules(l, false);
}

static bool assign_priorities(struct listing *l)
{
    struct arena *a = l->plan->arena;
    struct rank *ranks = arena_alloc(a, (l->count + 1) * sizeof(*ranks));
    const cJSON *rule = NULL;

    cJSON_ArrayForEach(rule, l->plan->found->rules)
    {
        int priority = (int)json_int(rule, "Priority");
        if (is_here(l, rule) && priority > 0 && priority <= PRIORITY_MAX)
            l->taken[priority] = true;
    }
    for (size_t i = 0; i < l->count; i++)
        ranks[i].current = (int)json_int(l->slots[i].rule, "Priority");
    if (!rank_assign(a, ranks, l->count, l->taken, &l->last_first))
        return false;
    for (size_t i = 0; i < l->count; i++)
        l->slots[i].priority = ranks[i].priority;
    return true;
}

/* ---- calls ---- */

static cJSON *actions_of(struct plan *p, const struct want_rule *w)
{
    static const char *const names[][2] = {
        [ACTION_forward] = { "ForwardGroup", "ForwardGroupConfig" },
        [ACTION_fixed_response] = { "FixedResponse", "FixedResponseConfig" },
        [ACTION_redirect] = { "Redirect", "RedirectConfig" },
    };
    cJSON *actions = arena_json(p->arena, cJSON_CreateArray()), *action = NULL, *tuples = NULL;
    const cJSON *extra = NULL;
    int order = 1;

    if (mutant_is(extra_action) && w->type == ACTION_forward) {
        action = json_push(actions, cJSON_CreateObject());
        json_add_text(action, "Type", "RemoveHeader");
        json_add_int(action, "Order", order++);
        json_add_text(json_add_object(action, "RemoveHeaderConfig"), "Key", "x-albref");
    }
    cJSON_ArrayForEach(extra, w->extras)
    {
        json_add_int(json_push(actions, json_copy(extra)), "Order", order++);
    }
    action = json_push(actions, cJSON_CreateObject());
    json_add_text(action, "Type", names[w->type][0]);
    json_add_int(action, "Order", order);
    if (w->type != ACTION_forward) {
        json_add(action, names[w->type][1], json_copy(w->config));
        return actions;
    }
    tuples = json_add_array(json_add_object(action, names[w->type][1]), "ServerGroupTuples");
    for (const struct want_tuple *t = w->tuples; t; t = t->next) {
        const struct found_group *own = t->group ? plan_group(p, t->group) : NULL;
        cJSON *tuple = json_push(tuples, cJSON_CreateObject());
        json_add_text(tuple, "ServerGroupId", own ? own->id : t->group_id ? t->group_id : "");
        json_add_int(tuple, "Weight", t->weight);
    }
    return actions;
}

/* Only where a defect is wanted: tags for groups that are none of our business. */
static void spoil_groups(struct listing *l, const struct want_rule *w)
{
    for (const struct want_tuple *t = w->tuples; t && mutant_is(referenced_retagged); t = t->next) {
        if (!t->group_id)
            continue;
        cJSON *params = plan_step(l->plan, "TagResources", l->id, NULL);
        json_add_text(params, "ResourceType", "ServerGroup");
        json_push_text(json_add_array(params, "ResourceId"), t->group_id);
        plan_add_owner_tags(l->plan, json_add_array(params, "Tag"));
    }
}

/* The call that the next rule goes into: the last one, if it is of the same kind and has room. */
static cJSON *rules_of_call(struct listing *l, const char *action, struct want_ingress *owner,
                            struct step **current)
{
    struct step *s = *current;
    const cJSON *rules = s ? json_get(s->params, "Rules") : NULL;

    if (variant_is(single_rules)) {
        bool creates = strcmp(action, "CreateRules") == 0;
        cJSON *rule =
            plan_step(l->plan, creates ? "CreateRule" : "UpdateRuleAttribute", l->id, owner);
        if (creates)
            json_add_text(rule, "ListenerId", l->id);
        return rule;
    }

    if (!s || strcmp(s->action, action) != 0 || s->owner != owner ||
        cJSON_GetArraySize(rules) == RULES_PER_CALL || variant_is(one_at_a_time)) {
        cJSON *params = plan_step(l->plan, action, l->id, owner);
        *current = l->plan->newest;
        if (strcmp(action, "CreateRules") == 0)
            json_add_text(params, "ListenerId", l->id);
        json_add_array(params, "Rules");
    }
    return json_push(json_mutable((*current)->params, "Rules"), cJSON_CreateObject());
}

static void create_rule(struct listing *l, const struct slot *s, struct step **current)
{
    spoil_groups(l, s->want);
    cJSON *rule = rules_of_call(l, "CreateRules", s->owner, current);
    json_add_text(rule, "RuleName", s->owner->rule_name);
    json_add_int(rule, "Priority",
                 s->priority + (mutant_is(priority_too_large) && l->count > 1 ? PRIORITY_MAX : 0));
    json_add_text(rule, "Direction", "Request");
    json_add(rule, "RuleConditions", json_copy(s->want->conditions));
    cJSON *actions = json_copy(actions_of(l->plan, s->want));
    if (mutant_is(rule_in_halves) && s->want->tuples && s->want->tuples->next)
        cJSON_DeleteItemFromArray(json_mutable(actions, "0.ForwardGroupConfig.ServerGroupTuples"),
                                  1);
    json_add(rule, "RuleActions", actions);
}

/* What a rule must be told to be as it is wanted: nothing, or the parts that differ. */
static cJSON *changes_for(struct listing *l, const struct slot *s)
{
    struct arena *a = l->plan->arena;
    cJSON *changes = arena_json(a, cJSON_CreateObject()), *actions = NULL;
    const char *conditions = rule_conditions_text(a, json_get(s->rule, "RuleConditions"));
    const char *acts = rule_actions_text(a, json_get(s->rule, "RuleActions"));

    if (s->priority != json_int(s->rule, "Priority"))
        json_add_int(changes, "Priority", s->priority);
    if (!s->want)
        return changes;
    if (strcmp(rule_conditions_text(a, s->want->conditions), conditions) != 0)
        json_add(changes, "RuleConditions", json_copy(s->want->conditions));
    actions = actions_of(l->plan, s->want);
    if (strcmp(rule_actions_text(a, actions), acts) != 0)
        json_add(changes, "RuleActions", json_copy(actions));
    return changes;
}

/* In place, and only what differs: a part that is not sent stays as it is. */
static bool update_rule(struct listing *l, const struct slot *s, struct step **current)
{
    const cJSON *changes = changes_for(l, s), *change = NULL;
    const char *id = json_text_or(s->rule, "RuleId", "");

    if (!changes->child)
        return true;
    if (mutant_is(rule_recreated) && s->want) {
        json_push_text(
            json_add_array(plan_step(l->plan, "DeleteRules", l->id, s->owner), "RuleIds"), id);
        *current = NULL;
        return false;
    }
    if (s->want)
        spoil_groups(l, s->want);
    cJSON *rule = rules_of_call(l, "UpdateRulesAttribute", s->owner, current);
    json_add_text(rule, "RuleId", id);
    cJSON_ArrayForEach(change, changes)
    {
        json_add(rule, change->string, json_copy(change));
    }
    return false;
}

/* Returns whether the slot is as it should be already. */
static bool publish(struct listing *l, const struct slot *s, struct step **current)
{
    if (s->want && !plan_groups_ready(l->plan, s->owner)) {
        s->owner->unsettled = true;
        return false;
    }
    if (s->rule && !found_is_stable(s->rule, "RuleStatus", "Available")) {
        plan_wait(l->plan, s->owner, "rule", json_text_or(s->rule, "RuleId", ""));
        return false;
    }
    if (s->rule)
        return update_rule(l, s, current);
    if (s->want)
        create_rule(l, s, current);
    return false;
}

static void publish_all(struct listing *l, bool existing)
{
    struct step *current = NULL;

    for (size_t i = 0; i < l->count; i++) {
        const struct slot *s = &l->slots[l->last_first ? l->count - 1 - i : i];
        if ((s->rule != NULL) == existing && !publish(l, s, &current))
            s->owner->unpublished = true;
    }
}

static struct want_ingress *owner_of(const struct listing *l, const cJSON *rule)
{
    struct want_ingress *i = l->plan->model->ingresses;

    while (i && !is_of(rule, i))
        i = i->next;
    return i;
}

static void delete_one(struct listing *l, const cJSON *rule, cJSON **ids)
{
    const cJSON *tuple = NULL;

    if (variant_is(single_rules)) {
        json_add_text(plan_step(l->plan, "DeleteRule", l->id, NULL), "RuleId",
                      json_text_or(rule, "RuleId", ""));
        return;
    }
    if (!*ids || cJSON_GetArraySize(*ids) == RULES_PER_CALL)
        *ids = json_add_array(plan_step(l->plan, "DeleteRules", l->id, NULL), "RuleIds");
    json_push_text(*ids, json_text_or(rule, "RuleId", ""));
    cJSON_ArrayForEach(tuple, json_at(rule, "RuleActions.0.ForwardGroupConfig.ServerGroupTuples"))
    {
        const char *id = json_text_or(tuple, "ServerGroupId", "");
        const struct found_group *g = l->plan->found->groups;
        while (g && strcmp(g->id, id) != 0)
            g = g->next;
        if (mutant_is(referenced_deleted) && !g) {
            json_add_text(plan_step(l->plan, "DeleteServerGroup", l->id, NULL), "ServerGroupId",
                          id);
            *ids = NULL;
        }
    }
}

/* Only where a defect is wanted: when one rule goes, all of the listener do, and come again. */
static bool is_swept(const struct listing *l)
{
    const cJSON *rule = NULL;

    cJSON_ArrayForEach(rule, l->plan->found->rules)
    {
        if (mutant_is(deletes_sweep) && is_here(l, rule) && !is_claimed(l, rule))
            return true;
    }
    return false;
}

static bool is_any_unpublished(const struct listing *l)
{
    const struct want_ingress *i = l->plan->model->ingresses;

    while (i && !i->unpublished)
        i = i->next;
    return i;
}

static void delete_rules(struct listing *l)
{
    const cJSON *rule = NULL;
    cJSON *ids = NULL;

    cJSON_ArrayForEach(rule, l->plan->found->rules)
    {
        struct want_ingress *owner = owner_of(l, rule);
        if (!is_here(l, rule) || (is_claimed(l, rule) && !is_swept(l)))
            continue;
        if (mutant_is(rule_left_behind) && !l->plan->model->leaving)
            continue;
        if (is_going(rule) || !found_is_stable(rule, "RuleStatus", "Available"))
            plan_wait(l->plan, NULL, "rule", json_text_or(rule, "RuleId", ""));
        else if (mutant_is(deletes_wait) && is_any_unpublished(l))
            plan_wait(l->plan, NULL, "rules", l->id);
        else if (!owner || !owner->unpublished)
            delete_one(l, rule, &ids);
        if (owner)
            owner->unsettled = true;
    }
}

/* Changes first, then what is new, then what is gone; none of it while the listener is busy. */
static void plan_listing(struct listing *l, const cJSON *listener)
{
    add_slots(l);
    if (!assign_priorities(l)) {
        l->plan->problem = "there is no room left between the priorities of the listener's rules";
        return;
    }
    if (!found_is_stable(listener, "ListenerStatus", "Running")) {
        plan_wait(l->plan, NULL, "listener", l->id);
        for (size_t i = 0; i < l->count; i++)
            l->slots[i].owner->unsettled = true;
        return;
    }
    publish_all(l, true);
    publish_all(l, false);
    delete_rules(l);
}

static size_t count_rules(const struct plan *p)
{
    size_t count = (size_t)cJSON_GetArraySize(p->found->rules);

    for (const struct want_ingress *i = p->model->ingresses; i; i = i->next) {
        for (const struct want_rule *w = i->rules; w; w = w->next)
            count++;
    }
    return count;
}

/* Nothing of an Ingress is as it should be while a listener of its rules is missing. */
static void mark_unlistened(struct plan *p)
{
    for (struct want_ingress *i = p->model->ingresses; i; i = i->next) {
        for (const struct want_rule *w = i->rules; w; w = w->next) {
            if (!found_listener(p->found, w->listener->port, w->listener->protocol))
                i->unsettled = true;
        }
    }
}

void plan_rules(struct plan *p)
{
    const cJSON *listener = NULL;
    size_t most = count_rules(p);

    mark_unlistened(p);
    cJSON_ArrayForEach(listener, p->found->listeners)
    {
        struct listing l = { .plan = p, .id = json_text_or(listener, "ListenerId", "") };
        l.port = (int)json_int(listener, "ListenerPort");
        l.protocol = json_text_or(listener, "ListenerProtocol", "");
        l.slots = arena_alloc(p->arena, (most + 1) * sizeof(*l.slots));
        l.claimed = arena_alloc(p->arena, (most + 1) * sizeof(void *));
        l.taken = arena_alloc(p->arena, (PRIORITY_MAX + 2) * sizeof(*l.taken));
        plan_listing(&l, listener);
    }
}
