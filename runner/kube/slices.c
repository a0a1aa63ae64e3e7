#include "runner/kube/slices.h"

#include <string.h>

#include "base/json.h"
#include "runner/kube/names.h"
#include "runner/kube/object.h"
#include "runner/kube/write.h"

#include "base/banned.h"

#define LABEL_MANAGER "endpointslice.kubernetes.io/managed-by"
#define LABEL_SERVICE "kubernetes.io/service-name"
#define LABEL_DERIVED "endpoints.kubernetes.io/managed-by" /* of Endpoints: see derive.c */

/* Of what somebody wrote, and of what follows from Pods. */
static const char *const managers[] = { "endpointslicemirroring-controller.k8s.io",
                                        "endpointslice-controller.k8s.io" };

static bool is_managed(const cJSON *slice)
{
    const char *manager = object_label(slice, LABEL_MANAGER);

    return manager && (!strcmp(manager, managers[0]) || !strcmp(manager, managers[1]));
}

bool slices_is_concerned(const struct cluster *c, const struct object *o)
{
    if (o->kind == kinds_builtin(c->kinds, RESOURCE_endpoints)->stored)
        return true;
    return o->kind == kinds_builtin(c->kinds, RESOURCE_endpointslices)->stored &&
           object_label(o->body, LABEL_SERVICE) && is_managed(o->body);
}

const char *slices_key(struct arena *a, const struct object *o)
{
    const char *service = object_label(o->body, LABEL_SERVICE);

    return arena_printf(a, "%s/%s", o->scope, json_get(o->body, "addressType") ? service : o->id);
}

static void add_endpoints(cJSON *slice, const cJSON *addresses, bool ready, bool v6)
{
    cJSON *list = json_mutable(slice, "endpoints");
    const cJSON *address;

    cJSON_ArrayForEach(address, addresses)
    {
        const char *ip = json_text_or(address, "ip", "");
        cJSON *endpoint, *conditions;
        static const char *const copied[] = { "hostname", "nodeName", "targetRef" };
        if (name_is_ipv6(str_of(ip)) != v6)
            continue;
        endpoint = json_push(list, cJSON_CreateObject());
        json_push_text(json_add_array(endpoint, "addresses"), ip);
        conditions = json_add_object(endpoint, "conditions");
        json_add_bool(conditions, "ready", ready);
        json_add_bool(conditions, "serving", ready);
        json_add_bool(conditions, "terminating", false);
        for (size_t i = 0; i < sizeof(copied) / sizeof(copied[0]); i++) {
            if (json_get(address, copied[i]))
                json_add(endpoint, copied[i], json_copy(json_get(address, copied[i])));
        }
    }
}

static void add_owner(cJSON *meta, const char *kind, const cJSON *object)
{
    cJSON *owner = json_push(json_add_array(meta, "ownerReferences"), cJSON_CreateObject());

    json_add_text(owner, "apiVersion", "v1");
    json_add_text(owner, "kind", kind);
    json_add_text(owner, "name", object_name(object));
    json_add_text(owner, "uid", object_uid(object));
    json_add_bool(owner, "controller", true);
    json_add_bool(owner, "blockOwnerDeletion", true);
}

/* Whose they are: the Endpoints that somebody wrote, or the Service whose Pods were looked up. */
static cJSON *meta_of(struct arena *a, const cJSON *endpoints, const cJSON *service)
{
    cJSON *meta = arena_json(a, cJSON_CreateObject()), *labels = json_add_object(meta, "labels");
    bool derived = service && object_label(endpoints, LABEL_DERIVED);
    const cJSON *label;

    cJSON_ArrayForEach(label, json_at(endpoints, "metadata.labels"))
        json_add(labels, label->string, json_copy(label));
    if (derived)
        json_drop(labels, LABEL_DERIVED);
    json_set(labels, LABEL_MANAGER, cJSON_CreateString(managers[derived]));
    json_set(labels, LABEL_SERVICE, cJSON_CreateString(object_name(endpoints)));
    add_owner(meta, derived ? "Service" : "Endpoints", derived ? service : endpoints);
    return meta;
}

/* What the slice of one subset and family says besides its name; NULL when there is nothing to say. */
static cJSON *slice_of(struct arena *a, const cJSON *meta, const cJSON *subset, bool v6)
{
    cJSON *slice = arena_json(a, cJSON_CreateObject()), *port;

    json_add_text(slice, "addressType", v6 ? "IPv6" : "IPv4");
    json_add(slice, "metadata", json_copy(meta));
    json_add_array(slice, "endpoints");
    add_endpoints(slice, json_get(subset, "addresses"), true, v6);
    add_endpoints(slice, json_get(subset, "notReadyAddresses"), false, v6);
    json_add(slice, "ports",
             json_get(subset, "ports") ? json_copy(json_get(subset, "ports"))
                                       : cJSON_CreateArray());
    cJSON_ArrayForEach(port, json_get(slice, "ports"))
    {
        if (!json_get(port, "name"))
            json_add_text(port, "name", "");
    }
    return json_at(slice, "endpoints.0") ? slice : NULL;
}

struct search {
    struct arena *arena;
    const char *service;
    const char *names[64];
    size_t count;
};

static bool find_slice(void *arg, const struct object *o)
{
    struct search *s = arg;
    const char *service = object_label(o->body, LABEL_SERVICE);

    if (service && is_managed(o->body) && !strcmp(service, s->service) &&
        s->count < sizeof(s->names) / sizeof(s->names[0]))
        s->names[s->count++] = arena_strz(s->arena, str_of(o->id));
    return true;
}

/* The i-th slice that should be, as the i-th that is, or a new one. */
static void write_slice(struct write *w, const char *prefix, cJSON *slice)
{
    struct written ret;

    if (w->name) {
        json_set(object_meta(slice), "name", cJSON_CreateString(w->name));
        write_update(w, json_copy(slice), &ret);
    } else {
        json_set(object_meta(slice), "generateName", cJSON_CreateString(prefix));
        write_create(w, json_copy(slice), &ret);
    }
}

void slices_derive(struct cluster *c, struct arena *a, struct str key)
{
    struct str name = key, ns = str_cut(&name, '/');
    struct write w = {
        .cluster = c,
        .arena = a,
        .resource = kinds_builtin(c->kinds, RESOURCE_endpointslices),
        .ns = arena_strz(a, ns),
    };
    struct search s = { .arena = a, .service = arena_strz(a, name) };
    const cJSON *endpoints =
        cluster_get(c, kinds_builtin(c->kinds, RESOURCE_endpoints), w.ns, s.service);
    const cJSON *service =
        cluster_get(c, kinds_builtin(c->kinds, RESOURCE_services), w.ns, s.service);
    const struct delete_options options = { 0 };
    const cJSON *subset, *meta = meta_of(a, endpoints, service);
    struct written ret;
    size_t used = 0;

    endpoints = arena_json(a, json_copy(endpoints));
    store_each(c->store, w.resource->stored, w.ns, find_slice, &s);
    cJSON_ArrayForEach(subset, json_get(endpoints, "subsets"))
    {
        for (int v6 = 0; v6 < 2; v6++) {
            cJSON *slice = slice_of(a, meta, subset, v6);
            if (!slice)
                continue;
            w.name = used < s.count ? s.names[used] : NULL;
            used++;
            write_slice(&w, arena_printf(a, "%s-", s.service), slice);
        }
    }
    for (; used < s.count; used++) {
        w.name = s.names[used];
        write_delete(&w, &options, &ret);
    }
}
