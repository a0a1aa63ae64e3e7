#include "runner/oracle/rule.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/json.h"
#include "runner/oracle/document.h"

#include "base/banned.h"

static int by_listener(const void *left, const void *right)
{
    const struct view_listener *l = left, *r = right;
    int order = strcmp(l->label, r->label);

    return order ? order : strcmp(l->id, r->id);
}

struct view_listener *listeners_read(struct arena *a, const cJSON *state, size_t *ret_count)
{
    struct view_listener *list =
        arena_alloc(a, (document_count(state, "alb/Listener") + 1) * sizeof(*list));
    size_t count = 0;

    for (const cJSON *o = NULL; (o = document_next(state, "alb/Listener", o));) {
        const cJSON *body = json_get(o, "body");
        const char *protocol = json_text_or(body, "ListenerProtocol", "?");
        list[count++] = (struct view_listener){
            .id = json_text_or(o, "id", ""),
            .label = arena_printf(a, "%s:%" PRId64, protocol, json_int(body, "ListenerPort")),
            .balancer = json_text_or(body, "LoadBalancerId", ""),
            .body = body,
        };
    }
    if (count)
        qsort(list, count, sizeof(*list), by_listener);
    *ret_count = count;
    return list;
}

static int by_rule(const void *left, const void *right)
{
    const struct view_rule *l = left, *r = right;
    const char *on_left = l->listener ? l->listener->label : "";
    const char *on_right = r->listener ? r->listener->label : "";
    int order = strcmp(on_left, on_right);

    if (order)
        return order;
    if (l->priority != r->priority)
        return l->priority < r->priority ? -1 : 1;
    return strcmp(l->id, r->id);
}

static int by_action(const void *left, const void *right)
{
    const cJSON *const *l = left, *const *r = right;
    int64_t a = json_int(*l, "Order"), b = json_int(*r, "Order");

    return (a > b) - (a < b);
}

static const cJSON *tuples_of(const cJSON *action)
{
    return json_at(action, "ForwardGroupConfig.ServerGroupTuples");
}

static void read_tuples(struct arena *a, struct view_rule *r)
{
    const cJSON *tuple = NULL;
    size_t room = 1;

    for (size_t i = 0; i < r->action_count; i++)
        room += (size_t)cJSON_GetArraySize(tuples_of(r->actions[i]));
    r->tuples = arena_alloc(a, room * sizeof(*r->tuples));
    for (size_t i = 0; i < r->action_count; i++) {
        cJSON_ArrayForEach(tuple, tuples_of(r->actions[i]))
        {
            struct view_tuple *to = &r->tuples[r->tuple_count++];
            to->id = json_text_or(tuple, "ServerGroupId", "");
            to->weight = json_int_or(tuple, "Weight", -1);
        }
    }
    /* The only group of an action needs no weight: it gets everything. */
    if (r->tuple_count == 1 && r->tuples[0].weight < 0)
        r->tuples[0].weight = 100;
}

static void read_actions(struct arena *a, struct view_rule *r)
{
    const cJSON *actions = json_get(r->body, "RuleActions"), *action = NULL;
    const cJSON **list =
        arena_alloc(a, ((size_t)cJSON_GetArraySize(actions) + 1) * sizeof(const cJSON *));

    cJSON_ArrayForEach(action, actions)
    {
        list[r->action_count++] = action;
    }
    if (r->action_count)
        qsort(list, r->action_count, sizeof(const cJSON *), by_action);
    r->actions = list;
    read_tuples(a, r);
}

static const struct view_listener *listener_of(const struct view_listener *listeners, size_t count,
                                               const cJSON *body)
{
    for (size_t i = 0; i < count; i++)
        if (json_is_text(json_get(body, "ListenerId"), listeners[i].id))
            return &listeners[i];
    return NULL;
}

struct view_rule *rules_read(struct arena *a, const cJSON *state,
                             const struct view_listener *listeners, size_t listener_count,
                             size_t *ret_count)
{
    struct view_rule *list =
        arena_alloc(a, (document_count(state, "alb/Rule") + 1) * sizeof(*list));
    size_t count = 0;

    for (const cJSON *o = NULL; (o = document_next(state, "alb/Rule", o));) {
        struct view_rule *r = &list[count++];
        r->id = json_text_or(o, "id", "");
        r->body = json_get(o, "body");
        r->listener = listener_of(listeners, listener_count, r->body);
        r->status = json_text_or(r->body, "RuleStatus", "?");
        r->direction = json_text_or(r->body, "Direction", "Request");
        r->priority = json_int(r->body, "Priority");
        read_actions(a, r);
    }
    if (count)
        qsort(list, count, sizeof(*list), by_rule);
    *ret_count = count;
    return list;
}

const char *const *rule_values(struct arena *a, const struct view_rule *r, const char *type)
{
    const char *path = arena_printf(a, "%sConfig.Values", type);
    const cJSON *condition = NULL, *value = NULL;
    size_t room = 1, count = 0;

    cJSON_ArrayForEach(condition, json_get(r->body, "RuleConditions"))
    {
        room += (size_t)cJSON_GetArraySize(json_at(condition, path));
    }
    const char **list = arena_alloc(a, room * sizeof(*list));
    cJSON_ArrayForEach(condition, json_get(r->body, "RuleConditions"))
    {
        if (!json_is_text(json_get(condition, "Type"), type))
            continue;
        cJSON_ArrayForEach(value, json_at(condition, path))
        {
            if (cJSON_IsString(value))
                list[count++] = value->valuestring;
        }
    }
    return list;
}

static int by_text(const void *left, const void *right)
{
    const char *const *l = left, *const *r = right;

    return strcmp(*l, *r);
}

const char *const *rule_condition_types(struct arena *a, const struct view_rule *r)
{
    const cJSON *conditions = json_get(r->body, "RuleConditions"), *condition = NULL;
    size_t count = 0, kept = 0;
    const char **list =
        arena_alloc(a, ((size_t)cJSON_GetArraySize(conditions) + 1) * sizeof(*list));

    cJSON_ArrayForEach(condition, conditions)
    {
        list[count++] = json_text_or(condition, "Type", "?");
    }
    if (count)
        qsort(list, count, sizeof(*list), by_text);
    for (size_t i = 0; i < count; i++)
        if (!kept || !str_is(str_of(list[kept - 1]), list[i]))
            list[kept++] = list[i];
    list[kept] = NULL;
    return list;
}
