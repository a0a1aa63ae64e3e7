#include "runner/kube/derive.h"

#include <string.h>

#include "base/json.h"
#include "runner/kube/object.h"
#include "runner/kube/write.h"

#include "base/banned.h"

#define LABEL_MANAGER "endpoints.kubernetes.io/managed-by"
#define MANAGER       "endpoint-controller"

bool derive_is_concerned(const struct cluster *c, const struct object *o)
{
    return o->kind == kinds_builtin(c->kinds, RESOURCE_services)->stored ||
           o->kind == kinds_builtin(c->kinds, RESOURCE_pods)->stored ||
           o->kind == kinds_builtin(c->kinds, RESOURCE_endpoints)->stored;
}

/* All Pods, or all Services, of a namespace: what is looked at while nothing changes. */
struct collection {
    struct arena *arena;
    const cJSON **bodies;
    size_t count;
};

static bool add_body(void *arg, const struct object *o)
{
    struct collection *all = arg;

    all->bodies[all->count++] = o->body;
    return true;
}

static struct collection all_of(const struct cluster *c, struct arena *a, enum resource_id id,
                                const char *ns)
{
    const struct kind *kind = kinds_builtin(c->kinds, id)->stored;
    struct collection all = { .arena = a };

    all.bodies = arena_alloc(a, (store_count(c->store, kind, ns) + 1) * sizeof(cJSON *));
    store_each(c->store, kind, ns, add_body, &all);
    return all;
}

static bool selects(const cJSON *selector, const cJSON *pod)
{
    const cJSON *label;

    cJSON_ArrayForEach(label, selector)
    {
        const char *value = object_label(pod, label->string);
        if (!value || !json_is_text(label, value))
            return false;
    }
    return true;
}

static bool is_ready(const cJSON *pod)
{
    const cJSON *condition;

    cJSON_ArrayForEach(condition, json_at(pod, "status.conditions"))
    {
        if (json_is_text(json_get(condition, "type"), "Ready"))
            return json_is_text(json_get(condition, "status"), "True");
    }
    return false;
}

static bool takes_part(const cJSON *pod)
{
    const char *phase = json_text_or(pod, "status.phase", "");

    return *json_text_or(pod, "status.podIP", "") && !object_is_terminating(pod) &&
           strcmp(phase, "Succeeded") != 0 && strcmp(phase, "Failed") != 0;
}

/* The number of a port that a Pod has under that name; NULL when it has none. */
static const cJSON *named_port(const cJSON *pod, const char *name, const char *protocol)
{
    const cJSON *container, *port;

    cJSON_ArrayForEach(container, json_at(pod, "spec.containers"))
    {
        cJSON_ArrayForEach(port, json_get(container, "ports"))
        {
            if (json_is_text(json_get(port, "name"), name) &&
                !strcmp(json_text_or(port, "protocol", "TCP"), protocol))
                return json_get(port, "containerPort");
        }
    }
    return NULL;
}

/* The ports at which a Pod serves a Service; NULL when it serves at none. */
static cJSON *ports_at(struct arena *a, const cJSON *service, const cJSON *pod)
{
    cJSON *ports = arena_json(a, cJSON_CreateArray());
    const cJSON *port;

    cJSON_ArrayForEach(port, json_at(service, "spec.ports"))
    {
        const cJSON *target = json_get(port, "targetPort");
        const char *protocol = json_text_or(port, "protocol", "TCP");
        cJSON *item;
        if (cJSON_IsString(target))
            target = named_port(pod, target->valuestring, protocol);
        if (!cJSON_IsNumber(target))
            continue;
        item = json_push(ports, cJSON_CreateObject());
        if (json_text(port, "name"))
            json_add_text(item, "name", json_text(port, "name"));
        json_add(item, "port", json_copy(target));
        json_add_text(item, "protocol", protocol);
        if (json_text(port, "appProtocol"))
            json_add_text(item, "appProtocol", json_text(port, "appProtocol"));
    }
    return ports->child ? ports : NULL;
}

static cJSON *subset_with(cJSON *subsets, const cJSON *ports)
{
    cJSON *subset;

    cJSON_ArrayForEach(subset, subsets)
    {
        if (json_equal(json_get(subset, "ports"), ports))
            return subset;
    }
    subset = json_push(subsets, cJSON_CreateObject());
    json_add(subset, "ports", json_copy(ports));
    return subset;
}

static void add_address(cJSON *subset, const cJSON *pod, bool ready)
{
    const char *name = ready ? "addresses" : "notReadyAddresses";
    cJSON *list = json_mutable(subset, name), *address, *reference;

    if (!list)
        list = json_add_array(subset, name);
    address = json_push(list, cJSON_CreateObject());
    json_add_text(address, "ip", json_text_or(pod, "status.podIP", ""));
    if (json_text(pod, "spec.nodeName"))
        json_add_text(address, "nodeName", json_text(pod, "spec.nodeName"));
    reference = json_add_object(address, "targetRef");
    json_add_text(reference, "kind", "Pod");
    json_add_text(reference, "namespace", object_namespace(pod));
    json_add_text(reference, "name", object_name(pod));
    json_add_text(reference, "uid", object_uid(pod));
}

static cJSON *endpoints_of(struct arena *a, const cJSON *service, const struct collection *pods)
{
    cJSON *endpoints = arena_json(a, cJSON_CreateObject()), *meta, *labels, *subsets;
    bool publish = json_bool(service, "spec.publishNotReadyAddresses");
    const cJSON *label;

    meta = json_add_object(endpoints, "metadata");
    json_add_text(meta, "name", object_name(service));
    labels = json_add_object(meta, "labels");
    cJSON_ArrayForEach(label, json_at(service, "metadata.labels"))
        json_add(labels, label->string, json_copy(label));
    json_set(labels, LABEL_MANAGER, cJSON_CreateString(MANAGER));
    subsets = json_add_array(endpoints, "subsets");
    for (size_t i = 0; i < pods->count; i++) {
        const cJSON *pod = pods->bodies[i];
        cJSON *ports = takes_part(pod) && selects(json_at(service, "spec.selector"), pod)
                           ? ports_at(a, service, pod)
                           : NULL;
        if (ports)
            add_address(subset_with(subsets, ports), pod, publish || is_ready(pod));
    }
    return endpoints;
}

static bool is_ours(const cJSON *endpoints)
{
    const char *manager = object_label(endpoints, LABEL_MANAGER);

    return manager && !strcmp(manager, MANAGER);
}

/* Refusals are not ours to report: the next change of a Pod or Service is looked at again. */
static void keep(struct cluster *c, struct arena *a, const char *ns, cJSON *endpoints)
{
    struct write w = {
        .cluster = c,
        .arena = a,
        .resource = kinds_builtin(c->kinds, RESOURCE_endpoints),
        .ns = ns,
        .name = object_name(endpoints),
    };
    struct written done;

    if (cluster_get(c, w.resource, ns, w.name))
        write_update(&w, json_copy(endpoints), &done);
    else
        write_create(&w, json_copy(endpoints), &done);
}

static void drop_orphans(struct cluster *c, struct arena *a, const char *ns)
{
    const struct resource *services = kinds_builtin(c->kinds, RESOURCE_services);
    struct collection all = all_of(c, a, RESOURCE_endpoints, ns);
    const struct delete_options options = { 0 };
    struct written done;

    for (size_t i = 0; i < all.count; i++) {
        const char *name = arena_strz(a, str_of(object_name(all.bodies[i])));
        struct write w = {
            .cluster = c,
            .arena = a,
            .resource = kinds_builtin(c->kinds, RESOURCE_endpoints),
            .ns = ns,
            .name = name,
        };
        if (is_ours(all.bodies[i]) && !cluster_get(c, services, ns, name)) {
            write_delete(&w, &options, &done);
            all = all_of(c, a, RESOURCE_endpoints, ns);
            i = (size_t)-1;
        }
    }
}

void derive_endpoints(struct cluster *c, struct arena *a, const char *ns)
{
    struct collection services = all_of(c, a, RESOURCE_services, ns);
    struct collection pods = all_of(c, a, RESOURCE_pods, ns);
    cJSON **wanted = arena_alloc(a, (services.count + 1) * sizeof(cJSON *));
    size_t count = 0;

    for (size_t i = 0; i < services.count; i++) {
        if (cJSON_GetArraySize(json_at(services.bodies[i], "spec.selector")) > 0)
            wanted[count++] = endpoints_of(a, services.bodies[i], &pods);
    }
    for (size_t i = 0; i < count; i++)
        keep(c, a, ns, wanted[i]);
    drop_orphans(c, a, ns);
}
