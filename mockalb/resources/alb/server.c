#include "mockalb/catalog/actions.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/alb/job.h"
#include "mockalb/resources/alb/server_check.h"
#include "mockalb/resources/alb/server_group.h"
#include "mockalb/resources/alb/usage.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/reply.h"

#include "base/banned.h"

/* The group of the call, there and stable; NULL with the refusal when it is not. */
static const struct object *group_of(struct call *call, const struct api_error **ret_refusal)
{
    const struct object *group = param_object(call, "ServerGroupId", &kind_server_group);

    *ret_refusal =
        group ? group_check_stable(call, group)
              : refuse(call, ERR_group_not_found, json_text(call->params, "ServerGroupId"));
    return *ret_refusal ? NULL : group;
}

/* A list of servers that a call gives, each once. */
struct listed {
    cJSON *body;    /* of one to add */
    const char *id; /* in the store */
};

struct servers {
    const char *param;
    struct listed *items;
    size_t count;
};

static const struct api_error *read_one(struct call *call, const struct object *group,
                                        struct servers *s, const cJSON *given, bool whole)
{
    const char *path = arena_printf(call->arena, "%s.%zu", s->param, s->count + 1);
    struct listed *item = &s->items[s->count];
    const struct api_error *refusal =
        whole ? server_read(call, group, given, path, &item->body) : NULL;

    if (!whole && !json_get(given, "Port") &&
        !json_is_text(json_get(group->body, "ServerGroupType"), "Fc"))
        refusal = refuse(call, ERR_missing_nested, arena_printf(call->arena, "%s.Port", path));
    if (refusal)
        return refusal;
    item->id = whole ? server_id(call, item->body) : server_id_named(call, group, given);
    for (size_t i = 0; i < s->count; i++)
        if (strcmp(s->items[i].id, item->id) == 0)
            return refuse(call, ERR_server_duplicated, path);
    s->count++;
    return NULL;
}

static const struct api_error *read_all(struct call *call, const struct object *group,
                                        struct servers *s, bool whole)
{
    const cJSON *list = json_get(call->params, s->param), *given;
    const struct api_error *refusal = NULL;

    s->items =
        arena_alloc(call->arena, ((size_t)cJSON_GetArraySize(list) + 1) * sizeof(struct listed));
    cJSON_ArrayForEach(given, list)
    {
        refusal = read_one(call, group, s, given, whole);
        if (refusal)
            return refusal;
    }
    return NULL;
}

/* Differs: that one which is on its way out is said to be being configured is inferred. */
static const struct api_error *check_new(struct call *call, const struct servers *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct object *server = object_of(call, &kind_server, s->items[i].id);
        const char *id = json_text_or(s->items[i].body, "ServerId", "");
        if (server && lifecycle_is_going(server))
            return refuse(call, ERR_being_configured, id);
        if (server)
            return refuse(call, ERR_server_conflict, id,
                          arena_printf(call->arena, "%s.%zu", s->param, i + 1));
    }
    return NULL;
}

/* busy: the code for one that changes already, which calls that remove have of their own. */
static const struct api_error *check_known(struct call *call, const struct servers *s,
                                           enum error_id busy)
{
    for (size_t i = 0; i < s->count; i++) {
        const cJSON *given = cJSON_GetArrayItem(json_get(call->params, s->param), (int)i);
        const char *id = json_text_or(given, "ServerId", json_text_or(given, "ServerIp", ""));
        const struct object *server = object_of(call, &kind_server, s->items[i].id);
        if (!server)
            return refuse(call, ERR_server_not_found, id);
        if (!lifecycle_is_settled(server))
            return refuse(call, busy, id);
    }
    return NULL;
}

static void add_servers(struct call *call, const struct servers *s)
{
    for (size_t i = 0; i < s->count; i++)
        store_put(call->store, &kind_server, call->region, s->items[i].id,
                  lifecycle_enter(cloud_lifecycle(call->cloud), &kind_server,
                                  json_copy(s->items[i].body), "Adding"));
}

static void remove_servers(struct call *call, const struct servers *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct object *server = object_of(call, &kind_server, s->items[i].id);
        store_put(call->store, &kind_server, call->region, s->items[i].id,
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

static bool count_staying(void *arg, const struct object *o)
{
    *(size_t *)arg += !lifecycle_is_going(o);
    return true;
}

/* Differs: that a group of functions has one is documented, the code of a second is not. */
static const struct api_error *check_functions(struct call *call, const struct object *group,
                                               size_t added)
{
    size_t count = added;

    if (!json_is_text(json_get(group->body, "ServerGroupType"), "Fc"))
        return NULL;
    store_children(call->store, &kind_server, group->id, count_staying, &count);
    return count > 1 ? refuse(call, ERR_illegal_size, "Servers") : NULL;
}

ACTION(alb, AddServersToServerGroup)
{
    struct servers servers = { .param = "Servers" };
    const struct api_error *refusal;
    const struct object *group = group_of(call, &refusal);

    if (!group)
        return refusal;
    refusal = read_all(call, group, &servers, true);
    if (!refusal)
        refusal = check_new(call, &servers);
    if (!refusal)
        refusal = check_functions(call, group, servers.count);
    if (refusal)
        return refusal;
    add_servers(call, &servers);
    finish(call, group, "Adding");
    return usage_check(call);
}

ACTION(alb, RemoveServersFromServerGroup)
{
    struct servers servers = { .param = "Servers" };
    const struct api_error *refusal;
    const struct object *group = group_of(call, &refusal);

    if (!group)
        return refusal;
    refusal = read_all(call, group, &servers, false);
    if (!refusal)
        refusal = check_known(call, &servers, ERR_server_configuring);
    if (refusal)
        return refusal;
    remove_servers(call, &servers);
    finish(call, group, "Removing");
    return NULL;
}

ACTION(alb, ReplaceServersInServerGroup)
{
    struct servers added = { .param = "AddedServers" }, removed = { .param = "RemovedServers" };
    const struct api_error *refusal;
    const struct object *group = group_of(call, &refusal);

    if (!group)
        return refusal;
    if (json_is_text(json_get(group->body, "ServerGroupType"), "Fc"))
        refusal = refuse(call, ERR_server_type, "ServerType", "ServerGroup", "AddedServers");
    if (!refusal)
        refusal = read_all(call, group, &removed, false);
    if (!refusal)
        refusal = check_known(call, &removed, ERR_server_configuring);
    if (!refusal)
        refusal = read_all(call, group, &added, true);
    if (!refusal)
        refusal = check_new(call, &added);
    if (refusal)
        return refusal;
    remove_servers(call, &removed);
    add_servers(call, &added);
    finish(call, group, "Adding");
    return usage_check(call);
}

ACTION(alb, UpdateServerGroupServersAttribute)
{
    struct servers servers = { .param = "Servers" };
    const struct api_error *refusal;
    const struct object *group = group_of(call, &refusal);

    if (!group)
        return refusal;
    refusal = read_all(call, group, &servers, false);
    if (!refusal)
        refusal = check_known(call, &servers, ERR_being_configured);
    if (refusal)
        return refusal;
    for (size_t i = 0; i < servers.count; i++) {
        const cJSON *given = cJSON_GetArrayItem(json_get(call->params, "Servers"), (int)i);
        cJSON *body = json_copy(object_of(call, &kind_server, servers.items[i].id)->body);
        if (json_get(given, "Weight"))
            json_set(body, "Weight", json_copy(json_get(given, "Weight")));
        if (json_get(given, "Description"))
            json_set(body, "Description", json_copy(json_get(given, "Description")));
        lifecycle_enter(cloud_lifecycle(call->cloud), &kind_server, body, "Configuring");
        store_put(call->store, &kind_server, call->region, servers.items[i].id, body);
    }
    finish(call, group, "Configuring");
    return NULL;
}

/* The tags that are filtered by are those of the server's group. */
static bool has_tags(struct call *call, const struct object *o)
{
    const struct object *group =
        object_of(call, &kind_server_group, json_text(o->body, "ServerGroupId"));

    return group && filter_tags(call, group);
}

static bool wanted(struct call *call, const struct object *o)
{
    const cJSON *ids = json_get(call->params, "ServerIds");

    return strcmp(o->scope, call->region) == 0 && filter_member(call, "ServerGroupId", o->body) &&
           (!ids || filter_list(call, "ServerIds", json_text(o->body, "ServerId"))) &&
           filter_member(call, "ServerId", o->body) && filter_member(call, "ServerIp", o->body) &&
           (!json_get(call->params, "Tag") || has_tags(call, o));
}

static cJSON *server_item(struct call *call, const struct object *o)
{
    (void)call;
    return shown_whole(o);
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
