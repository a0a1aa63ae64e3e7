#include "runner/kube/apply.h"

#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "runner/kube/convert.h"
#include "runner/kube/object.h"
#include "runner/kube/status.h"
#include "runner/kube/strategic.h"

#include "base/banned.h"

#define ANNOTATION_LAST "kubectl.kubernetes.io/last-applied-configuration"

struct three_way {
    struct arena *arena;
    const struct resource *resource;
};

static void merge_map(const struct three_way *m, cJSON *live, const cJSON *last, const cJSON *now,
                      const char *path);

static cJSON *find_item(const cJSON *list, const cJSON *like, const char *key)
{
    cJSON *item;

    cJSON_ArrayForEach(item, list)
    {
        if (*key ? json_get(like, key) && json_equal(json_get(item, key), json_get(like, key))
                 : json_equal(item, like))
            return item;
    }
    return NULL;
}

/* Items in the document's order, then those that others added. */
static void merge_list(const struct three_way *m, cJSON *live, const cJSON *last, const cJSON *now,
                       const char *path)
{
    const char *key = strategic_key(m->resource->kind, path);
    cJSON *others = cJSON_CreateArray();
    const cJSON *item;

    while (live->child)
        json_push(others, cJSON_DetachItemViaPointer(live, live->child));
    cJSON_ArrayForEach(item, now)
    {
        cJSON *old = find_item(others, item, key);
        old = old ? cJSON_DetachItemViaPointer(others, old) : json_copy(item);
        json_push(live, old);
        if (cJSON_IsObject(old) && cJSON_IsObject(item))
            merge_map(m, old, find_item(last, item, key), item, path);
    }
    while (others->child) {
        cJSON *other = cJSON_DetachItemViaPointer(others, others->child);
        if (find_item(last, other, key))
            cJSON_Delete(other);
        else
            json_push(live, other);
    }
    cJSON_Delete(others);
}

static void merge_member(const struct three_way *m, cJSON *live, const cJSON *last,
                         const cJSON *member, const char *path)
{
    cJSON *old = cJSON_GetObjectItemCaseSensitive(live, member->string);
    bool keyed = !resource_is_custom(m->resource) && strategic_key(m->resource->kind, path);

    if (cJSON_IsNull(member))
        json_drop(live, member->string);
    else if (cJSON_IsObject(member) && cJSON_IsObject(old))
        merge_map(m, old, json_get(last, member->string), member, path);
    else if (cJSON_IsArray(member) && cJSON_IsArray(old) && keyed)
        merge_list(m, old, json_get(last, member->string), member, path);
    else
        json_set(live, member->string, json_copy(member));
}

static void merge_map(const struct three_way *m, cJSON *live, const cJSON *last, const cJSON *now,
                      const char *path)
{
    const cJSON *member;

    cJSON_ArrayForEach(member, now)
    {
        merge_member(m, live, last, member,
                     *path ? arena_printf(m->arena, "%s.%s", path, member->string)
                           : member->string);
    }
    cJSON_ArrayForEach(member, last)
    {
        if (cJSON_IsObject(last) && !json_get(now, member->string))
            json_drop(live, member->string);
    }
}

/* A copy that remembers, in the annotation, what it says itself. */
static cJSON *with_memory(const cJSON *document)
{
    cJSON *object = json_copy(document), *plain = json_copy(document), *annotations;
    struct buf text = BUF_LIMIT(2 * (size_t)LIMIT_KUBE_BODY_BYTES);
    cJSON *meta = object_meta(object);

    json_drop(plain, "status");
    json_print(&text, plain);
    annotations = json_mutable(meta, "annotations");
    if (!cJSON_IsObject(annotations))
        annotations = json_set(meta, "annotations", cJSON_CreateObject());
    json_set(annotations, ANNOTATION_LAST, cJSON_CreateString(text.at));
    buf_done(&text);
    cJSON_Delete(plain);
    return object;
}

static cJSON *merged(const struct three_way *m, const cJSON *before, const cJSON *object)
{
    const char *memory = object_annotation(before, ANNOTATION_LAST);
    cJSON *last = arena_json(m->arena, memory ? json_parse(str_of(memory), NULL) : NULL);
    cJSON *live = json_copy(before);

    convert_out(m->resource, live);
    /* The version that the document was read at, if it says one, is still judged. */
    merge_map(m, live, last, object, "");
    return live;
}

static void make_namespace(struct cluster *c, struct arena *a, const char *name)
{
    const struct resource *namespaces = kinds_builtin(c->kinds, RESOURCE_namespaces);
    struct write w = { .cluster = c, .arena = a, .resource = namespaces, .ns = "" };
    struct written ret;
    cJSON *object;

    if (cluster_get(c, namespaces, "", name))
        return;
    object = cJSON_CreateObject();
    json_add_text(json_add_object(object, "metadata"), "name", name);
    write_create(&w, object, &ret); /* a bad name is refused with the object's own */
}

cJSON *apply_document(struct cluster *c, struct arena *a, const cJSON *document,
                      struct written *ret)
{
    const char *version = json_text_or(document, "apiVersion", "");
    const char *kind = json_text_or(document, "kind", "");
    const struct resource *r = kinds_of(c->kinds, str_of(version), str_of(kind));
    struct write w = { .cluster = c,
                       .arena = a,
                       .resource = r,
                       .ns = "",
                       .manager = "kubectl-client-side-apply",
                       .with_status = true };
    const cJSON *before;
    cJSON *object;

    if (!r)
        return status_refuse(a, STATUS_bad_request, "no matches for kind \"%s\" in version \"%s\"",
                             kind, version);
    if (!cJSON_IsObject(json_get(document, "metadata")))
        return status_refuse(a, STATUS_bad_request, "%s: metadata is missing", kind);
    if (resource_is_namespaced(r)) {
        w.ns = *object_namespace(document) ? object_namespace(document) : "default";
        make_namespace(c, a, w.ns);
    }
    before = cluster_get(c, r, w.ns, object_name(document));
    object = with_memory(document);
    if (!before)
        return write_create(&w, object, ret);
    w.name = object_name(document);
    arena_json(a, object);
    return write_update(&w, merged(&(struct three_way){ a, r }, before, object), ret);
}
