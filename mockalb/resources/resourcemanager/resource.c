#include "mockalb/resources/resourcemanager/resource.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/resourcemanager/group.h"

#include "base/banned.h"

static const struct resource {
    const char *service, *type;
    const struct kind *kind;
} resources[] = {
#define RESOURCE(service, type, kind) { service, type, &kind_##kind },
#include "mockalb/resources/resourcemanager/resources.def"
#undef RESOURCE
};

#define RESOURCES (sizeof(resources) / sizeof(resources[0]))

static const char *group_of(const struct object *o)
{
    const char *group = json_text_or(o->body, "ResourceGroupId", "");

    return *group ? group : DEFAULT_RESOURCE_GROUP;
}

struct use {
    const char *group;
    bool found;
};

static bool find_use(void *arg, const struct object *o)
{
    struct use *use = arg;

    use->found = strcmp(group_of(o), use->group) == 0;
    return !use->found;
}

bool resource_group_is_used(const struct store *s, const char *id)
{
    struct use use = { .group = id };

    for (size_t i = 0; i < RESOURCES && !use.found; i++)
        store_each(s, resources[i].kind, NULL, find_use, &use);
    return use.found;
}

/* Of one page; resource is the row that is looked through. */
struct resource_walk {
    struct page page;
    const struct resource *resource;
};

static bool is_of_types(struct call *call, const struct resource *r)
{
    const cJSON *types = json_get(call->params, "ResourceTypes"), *type;

    cJSON_ArrayForEach(type, types)
    {
        const char *service = json_text(type, "Service"), *name = json_text(type, "ResourceType");
        if ((!service || strcmp(service, r->service) == 0) && (!name || strcmp(name, r->type) == 0))
            return true;
    }
    return cJSON_GetArraySize(types) == 0;
}

static const char *made_at(const struct object *o)
{
    static const char *const members[] = { "CreateTime", "CreationTime", "CreateDate", NULL };
    size_t i = 0;

    while (members[i] && !json_text(o->body, members[i]))
        i++;
    return members[i] ? json_text(o->body, members[i]) : "";
}

static bool offer_resource(void *arg, const struct object *o)
{
    struct resource_walk *walk = arg;
    struct call *call = walk->page.call;

    if (!filter_text(call, "ResourceGroupId", group_of(o)) ||
        !filter_text(call, "ResourceId", o->id) || !filter_text(call, "Region", o->scope))
        return true;
    cJSON *item = cJSON_CreateObject();
    json_add_text(item, "Service", walk->resource->service);
    json_add_text(item, "ResourceType", walk->resource->type);
    json_add_text(item, "ResourceGroupId", group_of(o));
    json_add_text(item, "ResourceId", o->id);
    json_add_text(item, "RegionId", o->scope);
    json_add_text(item, "CreateDate", made_at(o));
    page_add(&walk->page, item);
    return true;
}

ACTION(resourcemanager, ListResources)
{
    struct resource_walk walk;

    page_begin(&walk.page, call, NULL);
    for (size_t i = 0; i < RESOURCES; i++) {
        walk.resource = &resources[i];
        if (filter_text(call, "Service", resources[i].service) &&
            filter_text(call, "ResourceType", resources[i].type) &&
            is_of_types(call, &resources[i]))
            store_each(call->store, resources[i].kind, NULL, offer_resource, &walk);
    }
    return page_end(&walk.page);
}

static const struct resource *resource_named(const cJSON *named)
{
    for (size_t i = 0; i < RESOURCES; i++)
        if (json_is_text(json_get(named, "Service"), resources[i].service) &&
            json_is_text(json_get(named, "ResourceType"), resources[i].type))
            return &resources[i];
    return NULL;
}

/* One that does not go stays where it is, and does not keep the others from going. */
static const struct api_error *move(struct call *call, const cJSON *named, const char *group)
{
    const struct resource *r = resource_named(named);
    const char *id = json_text_or(named, "ResourceId", ""), *region = json_text(named, "RegionId");
    const struct object *o = NULL;

    if (!r)
        return refuse(call, ERR_moved_type);
    o = region && *region ? store_get(call->store, r->kind, region, id)
                          : store_find(call->store, r->kind, id);
    if (!o)
        return refuse(call, ERR_tagged_absent);
    cJSON *body = json_copy(o->body);
    json_set(body, "ResourceGroupId", cJSON_CreateString(group));
    store_put(call->store, r->kind, o->scope, o->id, body);
    return NULL;
}

ACTION(resourcemanager, MoveResources)
{
    static const char *const members[] = { "Service", "ResourceType", "ResourceId", "RegionId" };
    const struct api_error *refusal;
    const struct object *group = group_named(call, &refusal);
    const cJSON *named;

    if (!group)
        return refusal;
    const char *id = arena_strz(call->arena, str_of(group->id));
    cJSON *list = json_add_array(call->reply, "Responses");
    cJSON_ArrayForEach(named, json_get(call->params, "Resources"))
    {
        cJSON *item = json_push(list, cJSON_CreateObject());
        refusal = move(call, named, id);
        for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
            json_add_text(item, members[i], json_text_or(named, members[i], ""));
        json_add_text(item, "RequestId", call->request_id);
        json_add_text(item, "Status", refusal ? "FAIL" : "SUCCESS");
        json_add_text(item, "ErrorCode", refusal ? refusal->code : "");
        json_add_text(item, "ErrorMsg", refusal ? refusal->message : "");
    }
    return NULL;
}
