#include "runner/kube/collect.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/map.h"
#include "base/must.h"
#include "runner/kube/crd.h"
#include "runner/kube/derive.h"
#include "runner/kube/object.h"
#include "runner/kube/slices.h"
#include "runner/kube/write.h"

#include "base/banned.h"

#define ROUNDS 100 /* of looks in one go; what is left then waits for the next turn of the loop */

struct collector {
    struct cluster *cluster;
    struct follower follower;
    bool due;
    struct map *endpoints; /* "ns/name" whose slices may be stale; NULL: slices are not derived */
    struct map *pods;      /* namespaces whose Endpoints may be stale; NULL: they are not derived */
};

/* One object to do something about, found in a look; acted on after it, when the store may change. */
struct item {
    const struct resource *resource;
    const char *ns, *name;
    struct item *next;
};

struct look {
    struct collector *collector;
    struct arena *arena;
    const struct resource *resource; /* of the kind that is being looked through */
    struct item *doomed;             /* to be deleted */
    struct item *going;              /* terminating, held by finalizers that are ours to drop */
    struct item *dangling;           /* have owners, of whom some are gone */
};

static const struct resource *builtin(const struct cluster *c, enum resource_id id)
{
    return kinds_builtin(c->kinds, id);
}

static void note(struct follower *f, const struct change *change)
{
    struct collector *k = (struct collector *)((char *)f - offsetof(struct collector, follower));
    const struct object *any = change->after ? change->after : change->before;

    if (change->type == CHANGE_deleted || object_has_owners(any->body) ||
        object_is_terminating(any->body))
        k->due = true;
    if (k->endpoints && slices_is_concerned(k->cluster, any)) {
        struct arena *a = arena_new();
        map_put(k->endpoints, str_of(slices_key(a, any)), k);
        arena_free(a);
    }
    if (k->pods && derive_is_concerned(k->cluster, any))
        map_put(k->pods, str_of(any->scope), k);
}

struct collector *collector_new(struct cluster *c, bool derive_endpoints)
{
    struct collector *k = must_alloc(sizeof(*k));

    k->cluster = c;
    k->follower.changed = note;
    if (derive_endpoints)
        k->endpoints = map_new();
    store_follow(c->store, &k->follower);
    return k;
}

void collector_free(struct collector *k)
{
    if (!k)
        return;
    store_unfollow(&k->follower);
    map_free(k->endpoints);
    map_free(k->pods);
    free(k);
}

static bool note_home(void *arg, const struct object *o)
{
    struct collector *k = arg;

    map_put(k->pods, str_of(o->scope), k);
    return true;
}

void collector_derive_from_pods(struct collector *k)
{
    struct cluster *c = k->cluster;

    if (k->pods)
        return;
    k->pods = map_new();
    store_each(c->store, builtin(c, RESOURCE_services)->stored, NULL, note_home, k);
}

bool collector_has_work(const struct collector *k)
{
    return k->due || (k->endpoints && map_count(k->endpoints)) || (k->pods && map_count(k->pods));
}

static void add_item(struct look *l, struct item **list, const struct object *o)
{
    struct item *item = arena_new_of(l->arena, struct item);

    item->resource = l->resource;
    item->ns = arena_strz(l->arena, str_of(o->scope));
    item->name = arena_strz(l->arena, str_of(o->id));
    item->next = *list;
    *list = item;
}

/* An owner whose kind is not known can't be looked up, and counts as present. */
static const cJSON *owner_of(const struct cluster *c, const cJSON *reference, const char *ns,
                             bool *ret_known)
{
    const struct resource *r = kinds_of(c->kinds, str_of(json_text_or(reference, "apiVersion", "")),
                                        str_of(json_text_or(reference, "kind", "")));
    const cJSON *owner;

    *ret_known = r && (!resource_is_namespaced(r) || *ns);
    if (!*ret_known)
        return NULL;
    owner =
        cluster_get(c, r, resource_is_namespaced(r) ? ns : "", json_text_or(reference, "name", ""));
    return owner && json_is_text(json_get(reference, "uid"), object_uid(owner)) ? owner : NULL;
}

static void look_at_owners(struct look *l, const struct object *o)
{
    const cJSON *reference, *owner;
    int solid = 0, absent = 0;
    bool known, awaited = false;

    cJSON_ArrayForEach(reference, json_at(o->body, "metadata.ownerReferences"))
    {
        owner = owner_of(l->collector->cluster, reference, o->scope, &known);
        awaited = awaited || (owner && object_is_terminating(owner) &&
                              object_has_finalizer(owner, FINALIZER_foreground));
        if (known && !owner)
            absent++;
        else
            solid++;
    }
    if ((!solid || awaited) && !object_is_terminating(o->body))
        add_item(l, &l->doomed, o);
    else if (absent && solid)
        add_item(l, &l->dangling, o);
}

/* In a namespace, or of a definition, that goes. */
static bool has_to_go(const struct look *l, const struct object *o)
{
    const struct cluster *c = l->collector->cluster;
    const cJSON *home = NULL;

    if (*o->scope)
        home = cluster_get(c, builtin(c, RESOURCE_namespaces), "", o->scope);
    if (home && object_is_terminating(home))
        return true;
    if (!resource_is_custom(l->resource))
        return false;
    home = cluster_get(c, builtin(c, RESOURCE_crds), "", l->resource->qualified);
    return home && object_is_terminating(home);
}

static bool look_at(void *arg, const struct object *o)
{
    struct look *l = arg;

    if (object_is_terminating(o->body))
        add_item(l, &l->going, o);
    else if (has_to_go(l, o))
        add_item(l, &l->doomed, o);
    if (object_has_owners(o->body))
        look_at_owners(l, o);
    return true;
}

static bool look_through(void *arg, const struct kind *kind)
{
    struct look *l = arg;
    struct cluster *c = l->collector->cluster;

    l->resource = kinds_of_stored(c->kinds, kind);
    if (l->resource)
        store_each(c->store, kind, NULL, look_at, l);
    return true;
}

static struct write write_to(const struct look *l, const struct item *item)
{
    return (struct write){
        .cluster = l->collector->cluster,
        .arena = l->arena,
        .resource = item->resource,
        .ns = item->ns,
        .name = item->name,
    };
}

static cJSON *copy_of(const struct look *l, const struct item *item)
{
    return json_copy(cluster_get(l->collector->cluster, item->resource, item->ns, item->name));
}

/* Refusals are not ours to report: what can't be done now is looked at again after the next change. */
static void update(const struct look *l, const struct item *item, const char *subresource,
                   cJSON *take_object)
{
    struct write w = write_to(l, item);
    struct written ret;

    w.subresource = subresource;
    if (take_object) /* it may have gone by what this look did before */
        write_update(&w, take_object, &ret);
}

static bool names_owner(const cJSON *body, const char *uid, bool blocking_only)
{
    const cJSON *reference;

    cJSON_ArrayForEach(reference, json_at(body, "metadata.ownerReferences"))
    {
        if (json_is_text(json_get(reference, "uid"), uid) &&
            (!blocking_only || json_bool(reference, "blockOwnerDeletion")))
            return true;
    }
    return false;
}

struct dependents {
    struct look *look;
    const char *uid;
    bool blocking_only;
    struct item *found;
};

static bool find_dependent(void *arg, const struct object *o)
{
    struct dependents *d = arg;

    if (names_owner(o->body, d->uid, d->blocking_only))
        add_item(d->look, &d->found, o);
    return true;
}

static bool find_dependents_in(void *arg, const struct kind *kind)
{
    struct dependents *d = arg;
    struct cluster *c = d->look->collector->cluster;

    d->look->resource = kinds_of_stored(c->kinds, kind);
    if (d->look->resource)
        store_each(c->store, kind, NULL, find_dependent, d);
    return true;
}

static struct item *dependents_of(struct look *l, const char *uid, bool blocking_only)
{
    struct dependents d = { .look = l, .uid = uid, .blocking_only = blocking_only };

    store_each_kind(l->collector->cluster->store, find_dependents_in, &d);
    return d.found;
}

/* Without the references to an owner of that uid; with uid NULL, without those whose owner is gone. */
static void drop_owner(const struct look *l, const struct item *item, const char *uid)
{
    cJSON *object = copy_of(l, item), *list = json_mutable(object, "metadata.ownerReferences");
    cJSON *reference = list ? list->child : NULL, *next;

    for (; reference; reference = next) {
        bool known, goes;
        next = reference->next;
        if (uid)
            goes = json_is_text(json_get(reference, "uid"), uid);
        else
            goes = !owner_of(l->collector->cluster, reference, item->ns, &known) && known;
        if (goes)
            cJSON_Delete(cJSON_DetachItemViaPointer(list, reference));
    }
    update(l, item, NULL, object);
}

static void drop_finalizer(const struct look *l, const struct item *item, const char *name)
{
    cJSON *object = copy_of(l, item);

    object_drop_finalizer(object, name);
    update(l, item, NULL, object);
}

static bool any_in_namespace(const struct cluster *c, const char *ns)
{
    for (size_t i = 0; i < kinds_count(c->kinds); i++) {
        if (store_count(c->store, kinds_at(c->kinds, i)->stored, ns))
            return true;
    }
    return false;
}

static void finalize_namespace(const struct look *l, const struct item *item)
{
    cJSON *object;

    if (any_in_namespace(l->collector->cluster, item->name))
        return;
    object = copy_of(l, item);
    json_drop(json_mutable(object, "spec"), "finalizers");
    update(l, item, "finalize", object);
}

static void finalize_definition(const struct look *l, const struct item *item, const cJSON *body)
{
    const struct cluster *c = l->collector->cluster;
    const char *qualified = object_name(body);

    for (size_t i = RESOURCE_custom; i < kinds_count(c->kinds); i++) {
        const struct resource *r = kinds_at(c->kinds, i);
        if (!strcmp(r->qualified, qualified) && store_count(c->store, r->stored, NULL))
            return;
    }
    drop_finalizer(l, item, FINALIZER_custom_objects);
}

static void work_off(struct look *l, const struct item *item)
{
    const cJSON *body = cluster_get(l->collector->cluster, item->resource, item->ns, item->name);

    if (!body)
        return;
    if (object_has_finalizer(body, FINALIZER_orphan)) {
        struct item *orphan = dependents_of(l, object_uid(body), false);
        const char *uid = arena_strz(l->arena, str_of(object_uid(body)));
        for (; orphan; orphan = orphan->next)
            drop_owner(l, orphan, uid);
        drop_finalizer(l, item, FINALIZER_orphan);
    } else if (object_has_finalizer(body, FINALIZER_foreground)) {
        if (!dependents_of(l, object_uid(body), true))
            drop_finalizer(l, item, FINALIZER_foreground);
    } else if (item->resource->id == RESOURCE_namespaces) {
        finalize_namespace(l, item);
    } else if (item->resource->id == RESOURCE_crds &&
               object_has_finalizer(body, FINALIZER_custom_objects)) {
        finalize_definition(l, item, body);
    }
}

static void look_once(struct collector *k)
{
    struct look l = { .collector = k, .arena = arena_new() };
    const struct delete_options in_background = { .propagation = PROPAGATION_background };
    struct written ret;

    store_each_kind(k->cluster->store, look_through, &l);
    for (const struct item *item = l.dangling; item; item = item->next)
        drop_owner(&l, item, NULL);
    for (const struct item *item = l.doomed; item; item = item->next) {
        struct write w = write_to(&l, item);
        write_delete(&w, &in_background, &ret);
    }
    for (const struct item *item = l.going; item; item = item->next)
        work_off(&l, item);
    arena_free(l.arena);
}

static bool take_key(void *arg, struct str key, void *value)
{
    struct str *ret = arg;

    (void)value;
    *ret = key;
    return false;
}

static void derive_slices(struct collector *k)
{
    while (map_count(k->endpoints)) {
        struct arena *a = arena_new();
        struct str key = STR_NONE;
        map_each(k->endpoints, take_key, &key);
        key = arena_str(a, key);
        map_drop(k->endpoints, key);
        slices_derive(k->cluster, a, key);
        arena_free(a);
    }
}

static void derive_from_pods(struct collector *k)
{
    while (map_count(k->pods)) {
        struct arena *a = arena_new();
        struct str ns = STR_NONE;
        map_each(k->pods, take_key, &ns);
        ns = arena_str(a, ns);
        map_drop(k->pods, ns);
        derive_endpoints(k->cluster, a, arena_strz(a, ns));
        map_drop(k->pods, ns); /* what this changed itself is as it should be */
        arena_free(a);
    }
}

void collector_work(struct collector *k)
{
    for (int round = 0; round < ROUNDS && collector_has_work(k); round++) {
        if (k->pods)
            derive_from_pods(k);
        if (k->endpoints)
            derive_slices(k);
        if (k->due) {
            k->due = false;
            look_once(k);
        }
    }
}
