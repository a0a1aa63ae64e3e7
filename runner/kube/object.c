#include "runner/kube/object.h"

#include <string.h>

#include "base/json.h"

#include "base/banned.h"

static const cJSON *meta_of(const cJSON *object)
{
    return json_get(object, "metadata");
}

static const char *meta_text(const cJSON *object, const char *name)
{
    const char *text = cJSON_GetStringValue(json_get(meta_of(object), name));

    return text ? text : "";
}

const char *object_name(const cJSON *object)
{
    return meta_text(object, "name");
}

const char *object_namespace(const cJSON *object)
{
    return meta_text(object, "namespace");
}

const char *object_uid(const cJSON *object)
{
    return meta_text(object, "uid");
}

const char *object_version(const cJSON *object)
{
    return meta_text(object, "resourceVersion");
}

const char *object_label(const cJSON *object, const char *key)
{
    return cJSON_GetStringValue(json_get(json_get(meta_of(object), "labels"), key));
}

const char *object_annotation(const cJSON *object, const char *key)
{
    return cJSON_GetStringValue(json_get(json_get(meta_of(object), "annotations"), key));
}

bool object_is_terminating(const cJSON *object)
{
    return cJSON_IsString(json_get(meta_of(object), "deletionTimestamp"));
}

bool object_is_held(const cJSON *object)
{
    return cJSON_GetArraySize(json_get(meta_of(object), "finalizers")) > 0;
}

bool object_has_finalizer(const cJSON *object, const char *name)
{
    return json_has_text(json_get(meta_of(object), "finalizers"), name);
}

bool object_has_owners(const cJSON *object)
{
    return cJSON_GetArraySize(json_get(meta_of(object), "ownerReferences")) > 0;
}

cJSON *object_meta(cJSON *object)
{
    cJSON *meta = json_mutable(object, "metadata");

    return meta ? meta : json_add_object(object, "metadata");
}

void object_add_finalizer(cJSON *object, const char *name)
{
    cJSON *meta = object_meta(object), *list = json_mutable(meta, "finalizers");

    if (object_has_finalizer(object, name))
        return;
    if (!list)
        list = json_add_array(meta, "finalizers");
    json_push_text(list, name);
}

void object_drop_finalizer(cJSON *object, const char *name)
{
    cJSON *meta = object_meta(object), *list = json_mutable(meta, "finalizers");
    cJSON *item = list ? list->child : NULL, *next;

    for (; item; item = next) {
        next = item->next;
        if (json_is_text(item, name))
            cJSON_Delete(cJSON_DetachItemViaPointer(list, item));
    }
    if (list && !list->child)
        json_drop(meta, "finalizers");
}

void object_rename(cJSON *object, const char *from, const char *to)
{
    cJSON *item =
        cJSON_IsObject(object) ? cJSON_DetachItemFromObjectCaseSensitive(object, from) : NULL;

    if (item) {
        json_drop(object, to);
        json_add(object, to, item);
    }
}

/* Depth is bounded by the parser's limit. */
static void drop_null_members(cJSON *tree)
{
    cJSON *item = tree->child, *next;

    for (; item; item = next) {
        next = item->next;
        if (cJSON_IsObject(tree) && cJSON_IsNull(item))
            cJSON_Delete(cJSON_DetachItemViaPointer(tree, item));
        else
            drop_null_members(item);
    }
}

void object_tidy(cJSON *object, bool drop_nulls)
{
    static const char *const lists[] = { "labels", "annotations", "finalizers", "ownerReferences" };
    cJSON *meta = object_meta(object);

    drop_null_members(drop_nulls ? object : meta);
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        const cJSON *list = json_get(meta, lists[i]);
        if (list && !list->child && !cJSON_IsString(list))
            json_drop(meta, lists[i]);
    }
}

static bool counts(const cJSON *member)
{
    return strcmp(member->string, "metadata") != 0 && strcmp(member->string, "status") != 0 &&
           strcmp(member->string, "apiVersion") != 0 && strcmp(member->string, "kind") != 0;
}

static bool covers(const cJSON *a, const cJSON *b)
{
    const cJSON *member;

    cJSON_ArrayForEach(member, a)
    {
        if (counts(member) && !json_equal(member, json_get(b, member->string)))
            return false;
    }
    return true;
}

bool object_same_spec(const cJSON *a, const cJSON *b)
{
    return covers(a, b) && covers(b, a);
}
