#include "mockalb/resources/tagging.h"

#include "base/json.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/tags.h"

#include "base/banned.h"

static const struct kind *kind_of(struct call *call, const struct tagged_type *types)
{
    for (; types->name; types++)
        if (json_is_text(json_get(call->params, "ResourceType"), types->name))
            return types->kind;
    return NULL;
}

/* Of other types there is nothing: no id is found. */
static const struct api_error *check_resources(struct call *call, const struct kind *kind)
{
    const cJSON *id;

    cJSON_ArrayForEach(id, json_get(call->params, "ResourceId"))
    {
        if (!kind || !object_of(call, kind, id->valuestring))
            return refuse(call, ERR_tagged_absent);
    }
    return NULL;
}

static bool has_key_twice(const cJSON *tags)
{
    const cJSON *tag, *before;

    cJSON_ArrayForEach(tag, tags)
    {
        for (before = tags->child; before != tag; before = before->next)
            if (cJSON_Compare(json_get(before, "Key"), json_get(tag, "Key"), true))
                return true;
    }
    return false;
}

const struct api_error *tagging_set(struct call *call, const struct tagged_type *types)
{
    const struct kind *kind = kind_of(call, types);
    const cJSON *tags = json_get(call->params, "Tag"), *id;
    const struct api_error *refusal = check_resources(call, kind);

    if (!refusal && has_key_twice(tags))
        refusal = refuse(call, ERR_tag_keys_twice);
    cJSON_ArrayForEach(id, json_get(call->params, "ResourceId"))
    {
        if (refusal)
            return refusal;
        const struct object *o = object_of(call, kind, id->valuestring);
        cJSON *body = arena_json(call->arena, json_copy(o->body));
        refusal = tags_set(call, body, tags, "Tag");
        if (!refusal)
            store_put(call->store, kind, o->scope, o->id, json_copy(body));
    }
    return refusal;
}

const struct api_error *tagging_drop(struct call *call, const struct tagged_type *types)
{
    const struct kind *kind = kind_of(call, types);
    const cJSON *keys = json_get(call->params, "TagKey"), *tags = json_get(call->params, "Tag");
    const struct api_error *refusal = check_resources(call, kind);
    bool all = json_bool(call->params, "All") && cJSON_GetArraySize(keys) == 0;
    const cJSON *id, *key, *tag;

    if (refusal)
        return refusal;
    cJSON_ArrayForEach(id, json_get(call->params, "ResourceId"))
    {
        const struct object *o = object_of(call, kind, id->valuestring);
        cJSON *body = json_copy(o->body);
        if (all)
            tags_clear(body);
        cJSON_ArrayForEach(key, keys) tags_drop(body, key->valuestring, NULL);
        cJSON_ArrayForEach(tag, tags)
            tags_drop(body, json_text_or(tag, "Key", ""), json_text(tag, "Value"));
        store_put(call->store, kind, o->scope, o->id, body);
    }
    return NULL;
}

/* Each filter is met by some tag. */
static bool fits_filters(const cJSON *tags, const cJSON *filters)
{
    const cJSON *filter, *tag;

    cJSON_ArrayForEach(filter, filters)
    {
        const cJSON *values = json_get(filter, "TagValues");
        bool found = false;
        cJSON_ArrayForEach(tag, tags) found |=
            json_is_text(json_get(tag, "Key"), json_text_or(filter, "TagKey", "")) &&
            (cJSON_GetArraySize(values) == 0 ||
             json_has_text(values, json_text_or(tag, "Value", "")));
        if (!found)
            return false;
    }
    return true;
}

static bool offer_tags(void *arg, const struct object *o)
{
    struct page *page = arg;
    struct call *call = page->call;
    const cJSON *tags = json_get(o->body, "Tags"), *tag;

    if (!filter_list(call, "ResourceId", o->id) || !filter_tags(call, o) ||
        !fits_filters(tags, json_get(call->params, "TagFilter")))
        return true;
    cJSON_ArrayForEach(tag, tags)
    {
        cJSON *item = cJSON_CreateObject();
        json_add_text(item, "ResourceId", o->id);
        json_add_text(item, "ResourceType", json_text(call->params, "ResourceType"));
        json_add_text(item, "TagKey", json_text_or(tag, "Key", ""));
        json_add_text(item, "TagValue", json_text_or(tag, "Value", ""));
        page_add(page, item);
    }
    return true;
}

const struct api_error *tagging_list(struct call *call, const struct tagged_type *types)
{
    const struct kind *kind = kind_of(call, types);
    struct page page;

    if (cJSON_GetArraySize(json_get(call->params, "ResourceId")) == 0 &&
        cJSON_GetArraySize(json_get(call->params, "Tag")) == 0 &&
        cJSON_GetArraySize(json_get(call->params, "TagFilter")) == 0)
        return refuse(call, ERR_tags_missing);
    page_begin(&page, call, NULL);
    if (kind)
        store_each(call->store, kind, call->region, offer_tags, &page);
    return page_end(&page);
}
