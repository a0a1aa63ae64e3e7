#include "mockalb/resources/tags.h"

#include <string.h>

#include "base/json.h"

#include "base/banned.h"

static cJSON *tag_with_key(const cJSON *tags, const char *key)
{
    cJSON *tag;

    cJSON_ArrayForEach(tag, tags)
    {
        if (json_is_text(json_get(tag, "Key"), key))
            return tag;
    }
    return NULL;
}

bool tags_match(const cJSON *tags, const cJSON *wanted)
{
    const cJSON *want;

    cJSON_ArrayForEach(want, wanted)
    {
        const char *key = json_text_or(want, "Key", ""), *value = json_text_or(want, "Value", "");
        const cJSON *tag = *key ? tag_with_key(tags, key) : NULL;
        if (*key && (!tag || (*value && !json_is_text(json_get(tag, "Value"), value))))
            return false;
    }
    return true;
}

/* Differs: no code is known for too many tags on one resource. */
const struct api_error *tags_set(struct call *call, cJSON *body, const cJSON *given,
                                 const char *path)
{
    cJSON *tags = json_list(body, "Tags");
    const cJSON *item;
    int number = 0;

    cJSON_ArrayForEach(item, given)
    {
        const char *key = json_text_or(item, "Key", "");
        number++;
        if (!*key)
            return refuse(call, ERR_missing_nested,
                          arena_printf(call->arena, "%s.%d.TagKey", path, number));
        cJSON *tag = tag_with_key(tags, key);
        if (!tag) {
            tag = json_push(tags, cJSON_CreateObject());
            json_add_text(tag, "Key", key);
        }
        json_set(tag, "Value", cJSON_CreateString(json_text_or(item, "Value", "")));
    }
    if (cJSON_GetArraySize(tags) > TAGS_MAX)
        return refuse(call, ERR_illegal_size, path);
    return NULL;
}

void tags_drop(cJSON *body, const char *key, const char *value)
{
    cJSON *tags = json_list(body, "Tags"), *tag = tag_with_key(tags, key);

    if (tag && (!value || json_is_text(json_get(tag, "Value"), value)))
        cJSON_Delete(cJSON_DetachItemViaPointer(tags, tag));
}

void tags_clear(cJSON *body)
{
    json_set(body, "Tags", cJSON_CreateArray());
}
