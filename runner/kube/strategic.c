#include "runner/kube/strategic.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "runner/kube/messages.h"
#include "runner/kube/traits.h"

#include "base/banned.h"

#define ORDER  "$setElementOrder/"
#define DELETE "$deleteFromPrimitiveList/"

const char *strategic_key(const char *kind, const char *path)
{
    const struct message *m = message_of_kind(kind), *owner;
    struct str rest = str_of(path);
    const char *key = NULL;
    struct arena *a = arena_new();

    while (m && rest.at) {
        const char *name = arena_strz(a, str_cut(&rest, '.'));
        const struct field *f = message_field(m, name, &owner);
        key = trait_merge_key(f ? owner : m, name);
        m = f ? f->of : NULL;
    }
    if (rest.at)
        key = NULL;
    arena_free(a);
    return key;
}

struct merge {
    struct arena *arena;
    const char *kind;
    struct err *err;
};

static bool starts(const char *text, const char *prefix)
{
    return !strncmp(text, prefix, strlen(prefix));
}

static const char *directive(const cJSON *map)
{
    return cJSON_GetStringValue(json_get(map, "$patch"));
}

/* Two items of a keyed list, or of a set, that mean the same. */
static bool same_item(const cJSON *a, const cJSON *b, const char *key)
{
    const cJSON *x = *key ? json_get(a, key) : a, *y = *key ? json_get(b, key) : b;

    return x && y && json_equal(x, y);
}

static cJSON *find_item(const cJSON *list, const cJSON *like, const char *key)
{
    cJSON *item;

    cJSON_ArrayForEach(item, list)
    {
        if (same_item(item, like, key))
            return item;
    }
    return NULL;
}

static int place_in(const cJSON *list, const cJSON *item, const char *key)
{
    const cJSON *other;
    int i = 0;

    cJSON_ArrayForEach(other, list)
    {
        if (same_item(other, item, key))
            return i;
        i++;
    }
    return -1;
}

static bool merge_map(struct merge *m, cJSON *target, const cJSON *patch, const char *path);

static void drop_items(cJSON *list, const cJSON *like, const char *key)
{
    cJSON *item;

    while ((item = find_item(list, like, key)))
        cJSON_Delete(cJSON_DetachItemViaPointer(list, item));
}

/* One item of the patch into the list: deleted, merged, or added at the end. */
static bool merge_item(struct merge *m, cJSON *list, const cJSON *item, const char *key,
                       const char *path)
{
    const char *what = directive(item);
    cJSON *old, *added;

    if (!*key) {
        if (!find_item(list, item, key))
            json_push(list, json_copy(item));
        return true;
    }
    if (!cJSON_IsObject(item))
        return err_set(m->err, "%s: an item of this list is an object", path);
    if (!json_get(item, key))
        return err_set(m->err, "%s: map: %s does not contain declared merge key: %s", path,
                       "an item", key);
    if (what && !strcmp(what, "delete")) {
        drop_items(list, item, key);
        return true;
    }
    old = find_item(list, item, key);
    if (old && (!what || strcmp(what, "replace") != 0))
        return merge_map(m, old, item, path);
    added = cJSON_CreateObject();
    if (old)
        drop_items(list, item, key);
    json_push(list, added);
    return merge_map(m, added, item, path);
}

/* A list that holds {"$patch": "replace"} is the new list, without that item. */
static bool replaces(const cJSON *patch)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, patch)
    {
        const char *what = directive(item);
        if (what && !strcmp(what, "replace") && cJSON_GetArraySize(item) == 1)
            return true;
    }
    return false;
}

static cJSON *without_directives(const cJSON *patch)
{
    cJSON *copy = json_copy(patch), *item = copy->child, *next;

    for (; item; item = next) {
        next = item->next;
        if (directive(item) && cJSON_GetArraySize(item) == 1)
            cJSON_Delete(cJSON_DetachItemViaPointer(copy, item));
    }
    return copy;
}

/* Takes the items of *left and *right one after the other, those known to the server in its order. */
static void merge_sorted(cJSON *into, cJSON *left, cJSON *right, const cJSON *server,
                         const char *key)
{
    while (left->child || right->child) {
        bool from_left = !right->child;
        if (left->child && right->child) {
            int l = place_in(server, left->child, key), r = place_in(server, right->child, key);
            from_left = l >= 0 && r >= 0 && l < r;
        }
        cJSON *from = from_left ? left : right;
        json_push(into, cJSON_DetachItemViaPointer(from, from->child));
    }
}

/*
 * Items that the order names stand in its order; those that only the server has keep their places
 * among those that it had before.
 */
static void put_in_order(struct merge *m, cJSON *list, const cJSON *order, const cJSON *server,
                         const char *key)
{
    cJSON *ordered = arena_json(m->arena, cJSON_CreateArray());
    cJSON *others = arena_json(m->arena, cJSON_CreateArray());
    const cJSON *named;

    cJSON_ArrayForEach(named, order)
    {
        cJSON *item = find_item(list, named, key);
        if (item)
            json_push(ordered, cJSON_DetachItemViaPointer(list, item));
    }
    while (list->child)
        json_push(others, cJSON_DetachItemViaPointer(list, list->child));
    merge_sorted(list, others, ordered, server, key);
}

static bool merge_list(struct merge *m, cJSON *target, const char *name, const cJSON *patch,
                       const char *path)
{
    const char *key = strategic_key(m->kind, path);
    cJSON *list = cJSON_GetObjectItemCaseSensitive(target, name);
    const cJSON *item;

    if (!key || replaces(patch)) {
        json_set(target, name, key ? without_directives(patch) : json_copy(patch));
        return true;
    }
    if (!cJSON_IsArray(list))
        list = json_set(target, name, cJSON_CreateArray());
    cJSON_ArrayForEach(item, patch)
    {
        if (!merge_item(m, list, item, key, path))
            return false;
    }
    return true;
}

static bool merge_member(struct merge *m, cJSON *target, const cJSON *member, const char *path)
{
    cJSON *old = cJSON_GetObjectItemCaseSensitive(target, member->string);

    if (cJSON_IsNull(member)) {
        json_drop(target, member->string);
        return true;
    }
    if (cJSON_IsArray(member))
        return merge_list(m, target, member->string, member, path);
    if (!cJSON_IsObject(member)) {
        json_set(target, member->string, json_copy(member));
        return true;
    }
    if (directive(member) && !strcmp(directive(member), "delete")) {
        json_drop(target, member->string);
        return true;
    }
    if (!cJSON_IsObject(old))
        old = json_set(target, member->string, cJSON_CreateObject());
    return merge_map(m, old, member, path);
}

static void drop_all_members(cJSON *target)
{
    while (target->child)
        cJSON_Delete(cJSON_DetachItemViaPointer(target, target->child));
}

/* Only the named members stay: for unions, where a new one replaces the others. */
static void retain_keys(cJSON *target, const cJSON *names)
{
    cJSON *item = target->child, *next;

    for (; item; item = next) {
        next = item->next;
        if (!json_has_text(names, item->string))
            cJSON_Delete(cJSON_DetachItemViaPointer(target, item));
    }
}

static const char *path_to(struct merge *m, const char *path, const char *name)
{
    return *path ? arena_printf(m->arena, "%s.%s", path, name) : name;
}

static bool merge_order(struct merge *m, cJSON *target, const cJSON *before, const cJSON *member,
                        const char *path)
{
    const char *name = member->string + strlen(ORDER);
    const char *key = strategic_key(m->kind, path_to(m, path, name));
    cJSON *list = cJSON_GetObjectItemCaseSensitive(target, name);

    if (!cJSON_IsArray(member))
        return err_set(m->err, "%s: %s is a list", path, member->string);
    if (key && cJSON_IsArray(list))
        put_in_order(m, list, member, json_get(before, name), key);
    return true;
}

static bool merge_directive(struct merge *m, cJSON *target, const cJSON *before,
                            const cJSON *member, const char *path)
{
    if (starts(member->string, ORDER))
        return merge_order(m, target, before, member, path);
    if (starts(member->string, DELETE)) {
        cJSON *list = cJSON_GetObjectItemCaseSensitive(target, member->string + strlen(DELETE));
        const cJSON *item;
        cJSON_ArrayForEach(item, member)
        {
            if (cJSON_IsArray(list))
                drop_items(list, item, "");
        }
        return true;
    }
    if (!strcmp(member->string, "$retainKeys")) {
        retain_keys(target, member);
        return true;
    }
    return !strcmp(member->string, "$patch") ||
           err_set(m->err, "%s: unknown directive %.100s", path, member->string);
}

static bool has_order(const cJSON *patch)
{
    const cJSON *member;

    cJSON_ArrayForEach(member, patch)
    {
        if (starts(member->string, ORDER))
            return true;
    }
    return false;
}

/* Members first, then deletions from sets, then orders, which look at what was before. */
static bool merge_map(struct merge *m, cJSON *target, const cJSON *patch, const char *path)
{
    const char *what = directive(patch);
    const cJSON *member, *before;

    if (what && !strcmp(what, "delete")) {
        drop_all_members(target);
        return true;
    }
    if (what && !strcmp(what, "replace"))
        drop_all_members(target);
    else if (what && strcmp(what, "merge") != 0)
        return err_set(m->err, "%s: unknown $patch \"%.50s\": replace, delete and merge are known",
                       path, what);
    before = has_order(patch) ? arena_json(m->arena, json_copy(target)) : NULL;
    cJSON_ArrayForEach(member, patch)
    {
        if (*member->string != '$' &&
            !merge_member(m, target, member, path_to(m, path, member->string)))
            return false;
    }
    cJSON_ArrayForEach(member, patch)
    {
        if (*member->string == '$' && !merge_directive(m, target, before, member, path))
            return false;
    }
    return true;
}

bool strategic_merge(cJSON *target, const cJSON *patch, const char *kind, struct err *err)
{
    struct merge m = { .arena = arena_new(), .kind = kind, .err = err };
    bool ok = cJSON_IsObject(patch) && cJSON_IsObject(target)
                  ? merge_map(&m, target, patch, "")
                  : err_set(err, "a strategic merge patch is an object");

    arena_free(m.arena);
    return ok;
}
