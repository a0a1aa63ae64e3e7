#ifndef RUNNER_ORACLE_SERVICE_H
#define RUNNER_ORACLE_SERVICE_H

/*
 * What a cluster's Services stand for: for each port of each Service the ready
 * endpoints behind it, on the port that the Service names, not its own.
 */
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/arena.h"

struct service {
    const char *label; /* "tea-svc:80"; outside of namespace default "ns/tea-svc:80" */
    const char *ns, *name;
    int64_t port, node_port;      /* node_port 0: none */
    const char *const *endpoints; /* "10.0.1.101:8080", ready ones; ends with NULL */
    size_t endpoint_count;
};

struct services {
    const struct service *at;
    size_t count;
};

/* services and endpoints are arrays of Kubernetes objects, as v1 Service and v1 Endpoints. */
struct services services_of(struct arena *a, const cJSON *services, const cJSON *endpoints);

/* The label of a Service's port. */
const char *service_label(struct arena *a, const char *ns, const char *name, const char *port);

#endif
