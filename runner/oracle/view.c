#include "runner/oracle/view.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/json.h"

#include "base/banned.h"

/* Tags by which published controllers say what a group is for. */
#define TAG_NAMESPACE "ingress.k8s.alibaba/service_ns"
#define TAG_SERVICE   "ingress.k8s.alibaba/service_name"
#define TAG_PORT      "ingress.k8s.alibaba/service_port"

struct builder {
    struct arena *arena;
    const struct view_input *in;
    struct view *view;
    struct view_listener *listeners;
    struct view_rule *rules;
    struct view_group *groups;
};

const cJSON *state_next(const cJSON *state, const char *kind, const cJSON *after)
{
    const cJSON *list = json_get(state, "objects");
    const cJSON *o = after ? after->next : (list ? list->child : NULL);

    while (o && !json_is_text(json_get(o, "kind"), kind))
        o = o->next;
    return o;
}

const cJSON *state_body(const cJSON *state, const char *kind, const char *id)
{
    const cJSON *o = NULL;

    while ((o = state_next(state, kind, o)))
        if (id && json_is_text(json_get(o, "id"), id))
            return json_get(o, "body");
    return NULL;
}

static size_t count_kind(const cJSON *state, const char *kind)
{
    size_t count = 0;

    for (const cJSON *o = NULL; (o = state_next(state, kind, o));)
        count++;
    return count;
}

/* ---- listeners ---- */

static int by_listener(const void *left, const void *right)
{
    const struct view_listener *l = left, *r = right;
    int order = strcmp(l->label, r->label);

    return order ? order : strcmp(l->id, r->id);
}

static void read_listeners(struct builder *b)
{
    const cJSON *o = NULL, *state = b->in->state;

    b->listeners =
        arena_alloc(b->arena, (count_kind(state, "alb/Listener") + 1) * sizeof(*b->listeners));
    while ((o = state_next(state, "alb/Listener", o))) {
        const cJSON *body = json_get(o, "body");
        b->listeners[b->view->listener_count++] = (struct view_listener){
            .id = json_text_or(o, "id", ""),
            .label =
                arena_printf(b->arena, "%s:%" PRId64, json_text_or(body, "ListenerProtocol", "?"),
                             json_int(body, "ListenerPort")),
            .balancer = json_text_or(body, "LoadBalancerId", ""),
            .body = body,
        };
    }
    if (b->view->listener_count)
        qsort(b->listeners, b->view->listener_count, sizeof(*b->listeners), by_listener);
    b->view->listeners = b->listeners;
}

/* ---- groups ---- */

static const char *tag_of(const cJSON *body, const char *key)
{
    const cJSON *tag = NULL;

    cJSON_ArrayForEach(tag, json_get(body, "Tags"))
    {
        if (json_is_text(json_get(tag, "Key"), key))
            return json_text(tag, "Value");
    }
    return NULL;
}

static int by_address(const void *left, const void *right)
{
    const struct view_server *l = left, *r = right;

    return strcmp(l->address, r->address);
}

static void read_servers(struct builder *b, struct view_group *g)
{
    const cJSON *o = NULL, *state = b->in->state;
    struct view_server *list =
        arena_alloc(b->arena, (count_kind(state, "alb/Server") + 1) * sizeof(*list));

    while ((o = state_next(state, "alb/Server", o))) {
        const cJSON *body = json_get(o, "body");
        const char *id = json_text_or(body, "ServerId", "");
        const char *ip = json_text_or(body, "ServerIp", id);
        if (!json_is_text(json_get(body, "ServerGroupId"), g->id))
            continue;
        list[g->server_count++] = (struct view_server){
            .address = arena_printf(b->arena, "%s:%" PRId64, ip, json_int(body, "Port")),
            .type = json_text_or(body, "ServerType", "?"),
            .id = id,
            .ip = ip,
            .status = json_text_or(body, "Status", "?"),
            .body = body,
            .key = json_text_or(o, "id", ""),
        };
    }
    if (g->server_count)
        qsort(list, g->server_count, sizeof(*list), by_address);
    g->servers = list;
}

static bool has_server(const struct view_group *g, const char *address)
{
    for (size_t i = 0; i < g->server_count; i++)
        if (str_is(str_of(g->servers[i].address), address))
            return true;
    return false;
}

static bool serves(const struct view_group *g, const struct service *s)
{
    bool on_nodes = s->node_port != 0;

    for (size_t i = 0; i < g->server_count && on_nodes; i++)
        on_nodes = json_int(g->servers[i].body, "Port") == s->node_port;
    if (!g->server_count || on_nodes)
        return g->server_count > 0;
    if (g->server_count != s->endpoint_count)
        return false;
    for (size_t i = 0; i < s->endpoint_count; i++)
        if (!has_server(g, s->endpoints[i]))
            return false;
    return true;
}

/* By its servers, when they are those of one Service's port and of no other. */
static const char *label_by_servers(const struct builder *b, const struct view_group *g)
{
    const char *label = NULL;

    for (size_t i = 0; i < b->in->services.count; i++) {
        const struct service *s = &b->in->services.at[i];
        if (!serves(g, s))
            continue;
        if (label)
            return NULL;
        label = s->label;
    }
    return label;
}

static const char *fixture_label(const struct builder *b, const char *id)
{
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, json_get(b->in->cloud, "serverGroups"))
    {
        if (json_is_text(json_get(item, "id"), id))
            return json_text(item, "name");
    }
    return NULL;
}

static const char *label_of(const struct builder *b, const struct view_group *g)
{
    const char *ns = tag_of(g->body, TAG_NAMESPACE), *name = tag_of(g->body, TAG_SERVICE);
    const char *port = tag_of(g->body, TAG_PORT), *label = NULL;

    if (g->role == GROUP_referenced)
        label = fixture_label(b, g->id);
    else if (name)
        label = service_label(b->arena, ns, name, port ? port : "?");
    else
        label = label_by_servers(b, g);
    return label ? label : arena_printf(b->arena, "?%s", g->id);
}

static bool in_default_action(const struct builder *b, const char *id)
{
    for (size_t i = 0; i < b->view->listener_count; i++) {
        const cJSON *action = NULL, *tuple = NULL;
        cJSON_ArrayForEach(action, json_get(b->listeners[i].body, "DefaultActions"))
        {
            cJSON_ArrayForEach(tuple, json_at(action, "ForwardGroupConfig.ServerGroupTuples"))
            {
                if (json_is_text(json_get(tuple, "ServerGroupId"), id))
                    return true;
            }
        }
    }
    return false;
}

static bool in_rule(const struct builder *b, const char *id)
{
    for (size_t i = 0; i < b->view->rule_count; i++)
        for (size_t t = 0; t < b->rules[i].tuple_count; t++)
            if (str_is(str_of(b->rules[i].tuples[t].id), id))
                return true;
    return false;
}

static void read_groups(struct builder *b)
{
    const cJSON *o = NULL, *state = b->in->state;

    b->groups =
        arena_alloc(b->arena, (count_kind(state, "alb/ServerGroup") + 1) * sizeof(*b->groups));
    while ((o = state_next(state, "alb/ServerGroup", o))) {
        struct view_group *g = &b->groups[b->view->group_count++];
        g->id = json_text_or(o, "id", "");
        g->body = json_get(o, "body");
        g->in_rule = in_rule(b, g->id);
        if (state_body(b->in->before, "alb/ServerGroup", g->id) || fixture_label(b, g->id))
            g->role = GROUP_referenced;
        else if (!g->in_rule && in_default_action(b, g->id))
            g->role = GROUP_fallback;
        else
            g->role = GROUP_owned;
        read_servers(b, g);
        g->label = label_of(b, g);
    }
    b->view->groups = b->groups;
}

/* ---- rules ---- */

static int by_rule(const void *left, const void *right)
{
    const struct view_rule *l = left, *r = right;
    int order =
        strcmp(l->listener ? l->listener->label : "", r->listener ? r->listener->label : "");

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

static void read_actions(struct builder *b, struct view_rule *r)
{
    const cJSON *actions = json_get(r->body, "RuleActions"), *action = NULL, *tuple = NULL;
    size_t count = (size_t)cJSON_GetArraySize(actions), tuples = 0;
    const cJSON **list = arena_alloc(b->arena, (count + 1) * sizeof(const cJSON *));

    cJSON_ArrayForEach(action, actions)
    {
        list[r->action_count++] = action;
        tuples +=
            (size_t)cJSON_GetArraySize(json_at(action, "ForwardGroupConfig.ServerGroupTuples"));
    }
    if (count)
        qsort(list, count, sizeof(const cJSON *), by_action);
    r->actions = list;

    struct view_tuple *to = arena_alloc(b->arena, (tuples + 1) * sizeof(*to));
    for (size_t i = 0; i < count; i++) {
        cJSON_ArrayForEach(tuple, json_at(list[i], "ForwardGroupConfig.ServerGroupTuples"))
        {
            to[r->tuple_count].id = json_text_or(tuple, "ServerGroupId", "");
            to[r->tuple_count++].weight = json_int_or(tuple, "Weight", -1);
        }
    }
    /* The only group of an action needs no weight: it gets everything. */
    if (r->tuple_count == 1 && to[0].weight < 0)
        to[0].weight = 100;
    r->tuples = to;
}

static const struct view_listener *listener_of(const struct builder *b, const cJSON *body)
{
    for (size_t i = 0; i < b->view->listener_count; i++)
        if (json_is_text(json_get(body, "ListenerId"), b->listeners[i].id))
            return &b->listeners[i];
    return NULL;
}

static void read_rules(struct builder *b)
{
    const cJSON *o = NULL, *state = b->in->state;

    b->rules = arena_alloc(b->arena, (count_kind(state, "alb/Rule") + 1) * sizeof(*b->rules));
    while ((o = state_next(state, "alb/Rule", o))) {
        struct view_rule *r = &b->rules[b->view->rule_count++];
        r->id = json_text_or(o, "id", "");
        r->body = json_get(o, "body");
        r->listener = listener_of(b, r->body);
        r->status = json_text_or(r->body, "RuleStatus", "?");
        r->direction = json_text_or(r->body, "Direction", "Request");
        r->priority = json_int(r->body, "Priority");
        read_actions(b, r);
    }
    if (b->view->rule_count)
        qsort(b->rules, b->view->rule_count, sizeof(*b->rules), by_rule);
    b->view->rules = b->rules;
}

/* Groups are named after rules are read, because what a group is for depends on both. */
static void name_tuples(struct builder *b)
{
    for (size_t i = 0; i < b->view->rule_count; i++) {
        for (size_t t = 0; t < b->rules[i].tuple_count; t++) {
            struct view_tuple *tuple = &b->rules[i].tuples[t];
            const struct view_group *g = view_group(b->view, tuple->id);
            tuple->label = g ? g->label : arena_printf(b->arena, "?%s", tuple->id);
        }
    }
}

const struct view *view_new(struct arena *a, const struct view_input *in)
{
    struct view *v = arena_new_of(a, struct view);
    struct builder b = { .arena = a, .in = in, .view = v };

    v->state = in->state;
    read_listeners(&b);
    read_rules(&b);
    read_groups(&b);
    name_tuples(&b);
    return v;
}

const struct view_group *view_group(const struct view *v, const char *id)
{
    for (size_t i = 0; i < v->group_count; i++)
        if (str_is(str_of(v->groups[i].id), id))
            return &v->groups[i];
    return NULL;
}

const struct view_group *view_group_called(const struct view *v, const char *label,
                                           size_t *ret_count)
{
    const struct view_group *found = NULL;

    *ret_count = 0;
    for (size_t i = 0; i < v->group_count; i++) {
        if (v->groups[i].role == GROUP_fallback || !str_is(str_of(v->groups[i].label), label))
            continue;
        found = &v->groups[i];
        ++*ret_count;
    }
    return *ret_count == 1 ? found : NULL;
}

/* ---- conditions ---- */

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
