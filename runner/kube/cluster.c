#include "runner/kube/cluster.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/must.h"
#include "runner/kube/collect.h"
#include "runner/kube/crd.h"
#include "runner/kube/openapi.h"
#include "runner/kube/tree.h"
#include "runner/kube/view.h"
#include "runner/kube/watching.h"
#include "runner/kube/write.h"

#include "base/banned.h"

static void create(struct cluster *c, const struct resource *r, const char *ns, cJSON *take_object)
{
    struct arena *a = arena_new();
    struct write w = { .cluster = c, .arena = a, .resource = r, .ns = ns };
    struct written ret;

    must(!write_create(&w, take_object, &ret));
    arena_free(a);
}

static cJSON *named(const char *name)
{
    cJSON *object = cJSON_CreateObject();

    json_add_text(json_add_object(object, "metadata"), "name", name);
    return object;
}

static void create_first_objects(struct cluster *c, const struct cluster_options *o)
{
    static const char *const namespaces[] = { "default", "kube-node-lease", "kube-public",
                                              "kube-system" };

    for (size_t i = 0; i < sizeof(namespaces) / sizeof(namespaces[0]); i++)
        create(c, kinds_builtin(c->kinds, RESOURCE_namespaces), "", named(namespaces[i]));
    create(c, kinds_builtin(c->kinds, RESOURCE_crds), "", crd_albconfig(o->namespaced_albconfig));
}

/* Counts what there is, and serves what definitions say: both follow from the objects alone. */
static void keep_ledger(struct follower *f, const struct change *change)
{
    struct cluster *c = (struct cluster *)((char *)f - offsetof(struct cluster, ledger));
    const struct object *any = change->after ? change->after : change->before;
    bool defines = any->kind == kinds_builtin(c->kinds, RESOURCE_crds)->stored;

    if (change->before) {
        c->memory -= tree_memory(change->before->body);
        c->objects--;
    }
    if (change->after) {
        c->memory += tree_memory(change->after->body);
        c->objects++;
    }
    if (defines && change->after)
        kinds_define(c->kinds, change->after->body);
    else if (defines)
        kinds_undefine(c->kinds, change->before->body);
    if (defines)
        watching_end_unserved(c);
}

struct cluster *cluster_new(struct clock *clock, const struct cluster_options *o)
{
    struct cluster *c = must_alloc(sizeof(*c));

    c->clock = clock;
    c->kinds = kinds_new();
    c->openapi = openapi_new(clock);
    c->store = store_new(clock);
    random_init(&c->random, o->seed ? o->seed : 1);
    c->ledger.changed = keep_ledger;
    store_follow(c->store, &c->ledger);
    c->hub = watch_hub_new(c->store, view_render, c);
    c->collector = collector_new(c, o->derive_endpoints);
    create_first_objects(c, o);
    return c;
}

void cluster_free(struct cluster *c)
{
    if (!c)
        return;
    watching_end_all(c);
    openapi_free(c->openapi);
    collector_free(c->collector);
    watch_hub_free(c->hub);
    store_unfollow(&c->ledger);
    store_free(c->store);
    kinds_free(c->kinds);
    free(c);
}

void cluster_derive_from_pods(struct cluster *c)
{
    collector_derive_from_pods(c->collector);
}

bool cluster_has_work(const struct cluster *c)
{
    return collector_has_work(c->collector);
}

void cluster_work(struct cluster *c)
{
    collector_work(c->collector);
}

const cJSON *cluster_get(const struct cluster *c, const struct resource *r, const char *ns,
                         const char *name)
{
    const struct object *o = store_get(c->store, r->stored, ns, name);

    return o ? o->body : NULL;
}
