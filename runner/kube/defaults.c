#include "runner/kube/defaults.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/json.h"
#include "runner/kube/crd.h"
#include "runner/kube/fill.h"
#include "runner/kube/object.h"
#include "runner/kube/schema.h"
#include "runner/kube/workload.h"

#include "base/banned.h"

#define SERVICE_NET      0x0a600000u /* 10.96.0.0/16 */
#define SERVICE_NET_SIZE 65536u
#define NODE_PORT_FIRST  30000u
#define NODE_PORT_COUNT  2768u
#define AFFINITY_SECONDS 10800

struct taken {
    const char *text;
    double number;
    bool found;
};

static bool has_address(void *arg, const struct object *o)
{
    struct taken *t = arg;

    t->found = json_is_text(json_at(o->body, "spec.clusterIP"), t->text);
    return !t->found;
}

static bool has_node_port(void *arg, const struct object *o)
{
    struct taken *t = arg;
    const cJSON *port;

    cJSON_ArrayForEach(port, json_at(o->body, "spec.ports"))
    {
        const cJSON *node_port = json_get(port, "nodePort");
        t->found = t->found || (cJSON_IsNumber(node_port) && node_port->valuedouble == t->number);
    }
    return !t->found;
}

/* The next address that no Service has. The net is larger than the limit on objects. */
static void next_address(struct cluster *c, char ret[INET_ADDRSTRLEN])
{
    const struct resource *services = kinds_builtin(c->kinds, RESOURCE_services);
    struct taken t;

    do {
        struct in_addr address;
        c->next_address = c->next_address % (SERVICE_NET_SIZE - 2) + 1;
        address.s_addr = htonl(SERVICE_NET + c->next_address);
        inet_ntop(AF_INET, &address, ret, INET_ADDRSTRLEN);
        t = (struct taken){ .text = ret };
        store_each(c->store, services->stored, NULL, has_address, &t);
    } while (t.found);
}

/* The next port that no Service has; 0 when there is none left, which check_service refuses. */
static uint32_t next_node_port(struct cluster *c)
{
    const struct resource *services = kinds_builtin(c->kinds, RESOURCE_services);

    for (uint32_t tries = 0; tries < NODE_PORT_COUNT; tries++) {
        struct taken t;
        c->next_node_port = (c->next_node_port + 1) % NODE_PORT_COUNT;
        t = (struct taken){ .number = NODE_PORT_FIRST + c->next_node_port };
        store_each(c->store, services->stored, NULL, has_node_port, &t);
        if (!t.found)
            return NODE_PORT_FIRST + c->next_node_port;
    }
    return 0;
}

static void keep_node_port(cJSON *port, const cJSON *before)
{
    const cJSON *old;

    cJSON_ArrayForEach(old, before)
    {
        const cJSON *node_port = json_get(old, "nodePort");
        if (node_port && cJSON_IsObject(port) && !json_get(port, "nodePort") &&
            json_equal(json_get(port, "port"), json_get(old, "port")) &&
            json_equal(json_get(port, "protocol"), json_get(old, "protocol")))
            json_add(port, "nodePort", json_copy(node_port));
    }
}

/* What was handed out stays, though a client that applies its manifest does not name it. */
static void keep_service(cJSON *spec, const cJSON *before)
{
    static const char *const kept[] = { "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy" };
    cJSON *port;

    if (!before || json_is_text(json_get(spec, "type"), "ExternalName"))
        return;
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
        const cJSON *old = json_get(before, kept[i]), *now = json_get(spec, kept[i]);
        if (old && (!now || json_is_text(now, "")))
            json_set(spec, kept[i], json_copy(old));
    }
    if (!json_is_text(json_get(spec, "type"), "NodePort") &&
        !json_is_text(json_get(spec, "type"), "LoadBalancer"))
        return;
    cJSON_ArrayForEach(port, json_get(spec, "ports"))
        keep_node_port(port, json_get(before, "ports"));
}

static void service_ports(struct cluster *c, cJSON *spec)
{
    const char *type = json_text_or(spec, "type", "");
    bool node_ports = !strcmp(type, "NodePort") ||
                      (!strcmp(type, "LoadBalancer") &&
                       !cJSON_IsFalse(json_get(spec, "allocateLoadBalancerNodePorts")));
    cJSON *port;

    cJSON_ArrayForEach(port, json_get(spec, "ports"))
    {
        if (!cJSON_IsObject(port))
            continue;
        const cJSON *number = json_get(port, "nodePort");
        if (node_ports && (!number || number->valuedouble == 0))
            json_set(port, "nodePort", cJSON_CreateNumber(next_node_port(c)));
        else if (!strcmp(type, "ClusterIP"))
            json_drop(port, "nodePort");
    }
}

static void session_affinity(cJSON *spec)
{
    fill_text(spec, "sessionAffinity", "None");
    if (json_is_text(json_get(spec, "sessionAffinity"), "None"))
        json_drop(spec, "sessionAffinityConfig");
    if (json_is_text(json_get(spec, "sessionAffinity"), "ClientIP"))
        fill_int(fill_object(fill_object(spec, "sessionAffinityConfig"), "clientIP"),
                 "timeoutSeconds", AFFINITY_SECONDS);
}

static void service_defaults(struct cluster *c, cJSON *object, const cJSON *before)
{
    cJSON *spec = fill_object(object, "spec");
    char address[INET_ADDRSTRLEN];

    if (!cJSON_IsObject(spec))
        return;
    fill_text(spec, "type", "ClusterIP");
    session_affinity(spec);
    fill_ports(json_mutable(spec, "ports"), true);
    keep_service(spec, json_get(before, "spec"));
    if (json_is_text(json_get(spec, "type"), "ExternalName"))
        return;
    fill_text(spec, "internalTrafficPolicy", "Cluster");
    if (!json_is_text(json_get(spec, "type"), "ClusterIP"))
        fill_text(spec, "externalTrafficPolicy", "Cluster");
    if (json_is_text(json_get(spec, "type"), "LoadBalancer"))
        fill_bool(spec, "allocateLoadBalancerNodePorts", true);
    service_ports(c, spec);
    if (!*json_text_or(spec, "clusterIP", "")) {
        next_address(c, address);
        json_set(spec, "clusterIP", cJSON_CreateString(address));
    }
    if (!json_get(spec, "clusterIPs"))
        json_push_text(json_add_array(spec, "clusterIPs"), json_text_or(spec, "clusterIP", ""));
    if (!json_get(spec, "ipFamilies"))
        json_push_text(json_add_array(spec, "ipFamilies"), "IPv4");
    fill_text(spec, "ipFamilyPolicy", "SingleStack");
}

static void endpoints_defaults(struct cluster *c, cJSON *object, const cJSON *before)
{
    cJSON *subset;

    (void)c;
    (void)before;
    cJSON_ArrayForEach(subset, json_get(object, "subsets"))
        fill_ports(json_mutable(subset, "ports"), false);
}

static void endpointslice_defaults(struct cluster *c, cJSON *object, const cJSON *before)
{
    cJSON *port;

    (void)c;
    (void)before;
    cJSON_ArrayForEach(port, json_get(object, "ports"))
    {
        fill_text(port, "protocol", "TCP");
        if (cJSON_IsObject(port) && !json_get(port, "name"))
            json_add_text(port, "name", "");
    }
    if (!json_get(object, "endpoints"))
        json_add_array(object, "endpoints");
}

static void namespace_defaults(struct cluster *c, cJSON *object, const cJSON *before)
{
    cJSON *spec = fill_object(object, "spec"), *labels;
    cJSON *meta = object_meta(object);

    (void)c;
    if (!before && cJSON_IsObject(spec) && !json_get(spec, "finalizers"))
        json_push_text(json_add_array(spec, "finalizers"), "kubernetes");
    labels = fill_object(meta, "labels");
    json_set(labels, "kubernetes.io/metadata.name", cJSON_CreateString(object_name(object)));
}

static void node_defaults(struct cluster *c, cJSON *object, const cJSON *before)
{
    (void)c;
    (void)before;
    fill_object(object, "spec");
    fill_object(object, "status");
}

/* stringData is written only: it ends up in data. */
static void secret_defaults(struct cluster *c, cJSON *object, const cJSON *before)
{
    const cJSON *plain = json_get(object, "stringData"), *item;
    struct arena *a = arena_new();
    cJSON *data;

    (void)c;
    (void)before;
    fill_text(object, "type", "Opaque");
    data = plain ? fill_object(object, "data") : NULL;
    cJSON_ArrayForEach(item, plain)
    {
        if (cJSON_IsObject(data) && cJSON_IsString(item) && cJSON_IsObject(plain))
            json_set(data, item->string,
                     cJSON_CreateString(digest_base64(a, str_of(item->valuestring))));
    }
    json_drop(object, "stringData");
    arena_free(a);
}

static void ingressclass_defaults(struct cluster *c, cJSON *object, const cJSON *before)
{
    cJSON *parameters = json_mutable(object, "spec.parameters");

    (void)c;
    (void)before;
    fill_text(parameters, "scope", "Cluster");
}

static void event_defaults(struct cluster *c, cJSON *object, const cJSON *before)
{
    (void)c;
    (void)before;
    fill_object(object, "source");
    if (!json_get(object, "reportingComponent"))
        json_add_text(object, "reportingComponent", "");
    if (!json_get(object, "reportingInstance"))
        json_add_text(object, "reportingInstance", "");
}

static void crd_defaults(struct cluster *c, cJSON *object, const cJSON *before)
{
    (void)c;
    crd_fill(object, before);
}

static void pod_defaults(struct cluster *c, cJSON *object, const cJSON *before)
{
    (void)c;
    (void)before;
    workload_fill_pod(object);
}

static void deployment_defaults(struct cluster *c, cJSON *object, const cJSON *before)
{
    (void)c;
    (void)before;
    workload_fill_deployment(object);
}

static void replicaset_defaults(struct cluster *c, cJSON *object, const cJSON *before)
{
    (void)c;
    (void)before;
    workload_fill_replicaset(object);
    fill_int(json_mutable(object, "status"), "replicas", 0);
}

static void empty_status(const struct cluster *c, cJSON *object)
{
    (void)c;
    json_add_object(object, "status");
}

/* The one member that a client's classes may demand. */
static void replicas_status(const struct cluster *c, cJSON *object)
{
    (void)c;
    json_add_int(json_add_object(object, "status"), "replicas", 0);
}

static void load_balancer_status(const struct cluster *c, cJSON *object)
{
    (void)c;
    json_add_object(json_add_object(object, "status"), "loadBalancer");
}

static void namespace_status(const struct cluster *c, cJSON *object)
{
    (void)c;
    json_add_text(json_add_object(object, "status"), "phase", "Active");
}

static void pod_status(const struct cluster *c, cJSON *object)
{
    (void)c;
    json_add_text(json_add_object(object, "status"), "phase", "Pending");
}

static void crd_status(const struct cluster *c, cJSON *object)
{
    char now[CLOCK_ISO_ROOM];

    clock_iso(clock_ms(c->clock), now);
    crd_first_status(object, now);
}

typedef void fill_fn(struct cluster *c, cJSON *object, const cJSON *before);
typedef void first_status_fn(const struct cluster *c, cJSON *object);

static const struct {
    fill_fn *fill;
    first_status_fn *first_status; /* NULL: none */
} rows[RESOURCE_custom + 1] = {
    /* clang-format off */
    [RESOURCE_namespaces]     = { namespace_defaults, namespace_status },
    [RESOURCE_nodes]          = { node_defaults, NULL },
    [RESOURCE_services]       = { service_defaults, load_balancer_status },
    [RESOURCE_endpoints]      = { endpoints_defaults, NULL },
    [RESOURCE_pods]           = { pod_defaults, pod_status },
    [RESOURCE_secrets]        = { secret_defaults, NULL },
    [RESOURCE_events]         = { event_defaults, NULL },
    [RESOURCE_deployments]    = { deployment_defaults, empty_status },
    [RESOURCE_replicasets]    = { replicaset_defaults, replicas_status },
    [RESOURCE_crds]           = { crd_defaults, crd_status },
    [RESOURCE_endpointslices] = { endpointslice_defaults, NULL },
    [RESOURCE_ingresses]      = { NULL, load_balancer_status },
    [RESOURCE_ingressclasses] = { ingressclass_defaults, NULL },
    /* clang-format on */
};

void defaults_fill(struct cluster *c, const struct resource *r, cJSON *object, const cJSON *before)
{
    if (rows[r->id].fill)
        rows[r->id].fill(c, object, before);
    if (r->schema && !r->preserves)
        schema_prune(r->schema, object);
    if (r->schema)
        schema_fill(r->schema, object);
}

void defaults_first_status(struct cluster *c, const struct resource *r, cJSON *object)
{
    /* Nodes are made with the status they are sent with. */
    if (!resource_has_status(r) || r->id == RESOURCE_nodes)
        return;
    json_drop(object, "status");
    if (rows[r->id].first_status)
        rows[r->id].first_status(c, object);
}
