#include "mockalb/resources/resourcemanager/group.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/reply.h"
#include "mockalb/resources/resourcemanager/resource.h"
#include "mockalb/resources/tags.h"

#include "base/banned.h"

/* As long as those of the service, whose first group begins alike. */
#define ID_BEGIN "rg-acfm"
enum { ID_REST = 11 };

cJSON *default_group_body(const char *account, const char *made)
{
    cJSON *body = cJSON_CreateObject();

    json_add_text(body, "Id", DEFAULT_RESOURCE_GROUP);
    json_add_text(body, "Name", "default");
    json_add_text(body, "DisplayName", "default resource group");
    json_add_text(body, "AccountId", account);
    json_add_text(body, "Status", "OK");
    json_add_text(body, "CreateDate", made);
    json_add_array(body, "Tags");
    return body;
}

const struct object *group_named(struct call *call, const struct api_error **ret_refusal)
{
    const struct object *group =
        store_find(call->store, &kind_resource_group, json_text(call->params, "ResourceGroupId"));

    *ret_refusal = NULL;
    if (!group)
        *ret_refusal = refuse(call, ERR_group_unknown);
    else if (strcmp(lifecycle_state(group), "PendingDelete") == 0)
        *ret_refusal = refuse(call, ERR_group_is_going);
    return *ret_refusal ? NULL : group;
}

struct status_walk {
    cJSON *list;
    const char *status;
};

static bool add_status(void *arg, const struct object *region)
{
    struct status_walk *walk = arg;
    cJSON *item = json_push(walk->list, cJSON_CreateObject());

    json_add_text(item, "RegionId", region->id);
    json_add_text(item, "Status", walk->status);
    return true;
}

/* All that any action shows of a group. */
static const cJSON *whole_of(struct call *call, const struct object *group)
{
    cJSON *whole = arena_json(call->arena, json_copy(group->body));
    struct status_walk walk = {
        .list = json_add_array(json_add_object(whole, "RegionStatuses"), "RegionStatus"),
        .status = lifecycle_state(group),
    };

    store_each(call->store, &kind_region, NULL, add_status, &walk);
    if (!json_bool(call->params, "IncludeTags"))
        json_drop(whole, "Tags");
    return whole;
}

static void show_group(struct call *call, const struct object *group)
{
    const struct reply_member *m = call->action->reply;

    while (m->name && strcmp(m->name, "ResourceGroup") != 0)
        m++;
    show_known(json_add_object(call->reply, "ResourceGroup"), m->fields, whole_of(call, group));
}

static const struct object *put(struct call *call, const char *id, cJSON *take_body)
{
    return store_put(call->store, &kind_resource_group, cloud_options(call->cloud)->region, id,
                     take_body);
}

struct name_search {
    const char *name;
    bool found;
};

static bool find_name(void *arg, const struct object *group)
{
    struct name_search *search = arg;

    search->found = json_is_text(json_get(group->body, "Name"), search->name);
    return !search->found;
}

ACTION(resourcemanager, CreateResourceGroup)
{
    struct name_search search = { .name = json_text(call->params, "Name") };
    cJSON *body = arena_json(call->arena, cJSON_CreateObject());
    char rest[ID_REST + 1];

    store_each(call->store, &kind_resource_group, NULL, find_name, &search);
    if (search.found)
        return refuse(call, ERR_group_exists, search.name);
    random_text(call->random, rest, ID_REST);
    const char *id = arena_printf(call->arena, ID_BEGIN "%s", rest);
    json_add_text(body, "Id", id);
    json_add_text(body, "Name", search.name);
    param_into(call, body, "DisplayName", "DisplayName");
    json_add_text(body, "AccountId", call->account);
    json_add_text(body, "CreateDate", now_text(call));
    const struct api_error *refusal = tags_set(call, body, json_get(call->params, "Tag"), "Tag");
    if (refusal)
        return refusal;
    show_group(call, put(call, id,
                         lifecycle_enter(cloud_lifecycle(call->cloud), &kind_resource_group,
                                         json_copy(body), "Creating")));
    return NULL;
}

/* Only an empty one goes. */
ACTION(resourcemanager, DeleteResourceGroup)
{
    const struct api_error *refusal;
    const struct object *group = group_named(call, &refusal);

    if (!group)
        return refusal;
    if (strcmp(group->id, DEFAULT_RESOURCE_GROUP) == 0)
        return refuse(call, ERR_group_is_default);
    if (resource_group_is_used(call->store, group->id))
        return refuse(call, ERR_group_has_resources);
    show_group(call, put(call, arena_strz(call->arena, str_of(group->id)),
                         lifecycle_enter(cloud_lifecycle(call->cloud), &kind_resource_group,
                                         json_copy(group->body), "PendingDelete")));
    return NULL;
}

ACTION(resourcemanager, UpdateResourceGroup)
{
    const struct api_error *refusal;
    const struct object *group = group_named(call, &refusal);

    if (!group)
        return refusal;
    cJSON *body = json_copy(group->body);
    param_into(call, body, "NewDisplayName", "DisplayName");
    show_group(call, put(call, arena_strz(call->arena, str_of(group->id)), body));
    return NULL;
}

/* One that is on its way out can be seen, too. */
ACTION(resourcemanager, GetResourceGroup)
{
    const struct object *group =
        store_find(call->store, &kind_resource_group, json_text(call->params, "ResourceGroupId"));

    if (!group)
        return refuse(call, ERR_group_unknown);
    show_group(call, group);
    return NULL;
}

static cJSON *group_item(struct call *call, const struct object *group)
{
    cJSON *item = cJSON_CreateObject();

    show_known(item, call->action->list->items->fields, whole_of(call, group));
    return item;
}

static bool offer_group(void *arg, const struct object *group)
{
    struct page *page = arg;
    struct call *call = page->call;

    if (filter_text(call, "ResourceGroupId", group->id) &&
        filter_list(call, "ResourceGroupIds", group->id) &&
        filter_member(call, "Name", group->body) &&
        filter_member(call, "DisplayName", group->body) &&
        filter_member(call, "Status", group->body) && filter_tags(call, group))
        page_offer(page, group);
    return true;
}

ACTION(resourcemanager, ListResourceGroups)
{
    struct page page;

    page_begin(&page, call, group_item);
    store_each(call->store, &kind_resource_group, NULL, offer_group, &page);
    return page_end(&page);
}
