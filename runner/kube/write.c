#include "runner/kube/write.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "runner/kube/check.h"
#include "runner/kube/convert.h"
#include "runner/kube/defaults.h"
#include "runner/kube/managed.h"
#include "runner/kube/meta_check.h"
#include "runner/kube/object.h"
#include "runner/kube/rules.h"
#include "runner/kube/tree.h"

#include "base/banned.h"

/* What metadata says of the object's life is the API's own: a client's word for it is not heard. */
static const char *const system_members[] = {
    "name",       "namespace",         "uid",
    "generation", "creationTimestamp", "deletionTimestamp",
    "selfLink",   "resourceVersion",   "deletionGracePeriodSeconds",
};
#define SYSTEM_MEMBERS (sizeof(system_members) / sizeof(system_members[0]))

/* The resource whose rules hold: the one in whose version objects are stored. */
static const struct resource *ruling(const struct write *w)
{
    return convert_is_needed(w->resource) && !resource_is_custom(w->resource)
               ? kinds_of_stored(w->cluster->kinds, w->resource->stored)
               : w->resource;
}

static void set_text(cJSON *object, const char *name, const char *value)
{
    json_set(object, name, cJSON_CreateString(value));
}

static void stamp_version(struct cluster *c, cJSON *object)
{
    char version[24];
    struct buf b = BUF_LIMIT(sizeof(version));

    buf_printf(&b, "%" PRIu64, store_next_revision(c->store));
    set_text(object_meta(object), "resourceVersion", b.at);
    buf_done(&b);
}

const char *write_now(const struct write *w)
{
    char *now = arena_alloc(w->arena, CLOCK_ISO_ROOM);

    clock_iso(clock_ms(w->cluster->clock), now);
    return now;
}

static bool stop_at_first(void *arg, const struct object *o)
{
    const struct object **first = arg;

    *first = o;
    return false;
}

/* The oldest Event makes room for a new one, as their expiry does in a cluster. */
static void make_room_for_event(struct cluster *c, const struct kind *events)
{
    const struct object *oldest = NULL;

    if (store_count(c->store, events, NULL) < LIMIT_EVENTS)
        return;
    store_each(c->store, events, NULL, stop_at_first, &oldest);
    if (oldest)
        store_drop(c->store, events, oldest->scope, oldest->id);
}

/* The last step of every write: into the store, or only as if. */
static cJSON *put(const struct write *w, const struct resource *r, cJSON *object,
                  struct written *ret)
{
    struct cluster *c = w->cluster;
    const char *ns = object_namespace(object), *name = object_name(object);
    struct err why;

    if (!tree_is_bearable(object, &why))
        return status_refuse(w->arena, STATUS_too_large, "the %s is too large: %s", r->kind,
                             why.text);
    if (c->memory + tree_memory(object) > LIMIT_KUBE_MEMORY)
        return status_refuse(w->arena, STATUS_too_many_requests,
                             "all objects together take more than %u bytes of memory: delete some",
                             LIMIT_KUBE_MEMORY);
    store_begin(c->store);
    if (ret->created && r->id == RESOURCE_events)
        make_room_for_event(c, r->stored);
    stamp_version(c, object);
    store_put(c->store, r->stored, ns, name, json_copy(object));
    ret->object = object;
    if (w->dry_run) {
        store_rollback(c->store);
        return NULL;
    }
    store_commit(c->store);
    ret->object = cluster_get(c, r, ns, name);
    return NULL;
}

static cJSON *drop(const struct write *w, const struct resource *r, const cJSON *object,
                   struct written *ret)
{
    struct cluster *c = w->cluster;

    ret->object = arena_json(w->arena, json_copy(object));
    ret->gone = true;
    store_begin(c->store);
    store_drop(c->store, r->stored, object_namespace(object), object_name(object));
    if (w->dry_run)
        store_rollback(c->store);
    else
        store_commit(c->store);
    return NULL;
}

/* Why a definition is not kept, whatever it says. */
static const char *has_no_room(const struct kinds *kinds, const cJSON *definition)
{
    const cJSON *versions = json_at(definition, "spec.versions"), *version;
    size_t bytes = kinds_rule_bytes(kinds);

    if (kinds_count(kinds) + (size_t)cJSON_GetArraySize(versions) > LIMIT_KUBE_RESOURCES)
        return "more resources were defined than are kept";
    cJSON_ArrayForEach(version, versions) bytes +=
        rules_bytes(json_at(version, "schema.openAPIV3Schema"));
    return bytes > LIMIT_KUBE_RULES ? "more rules in CEL were defined than are kept" : NULL;
}

static cJSON *judge(const struct write *w, const struct resource *r, const cJSON *object,
                    const cJSON *before)
{
    struct faults f = { .arena = w->arena };
    const char *full = r->id == RESOURCE_crds ? has_no_room(w->cluster->kinds, object) : NULL;

    if (full)
        return status_forbidden(w->arena, r, object_name(object), full);
    meta_check(&f, r, object, before);
    check_object(&f, r, object, before);
    return status_invalid(&f, r, object_name(object));
}

/* The name and namespace in the object, if it has them, are those of the URL. */
static cJSON *check_place(const struct write *w, cJSON *object)
{
    const char *ns = object_namespace(object), *name = object_name(object);

    if (*ns && strcmp(ns, w->ns) != 0)
        return status_refuse(w->arena, STATUS_bad_request,
                             "the namespace of the provided object does not match the namespace "
                             "sent on the request");
    if (w->name && *name && strcmp(name, w->name) != 0)
        return status_refuse(w->arena, STATUS_bad_request,
                             "the name of the object (%s) does not match the name on the URL (%s)",
                             name, w->name);
    if (w->name)
        set_text(object_meta(object), "name", w->name);
    if (*w->ns)
        set_text(object_meta(object), "namespace", w->ns);
    else
        json_drop(object_meta(object), "namespace");
    return NULL;
}

/* Nothing is made in a namespace that is missing or going. */
static cJSON *check_namespace(const struct write *w, const struct resource *r, const char *name)
{
    const struct resource *namespaces = kinds_builtin(w->cluster->kinds, RESOURCE_namespaces);
    const cJSON *ns;
    const char *why;
    cJSON *no;

    if (!resource_is_namespaced(r))
        return NULL;
    ns = cluster_get(w->cluster, namespaces, "", w->ns);
    if (!ns)
        return status_not_found(w->arena, namespaces, w->ns);
    if (!object_is_terminating(ns))
        return NULL;
    why = arena_printf(w->arena,
                       "unable to create new content in namespace %s because it is being "
                       "terminated",
                       w->ns);
    no = status_forbidden(w->arena, r, name, why);
    status_add_cause(no, "NamespaceTerminating",
                     arena_printf(w->arena, "namespace %s is being terminated", w->ns),
                     "metadata.namespace");
    return no;
}

static void generate_name(const struct write *w, const struct resource *r, cJSON *object)
{
    const char *prefix = json_text_or(object, "metadata.generateName", ""), *name;
    char suffix[6];

    if (*object_name(object) || !*prefix)
        return;
    do {
        random_text(&w->cluster->random, suffix, sizeof(suffix) - 1);
        name = arena_printf(w->arena, "%.58s%s", prefix, suffix);
    } while (cluster_get(w->cluster, r, w->ns, name));
    set_text(object_meta(object), "name", name);
}

static void stamp_new(const struct write *w, const struct resource *r, cJSON *object)
{
    cJSON *meta = object_meta(object);
    char uid[37];

    for (size_t i = 0; i < SYSTEM_MEMBERS; i++) {
        if (i >= 2) /* name and namespace are right by now */
            json_drop(meta, system_members[i]);
    }
    json_drop(meta, "managedFields");
    random_uuid(&w->cluster->random, uid);
    set_text(meta, "uid", uid);
    set_text(meta, "creationTimestamp", write_now(w));
    if (r->flags & RESOURCE_FLAG_generation)
        json_add_int(meta, "generation", 1);
}

static cJSON *take_in(const struct write *w, const struct resource *r, cJSON *object)
{
    cJSON *no = meta_check_shape(w->arena, w->resource, object);

    if (!no)
        no = check_place(w, object);
    if (no)
        return no;
    convert_in(w->resource, object);
    object_tidy(object, !resource_is_custom(r));
    return NULL;
}

static void note_manager(const struct write *w, const struct resource *r, cJSON *object,
                         const cJSON *before)
{
    struct manager m = { .name = w->manager,
                         .api_version = w->resource->api_version,
                         .subresource = w->subresource,
                         .now = write_now(w),
                         .force = w->force };
    cJSON *base;

    if (w->manager)
        managed_note(w->arena, r, &m, w->applied, object, before);
    if (!w->manager || !w->with_status)
        return;
    /* Who plays a kubelet writes two things at once: the object, and its status. */
    base = arena_json(w->arena, before ? json_copy(before) : cJSON_CreateObject());
    json_set(base, "metadata", json_copy(json_get(object, "metadata")));
    m.subresource = "status";
    managed_note(w->arena, r, &m, NULL, object, base);
}

cJSON *write_create(const struct write *w, cJSON *take_object, struct written *ret)
{
    const struct resource *r = ruling(w);
    cJSON *object = arena_json(w->arena, take_object), *no = take_in(w, r, object);

    *ret = (struct written){ .created = true };
    if (no)
        return no;
    if (*object_version(object))
        return status_refuse(w->arena, STATUS_unknown,
                             "resourceVersion should not be set on objects to be created");
    generate_name(w, r, object);
    no = check_namespace(w, r, object_name(object));
    if (no)
        return no;
    stamp_new(w, r, object);
    if (!w->with_status || !json_get(object, "status"))
        defaults_first_status(w->cluster, r, object);
    defaults_fill(w->cluster, r, object, NULL);
    no = judge(w, r, object, NULL);
    if (no)
        return no;
    note_manager(w, r, object, NULL);
    if (cluster_get(w->cluster, r, w->ns, object_name(object)))
        return status_exists(w->arena, r, object_name(object));
    if (w->cluster->objects >= LIMIT_KUBE_OBJECTS && r->id != RESOURCE_events)
        return status_forbidden(w->arena, r, object_name(object),
                                arena_printf(w->arena, "there are %u objects already: delete some",
                                             LIMIT_KUBE_OBJECTS));
    return put(w, r, object, ret);
}

static void take_over(cJSON *to, const cJSON *from, const char *name)
{
    const cJSON *item = json_get(from, name);

    if (item)
        json_set(to, name, json_copy(item));
    else
        json_drop(to, name);
}

/* The whole object as it will be: what the client may change is the client's, the rest as it was. */
static cJSON *compose(const struct write *w, const struct resource *r, cJSON *object,
                      const cJSON *before)
{
    static const char *const client_members[] = { "labels", "annotations", "finalizers",
                                                  "ownerReferences" };
    cJSON *result = object;

    if (w->subresource) {
        result = arena_json(w->arena, json_copy(before));
        if (w->applied)
            take_over(object_meta(result), json_get(object, "metadata"), "managedFields");
        if (!strcmp(w->subresource, "finalize")) {
            take_over(json_mutable(result, "spec"), json_get(object, "spec"), "finalizers");
            return result;
        }
        take_over(result, object, "status");
        /* Through the status of a custom resource nothing else changes; of the others, metadata may. */
        for (size_t i = 0; !resource_is_custom(r) && i < 4; i++)
            take_over(object_meta(result), json_get(object, "metadata"), client_members[i]);
        return result;
    }
    if (resource_has_status(r) && !w->with_status)
        take_over(result, before, "status");
    if (r->id == RESOURCE_namespaces && cJSON_IsObject(json_get(result, "spec")))
        take_over(json_mutable(result, "spec"), json_get(before, "spec"), "finalizers");
    for (size_t i = 0; i < SYSTEM_MEMBERS; i++)
        take_over(object_meta(result), json_get(before, "metadata"), system_members[i]);
    managed_choose(result, before);
    return result;
}

static cJSON *check_version(const struct write *w, const struct resource *r, const cJSON *object,
                            const cJSON *before)
{
    const char *uid = object_uid(object), *version = object_version(object);
    struct faults f = { .arena = w->arena };

    if (*uid && strcmp(uid, object_uid(before)) != 0)
        return status_conflict(w->arena, r, w->name,
                               arena_printf(w->arena,
                                            "Precondition failed: UID in precondition: %.64s, UID "
                                            "in object meta: %s",
                                            uid, object_uid(before)));
    if (*version && strcmp(version, "0") != 0)
        return strcmp(version, object_version(before)) != 0 ? status_stale(w->arena, r, w->name)
                                                            : NULL;
    if (r->flags & RESOURCE_FLAG_unconditional)
        return NULL;
    fault_invalid_json(&f, "metadata.resourceVersion", json_at(object, "metadata.resourceVersion"),
                       "must be specified for an update");
    return status_invalid(&f, r, w->name);
}

static void count_generation(const struct resource *r, cJSON *object, const cJSON *before)
{
    if ((r->flags & RESOURCE_FLAG_generation) && !object_same_spec(object, before))
        json_set(object_meta(object), "generation",
                 cJSON_CreateNumber((double)json_int(before, "metadata.generation") + 1));
}

static bool is_held(const struct resource *r, const cJSON *object)
{
    return object_is_held(object) || (r->id == RESOURCE_namespaces &&
                                      cJSON_GetArraySize(json_at(object, "spec.finalizers")) > 0);
}

cJSON *write_update(const struct write *w, cJSON *take_object, struct written *ret)
{
    const struct resource *r = ruling(w);
    const cJSON *before = cluster_get(w->cluster, r, w->ns, w->name);
    cJSON *object, *no;

    if (!before && (r->flags & RESOURCE_FLAG_create_by_put) && !w->subresource)
        return write_create(w, take_object, ret);
    object = arena_json(w->arena, take_object);
    *ret = (struct written){ 0 };
    if (!before)
        return status_not_found(w->arena, r, w->name);
    no = take_in(w, r, object);
    if (!no)
        no = check_version(w, r, object, before);
    if (no)
        return no;
    object = compose(w, r, object, before);
    defaults_fill(w->cluster, r, object, before);
    no = judge(w, r, object, before);
    if (no)
        return no;
    note_manager(w, r, object, before);
    ret->object = before;
    if (json_equal(object, before))
        return NULL;
    count_generation(r, object, before);
    if (object_is_terminating(object) && !is_held(r, object)) {
        no = drop(w, r, before, ret);
        ret->object = object; /* who let go of it sees what was made of it */
        return no;
    }
    return put(w, r, object, ret);
}

static cJSON *check_delete(const struct write *w, const struct resource *r,
                           const struct delete_options *o, const cJSON *before)
{
    static const char *const kept[] = { "default", "kube-public", "kube-system" };

    if (o->uid && strcmp(o->uid, object_uid(before)) != 0)
        return status_conflict(w->arena, r, w->name,
                               arena_printf(w->arena,
                                            "Precondition failed: UID in precondition: %.64s, UID "
                                            "in object meta: %s",
                                            o->uid, object_uid(before)));
    if (o->version && strcmp(o->version, object_version(before)) != 0)
        return status_conflict(w->arena, r, w->name,
                               arena_printf(w->arena,
                                            "Precondition failed: ResourceVersion in precondition: "
                                            "%.64s, ResourceVersion in object meta: %s",
                                            o->version, object_version(before)));
    for (size_t i = 0; r->id == RESOURCE_namespaces && i < sizeof(kept) / sizeof(kept[0]); i++) {
        if (!strcmp(w->name, kept[i]))
            return status_forbidden(w->arena, r, w->name, "this namespace may not be deleted");
    }
    return NULL;
}

/* Held by finalizers: from now on it is going, and gone when the last of them is. */
static cJSON *mark_going(const struct write *w, const struct resource *r, cJSON *object,
                         struct written *ret)
{
    cJSON *meta = object_meta(object), *status;

    if (!object_is_terminating(object)) {
        set_text(meta, "deletionTimestamp", write_now(w));
        json_set(meta, "deletionGracePeriodSeconds", cJSON_CreateNumber(0));
        if (r->flags & RESOURCE_FLAG_generation)
            json_set(meta, "generation",
                     cJSON_CreateNumber((double)json_int(meta, "generation") + 1));
        status = json_mutable(object, "status");
        if (r->id == RESOURCE_namespaces && cJSON_IsObject(status))
            set_text(status, "phase", "Terminating");
    }
    return put(w, r, object, ret);
}

cJSON *write_delete(const struct write *w, const struct delete_options *o, struct written *ret)
{
    const struct resource *r = ruling(w);
    const cJSON *before = cluster_get(w->cluster, r, w->ns, w->name);
    cJSON *object, *no;

    *ret = (struct written){ .object = before };
    if (!before)
        return status_not_found(w->arena, r, w->name);
    no = check_delete(w, r, o, before);
    if (no)
        return no;
    object = arena_json(w->arena, json_copy(before));
    if (o->propagation == PROPAGATION_orphan)
        object_add_finalizer(object, FINALIZER_orphan);
    else if (o->propagation == PROPAGATION_foreground)
        object_add_finalizer(object, FINALIZER_foreground);
    if (!is_held(r, object))
        return drop(w, r, before, ret);
    if (object_is_terminating(object) && json_equal(object, before))
        return NULL;
    return mark_going(w, r, object, ret);
}
