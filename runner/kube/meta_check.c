#include "runner/kube/meta_check.h"

#include <string.h>

#include "base/json.h"
#include "runner/kube/names.h"
#include "runner/kube/object.h"
#include "runner/kube/tree.h"
#include "runner/kube/typed.h"

#include "base/banned.h"

#define ANNOTATION_BYTES (256u << 10)

enum shape { SHAPE_text, SHAPE_texts, SHAPE_map, SHAPE_owners };

static const struct {
    const char *name;
    enum shape shape;
} members[] = {
    /* clang-format off */
    { "name",                       SHAPE_text },
    { "generateName",               SHAPE_text },
    { "namespace",                  SHAPE_text },
    { "uid",                        SHAPE_text },
    { "resourceVersion",            SHAPE_text },
    { "creationTimestamp",          SHAPE_text },
    { "deletionTimestamp",          SHAPE_text },
    { "selfLink",                   SHAPE_text },
    { "labels",                     SHAPE_map },
    { "annotations",                SHAPE_map },
    { "finalizers",                 SHAPE_texts },
    { "ownerReferences",            SHAPE_owners },
    /* clang-format on */
};

static bool all_texts(const cJSON *list)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, list)
    {
        if (!cJSON_IsString(item))
            return false;
    }
    return true;
}

static bool all_owners(const cJSON *list)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, list)
    {
        if (!cJSON_IsObject(item) || !cJSON_IsString(json_get(item, "uid")))
            return false;
    }
    return true;
}

static bool has_shape(const cJSON *item, enum shape shape)
{
    if (!item || cJSON_IsNull(item))
        return true;
    switch (shape) {
    case SHAPE_text:
        return cJSON_IsString(item);
    case SHAPE_texts:
        return cJSON_IsArray(item) && all_texts(item);
    case SHAPE_map:
        return cJSON_IsObject(item) && all_texts(item);
    case SHAPE_owners:
        return cJSON_IsArray(item) && all_owners(item);
    }
    return true;
}

static cJSON *check_type(struct arena *a, const struct resource *r, cJSON *object)
{
    const char *version = json_text_or(object, "apiVersion", "");
    const char *kind = json_text_or(object, "kind", "");

    if (*version && strcmp(version, r->api_version) != 0)
        return status_refuse(a, STATUS_bad_request,
                             "the API version in the data (%s) does not match the expected API "
                             "version (%s)",
                             version, r->api_version);
    if (*kind && strcmp(kind, r->kind) != 0)
        return status_refuse(a, STATUS_bad_request,
                             "the kind in the data (%s) does not match the expected kind (%s)",
                             kind, r->kind);
    if (resource_is_custom(r) && !*kind)
        return status_refuse(a, STATUS_bad_request, "Object 'Kind' is missing");
    if (resource_is_custom(r) && !*version)
        return status_refuse(a, STATUS_bad_request, "Object 'apiVersion' is missing");
    json_set(object, "apiVersion", cJSON_CreateString(r->api_version));
    json_set(object, "kind", cJSON_CreateString(r->kind));
    return NULL;
}

cJSON *meta_check_shape(struct arena *a, const struct resource *r, cJSON *object)
{
    const cJSON *meta = json_get(object, "metadata");
    struct err why;
    const char *twin, *fault;

    if (!cJSON_IsObject(object))
        return status_refuse(a, STATUS_bad_request,
                             "the body is no JSON object: send the %s as one", r->kind);
    fault = typed_fault(a, r, object); /* not all come by a request whose body was looked at */
    if (fault)
        return status_unreadable(a, r, fault);
    if (meta && cJSON_IsNull(meta))
        json_drop(object, "metadata");
    else if (meta && !cJSON_IsObject(meta))
        return status_unreadable(a, r, "metadata must be an object");
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        if (!has_shape(json_get(json_get(object, "metadata"), members[i].name), members[i].shape))
            return status_unreadable(
                a, r, arena_printf(a, "metadata.%s is not of its type", members[i].name));
    }
    if (!tree_is_bearable(object, &why))
        return status_refuse(a, STATUS_too_large, "the %s is too large: %s", r->kind, why.text);
    twin = tree_twin(object);
    if (twin)
        return status_refuse(a, STATUS_bad_request,
                             "strict decoding error: duplicate field \"%.100s\"", twin);
    return check_type(a, r, object);
}

static const char *name_fault(const struct resource *r, struct str name)
{
    if (r->id == RESOURCE_namespaces)
        return name_fault_label(name);
    if (r->id == RESOURCE_services)
        return name_fault_service(name);
    return name_fault_subdomain(name);
}

static void check_name(struct faults *f, const struct resource *r, const cJSON *object)
{
    const char *name = object_name(object), *fault;

    if (!*name) {
        fault_required(f, "metadata.name", "name or generateName is required");
        return;
    }
    fault = name_fault(r, str_of(name));
    if (fault)
        fault_invalid(f, "metadata.name", name, fault);
}

static void check_labels(struct faults *f, const cJSON *labels)
{
    const cJSON *label;
    const char *fault;

    cJSON_ArrayForEach(label, labels)
    {
        fault = name_fault_qualified(str_of(label->string));
        if (fault)
            fault_invalid(f, "metadata.labels", label->string, fault);
        fault = name_fault_label_value(str_of(label->valuestring));
        if (fault)
            fault_invalid(f, "metadata.labels", label->valuestring, fault);
    }
}

/* Keys are judged without regard to case: an annotation's prefix may have capitals, a label's may not. */
static const char *annotation_fault(struct arena *a, const char *key)
{
    return name_fault_qualified(str_of(arena_lower(a, str_of(key))));
}

static void check_annotations(struct faults *f, const cJSON *annotations)
{
    const cJSON *annotation;
    size_t bytes = 0;

    cJSON_ArrayForEach(annotation, annotations)
    {
        const char *fault = annotation_fault(f->arena, annotation->string);
        if (fault)
            fault_invalid(f, "metadata.annotations", annotation->string, fault);
        bytes += strlen(annotation->string) + strlen(annotation->valuestring);
    }
    if (bytes > ANNOTATION_BYTES)
        fault_too_long(f, "metadata.annotations", ANNOTATION_BYTES);
}

/* Kinds of the core want a domain in it; definitions, and what they define, do not. */
static bool is_standard_or_full(const struct resource *r, const char *finalizer)
{
    return resource_is_custom(r) || r->id == RESOURCE_crds || strchr(finalizer, '/') ||
           !strcmp(finalizer, "kubernetes") || !strcmp(finalizer, FINALIZER_orphan) ||
           !strcmp(finalizer, FINALIZER_foreground);
}

static void check_finalizers(struct faults *f, const struct resource *r, const cJSON *object,
                             const cJSON *before)
{
    const cJSON *list = json_at(object, "metadata.finalizers"), *item;
    int i = 0;

    cJSON_ArrayForEach(item, list)
    {
        const char *name = item->valuestring, *fault = name_fault_qualified(str_of(name));
        if (fault)
            fault_invalid(f, "metadata.finalizers", name, fault);
        else if (!is_standard_or_full(r, name))
            fault_invalid(f, arena_printf(f->arena, "metadata.finalizers[%d]", i), name,
                          "name is neither a standard finalizer name nor is it fully qualified");
        i++;
        if (before && object_is_terminating(before) && !object_has_finalizer(before, name))
            fault_forbidden(f, "metadata.finalizers",
                            arena_printf(f->arena,
                                         "no new finalizers can be added if the object is being "
                                         "deleted, found new finalizers []string{\"%s\"}",
                                         name));
    }
}

static void check_owners(struct faults *f, const cJSON *object)
{
    static const char *const texts[] = { "apiVersion", "kind", "name", "uid" };
    const cJSON *owner;
    int controllers = 0;

    cJSON_ArrayForEach(owner, json_at(object, "metadata.ownerReferences"))
    {
        for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
            const char *text = json_text(owner, texts[i]);
            if (!text || !*text)
                fault_invalid(
                    f, arena_printf(f->arena, "metadata.ownerReferences.%s", texts[i]), "",
                    arena_printf(f->arena, "%s must not be empty", i ? texts[i] : "version"));
        }
        controllers += json_bool(owner, "controller");
    }
    if (controllers > 1)
        fault_invalid_json(f, "metadata.ownerReferences",
                           json_at(object, "metadata.ownerReferences"),
                           "Only one reference can have Controller set to true");
}

void meta_check(struct faults *f, const struct resource *r, const cJSON *object,
                const cJSON *before)
{
    const cJSON *meta = json_get(object, "metadata");

    if (!before)
        check_name(f, r, object);
    check_labels(f, json_get(meta, "labels"));
    check_annotations(f, json_get(meta, "annotations"));
    check_finalizers(f, r, object, before);
    check_owners(f, object);
}
