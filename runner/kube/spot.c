#include "runner/kube/spot.h"

#include <string.h>

#include "base/json.h"
#include "runner/kube/traits.h"

#include "base/banned.h"

#define LIST_TYPE "x-kubernetes-list-type"
#define LIST_KEYS "x-kubernetes-list-map-keys"
#define PRESERVE  "x-kubernetes-preserve-unknown-fields"

struct spot spot_root(const struct resource *r)
{
    const struct message *m = resource_is_custom(r) ? NULL : message_of(r->api_version, r->kind);

    return (struct spot){ .message = m, .schema = r->schema, .custom = !m, .root = true };
}

static bool is_own(const char *name)
{
    return !strcmp(name, "apiVersion") || !strcmp(name, "kind");
}

static struct spot builtin_member(const struct spot *s, const char *name)
{
    struct spot at = { 0 };

    if (s->field && (s->field->type == FIELD_map || s->field->type == FIELD_map_bytes))
        return at;
    if (s->field && s->field->type == FIELD_map_messages) {
        at.message = s->field->of;
        return at;
    }
    if (!s->message || s->message->form != FORM_plain)
        return at;
    at.field = message_field(s->message, name, &at.owner);
    at.unknown = !at.field && !(s->root && is_own(name)) && !message_skips(s->message, name);
    at.message = at.field ? at.field->of : NULL;
    return at;
}

static struct spot custom_member(const struct spot *s, const char *name)
{
    const cJSON *named = json_get(json_get(s->schema, "properties"), name);
    const cJSON *others = json_get(s->schema, "additionalProperties");
    bool whole = s->root || json_bool(s->schema, "x-kubernetes-embedded-resource");
    struct spot at = { .custom = true,
                       .schema = named                    ? named
                                 : cJSON_IsObject(others) ? others
                                                          : NULL };

    at.unknown = s->schema && !at.schema && !json_bool(s->schema, PRESERVE) &&
                 !cJSON_IsTrue(others) && !(whole && (is_own(name) || !strcmp(name, "metadata")));
    return at;
}

struct spot spot_member(const struct spot *s, const char *name)
{
    struct spot at = s->custom ? custom_member(s, name) : builtin_member(s, name);

    if (s->root && !strcmp(name, "metadata"))
        at = (struct spot){ .message = message_object_meta(), .metadata = true };
    return at;
}

struct spot spot_item(const struct spot *s)
{
    if (s->custom)
        return (struct spot){ .custom = true, .schema = json_get(s->schema, "items") };
    return (struct spot){ .message = s->message };
}

static const char *builtin_keys(const struct spot *s)
{
    return s->field && s->field->repeated ? trait_list_keys(s->owner, s->field->name) : NULL;
}

static bool is_whole_object(const struct spot *s)
{
    if (s->custom)
        return json_is_text(json_get(s->schema, "x-kubernetes-map-type"), "atomic");
    return trait_is_whole(s->message) || (s->field && trait_is_whole_map(s->owner, s->field->name));
}

enum spot_list spot_list_of(const struct spot *s)
{
    const char *type = json_text_or(s->schema, LIST_TYPE, ""), *keys;

    if (s->custom)
        return !strcmp(type, "map") && cJSON_GetArraySize(json_get(s->schema, LIST_KEYS)) ? SPOT_map
               : !strcmp(type, "set")                                                     ? SPOT_set
                                      : SPOT_atomic;
    keys = builtin_keys(s);
    return !keys ? SPOT_atomic : *keys ? SPOT_map : SPOT_set;
}

bool spot_is_whole(const struct spot *s, const cJSON *value)
{
    if (cJSON_IsArray(value))
        return spot_list_of(s) == SPOT_atomic;
    return !cJSON_IsObject(value) || is_whole_object(s);
}

/* A key that the item leaves out has its default. */
static const cJSON *key_value(struct arena *a, const struct spot *list, const cJSON *item,
                              const char *key)
{
    const cJSON *value = json_get(item, key);

    if (value)
        return value;
    if (list->custom)
        return json_get(json_get(json_get(json_get(list->schema, "items"), "properties"), key),
                        "default");
    return strcmp(key, "protocol") != 0 ? NULL : arena_json(a, cJSON_CreateString("TCP"));
}

static void add_key(struct arena *a, cJSON *keys, const struct spot *list, const cJSON *item,
                    const char *key)
{
    const cJSON *value = key_value(a, list, item, key);

    if (value && !json_get(keys, key))
        json_add(keys, key, json_copy(value));
}

/* Few keys: the smallest of what is left, one after the other. */
static void sort_members(cJSON *object)
{
    cJSON *rest, *sorted = cJSON_CreateObject();

    while ((rest = object->child)) {
        for (cJSON *item = rest->next; item; item = item->next) {
            if (strcmp(item->string, rest->string) < 0)
                rest = item;
        }
        json_push(sorted, cJSON_DetachItemViaPointer(object, rest));
    }
    object->child = sorted->child;
    sorted->child = NULL;
    cJSON_Delete(sorted);
}

const cJSON *spot_keys_of(struct arena *a, const struct spot *list, const cJSON *item)
{
    cJSON *keys = arena_json(a, cJSON_CreateObject());
    struct str rest = str_of(list->custom ? NULL : builtin_keys(list));
    const cJSON *key;

    cJSON_ArrayForEach(key, json_get(list->schema, LIST_KEYS))
    {
        if (cJSON_IsString(key))
            add_key(a, keys, list, item, key->valuestring);
    }
    while (rest.len)
        add_key(a, keys, list, item, arena_strz(a, str_cut(&rest, ' ')));
    sort_members(keys);
    return keys;
}

static bool has_keys(struct arena *a, const struct spot *list, const cJSON *item, const cJSON *keys)
{
    const cJSON *key;

    cJSON_ArrayForEach(key, keys)
    {
        if (!json_equal(key_value(a, list, item, key->string), key))
            return false;
    }
    return true;
}

cJSON *spot_find(struct arena *a, const struct spot *list, const cJSON *items, const cJSON *keys)
{
    bool map = spot_list_of(list) == SPOT_map;
    cJSON *item;

    cJSON_ArrayForEach(item, items)
    {
        if (map ? has_keys(a, list, item, keys) : json_equal(item, keys))
            return item;
    }
    return NULL;
}
