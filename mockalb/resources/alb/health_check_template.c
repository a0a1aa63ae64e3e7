#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/alb/group_config.h"
#include "mockalb/resources/alb/job.h"
#include "mockalb/resources/alb/resource_group.h"
#include "mockalb/resources/alb/server_group.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/quota.h"
#include "mockalb/resources/reply.h"
#include "mockalb/resources/tags.h"

#include "base/banned.h"

/* What a template says of a health check, and so what a group takes over from it. */
static const struct {
    const char *name;
    const char *text; /* the default; NULL: the number; both nothing: there is none */
    int64_t number;
    bool http_only; /* of no meaning to a check that only connects */
} settings[] = {
    { "HealthCheckConnectPort", NULL, 0, false },     { "HealthCheckHost", "$SERVER_IP", 0, true },
    { "HealthCheckHttpVersion", "HTTP1.1", 0, true }, { "HealthCheckInterval", NULL, 2, false },
    { "HealthCheckMethod", "HEAD", 0, true },         { "HealthCheckPath", "/", 0, true },
    { "HealthCheckProtocol", "HTTP", 0, false },      { "HealthCheckTimeout", NULL, 5, false },
    { "HealthyThreshold", NULL, 3, false },           { "UnhealthyThreshold", NULL, 3, false },
};

enum { SETTINGS = sizeof(settings) / sizeof(settings[0]) };

/* Lists and flags: without a default but for the codes. */
static const char *const lists[] = { "HealthCheckCodes", "HealthCheckHttpCodes",
                                     "HealthCheckTcpFastCloseEnabled" };

enum { LISTS = sizeof(lists) / sizeof(lists[0]) };

static void take(cJSON *body, const cJSON *from, const char *name)
{
    if (json_get(from, name))
        json_set(body, name, json_copy(json_get(from, name)));
}

static bool is_tcp(const cJSON *body)
{
    return json_is_text(json_get(body, "HealthCheckProtocol"), "TCP");
}

/* What the call gives, and the defaults of what is still missing. */
static void merge(cJSON *body, const cJSON *params)
{
    bool by_grpc = is_checked_by_grpc(body);

    for (size_t i = 0; i < SETTINGS; i++)
        take(body, params, settings[i].name);
    for (size_t i = 0; i < LISTS; i++)
        take(body, params, lists[i]);
    for (size_t i = 0; i < SETTINGS; i++) {
        if (json_get(body, settings[i].name) || (settings[i].http_only && is_tcp(body)))
            continue;
        if (settings[i].text)
            json_add_text(body, settings[i].name, settings[i].text);
        else
            json_add_int(body, settings[i].name, settings[i].number);
    }
    if (by_grpc != is_checked_by_grpc(body) && !json_get(params, "HealthCheckCodes"))
        json_drop(body, "HealthCheckCodes");
    if (!is_tcp(body))
        health_codes_default(body);
}

static const struct api_error *check(struct call *call, const cJSON *body)
{
    const char *host = json_text_or(body, "HealthCheckHost", "$SERVER_IP");
    const char *path = json_text_or(body, "HealthCheckPath", "/");

    if (is_tcp(body))
        return NULL;
    if (strcmp(host, "$SERVER_IP") != 0 && !strchr(host, '.'))
        return refuse(call, ERR_illegal_param, "HealthCheckHost");
    if (*path != '/')
        return refuse(call, ERR_illegal_param, "HealthCheckPath");
    return health_codes_check(call, body, "");
}

ACTION(alb, CreateHealthCheckTemplate)
{
    const char *id = new_id(call, &kind_health_check_template);
    cJSON *body = arena_json(call->arena, cJSON_CreateObject());
    const struct api_error *refusal = quota_check(
        call, QUOTA_health_check_templates, "", NULL,
        (int64_t)store_count(call->store, &kind_health_check_template, call->region), 1);

    json_add_text(body, "HealthCheckTemplateId", id);
    take(body, call->params, "HealthCheckTemplateName");
    json_add_text(body, "ResourceGroupId",
                  json_text_or(call->params, "ResourceGroupId", DEFAULT_RESOURCE_GROUP));
    json_add_array(body, "Tags");
    merge(body, call->params);
    if (!refusal)
        refusal = check(call, body);
    if (!refusal)
        refusal = resource_group_check(call, json_text(call->params, "ResourceGroupId"));
    if (!refusal)
        refusal = tags_set(call, body, json_get(call->params, "Tag"), "Tag");
    if (refusal)
        return refusal;
    store_put(call->store, &kind_health_check_template, call->region, id, json_copy(body));
    json_add_text(call->reply, "HealthCheckTemplateId", id);
    return NULL;
}

static const struct object *template_of(struct call *call, const struct api_error **ret_refusal)
{
    const char *id = json_text(call->params, "HealthCheckTemplateId");
    const struct object *o = object_of(call, &kind_health_check_template, id);

    *ret_refusal = o ? NULL : refuse(call, ERR_template_not_found, id);
    return o;
}

ACTION(alb, GetHealthCheckTemplateAttribute)
{
    const struct api_error *refusal;
    const struct object *o = template_of(call, &refusal);

    if (o)
        show_body(call->reply, o->body, NULL);
    return refusal;
}

ACTION(alb, UpdateHealthCheckTemplateAttribute)
{
    const struct api_error *refusal;
    const struct object *o = template_of(call, &refusal);

    if (!o)
        return refusal;
    cJSON *body = arena_json(call->arena, json_copy(o->body));
    take(body, call->params, "HealthCheckTemplateName");
    merge(body, call->params);
    refusal = check(call, body);
    if (!refusal)
        store_put(call->store, &kind_health_check_template, call->region, o->id, json_copy(body));
    return refusal;
}

/* Differs: no code for one that is not there is documented; it is that of the other actions. */
ACTION(alb, DeleteHealthCheckTemplates)
{
    const cJSON *id;

    cJSON_ArrayForEach(id, json_get(call->params, "HealthCheckTemplateIds"))
    {
        if (!store_drop(call->store, &kind_health_check_template, call->region, id->valuestring))
            return refuse(call, ERR_template_not_found, id->valuestring);
    }
    return NULL;
}

static bool wanted(struct call *call, const struct object *o)
{
    return filter_list(call, "HealthCheckTemplateIds", o->id) &&
           filter_list(call, "HealthCheckTemplateNames",
                       json_text(o->body, "HealthCheckTemplateName")) &&
           filter_text(call, "ResourceGroupId", json_text(o->body, "ResourceGroupId")) &&
           filter_tags(call, o);
}

/* Differs: lists are documented to write the version with a blank, "HTTP 1.1". */
static cJSON *template_item(struct call *call, const struct object *o)
{
    cJSON *item = shown(o, NULL);
    const char *version = json_text(item, "HealthCheckHttpVersion");

    if (version)
        json_set(item, "HealthCheckHttpVersion",
                 cJSON_CreateString(strcmp(version, "HTTP1.0") == 0 ? "HTTP 1.0" : "HTTP 1.1"));
    (void)call;
    return item;
}

ACTION(alb, ListHealthCheckTemplates)
{
    struct page page;

    page_begin(&page, call, template_item);
    offer_of(&page, &kind_health_check_template, wanted,
             json_get(call->params, "HealthCheckTemplateIds"), NULL);
    return page_end(&page);
}

/* The group's health check becomes what the template says, and is switched on. */
ACTION(alb, ApplyHealthCheckTemplateToServerGroup)
{
    const struct object *group = param_object(call, "ServerGroupId", &kind_server_group);
    const struct api_error *refusal;
    const struct object *o = template_of(call, &refusal);

    if (!o)
        return refusal;
    if (!group)
        return refuse(call, ERR_group_not_found, json_text(call->params, "ServerGroupId"));
    refusal = group_check_stable(call, group);
    if (refusal)
        return refusal;
    cJSON *body = json_copy(group->body);
    cJSON *health = json_set(body, "HealthCheckConfig", cJSON_CreateObject());
    json_add_bool(health, "HealthCheckEnabled", true);
    for (size_t i = 0; i < SETTINGS; i++)
        take(health, o->body, settings[i].name);
    for (size_t i = 0; i < LISTS; i++)
        take(health, o->body, lists[i]);
    lifecycle_enter(cloud_lifecycle(call->cloud), &kind_server_group, body, "Configuring");
    const char *id = json_text(call->params, "ServerGroupId");
    store_put(call->store, &kind_server_group, call->region, id, body);
    job_start(call, &kind_server_group, id, "Configuring");
    return NULL;
}
