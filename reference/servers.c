#include "reference/servers.h"

#include <string.h>

#include "base/json.h"
#include "reference/mutant.h"

#include "base/banned.h"

#define BACKEND_TYPE "service.beta.kubernetes.io/backend-type"

struct collection {
    struct arena *arena;
    struct server *first;
    bool pod;
    int port;
};

static void add_server(struct collection *to, const char *id, const char *ip, int port)
{
    struct server **last = &to->first;

    for (; *last; last = &(*last)->next) {
        if ((*last)->port == port && strcmp((*last)->ip, ip) == 0)
            return;
    }
    *last = arena_new_of(to->arena, struct server);
    **last = (struct server){ .pod = to->pod,
                              .id = id ? arena_strz(to->arena, str_of(id)) : NULL,
                              .ip = arena_strz(to->arena, str_of(ip)),
                              .port = port };
}

static const cJSON *port_of_service(const cJSON *service, int number)
{
    const cJSON *port = NULL;

    cJSON_ArrayForEach(port, json_at(service, "spec.ports"))
    {
        if (json_int(port, "port") == number)
            return port;
    }
    return NULL;
}

/* Endpoints name their ports as the Service does; a Service's only port needs no name. */
static int target_port(const cJSON *subset, const cJSON *service_port)
{
    const char *name = json_text_or(service_port, "name", "");
    const cJSON *port = NULL;

    if (mutant_is(wrong_target_port))
        return (int)json_int(service_port, "port");
    cJSON_ArrayForEach(port, json_get(subset, "ports"))
    {
        if (strcmp(json_text_or(port, "name", ""), name) == 0)
            return (int)json_int(port, "port");
    }
    return 0;
}

static void add_addresses(struct collection *to, const cJSON *addresses, int port)
{
    const cJSON *address = NULL;
    int count = 0;

    cJSON_ArrayForEach(address, addresses)
    {
        const char *ip = json_text(address, "ip");
        if (mutant_is(one_batch_only) && ++count > 40)
            return;
        if (ip)
            add_server(to, NULL, ip, port);
    }
}

static void add_pods(struct collection *to, const cJSON *endpoints, const cJSON *service_port)
{
    const cJSON *subset = NULL;

    to->pod = true;
    cJSON_ArrayForEach(subset, json_get(endpoints, "subsets"))
    {
        int port = target_port(subset, service_port);
        if (!port)
            continue;
        add_addresses(to, json_get(subset, "addresses"), port);
        if (mutant_is(not_ready_included))
            add_addresses(to, json_get(subset, "notReadyAddresses"), port);
    }
}

struct slicing {
    struct collection *to;
    const cJSON *service_port;
    const char *ns, *service;
};

/* A slice has one list of ports; an endpoint that says nothing of its readiness is ready. */
static bool add_slice(void *arg, const cJSON *slice)
{
    const struct slicing *s = arg;
    const cJSON *of = json_get(json_at(slice, "metadata.labels"), "kubernetes.io/service-name");
    const cJSON *endpoint = NULL;
    int port = target_port(slice, s->service_port);

    if (!port || strcmp(object_ns(slice) ? object_ns(slice) : "", s->ns) != 0 ||
        !json_is_text(of, s->service))
        return true;
    cJSON_ArrayForEach(endpoint, json_get(slice, "endpoints"))
    {
        const cJSON *ready = json_at(endpoint, "conditions.ready");
        const char *ip = json_text(endpoint, "addresses.0");
        if (ip && (!ready || cJSON_IsTrue(ready)))
            add_server(s->to, NULL, ip, port);
    }
    return true;
}

static void add_slices(struct collection *to, const struct cluster *c,
                       const struct service_port *of, const cJSON *service_port)
{
    struct slicing s = { to, service_port, of->ns, of->service };

    to->pod = true;
    cluster_each(c, KIND_endpoints, add_slice, &s);
}

static bool node_is_ready(const cJSON *node)
{
    const cJSON *condition = NULL;

    if (json_bool(node, "spec.unschedulable") || object_is_leaving(node))
        return false;
    cJSON_ArrayForEach(condition, json_at(node, "status.conditions"))
    {
        if (json_is_text(json_get(condition, "type"), "Ready"))
            return json_is_text(json_get(condition, "status"), "True");
    }
    return false;
}

static bool add_node(void *arg, const cJSON *node)
{
    struct collection *to = arg;
    const char *provider = json_text(node, "spec.providerID"); /* "<region>.i-…" */
    const char *dot = provider ? strrchr(provider, '.') : NULL;
    const cJSON *address = NULL;

    if (!dot || !node_is_ready(node))
        return true;
    cJSON_ArrayForEach(address, json_at(node, "status.addresses"))
    {
        const char *ip = json_text(address, "address");
        if (ip && json_is_text(json_get(address, "type"), "InternalIP")) {
            add_server(to, dot + 1, ip, to->port);
            break;
        }
    }
    return true;
}

static bool wants_node_port(const cJSON *service)
{
    const char *type = json_text_or(service, "spec.type", "ClusterIP");
    const char *backend = object_annotation(service, BACKEND_TYPE);

    if (backend && strcmp(backend, "eni") == 0)
        return false;
    return strcmp(type, "NodePort") == 0 || strcmp(type, "LoadBalancer") == 0;
}

bool servers_of(struct arena *a, const struct cluster *c, const struct service_port *of,
                struct server **ret_servers, struct err *err)
{
    const char *ns = mutant_is(wrong_namespace) ? "default" : of->ns;
    const cJSON *service = cluster_get(c, KIND_service, ns, of->service);
    struct collection servers = { .arena = a };

    if (!service && variant_is(empty_groups))
        return true;
    if (!service)
        return err_set(err, "backend not found: there is no service %s/%s", ns, of->service);
    const cJSON *port = port_of_service(service, of->port);
    if (!port && mutant_is(port_guessed))
        port = json_at(service, "spec.ports.0");
    if (!port)
        return err_set(err, "backend not found: unable to find port %d on service %s/%s", of->port,
                       ns, of->service);
    if (wants_node_port(service) || mutant_is(nodes_for_pods)) {
        servers.port = (int)json_int(port, mutant_is(nodes_for_pods) ? "port" : "nodePort");
        if (!servers.port)
            return err_set(err, "port %d of service %s/%s has no node port yet", of->port, ns,
                           of->service);
        cluster_each(c, KIND_node, add_node, &servers);
    } else if (variant_is(endpoint_slices)) {
        add_slices(&servers, c, of, port);
    } else {
        add_pods(&servers, cluster_get(c, KIND_endpoints, ns, of->service), port);
    }
    *ret_servers = servers.first;
    return true;
}

bool servers_port_number(const struct cluster *c, const char *ns, const char *service,
                         const char *port_name, int *ret_port, struct err *err)
{
    const cJSON *object = cluster_get(c, KIND_service, ns, service), *port = NULL;

    if (!object)
        return err_set(err, "backend not found: there is no service %s/%s", ns, service);
    cJSON_ArrayForEach(port, json_at(object, "spec.ports"))
    {
        if (json_is_text(json_get(port, "name"), port_name)) {
            *ret_port = (int)json_int(port, "port");
            return true;
        }
    }
    return err_set(err, "backend not found: unable to find port %s on service %s/%s", port_name, ns,
                   service);
}
