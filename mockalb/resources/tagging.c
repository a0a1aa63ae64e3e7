#include "mockalb/resources/tagging.h"

#include "base/json.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/tags.h"

#include "base/banned.h"

const struct tagged_type *tagging_type(struct call *call, const struct tagging *t)
{
    struct str name = str_of(json_text_or(call->params, "ResourceType", ""));

    for (const struct tagged_type *type = t->types; type->name; type++)
        if (str_eq_nocase(name, str_of(type->name)))
            return type;
    return NULL;
}

static bool is_of_type(const struct tagged_type *type, const struct object *o)
{
    return !type->attached || json_is_text(json_get(o->body, "ResourceType"), type->attached);
}

static const struct object *find(struct call *call, const struct tagging *t,
                                 const struct tagged_type *type, const char *id)
{
    const struct object *o = t->has & TAGGING_is_central ? store_find(call->store, type->kind, id)
                                                         : object_of(call, type->kind, id);

    return o && is_of_type(type, o) ? o : NULL;
}

/* Each resource that the call names is there. */
static const struct api_error *check_resources(struct call *call, const struct tagging *t,
                                               const struct tagged_type *type)
{
    const cJSON *id;

    if (!type)
        return refuse(call, t->unknown_type, "ResourceType");
    cJSON_ArrayForEach(id, json_get(call->params, "ResourceId"))
    {
        if (!find(call, t, type, id->valuestring))
            return refuse(call, type->absent, id->valuestring);
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

const struct api_error *tagging_set(struct call *call, const struct tagging *t)
{
    const struct tagged_type *type = tagging_type(call, t);
    const cJSON *tags = json_get(call->params, "Tag"), *id;
    const struct api_error *refusal = check_resources(call, t, type);

    if (!refusal && (t->has & TAGGING_keys_once) && has_key_twice(tags))
        refusal = refuse(call, ERR_tag_keys_twice);
    cJSON_ArrayForEach(id, json_get(call->params, "ResourceId"))
    {
        if (refusal)
            return refusal;
        const struct object *o = find(call, t, type, id->valuestring);
        cJSON *body = arena_json(call->arena, json_copy(o->body));
        refusal = tags_set(call, body, tags, "Tag");
        if (!refusal)
            store_put(call->store, o->kind, o->scope, o->id, json_copy(body));
    }
    return refusal;
}

const struct api_error *tagging_drop(struct call *call, const struct tagging *t)
{
    const struct tagged_type *type = tagging_type(call, t);
    const cJSON *keys = json_get(call->params, "TagKey"), *tags = json_get(call->params, "Tag");
    const struct api_error *refusal = check_resources(call, t, type);
    bool all = json_bool(call->params, "All") &&
               ((t->has & TAGGING_all_is_all) || cJSON_GetArraySize(keys) == 0);
    const cJSON *id, *key, *tag;

    if (refusal)
        return refusal;
    cJSON_ArrayForEach(id, json_get(call->params, "ResourceId"))
    {
        const struct object *o = find(call, t, type, id->valuestring);
        cJSON *body = json_copy(o->body);
        if (all)
            tags_clear(body);
        cJSON_ArrayForEach(key, keys) tags_drop(body, key->valuestring, NULL);
        cJSON_ArrayForEach(tag, tags)
            tags_drop(body, json_text_or(tag, "Key", ""), json_text(tag, "Value"));
        store_put(call->store, o->kind, o->scope, o->id, body);
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

static bool is_one_of(const cJSON *tag, const cJSON *wanted)
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

struct tag_walk {
    struct page page;
    const struct tagging *tagging;
    const struct tagged_type *type;
};

static void offer_tag(struct tag_walk *walk, const struct object *o, const cJSON *tag)
{
    cJSON *item = cJSON_CreateObject();

    json_add_text(item, "ResourceId", o->id);
    json_add_text(item, "ResourceType", walk->type->name);
    json_add_text(item, "TagKey", json_text_or(tag, "Key", ""));
    json_add_text(item, "TagValue", json_text_or(tag, "Value", ""));
    page_add(&walk->page, item);
}

static bool offer_tags(void *arg, const struct object *o)
{
    struct tag_walk *walk = arg;
    struct call *call = walk->page.call;
    const cJSON *tags = json_get(o->body, "Tags"), *tag;
    const cJSON *wanted =
        walk->tagging->has & TAGGING_shows_wanted ? json_get(call->params, "Tag") : NULL;

    if (!is_of_type(walk->type, o) || !filter_list(call, "ResourceId", o->id) ||
        !filter_tags(call, o) || !fits_filters(tags, json_get(call->params, "TagFilter")))
        return true;
    cJSON_ArrayForEach(tag, tags)
    {
        if (is_one_of(tag, wanted))
            offer_tag(walk, o, tag);
    }
    return true;
}

static bool names_something(struct call *call)
{
    return cJSON_GetArraySize(json_get(call->params, "ResourceId")) > 0 ||
           cJSON_GetArraySize(json_get(call->params, "Tag")) > 0 ||
           cJSON_GetArraySize(json_get(call->params, "TagFilter")) > 0;
}

const struct api_error *tagging_list(struct call *call, const struct tagging *t)
{
    struct tag_walk walk = { .tagging = t, .type = tagging_type(call, t) };
    const struct api_error *refusal = NULL;

    if ((t->has & TAGGING_lists_named) && !names_something(call))
        return refuse(call, ERR_tags_missing);
    if (t->has & TAGGING_lists_there)
        refusal = check_resources(call, t, walk.type);
    if (refusal)
        return refusal;
    page_begin(&walk.page, call, NULL);
    if (walk.type)
        store_each(call->store, walk.type->kind, t->has & TAGGING_is_central ? NULL : call->region,
                   offer_tags, &walk);
    return page_end(&walk.page);
}
