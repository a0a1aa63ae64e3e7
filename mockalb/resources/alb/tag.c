#include "mockalb/catalog/actions.h"

#include <string.h>

#include "base/json.h"
#include "base/map.h"
#include "base/must.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/tags.h"

#include "base/banned.h"

/* The types that the tag actions speak of, and what to say when one is not there. */
static const struct tagged {
    const char *type;
    const struct kind *kind;
    enum error_id not_found;
} types[] = {
    { "loadbalancer", &kind_load_balancer, ERR_balancer_not_found },
    { "servergroup", &kind_server_group, ERR_group_not_found },
    { "acl", &kind_acl, ERR_acl_not_found },
    { "securitypolicy", &kind_security_policy, ERR_policy_not_found },
};

static const struct tagged *type_of(struct call *call)
{
    struct str type = str_of(json_text_or(call->params, "ResourceType", ""));

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (str_eq_nocase(type, str_of(types[i].type)))
            return &types[i];
    return NULL;
}

/* Each resource that the call names, there. */
static const struct api_error *check_resources(struct call *call, const struct tagged *type)
{
    const cJSON *id;

    must(type); /* the catalog names the same types */
    cJSON_ArrayForEach(id, json_get(call->params, "ResourceId"))
    {
        if (!object_of(call, type->kind, id->valuestring))
            return refuse(call, type->not_found, id->valuestring);
    }
    return NULL;
}

ACTION(alb, TagResources)
{
    const struct tagged *type = type_of(call);
    const struct api_error *refusal = check_resources(call, type);
    const cJSON *id;

    if (refusal)
        return refusal;
    cJSON_ArrayForEach(id, json_get(call->params, "ResourceId"))
    {
        cJSON *body =
            arena_json(call->arena, json_copy(object_of(call, type->kind, id->valuestring)->body));
        refusal = tags_set(call, body, json_get(call->params, "Tag"), "Tag");
        if (refusal)
            return refusal;
        store_put(call->store, type->kind, call->region, id->valuestring, json_copy(body));
    }
    return NULL;
}

static void untag(struct call *call, cJSON *body)
{
    const cJSON *item;

    if (json_bool(call->params, "All"))
        tags_clear(body);
    cJSON_ArrayForEach(item, json_get(call->params, "TagKey"))
        tags_drop(body, item->valuestring, NULL);
    cJSON_ArrayForEach(item, json_get(call->params, "Tag"))
        tags_drop(body, json_text_or(item, "Key", ""), json_text(item, "Value"));
}

ACTION(alb, UnTagResources)
{
    const struct tagged *type = type_of(call);
    const struct api_error *refusal = check_resources(call, type);
    const cJSON *id;

    if (refusal)
        return refusal;
    cJSON_ArrayForEach(id, json_get(call->params, "ResourceId"))
    {
        cJSON *body = json_copy(object_of(call, type->kind, id->valuestring)->body);
        untag(call, body);
        store_put(call->store, type->kind, call->region, id->valuestring, body);
    }
    return NULL;
}

/* A walk over the tags of resources; the page is the list's. */
struct tag_walk {
    struct page page;
    const struct tagged *type;
    struct map *seen; /* of keys or values that were offered */
};

static bool tag_is_wanted(const cJSON *tag, const cJSON *wanted)
{
    const cJSON *want;

    cJSON_ArrayForEach(want, wanted)
    {
        const char *value = json_text_or(want, "Value", "");
        if (json_is_text(json_get(tag, "Key"), json_text_or(want, "Key", "")) &&
            (!*value || json_is_text(json_get(tag, "Value"), value)))
            return true;
    }
    return cJSON_GetArraySize(wanted) == 0;
}

static bool offer_tags(void *arg, const struct object *o)
{
    struct tag_walk *walk = arg;
    struct call *call = walk->page.call;
    const cJSON *tag, *wanted = json_get(call->params, "Tag");

    if (!filter_list(call, "ResourceId", o->id) || !filter_tags(call, o))
        return true;
    cJSON_ArrayForEach(tag, json_get(o->body, "Tags"))
    {
        if (!tag_is_wanted(tag, wanted))
            continue;
        cJSON *item = cJSON_CreateObject();
        json_add_text(item, "ResourceId", o->id);
        json_add_text(item, "ResourceType", walk->type->type);
        json_add_text(item, "TagKey", json_text_or(tag, "Key", ""));
        json_add_text(item, "TagValue", json_text_or(tag, "Value", ""));
        page_add(&walk->page, item);
    }
    return true;
}

ACTION(alb, ListTagResources)
{
    struct tag_walk walk = { .type = type_of(call) };
    const struct api_error *refusal = check_resources(call, walk.type);

    if (refusal)
        return refusal;
    page_begin(&walk.page, call, NULL);
    store_each(call->store, walk.type->kind, call->region, offer_tags, &walk);
    return page_end(&walk.page);
}

static bool is_new(struct tag_walk *walk, const char *text)
{
    return !map_put(walk->seen, str_of(text), walk);
}

static bool offer_keys(void *arg, const struct object *o)
{
    struct tag_walk *walk = arg;
    const char *keyword = json_text_or(walk->page.call->params, "Keyword", "");
    const cJSON *tag;

    cJSON_ArrayForEach(tag, json_get(o->body, "Tags"))
    {
        const char *key = json_text_or(tag, "Key", "");
        if (!strstr(key, keyword) || !is_new(walk, key))
            continue;
        cJSON *item = cJSON_CreateObject();
        json_add_text(item, "TagKey", key);
        json_add_text(item, "Category", "Custom");
        page_add(&walk->page, item);
    }
    return true;
}

static bool offer_values(void *arg, const struct object *o)
{
    struct tag_walk *walk = arg;
    struct call *call = walk->page.call;
    const cJSON *tag;

    if (!filter_text(call, "ResourceId", o->id))
        return true;
    cJSON_ArrayForEach(tag, json_get(o->body, "Tags"))
    {
        const char *value = json_text_or(tag, "Value", "");
        if (filter_text(call, "TagKey", json_text(tag, "Key")) && is_new(walk, value))
            page_add(&walk->page, cJSON_CreateString(value));
    }
    return true;
}

/* Every type that the call means: one, or all when it names none. */
static void walk_types(struct tag_walk *walk, bool (*fn)(void *arg, const struct object *o))
{
    struct call *call = walk->page.call;

    walk->seen = map_new();
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (!walk->type || walk->type == &types[i])
            store_each(call->store, types[i].kind, call->region, fn, walk);
    map_free(walk->seen);
}

/* Nothing makes system tags here, so a search for these finds none. */
ACTION(alb, ListTagKeys)
{
    struct tag_walk walk = { .type = type_of(call) };

    page_begin(&walk.page, call, NULL);
    if (!json_is_text(json_get(call->params, "Category"), "System"))
        walk_types(&walk, offer_keys);
    return page_end(&walk.page);
}

ACTION(alb, ListTagValues)
{
    struct tag_walk walk = { .type = type_of(call) };
    const char *id = json_text_or(call->params, "ResourceId", "");

    if (*id && walk.type && !object_of(call, walk.type->kind, id))
        return refuse(call, walk.type->not_found, id);
    page_begin(&walk.page, call, NULL);
    walk_types(&walk, offer_values);
    return page_end(&walk.page);
}
