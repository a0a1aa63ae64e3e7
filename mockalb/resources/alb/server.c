#include "mockalb/catalog/actions.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/resources/alb/job.h"
#include "mockalb/resources/alb/server_check.h"
#include "mockalb/resources/alb/server_group.h"
#include "mockalb/resources/alb/usage.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/kinds.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

/* The group of the call, there and stable. */
static const struct api_error *read_group(struct call *call, const struct object **ret_group)
{
    const struct object *group = param_object(call, "ServerGroupId", &kind_server_group);

    if (!group)
        return refuse(call, ERR_group_not_found, json_text(call->params, "ServerGroupId"));
    *ret_group = group;
    return group_check_stable(call, group);
}

/* A list of servers that a call gives, each once. */
struct servers {
    const char *param;
    cJSON **bodies;   /* of those to add */
    const char **ids; /* in the store */
    size_t count;
};

static const struct api_error *read_all(struct call *call, const struct object *group,
                                        struct servers *s, bool whole)
{
    const cJSON *list = json_get(call->params, s->param), *given;
    size_t room = (size_t)cJSON_GetArraySize(list);

    s->bodies = arena_alloc(call->arena, (room + 1) * sizeof(*s->bodies));
    s->ids = arena_alloc(call->arena, (room + 1) * sizeof(*s->ids));
    cJSON_ArrayForEach(given, list)
    {
        const char *path = arena_printf(call->arena, "%s.%zu", s->param, s->count + 1);
        const struct api_error *refusal = NULL;
        if (whole)
            refusal = server_read(call, group, given, path, &s->bodies[s->count]);
        if (refusal)
            return refusal;
        const char *id =
            whole ? server_id(call, s->bodies[s->count]) : server_id_named(call, group, given);
        for (size_t i = 0; i < s->count; i++)
            if (strcmp(s->ids[i], id) == 0)
                return refuse(call, ERR_server_duplicated, path);
        s->ids[s->count++] = id;
    }
    return NULL;
}

static const struct api_error *check_new(struct call *call, const struct servers *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (object_of(call, &kind_server, s->ids[i]))
            return refuse(call, ERR_server_conflict, json_text(s->bodies[i], "ServerId"),
                          arena_printf(call->arena, "%s.%zu", s->param, i + 1));
    return NULL;
}

static const struct api_error *check_known(struct call *call, const struct servers *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const cJSON *given = cJSON_GetArrayItem(json_get(call->params, s->param), (int)i);
        const char *id = json_text_or(given, "ServerId", json_text_or(given, "ServerIp", ""));
        const struct object *server = object_of(call, &kind_server, s->ids[i]);
        if (!server)
            return refuse(call, ERR_server_not_found, id);
        if (!lifecycle_is_settled(server))
            return refuse(call, ERR_server_configuring, id);
    }
    return NULL;
}

static void add_servers(struct call *call, const struct servers *s)
{
    for (size_t i = 0; i < s->count; i++)
        store_put(call->store, &kind_server, call->region, s->ids[i],
                  lifecycle_enter(cloud_lifecycle(call->cloud), &kind_server,
                                  json_copy(s->bodies[i]), "Adding"));
}

static void remove_servers(struct call *call, const struct servers *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct object *server = object_of(call, &kind_server, s->ids[i]);
        store_put(call->store, &kind_server, call->region, s->ids[i],
                  lifecycle_enter(cloud_lifecycle(call->cloud), &kind_server,
                                  json_copy(server->body), "Removing"));
    }
}

static void finish(struct call *call, const struct object *group, const char *server_state)
{
    const char *id = arena_strz(call->arena, str_of(group->id));

    group_configures(call, group, server_state);
    job_start(call, &kind_server_group, id, "Configuring");
}

ACTION(alb, AddServersToServerGroup)
{
    const struct object *group;
    struct servers servers = { .param = "Servers" };
    const struct api_error *refusal = read_group(call, &group);

    if (!refusal)
        refusal = read_all(call, group, &servers, true);
    if (!refusal)
        refusal = check_new(call, &servers);
    if (refusal)
        return refusal;
    const struct usage *before = usage_take(call);
    add_servers(call, &servers);
    finish(call, group, "Adding");
    return usage_check(call, before);
}

ACTION(alb, RemoveServersFromServerGroup)
{
    const struct object *group;
    struct servers servers = { .param = "Servers" };
    const struct api_error *refusal = read_group(call, &group);

    if (!refusal)
        refusal = read_all(call, group, &servers, false);
    if (!refusal)
        refusal = check_known(call, &servers);
    if (refusal)
        return refusal;
    remove_servers(call, &servers);
    finish(call, group, "Removing");
    return NULL;
}

ACTION(alb, ReplaceServersInServerGroup)
{
    const struct object *group;
    struct servers added = { .param = "AddedServers" }, removed = { .param = "RemovedServers" };
    const struct api_error *refusal = read_group(call, &group);

    if (!refusal && json_is_text(json_get(group->body, "ServerGroupType"), "Fc"))
        refusal = refuse(call, ERR_server_type, "ServerType", "ServerGroup", "AddedServers");
    if (!refusal)
        refusal = read_all(call, group, &removed, false);
    if (!refusal)
        refusal = check_known(call, &removed);
    if (!refusal)
        refusal = read_all(call, group, &added, true);
    if (!refusal)
        refusal = check_new(call, &added);
    if (refusal)
        return refusal;
    const struct usage *before = usage_take(call);
    remove_servers(call, &removed);
    add_servers(call, &added);
    finish(call, group, "Adding");
    return usage_check(call, before);
}

ACTION(alb, UpdateServerGroupServersAttribute)
{
    const struct object *group;
    struct servers servers = { .param = "Servers" };
    const struct api_error *refusal = read_group(call, &group);

    if (!refusal)
        refusal = read_all(call, group, &servers, false);
    if (!refusal)
        refusal = check_known(call, &servers);
    if (refusal)
        return refusal;
    for (size_t i = 0; i < servers.count; i++) {
        const cJSON *given = cJSON_GetArrayItem(json_get(call->params, "Servers"), (int)i);
        cJSON *body = json_copy(object_of(call, &kind_server, servers.ids[i])->body);
        if (json_get(given, "Weight"))
            json_set(body, "Weight", json_copy(json_get(given, "Weight")));
        if (json_get(given, "Description"))
            json_set(body, "Description", json_copy(json_get(given, "Description")));
        lifecycle_enter(cloud_lifecycle(call->cloud), &kind_server, body, "Configuring");
        store_put(call->store, &kind_server, call->region, servers.ids[i], body);
    }
    finish(call, group, "Configuring");
    return NULL;
}

/* The tags that are filtered by are those of the server's group. */
static bool wanted(struct call *call, const struct object *o)
{
    const char *group_id = json_text(o->body, "ServerGroupId");
    const char *server = json_text(o->body, "ServerId");
    const struct object *group = object_of(call, &kind_server_group, group_id);

    return filter_text(call, "ServerGroupId", group_id) && filter_list(call, "ServerIds", server) &&
           filter_text(call, "ServerId", server) &&
           filter_text(call, "ServerIp", json_text(o->body, "ServerIp")) && group &&
           filter_tags(call, group);
}

static cJSON *server_item(struct call *call, const struct object *o)
{
    (void)call;
    return shown(o, NULL);
}

static bool offer_child(void *arg, const struct object *o)
{
    struct page *page = arg;

    if (wanted(page->call, o))
        page_offer(page, o);
    return true;
}

ACTION(alb, ListServerGroupServers)
{
    struct page page;
    const char *group = json_text(call->params, "ServerGroupId");

    page_begin(&page, call, server_item);
    if (group && *group)
        store_children(call->store, &kind_server, group, offer_child, &page);
    else
        offer_all(&page, &kind_server, wanted);
    return page_end(&page);
}
