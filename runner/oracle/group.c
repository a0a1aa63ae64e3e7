#include "runner/oracle/group.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/json.h"
#include "runner/oracle/document.h"

#include "base/banned.h"

/* Tags by which published controllers say what a group is for. */
#define TAG_NAMESPACE "ingress.k8s.alibaba/service_ns"
#define TAG_SERVICE   "ingress.k8s.alibaba/service_name"
#define TAG_PORT      "ingress.k8s.alibaba/service_port"

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

/* ---- servers ---- */

static int by_address(const void *left, const void *right)
{
    const struct view_server *l = left, *r = right;

    return strcmp(l->address, r->address);
}

static void read_servers(struct arena *a, const cJSON *state, struct view_group *g)
{
    struct view_server *list =
        arena_alloc(a, (document_count(state, "alb/Server") + 1) * sizeof(*list));

    for (const cJSON *o = NULL; (o = document_next(state, "alb/Server", o));) {
        const cJSON *body = json_get(o, "body");
        const char *id = json_text_or(body, "ServerId", "");
        const char *ip = json_text_or(body, "ServerIp", id);
        if (!json_is_text(json_get(body, "ServerGroupId"), g->id))
            continue;
        list[g->server_count++] = (struct view_server){
            .address = arena_printf(a, "%s:%" PRId64, ip, json_int(body, "Port")),
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

/* ---- labels ---- */

static bool has_server(const struct view_group *g, const char *address)
{
    for (size_t i = 0; i < g->server_count; i++)
        if (str_is(str_of(g->servers[i].address), address))
            return true;
    return false;
}

static bool is_on_nodes(const struct view_group *g, const struct service *s)
{
    for (size_t i = 0; i < g->server_count; i++)
        if (json_int(g->servers[i].body, "Port") != s->node_port)
            return false;
    return s->node_port != 0;
}

static bool serves(const struct view_group *g, const struct service *s)
{
    if (!g->server_count || is_on_nodes(g, s))
        return g->server_count > 0;
    for (size_t i = 0; i < s->endpoint_count; i++)
        if (!has_server(g, s->endpoints[i]))
            return false;
    return g->server_count == s->endpoint_count;
}

/* When its servers are those of one Service's port, and of no other. */
static const char *label_by_servers(const struct group_input *in, const struct view_group *g)
{
    const char *label = NULL;

    for (size_t i = 0; i < in->services.count; i++) {
        const struct service *s = &in->services.at[i];
        if (!serves(g, s))
            continue;
        if (label)
            return NULL;
        label = s->label;
    }
    return label;
}

static const char *fixture_label(const struct group_input *in, const char *id)
{
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, json_get(in->cloud, "serverGroups"))
    {
        if (json_is_text(json_get(item, "id"), id))
            return json_text(item, "name");
    }
    return NULL;
}

static const char *label_of(struct arena *a, const struct group_input *in,
                            const struct view_group *g)
{
    const char *name = tag_of(g->body, TAG_SERVICE), *port = tag_of(g->body, TAG_PORT);
    const char *label = NULL;

    if (g->role == GROUP_referenced)
        label = fixture_label(in, g->id);
    else if (name)
        label = service_label(a, tag_of(g->body, TAG_NAMESPACE), name, port ? port : "?");
    else
        label = label_by_servers(in, g);
    return label ? label : arena_printf(a, "?%s", g->id);
}

/* ---- roles ---- */

static bool forwards_to(const cJSON *actions, const char *id)
{
    const cJSON *action = NULL, *tuple = NULL;

    cJSON_ArrayForEach(action, actions)
    {
        cJSON_ArrayForEach(tuple, json_at(action, "ForwardGroupConfig.ServerGroupTuples"))
        {
            if (json_is_text(json_get(tuple, "ServerGroupId"), id))
                return true;
        }
    }
    return false;
}

static bool in_default_action(const struct group_input *in, const char *id)
{
    for (size_t i = 0; i < in->listener_count; i++)
        if (forwards_to(json_get(in->listeners[i].body, "DefaultActions"), id))
            return true;
    return false;
}

static bool in_rule(const struct group_input *in, const char *id)
{
    for (size_t i = 0; i < in->rule_count; i++)
        if (forwards_to(json_get(in->rules[i].body, "RuleActions"), id))
            return true;
    return false;
}

static enum group_role role_of(const struct group_input *in, const struct view_group *g)
{
    if (document_body(in->before, "alb/ServerGroup", g->id) || fixture_label(in, g->id))
        return GROUP_referenced;
    return !g->in_rule && in_default_action(in, g->id) ? GROUP_fallback : GROUP_owned;
}

struct view_group *groups_read(struct arena *a, const struct group_input *in, size_t *ret_count)
{
    struct view_group *list =
        arena_alloc(a, (document_count(in->state, "alb/ServerGroup") + 1) * sizeof(*list));
    size_t count = 0;

    for (const cJSON *o = NULL; (o = document_next(in->state, "alb/ServerGroup", o));) {
        struct view_group *g = &list[count++];
        g->id = json_text_or(o, "id", "");
        g->body = json_get(o, "body");
        g->in_rule = in_rule(in, g->id);
        g->role = role_of(in, g);
        read_servers(a, in->state, g);
        g->label = label_of(a, in, g);
    }
    *ret_count = count;
    return list;
}
