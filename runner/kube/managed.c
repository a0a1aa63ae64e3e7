#include "runner/kube/managed.h"

#include <string.h>

#include "base/json.h"
#include "runner/kube/object.h"
#include "runner/kube/strategic.h"

#include "base/banned.h"

/*
 * A set of fields is a tree, as FieldsV1 writes it: "f:NAME" is a member, "k:{…}" an item of a keyed
 * list, "v:…" an item of a set of texts. What has no members is owned whole.
 */
#define LIST "managedFields"

struct kind_path {
    struct arena *arena;
    const struct resource *resource;
};

static const char *path_to(const struct kind_path *k, const char *path, const char *name)
{
    return *path ? arena_printf(k->arena, "%s.%s", path, name) : name;
}

/* The key of the list at that path, "" for a set; NULL: it has one owner. */
static const char *list_key(const struct kind_path *k, const char *path)
{
    return resource_is_custom(k->resource) ? NULL : strategic_key(k->resource->kind, path);
}

static bool is_noted(const char *path)
{
    static const char *const kept[] = { "metadata.labels", "metadata.annotations",
                                        "metadata.finalizers", "metadata.ownerReferences" };

    if (!strcmp(path, "apiVersion") || !strcmp(path, "kind"))
        return false;
    if (strncmp(path, "metadata.", 9) != 0)
        return true;
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
        if (!strncmp(path, kept[i], strlen(kept[i])))
            return true;
    }
    return false;
}

static const char *item_name(const struct kind_path *k, const cJSON *item, const char *key)
{
    struct buf text = BUF_LIMIT(4096);
    const char *name;

    if (*key) {
        buf_add_text(&text, "k:{");
        json_print_text(&text, key);
        buf_add_char(&text, ':');
        if (json_get(item, key))
            json_print(&text, json_get(item, key));
        buf_add_char(&text, '}');
    } else {
        buf_add_text(&text, "v:");
        json_print(&text, item);
    }
    name = arena_strz(k->arena, buf_str(&text));
    buf_done(&text);
    return name;
}

static const cJSON *find_item(const struct kind_path *k, const cJSON *list, const char *name,
                              const char *key)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, list)
    {
        if (!strcmp(item_name(k, item, key), name))
            return item;
    }
    return NULL;
}

/* What a name of a set means in a value whose path is given. */
static const cJSON *resolve(const struct kind_path *k, const cJSON *value, const char *path,
                            const char *name)
{
    const char *key = list_key(k, path);

    if (!strncmp(name, "f:", 2))
        return json_get(value, name + 2);
    return key && cJSON_IsArray(value) ? find_item(k, value, name, key) : NULL;
}

static const char *below(const struct kind_path *k, const char *path, const char *name)
{
    return !strncmp(name, "f:", 2) ? path_to(k, path, name + 2) : path;
}

static void add_fields(const struct kind_path *k, cJSON *set, const cJSON *now, const cJSON *before,
                       const char *path);

/* One member or item, if it is noted and not as it was. */
static void add_field(const struct kind_path *k, cJSON *set, const cJSON *item, const char *name,
                      const cJSON *old, const char *at)
{
    bool whole = cJSON_IsArray(item) ? !list_key(k, at) : !cJSON_IsObject(item);
    cJSON *inner;

    if (item->string && !is_noted(at) && strcmp(at, "metadata") != 0)
        return;
    if (old && json_equal(item, old))
        return;
    inner = json_add_object(set, name);
    if (whole || !item->child)
        return;
    add_fields(k, inner, item, old, at);
    if (!inner->child)
        json_drop(set, name);
}

/* The fields of now that before has not, or has otherwise; before NULL: all. */
static void add_fields(const struct kind_path *k, cJSON *set, const cJSON *now, const cJSON *before,
                       const char *path)
{
    const char *key = cJSON_IsArray(now) ? list_key(k, path) : NULL;
    const cJSON *item;

    cJSON_ArrayForEach(item, now)
    {
        const char *at = item->string ? path_to(k, path, item->string) : path;
        const char *name = item->string ? arena_printf(k->arena, "f:%s", item->string)
                                        : item_name(k, item, key ? key : "");
        add_field(k, set, item, name, resolve(k, before, path, name), at);
    }
}

static cJSON *set_of(const struct kind_path *k, const cJSON *now, const cJSON *before)
{
    cJSON *set = arena_json(k->arena, cJSON_CreateObject());

    add_fields(k, set, now, before, "");
    return set;
}

/* What is in both goes from the first. */
static void subtract(cJSON *from, const cJSON *set)
{
    cJSON *item = from->child, *next;

    for (; item; item = next) {
        const cJSON *other = json_get(set, item->string);
        next = item->next;
        if (!other)
            continue;
        if (item->child && other->child)
            subtract(item, other);
        if (!item->child || !other->child)
            cJSON_Delete(cJSON_DetachItemViaPointer(from, item));
    }
}

static void unite(cJSON *into, const cJSON *set)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, set)
    {
        cJSON *old = cJSON_GetObjectItemCaseSensitive(into, item->string);
        if (old)
            unite(old, item);
        else
            json_add(into, item->string, json_copy(item));
    }
}

static const cJSON *entries_of(const cJSON *object)
{
    return json_get(json_get(object, "metadata"), LIST);
}

static bool is_entry(const cJSON *entry, const char *manager, const char *operation)
{
    return json_is_text(json_get(entry, "manager"), manager) &&
           json_is_text(json_get(entry, "operation"), operation);
}

static cJSON *find_entry(const cJSON *object, const char *manager, const char *operation)
{
    cJSON *entry;

    cJSON_ArrayForEach(entry, entries_of(object))
    {
        if (is_entry(entry, manager, operation))
            return entry;
    }
    return NULL;
}

struct clash {
    struct kind_path k;
    const cJSON *entry;
    cJSON *status; /* NULL until the first */
    cJSON *set;    /* what is contended */
    int count;
};

static void report(struct clash *c, const char *shown)
{
    const char *with = arena_printf(c->k.arena, "conflict with \"%s\" using %s",
                                    json_text_or(c->entry, "manager", ""),
                                    json_text_or(c->entry, "apiVersion", ""));

    if (!c->status)
        c->status = status_refuse(c->k.arena, STATUS_conflict, "Apply failed");
    status_add_cause(c->status, "FieldManagerConflict", with, shown);
    c->count++;
}

/* NOLINTNEXTLINE(readability-function-size): two sets and two values, side by side */
static void clash(struct clash *c, cJSON *contended, const cJSON *mine, const cJSON *theirs,
                  const cJSON *wanted, const cJSON *live, const char *path)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, mine)
    {
        const cJSON *other = json_get(theirs, item->string);
        const cJSON *want = resolve(&c->k, wanted, path, item->string);
        const cJSON *is = resolve(&c->k, live, path, item->string);
        const char *at = below(&c->k, path, item->string);
        cJSON *inner;
        if (!other || !is || json_equal(want, is))
            continue;
        inner = json_add_object(contended, item->string);
        if (item->child && other->child)
            clash(c, inner, item, other, want, is, at);
        else
            report(c, arena_printf(c->k.arena, ".%s", at));
        if (item->child && other->child && !inner->child)
            json_drop(contended, item->string);
    }
}

/* All conflicts with other managers; contended: their union. */
static cJSON *find_clashes(struct clash *c, const struct manager *m, const cJSON *document,
                           const cJSON *before)
{
    cJSON *mine = set_of(&c->k, document, NULL);
    const cJSON *entry;

    c->set = arena_json(c->k.arena, cJSON_CreateObject());
    cJSON_ArrayForEach(entry, entries_of(before))
    {
        cJSON *contended = arena_json(c->k.arena, cJSON_CreateObject());
        if (is_entry(entry, m->name, "Apply"))
            continue;
        c->entry = entry;
        clash(c, contended, mine, json_get(entry, "fieldsV1"), document, before, "");
        unite(c->set, contended);
    }
    return c->status;
}

cJSON *managed_conflicts(struct arena *a, const struct resource *r, const struct manager *m,
                         const cJSON *document, const cJSON *before)
{
    struct clash c = { .k = { a, r } };
    const cJSON *cause;
    struct buf text = BUF_LIMIT(4096);

    if (m->force || !find_clashes(&c, m, document, before))
        return NULL;
    buf_printf(&text, "Apply failed with %d conflict%s:", c.count, c.count == 1 ? "" : "s");
    cJSON_ArrayForEach(cause, json_at(c.status, "details.causes")) buf_printf(
        &text, " %s: %s", json_text_or(cause, "message", ""), json_text_or(cause, "field", ""));
    json_set(c.status, "message", cJSON_CreateString(text.at));
    buf_done(&text);
    return c.status;
}

static void drop_child(cJSON *value, const char *name, const cJSON *child)
{
    if (!strncmp(name, "f:", 2))
        json_drop(value, name + 2);
    for (cJSON *item = cJSON_IsArray(value) ? value->child : NULL; item; item = item->next) {
        if (item == child) {
            cJSON_Delete(cJSON_DetachItemViaPointer(value, item));
            return;
        }
    }
}

/* Of what old names: what neither now nor the others do. */
static void prune(const struct kind_path *k, const cJSON *old, const cJSON *kept, cJSON *value,
                  const char *path)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, old)
    {
        const cJSON *keep = json_get(kept, item->string);
        const cJSON *child = resolve(k, value, path, item->string);
        if (!child)
            continue;
        if (!keep)
            drop_child(value, item->string, child);
        else if (item->child && keep->child)
            for (cJSON *each = value->child; each; each = each->next) {
                if (each == child)
                    prune(k, item, keep, each, below(k, path, item->string));
            }
    }
}

void managed_prune(struct arena *a, const struct resource *r, const struct manager *m,
                   const cJSON *document, cJSON *object)
{
    struct kind_path k = { a, r };
    const cJSON *old = find_entry(object, m->name, "Apply"), *entry;
    cJSON *kept = set_of(&k, document, NULL);

    if (!old)
        return;
    cJSON_ArrayForEach(entry, entries_of(object))
    {
        if (entry != old)
            unite(kept, json_get(entry, "fieldsV1"));
    }
    prune(&k, json_get(old, "fieldsV1"), kept, object, "");
}

/* The entry of a manager, with that set; as it was, its time too, when the set is the same. */
static void put_entry(cJSON *object, const struct manager *m, const char *operation,
                      const cJSON *set)
{
    cJSON *meta = object_meta(object), *list = json_mutable(meta, LIST);
    cJSON *entry = find_entry(object, m->name, operation);

    if (!cJSON_IsArray(list))
        list = json_set(meta, LIST, cJSON_CreateArray());
    if (entry && json_equal(json_get(entry, "fieldsV1"), set))
        return;
    if (!entry) {
        entry = json_push(list, cJSON_CreateObject());
        json_add_text(entry, "manager", m->name);
        json_add_text(entry, "operation", operation);
    }
    json_set(entry, "apiVersion", cJSON_CreateString(m->api_version));
    json_set(entry, "time", cJSON_CreateString(m->now));
    json_set(entry, "fieldsType", cJSON_CreateString("FieldsV1"));
    json_set(entry, "fieldsV1", json_copy(set));
}

/* Fields that others no longer own; who owns nothing is not named. */
static void take_from_others(cJSON *object, const struct manager *m, const char *operation,
                             const cJSON *set)
{
    cJSON *list = json_mutable(object_meta(object), LIST), *entry = list ? list->child : NULL;
    cJSON *next;

    for (; entry; entry = next) {
        cJSON *fields = cJSON_GetObjectItemCaseSensitive(entry, "fieldsV1");
        next = entry->next;
        if (is_entry(entry, m->name, operation) || !fields)
            continue;
        subtract(fields, set);
        if (!fields->child)
            cJSON_Delete(cJSON_DetachItemViaPointer(list, entry));
    }
}

void managed_note(struct arena *a, const struct resource *r, const struct manager *m,
                  const cJSON *document, cJSON *object, const cJSON *before)
{
    struct kind_path k = { a, r };
    cJSON *changed, *own;

    if (document) {
        struct clash c = { .k = k };
        find_clashes(&c, m, document, before);
        take_from_others(object, m, "Apply", c.set);
        put_entry(object, m, "Apply", set_of(&k, document, NULL));
        return;
    }
    if (!entries_of(object) || !before)
        return;
    changed = set_of(&k, object, before);
    if (!changed->child)
        return;
    own = arena_json(a, json_copy(json_get(find_entry(object, m->name, "Update"), "fieldsV1")));
    if (!own)
        own = arena_json(a, cJSON_CreateObject());
    unite(own, changed);
    take_from_others(object, m, "Update", changed);
    put_entry(object, m, "Update", own);
}
