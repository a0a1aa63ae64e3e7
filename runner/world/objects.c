#include "runner/world/objects.h"

#include <string.h>

#include "base/json.h"
#include "runner/kube/patch.h"
#include "runner/remote/remote.h"
#include "runner/world/guest.h"

#include "base/banned.h"

#define OWN_CONTROLLER "ingress.k8s.alibabacloud/alb" /* what fixtures say */
#define BACKEND_TYPE   "service.beta.kubernetes.io/backend-type"

static cJSON *member(cJSON *object, const char *name)
{
    cJSON *found = cJSON_GetObjectItemCaseSensitive(object, name);

    return found ? found : json_add_object(object, name);
}

static void set_text(cJSON *object, const char *name, const char *text)
{
    cJSON_DeleteItemFromObjectCaseSensitive(object, name);
    json_add_text(object, name, text);
}

/* An AlbConfig, or what refers to one. */
static void rename_albconfig(const struct target *t, cJSON *named)
{
    const char *name = json_text(named, "name");
    const char *ours = name ? target_albconfig_name(t, name) : NULL;

    if (ours != name)
        set_text(named, "name", ours);
}

static void adapt_service(const struct target *t, cJSON *service)
{
    cJSON *spec = member(service, "spec");
    cJSON *annotations = member(member(service, "metadata"), "annotations");

    if (strcmp(t->backends, "eni") == 0)
        set_text(annotations, BACKEND_TYPE, "eni");
    else
        cJSON_DeleteItemFromObjectCaseSensitive(annotations, BACKEND_TYPE);
    if (strcmp(t->backends, "nodePort") == 0 &&
        strcmp(json_text_or(spec, "type", "ClusterIP"), "ClusterIP") == 0)
        set_text(spec, "type", "NodePort");
}

/* What the target says of every AlbConfig is below what the case says of this one. */
static cJSON *adapt_albconfig(const struct target *t, cJSON *take_albconfig)
{
    cJSON *metadata = member(take_albconfig, "metadata"), *whole = take_albconfig;

    if (t->albconfig_namespace)
        set_text(metadata, "namespace", t->albconfig_namespace);
    rename_albconfig(t, metadata);
    if (t->albconfig_with) {
        whole = patch_merge(json_copy(t->albconfig_with), take_albconfig);
        cJSON_Delete(take_albconfig);
    }
    return whole;
}

static void adapt_class(const struct target *t, cJSON *class)
{
    cJSON *spec = cJSON_GetObjectItemCaseSensitive(class, "spec");
    cJSON *parameters = cJSON_GetObjectItemCaseSensitive(spec, "parameters");

    if (json_is_text(json_get(parameters, "kind"), "AlbConfig"))
        rename_albconfig(t, parameters);
    if (t->ingress_controller && json_is_text(json_get(spec, "controller"), OWN_CONTROLLER))
        set_text(spec, "controller", t->ingress_controller);
}

static cJSON *adapt(const struct target *t, cJSON *take_object)
{
    const char *kind = json_text_or(take_object, "kind", "");

    if (strcmp(kind, "AlbConfig") == 0)
        return adapt_albconfig(t, take_object);
    if (strcmp(kind, "IngressClass") == 0)
        adapt_class(t, take_object);
    else if (strcmp(kind, "Service") == 0 && t->backends)
        adapt_service(t, take_object);
    return take_object;
}

bool world_patch(struct world *w, const struct object_place *at, const cJSON *patch,
                 struct err *err)
{
    return w->guest ? guest_patch(w->guest, at, patch, err)
                    : kube_patch(w->kube, at->kind, at->ns, at->name, at->subresource, patch, err);
}

bool world_delete(struct world *w, const char *kind, const char *ns, const char *name,
                  struct err *err)
{
    return w->guest ? guest_delete(w->guest, kind, ns, name, err)
                    : kube_delete(w->kube, kind, ns, name, err);
}

void world_each(const struct world *w, const char *kind, bool (*fn)(void *arg, const cJSON *object),
                void *arg)
{
    if (w->guest)
        remote_each(guest_remote(w->guest), kind, NULL, fn, arg);
    else
        kube_each(w->kube, kind, NULL, fn, arg);
}

const cJSON *world_get(const struct world *w, const char *kind, const char *ns, const char *name)
{
    return w->guest ? remote_get(guest_remote(w->guest), kind, ns, name)
                    : kube_get(w->kube, kind, ns, name);
}

bool world_end_watches(struct world *w, struct err *err)
{
    if (w->guest)
        return guest_end_watches(w->guest, err);
    kube_end_watches(w->kube);
    return true;
}

struct nudge {
    struct world *world;
    cJSON *patch;
    struct object_place at[16];
    size_t count;
};

static bool note_albconfig(void *arg, const cJSON *object)
{
    struct nudge *n = arg;
    const cJSON *metadata = json_get(object, "metadata");
    const char *ns = json_text(metadata, "namespace");

    n->at[n->count].kind = "AlbConfig";
    n->at[n->count].ns = ns ? arena_strz(n->world->arena, str_of(ns)) : NULL;
    n->at[n->count++].name =
        arena_strz(n->world->arena, str_of(json_text_or(metadata, "name", "")));
    return n->count < sizeof(n->at) / sizeof(n->at[0]);
}

void world_nudge(struct world *w)
{
    struct nudge n = { .world = w, .patch = cJSON_CreateObject() };
    cJSON *annotations = member(member(n.patch, "metadata"), "annotations");

    if (w->options->target->needs_nudge) {
        json_add_text(annotations, "albspec/nudge", arena_printf(w->arena, "%d", ++w->nudges));
        world_each(w, "AlbConfig", note_albconfig, &n);
    }
    /* One that goes away meanwhile is not to be nudged. */
    for (size_t i = 0; i < n.count; i++)
        world_patch(w, &n.at[i], n.patch, NULL);
    cJSON_Delete(n.patch);
}

bool world_apply(struct world *w, const cJSON *object, struct err *err)
{
    cJSON *own = json_copy(object);
    bool is_albconfig = strcmp(json_text_or(object, "kind", ""), "AlbConfig") == 0;
    bool fine;

    own = adapt(w->options->target, own);
    fine = w->guest ? guest_apply(w->guest, own, err) : kube_apply(w->kube, own, err);
    cJSON_Delete(own);
    if (fine && !is_albconfig)
        world_nudge(w);
    return fine;
}
