/*
 * Scripts that run at a listener: kept and listed, and never run.
 *
 * Differs: how many scripts and lines a listener may have is not documented; the numbers are ours.
 */
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/alb/job.h"
#include "mockalb/resources/alb/listener.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/quota.h"
#include "mockalb/resources/reply.h"

#include "base/banned.h"

static bool count_one(void *arg, const struct object *o)
{
    *(int64_t *)arg += !lifecycle_is_going(o);
    return true;
}

static const struct api_error *check_listener(struct call *call, const struct object *listener)
{
    int64_t count = 0;
    const struct api_error *refusal = listener_check_stable(call, listener);

    if (refusal)
        return refusal;
    store_children(call->store, &kind_ascript, listener->id, count_one, &count);
    return quota_check(call, QUOTA_ascripts, "", listener->id, count,
                       cJSON_GetArraySize(json_get(call->params, "AScripts")));
}

struct line_count {
    struct call *call;
    int64_t all;
    const struct api_error *refusal;
};

static int64_t lines_of(const struct object *script)
{
    int64_t lines = 1;

    for (const char *c = json_text_or(script->body, "ScriptContent", ""); *c; c++)
        lines += *c == '\n' && c[1];
    return lines;
}

static bool count_lines(void *arg, const struct object *o)
{
    struct line_count *count = arg;
    int64_t lines = lifecycle_is_going(o) ? 0 : lines_of(o);

    count->all += lines;
    count->refusal = quota_check(count->call, QUOTA_ascript_lines, "", o->id, lines, 0);
    return !count->refusal;
}

/* Those of each script, and of all of a listener. */
static const struct api_error *check_lines(struct call *call, const char *listener)
{
    struct line_count count = { .call = call };

    store_children(call->store, &kind_ascript, listener, count_lines, &count);
    if (count.refusal)
        return count.refusal;
    return quota_check(call, QUOTA_ascripts_lines, "", listener, count.all, 0);
}

static void create(struct call *call, const struct object *listener, const cJSON *given, cJSON *ids)
{
    static const char *const names[] = { "AScriptName",         "ScriptContent", "Enabled",
                                         "ExtAttributeEnabled", "ExtAttributes", "Position" };
    const char *id = new_id(call, &kind_ascript);
    cJSON *body = cJSON_CreateObject();

    json_add_text(body, "AScriptId", id);
    json_add_text(body, "ListenerId", listener->id);
    json_add_text(body, "LoadBalancerId", json_text_or(listener->body, "LoadBalancerId", ""));
    json_add_bool(body, "Enabled", false);
    json_add_bool(body, "ExtAttributeEnabled", false);
    json_add_text(body, "Position", "RequestHead");
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (json_get(given, names[i]))
            json_set(body, names[i], json_copy(json_get(given, names[i])));
    }
    lifecycle_enter(cloud_lifecycle(call->cloud), &kind_ascript, body, "Creating");
    store_put(call->store, &kind_ascript, call->region, id, body);
    json_add_text(json_push(ids, cJSON_CreateObject()), "AScriptId", id);
}

ACTION(alb, CreateAScripts)
{
    const struct api_error *refusal;
    const struct object *listener = listener_of(call, &refusal);
    cJSON *ids = json_add_array(call->reply, "AScriptIds");
    const cJSON *item;

    if (!listener)
        return refusal;
    refusal = check_listener(call, listener);
    if (refusal)
        return refusal;
    cJSON_ArrayForEach(item, json_get(call->params, "AScripts")) create(call, listener, item, ids);
    job_start(call, &kind_ascript, json_text_or(ids, "0.AScriptId", listener->id), "Creating");
    return check_lines(call, json_text(call->params, "ListenerId"));
}

/* Its listener must stand still, and so must the script. */
static const struct api_error *check_script(struct call *call, const struct object *script)
{
    const char *id = json_text_or(script->body, "ListenerId", "");
    const struct object *listener = object_of(call, &kind_listener, id);

    if (!listener || !lifecycle_is_settled(script))
        return refuse(call, ERR_listener_status, "Listener", id);
    return listener_check_stable(call, listener);
}

static const struct api_error *update(struct call *call, const cJSON *given)
{
    const char *id = json_text_or(given, "AScriptId", "");
    const struct object *script = object_of(call, &kind_ascript, id);
    const struct api_error *refusal;
    const cJSON *member;

    if (!script)
        return refuse(call, ERR_ascript_not_found_updated, id);
    refusal = check_script(call, script);
    if (refusal)
        return refusal;
    const char *listener =
        arena_strz(call->arena, str_of(json_text_or(script->body, "ListenerId", "")));
    cJSON *body = json_copy(script->body);
    cJSON_ArrayForEach(member, given) json_set(body, member->string, json_copy(member));
    lifecycle_enter(cloud_lifecycle(call->cloud), &kind_ascript, body, "Configuring");
    store_put(call->store, &kind_ascript, call->region, id, body);
    return check_lines(call, listener);
}

ACTION(alb, UpdateAScripts)
{
    const cJSON *given = json_get(call->params, "AScripts"), *item;
    const struct api_error *refusal;

    cJSON_ArrayForEach(item, given)
    {
        refusal = update(call, item);
        if (refusal)
            return refusal;
    }
    job_start(call, &kind_ascript, json_text_or(given, "0.AScriptId", ""), "Configuring");
    return NULL;
}

ACTION(alb, DeleteAScripts)
{
    const cJSON *ids = json_get(call->params, "AScriptIds"), *id;
    const char *listener = NULL;

    cJSON_ArrayForEach(id, ids)
    {
        const struct object *script = object_of(call, &kind_ascript, id->valuestring);
        if (!script)
            return refuse(call, ERR_ascript_not_found, id->valuestring);
        const char *own = json_text_or(script->body, "ListenerId", "");
        if (listener && strcmp(listener, own) != 0)
            return refuse(call, ERR_ascripts_cross_listener, "CrossListenerAScripts");
        listener = arena_strz(call->arena, str_of(own));
        const struct api_error *refusal = check_script(call, script);
        if (refusal)
            return refusal;
        store_put(call->store, &kind_ascript, call->region, id->valuestring,
                  lifecycle_enter(cloud_lifecycle(call->cloud), &kind_ascript,
                                  json_copy(script->body), "Deleting"));
    }
    job_start(call, &kind_ascript, json_text_or(ids, "0", ""), "Deleting");
    return NULL;
}

static bool wanted(struct call *call, const struct object *o)
{
    return filter_list(call, "AScriptIds", o->id) &&
           filter_list(call, "AScriptNames", json_text(o->body, "AScriptName")) &&
           filter_list(call, "ListenerIds", json_text(o->body, "ListenerId"));
}

static cJSON *script_item(struct call *call, const struct object *o)
{
    (void)call;
    return shown(o, NULL);
}

ACTION(alb, ListAScripts)
{
    struct page page;

    page_begin(&page, call, script_item);
    offer_of(&page, &kind_ascript, wanted, json_get(call->params, "AScriptIds"),
             json_get(call->params, "ListenerIds"));
    return page_end(&page);
}
