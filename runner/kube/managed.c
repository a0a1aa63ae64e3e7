#include "runner/kube/managed.h"

#include <string.h>

#include "base/json.h"
#include "runner/kube/fieldset.h"
#include "runner/kube/object.h"

#include "base/banned.h"

#define LIST     "managedFields"
#define APPLIED  "Apply"
#define UPDATED  "Update"
#define UNKNOWN  "before-first-apply"
#define CONFLICT "FieldManagerConflict"

static cJSON *entries_of(const cJSON *object)
{
    cJSON *meta = cJSON_GetObjectItemCaseSensitive(object, "metadata");

    return meta ? cJSON_GetObjectItemCaseSensitive(meta, LIST) : NULL;
}

static bool is_entry(const cJSON *entry, const struct manager *m, const char *operation)
{
    return json_is_text(json_get(entry, "manager"), m->name) &&
           json_is_text(json_get(entry, "operation"), operation) &&
           !strcmp(json_text_or(entry, "subresource", ""), m->subresource ? m->subresource : "");
}

static cJSON *find_entry(const cJSON *object, const struct manager *m, const char *operation)
{
    cJSON *entry;

    cJSON_ArrayForEach(entry, entries_of(object))
    {
        if (is_entry(entry, m, operation))
            return entry;
    }
    return NULL;
}

static bool makes_sense(const cJSON *entry)
{
    return json_text(entry, "manager") && cJSON_IsObject(json_get(entry, "fieldsV1")) &&
           (json_is_text(json_get(entry, "operation"), APPLIED) ||
            json_is_text(json_get(entry, "operation"), UPDATED));
}

void managed_choose(cJSON *object, const cJSON *before)
{
    const cJSON *sent = entries_of(object), *kept = entries_of(before), *entry;
    bool none = cJSON_GetArraySize(sent) == 1 && cJSON_IsObject(sent->child) && !sent->child->child;
    bool sense = cJSON_IsArray(sent) && sent->child;

    cJSON_ArrayForEach(entry, sent) sense = sense && makes_sense(entry);
    if (none || (!sense && !kept))
        json_drop(object_meta(object), LIST);
    else if (!sense)
        json_set(object_meta(object), LIST, json_copy(kept));
}

/* Of a write to the object itself, the status is not taken; of one to the status, nothing else. */
static void keep_written(const struct resource *r, const struct manager *m, cJSON *set)
{
    cJSON *item = set->child, *next;

    for (; item; item = next) {
        bool status = !strcmp(item->string, "f:status");
        bool meta = !strcmp(item->string, "f:metadata") && !resource_is_custom(r);
        next = item->next;
        if (m->subresource ? !strcmp(m->subresource, "status") && !status && !meta
                           : status && resource_has_status(r))
            cJSON_Delete(cJSON_DetachItemViaPointer(set, item));
    }
}

static cJSON *set_of(const struct fields *k, const struct manager *m, const cJSON *now,
                     const cJSON *before)
{
    cJSON *set = fieldset_of(k, now, before);

    keep_written(k->resource, m, set);
    return set;
}

/* The entry of a manager, with that set; as it was, its time too, when the set is the same. */
static void put_entry(cJSON *object, const struct manager *m, const char *operation,
                      const cJSON *set)
{
    cJSON *list = entries_of(object), *entry = find_entry(object, m, operation);

    if (!cJSON_IsArray(list))
        list = json_set(object_meta(object), LIST, cJSON_CreateArray());
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
    if (m->subresource)
        json_set(entry, "subresource", cJSON_CreateString(m->subresource));
}

void managed_begin(struct arena *a, const struct resource *r, const struct manager *m,
                   cJSON *object)
{
    const struct fields k = { a, r };
    struct manager unknown = *m;

    if (cJSON_GetArraySize(entries_of(object)))
        return;
    unknown.name = UNKNOWN;
    unknown.subresource = NULL;
    put_entry(object, &unknown, UPDATED, fieldset_of(&k, object, NULL));
}

/* "conflict with "NAME"", and which of its writes, as the API says it. */
static const char *name_of(struct arena *a, const cJSON *entry)
{
    const char *sub = json_text(entry, "subresource");
    const char *name = arena_printf(a, "\"%s\"%s", json_text_or(entry, "manager", ""),
                                    sub ? arena_printf(a, " with subresource \"%s\"", sub) : "");

    return json_is_text(json_get(entry, "operation"), APPLIED)
               ? name
               : arena_printf(a, "%s using %s", name, json_text_or(entry, "apiVersion", ""));
}

struct report {
    struct arena *arena;
    cJSON *status;     /* NULL until the first */
    const char *whose; /* of the entry that is looked at */
    struct buf text;   /* the message, when there are several */
    const char *first;
    int count;
    bool named; /* in the text */
};

static void report(void *arg, const char *path)
{
    struct report *c = arg;
    const char *with = arena_printf(c->arena, "conflict with %s", c->whose);

    if (!c->status)
        c->status = status_refuse(c->arena, STATUS_conflict, "Apply failed");
    status_add_cause(c->status, CONFLICT, with, path);
    if (!c->count++)
        c->first = arena_printf(c->arena, "%s: %s", with, path);
    if (!c->named)
        buf_printf(&c->text, "%sconflicts with %s:", c->text.len ? "\n" : "", c->whose);
    c->named = true;
    buf_printf(&c->text, "\n- %s", path);
}

/* All that is contended between the manager's document and the other managers, as one set. */
static cJSON *contended(const struct fields *k, const struct manager *m, const cJSON *document,
                        const cJSON *object, const cJSON *before, struct report *c)
{
    cJSON *mine = set_of(k, m, document, NULL), *all = arena_json(k->arena, cJSON_CreateObject());
    struct fieldset_side theirs;
    const cJSON *entry;

    cJSON_ArrayForEach(entry, entries_of(object))
    {
        if (is_entry(entry, m, APPLIED))
            continue;
        c->whose = name_of(k->arena, entry);
        c->named = false;
        theirs = (struct fieldset_side){ json_get(entry, "fieldsV1"), before };
        fieldset_unite(
            all, fieldset_clashes(k, (struct fieldset_side){ mine, document }, theirs, report, c));
    }
    return all;
}

cJSON *managed_conflicts(struct arena *a, const struct resource *r, const struct manager *m,
                         const cJSON *document, const cJSON *before)
{
    const struct fields k = { a, r };
    struct report c = { .arena = a, .text = BUF_LIMIT(64u << 10) };

    if (m->force)
        return NULL;
    contended(&k, m, document, before, before, &c);
    if (c.count)
        json_set(c.status, "message",
                 cJSON_CreateString(
                     c.count == 1 ? arena_printf(a, "Apply failed with 1 conflict: %s", c.first)
                                  : arena_printf(a, "Apply failed with %d conflicts: %.*s", c.count,
                                                 STR_ARG(buf_str(&c.text)))));
    buf_done(&c.text);
    return c.status;
}

void managed_prune(struct arena *a, const struct resource *r, const struct manager *m,
                   const cJSON *document, cJSON *object)
{
    const struct fields k = { a, r };
    const cJSON *old = find_entry(object, m, APPLIED), *entry;
    cJSON *kept = set_of(&k, m, document, NULL);

    if (!old)
        return;
    cJSON_ArrayForEach(entry, entries_of(object))
    {
        if (entry != old)
            fieldset_unite(kept, json_get(entry, "fieldsV1"));
    }
    fieldset_remove(&k, json_get(old, "fieldsV1"), kept, object);
}

/* Fields that others no longer own, since they are taken or gone; who owns nothing is not named. */
static void take_from_others(const struct fields *k, cJSON *object, const struct manager *m,
                             const char *operation, const cJSON *set)
{
    cJSON *list = entries_of(object), *entry = list ? list->child : NULL, *next;

    for (; entry; entry = next) {
        cJSON *fields = cJSON_GetObjectItemCaseSensitive(entry, "fieldsV1");
        bool own = is_entry(entry, m, operation);
        next = entry->next;
        if (!fields || (own && !strcmp(operation, APPLIED)))
            continue;
        if (!own)
            fieldset_subtract(fields, set);
        fieldset_trim(k, fields, object);
        if (!fields->child)
            cJSON_Delete(cJSON_DetachItemViaPointer(list, entry));
    }
    if (list && !list->child)
        json_drop(object_meta(object), LIST);
}

static void note_apply(const struct fields *k, const struct manager *m, const cJSON *document,
                       cJSON *object, const cJSON *before)
{
    struct report c = { .arena = k->arena, .text = BUF_LIMIT(64u << 10) };
    const cJSON *taken = before ? contended(k, m, document, object, before, &c)
                                : arena_json(k->arena, cJSON_CreateObject());

    take_from_others(k, object, m, APPLIED, taken);
    put_entry(object, m, APPLIED, set_of(k, m, document, NULL));
    buf_done(&c.text);
}

void managed_note(struct arena *a, const struct resource *r, const struct manager *m,
                  const cJSON *document, cJSON *object, const cJSON *before)
{
    const struct fields k = { a, r };
    const cJSON *entry;
    cJSON *changed, *own;

    if (document) {
        note_apply(&k, m, document, object, before);
        return;
    }
    if (before && json_equal(object, before))
        return;
    changed = set_of(&k, m, object, before);
    entry = find_entry(object, m, UPDATED);
    own = arena_json(a, entry ? json_copy(json_get(entry, "fieldsV1")) : cJSON_CreateObject());
    fieldset_unite(own, changed);
    take_from_others(&k, object, m, UPDATED, changed);
    fieldset_trim(&k, own, object);
    if (own->child)
        put_entry(object, m, UPDATED, own);
}
