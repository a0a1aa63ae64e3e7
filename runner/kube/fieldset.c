#include "runner/kube/fieldset.h"

#include <string.h>

#include "base/json.h"

#include "base/banned.h"

#define NAME_BYTES 4096

/* What the API itself keeps in metadata has no owner. */
static bool is_noted(const struct spot *in, const char *name)
{
    static const char *const kept[] = { "labels", "annotations", "finalizers", "ownerReferences",
                                        "generateName" };

    if (in->root)
        return strcmp(name, "apiVersion") != 0 && strcmp(name, "kind") != 0;
    for (size_t i = 0; in->metadata && i < sizeof(kept) / sizeof(kept[0]); i++) {
        if (!strcmp(name, kept[i]))
            return true;
    }
    return !in->metadata;
}

/* "k:{…}" or "v:…" */
static const char *item_name(const struct fields *k, const struct spot *list, const cJSON *item)
{
    bool map = spot_list_of(list) == SPOT_map;
    struct buf text = BUF_LIMIT(NAME_BYTES);
    const char *name;

    buf_add_text(&text, map ? "k:" : "v:");
    json_print(&text, map ? spot_keys_of(k->arena, list, item) : item);
    name = arena_strz(k->arena, buf_str(&text));
    buf_done(&text);
    return name;
}

/* What a name of a set means in a value, and its place. NULL: the value has no such field. */
static cJSON *resolve(const struct fields *k, const struct spot *at, const cJSON *value,
                      const char *name, struct spot *ret)
{
    bool map = spot_list_of(at) == SPOT_map;
    const cJSON *keys;

    if (!strncmp(name, "f:", 2)) {
        *ret = spot_member(at, name + 2);
        return cJSON_IsObject(value) ? cJSON_GetObjectItemCaseSensitive(value, name + 2) : NULL;
    }
    if (!cJSON_IsArray(value) || spot_list_of(at) == SPOT_atomic ||
        strncmp(name, map ? "k:" : "v:", 2) != 0)
        return NULL;
    *ret = spot_item(at);
    keys = arena_json(k->arena, json_parse(str_of(name + 2), NULL));
    if (!keys || (map && (!cJSON_IsObject(keys) || !keys->child)))
        return NULL;
    return spot_find(k->arena, at, value, keys);
}

static void add_fields(const struct fields *k, const struct spot *at, cJSON *set, const cJSON *now,
                       const cJSON *before);

/* One member or item, if it is not as it was. */
static void add_field(const struct fields *k, const struct spot *at, cJSON *set, const char *name,
                      const cJSON *item, const cJSON *old)
{
    cJSON *inner;

    if (old && json_equal(item, old))
        return;
    inner = json_add_object(set, name);
    if (spot_is_whole(at, item) || !item->child)
        return;
    if (!old && !strncmp(name, "k:", 2))
        json_add_object(inner, ".");
    add_fields(k, at, inner, item, old);
    if (!inner->child)
        json_drop(set, name);
}

static void add_fields(const struct fields *k, const struct spot *at, cJSON *set, const cJSON *now,
                       const cJSON *before)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, now)
    {
        const char *name;
        const cJSON *old;
        struct spot in;
        if (cJSON_IsObject(now) && !is_noted(at, item->string))
            continue;
        name = cJSON_IsObject(now) ? arena_printf(k->arena, "f:%s", item->string)
                                   : item_name(k, at, item);
        old = resolve(k, at, before, name, &in);
        if (!before)
            in = cJSON_IsObject(now) ? spot_member(at, item->string) : spot_item(at);
        if (!json_get(set, name))
            add_field(k, &in, set, name, item, old);
    }
}

cJSON *fieldset_of(const struct fields *k, const cJSON *now, const cJSON *before)
{
    cJSON *set = arena_json(k->arena, cJSON_CreateObject());
    struct spot root = spot_root(k->resource);

    add_fields(k, &root, set, now, before);
    return set;
}

void fieldset_unite(cJSON *into, const cJSON *set)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, set)
    {
        cJSON *old = cJSON_GetObjectItemCaseSensitive(into, item->string);
        if (old)
            fieldset_unite(old, item);
        else
            json_add(into, item->string, json_copy(item));
    }
}

void fieldset_subtract(cJSON *from, const cJSON *set)
{
    cJSON *item = from->child, *next;

    for (; item; item = next) {
        const cJSON *other = json_get(set, item->string);
        next = item->next;
        if (!other)
            continue;
        if (item->child && other->child)
            fieldset_subtract(item, other);
        if (!item->child || !other->child)
            cJSON_Delete(cJSON_DetachItemViaPointer(from, item));
    }
}

static void trim(const struct fields *k, const struct spot *at, cJSON *set, const cJSON *value)
{
    cJSON *item = set->child, *next;

    for (; item; item = next) {
        struct spot in = { 0 };
        const cJSON *child = resolve(k, at, value, item->string, &in);
        bool parent = item->child;
        next = item->next;
        if (!strcmp(item->string, "."))
            continue;
        if (child && parent)
            trim(k, &in, item, child);
        if (!child || (parent && !item->child))
            cJSON_Delete(cJSON_DetachItemViaPointer(set, item));
    }
}

void fieldset_trim(const struct fields *k, cJSON *set, const cJSON *object)
{
    struct spot root = spot_root(k->resource);

    trim(k, &root, set, object);
}

struct clash {
    const struct fields *k;
    fieldset_clash_fn *fn;
    void *arg;
};

/* ".name", "[port=80,protocol="TCP"]", "[="value"]" */
static const char *path_to(struct arena *a, const char *path, const char *name)
{
    const cJSON *keys =
        strncmp(name, "k:", 2) != 0 ? NULL : arena_json(a, json_parse(str_of(name + 2), NULL));
    struct buf text = BUF_LIMIT(NAME_BYTES);
    const char *joined;
    const cJSON *key;

    buf_add_text(&text, path);
    if (!strncmp(name, "f:", 2))
        buf_printf(&text, ".%s", name + 2);
    else if (!strncmp(name, "v:", 2))
        buf_printf(&text, "[=%s]", name + 2);
    cJSON_ArrayForEach(key, keys)
    {
        buf_printf(&text, "%c%s=", key->prev && key != keys->child ? ',' : '[', key->string);
        json_print(&text, key);
    }
    if (keys)
        buf_add_char(&text, ']');
    joined = arena_strz(a, buf_str(&text));
    buf_done(&text);
    return joined;
}

static void clash(const struct clash *c, const struct spot *at, cJSON *contended,
                  struct fieldset_side mine, struct fieldset_side theirs, const char *path)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, mine.set)
    {
        struct spot in = { 0 };
        const cJSON *other = json_get(theirs.set, item->string);
        const cJSON *want = resolve(c->k, at, mine.value, item->string, &in);
        const cJSON *is = resolve(c->k, at, theirs.value, item->string, &in);
        const char *to;
        cJSON *inner;
        if (!other || !is || json_equal(want, is))
            continue;
        to = path_to(c->k->arena, path, item->string);
        inner = json_add_object(contended, item->string);
        if (item->child && other->child)
            clash(c, &in, inner, (struct fieldset_side){ item, want },
                  (struct fieldset_side){ other, is }, to);
        else if (!item->child && !other->child)
            c->fn(c->arg, to);
        if ((item->child || other->child) && !inner->child)
            json_drop(contended, item->string);
    }
}

cJSON *fieldset_clashes(const struct fields *k, struct fieldset_side mine,
                        struct fieldset_side theirs, fieldset_clash_fn *fn, void *arg)
{
    cJSON *contended = arena_json(k->arena, cJSON_CreateObject());
    struct clash c = { k, fn, arg };
    struct spot root = spot_root(k->resource);

    clash(&c, &root, contended, mine, theirs, "");
    return contended;
}

static void remove_child(cJSON *value, cJSON *child)
{
    cJSON_Delete(cJSON_DetachItemViaPointer(value, child));
}

static void remove_fields(const struct fields *k, const struct spot *at, const cJSON *old,
                          const cJSON *kept, cJSON *value)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, old)
    {
        struct spot in = { 0 };
        const cJSON *keep = json_get(kept, item->string);
        cJSON *child = resolve(k, at, value, item->string, &in);
        if (!child || (keep && !keep->child))
            continue;
        if (!keep && (!item->child || json_get(item, "."))) {
            remove_child(value, child);
            continue;
        }
        remove_fields(k, &in, item, keep, child);
        if (!child->child && item->child && !keep)
            remove_child(value, child);
    }
}

void fieldset_remove(const struct fields *k, const cJSON *old, const cJSON *kept, cJSON *object)
{
    struct spot root = spot_root(k->resource);

    remove_fields(k, &root, old, kept, object);
}
