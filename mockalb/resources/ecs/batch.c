/*
 * Several instances at once: all of them or, where the client wants it so, those that can.
 */
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/ecs/instance.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/reply.h"

#include "base/banned.h"

enum { MOST_INSTANCES = 100 };

typedef const struct api_error *each_fn(struct call *call, const struct object *instance);

static const struct api_error *check_count(struct call *call)
{
    return cJSON_GetArraySize(json_get(call->params, "InstanceId")) > MOST_INSTANCES
               ? refuse(call, ERR_instances_many)
               : NULL;
}

/* An id that was there before in the list has had its turn. */
static bool is_repeated(const cJSON *ids, const cJSON *id)
{
    const cJSON *before = ids->child;

    while (before != id && !cJSON_Compare(before, id, true))
        before = before->next;
    return before != id;
}

static const char *state_text(struct call *call, const char *id)
{
    const struct object *instance = object_of(call, &kind_instance, id);

    return instance ? arena_strz(call->arena, str_of(lifecycle_state(instance))) : "";
}

static void add_response(struct call *call, cJSON *list, const char *id, const char *before,
                         const struct api_error *refusal)
{
    cJSON *item = json_push(list, cJSON_CreateObject());

    json_add_text(item, "InstanceId", id);
    json_add_text(item, "Code", refusal ? refusal->code : "200");
    json_add_text(item, "Message", refusal ? refusal->message : "success");
    json_add_text(item, "PreviousStatus", before);
    json_add_text(item, "CurrentStatus", state_text(call, id));
}

static const struct api_error *each_instance(struct call *call, each_fn *fn)
{
    bool tolerant = json_is_text(json_get(call->params, "BatchOptimization"), "SuccessFirst");
    const cJSON *ids = json_get(call->params, "InstanceId"), *id;
    const struct api_error *refusal = check_count(call);
    cJSON *list =
        json_add_array(json_add_object(call->reply, "InstanceResponses"), "InstanceResponse");

    if (refusal)
        return refusal;
    cJSON_ArrayForEach(id, ids)
    {
        const struct object *instance = object_of(call, &kind_instance, id->valuestring);
        const char *before = state_text(call, id->valuestring);
        if (is_repeated(ids, id))
            continue;
        if (instance)
            refusal = fn(call, instance);
        else
            refusal = refuse(call, tolerant ? ERR_instance_absent : ERR_instances_absent);
        if (refusal && !tolerant)
            return refusal;
        add_response(call, list, id->valuestring, before, refusal);
    }
    return json_bool(call->params, "DryRun") ? refuse(call, ERR_instances_dry_run) : NULL;
}

ACTION(ecs, StartInstances)
{
    return each_instance(call, instance_start);
}

ACTION(ecs, StopInstances)
{
    return each_instance(call, instance_stop);
}

/* All or none. */
ACTION(ecs, DeleteInstances)
{
    bool by_force = json_bool(call->params, "Force");
    const cJSON *ids = json_get(call->params, "InstanceId"), *id;
    const struct api_error *refusal = check_count(call);

    cJSON_ArrayForEach(id, ids)
    {
        const struct object *instance = object_of(call, &kind_instance, id->valuestring);
        if (refusal)
            return refusal;
        if (instance)
            refusal = instance_delete(call, instance, by_force);
        else if (!is_repeated(ids, id))
            refusal = refuse(call, ERR_instances_absent);
    }
    if (!refusal && json_bool(call->params, "DryRun"))
        refusal = refuse(call, ERR_instances_dry_run);
    return refusal;
}

static bool status_wanted(struct call *call, const struct object *o)
{
    return filter_text(call, "ZoneId", json_text(o->body, "ZoneId"));
}

ACTION(ecs, DescribeInstanceStatus)
{
    struct page page;

    page_begin(&page, call, known_item);
    offer_of(&page, &kind_instance, status_wanted, json_get(call->params, "InstanceId"), NULL);
    return page_end(&page);
}
