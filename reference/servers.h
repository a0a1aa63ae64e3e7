#ifndef REFERENCE_SERVERS_H
#define REFERENCE_SERVERS_H

/*
 * Which servers stand behind a port of a Service.
 *
 * In pod-network mode they are the ready endpoints' own addresses on the
 * target port, attached by their elastic network interfaces. In node-port mode
 * (a Service of type NodePort or LoadBalancer that does not ask for the pod
 * network) they are the nodes' machines on the node port.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "reference/cluster.h"

struct server {
    bool pod;       /* an address of the pod network; id is found out later, by the address */
    const char *id; /* the instance, or the network interface */
    const char *ip;
    int port;
    struct server *next;
};

struct service_port {
    const char *ns, *service;
    int port;
};

/* False: there is no such Service, or no such port on it; err says which. */
bool servers_of(struct arena *a, const struct cluster *c, const struct service_port *of,
                struct server **ret_servers, struct err *err);

/* The number of a Service's port that is given by name. */
bool servers_port_number(const struct cluster *c, const char *ns, const char *service,
                         const char *port_name, int *ret_port, struct err *err);

#endif
