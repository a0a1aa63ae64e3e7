#include "mockalb/resources/alb/job.h"

#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/reply.h"

#include "base/banned.h"

/* "alb/ServerGroup" is a "servergroup" here. */
static const char *resource_type(struct call *call, const struct kind *k)
{
    return arena_lower(call->arena, str_of(strchr(k->name, '/') + 1));
}

static const char *operation(const char *action)
{
    if (str_starts(str_of(action), STR("Create")))
        return "Create";
    return str_starts(str_of(action), STR("Delete")) ? "Delete" : "Update";
}

static bool first_job(void *arg, const struct object *o)
{
    *(const struct object **)arg = o;
    return false;
}

/* The oldest makes room. */
static void bound_jobs(struct store *s)
{
    const struct object *oldest = NULL;

    if (store_count(s, &kind_job, NULL) < LIMIT_JOBS)
        return;
    store_each(s, &kind_job, NULL, first_job, &oldest);
    lifecycle_drop(s, oldest);
}

void job_start(struct call *call, const struct kind *k, const char *resource_id, const char *state)
{
    const struct lifecycle *l = cloud_lifecycle(call->cloud);
    char id[37];
    cJSON *body = cJSON_CreateObject();
    int64_t now = clock_ms(call->clock);

    bound_jobs(call->store);
    random_uuid(call->random, id);
    json_add_text(body, "Id", id);
    json_add_text(body, "ApiName", call->action->name);
    json_add_text(body, "OperateType", operation(call->action->name));
    json_add_text(body, "ResourceType", resource_type(call, k));
    json_add_text(body, "ResourceId", resource_id);
    json_add_int(body, "CreateTime", now);
    lifecycle_enter_for(l, &kind_job, body, "Processing", lifecycle_ms(l, k, state));
    store_put(call->store, &kind_job, call->region, id, body);
    call->job_id = arena_strz(call->arena, str_of(id));
}

static bool wanted(struct call *call, const struct object *o)
{
    int64_t created = json_int(o->body, "CreateTime");

    return filter_list(call, "JobIds", o->id) &&
           filter_list(call, "ResourceIds", json_text(o->body, "ResourceId")) &&
           filter_text(call, "ResourceType", json_text(o->body, "ResourceType")) &&
           filter_text(call, "ApiName", json_text(o->body, "ApiName")) &&
           created >= json_int(call->params, "BeginTime") &&
           created <= json_int_or(call->params, "EndTime", INT64_MAX);
}

static cJSON *job_item(struct call *call, const struct object *o)
{
    cJSON *item = shown(o, NULL);

    (void)call;
    json_add_int(item, "ModifyTime", o->changed_ms);
    return item;
}

ACTION(alb, ListAsynJobs)
{
    struct page page;

    page_begin(&page, call, job_item);
    offer_of(&page, &kind_job, wanted, json_get(call->params, "JobIds"), NULL);
    return page_end(&page);
}
