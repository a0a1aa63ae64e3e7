#ifndef MOCKALB_TOPOLOGY_REACH_H
#define MOCKALB_TOPOLOGY_REACH_H

/*
 * Can this load balancer reach that server, and if not, which link is missing?
 *
 * Asked of the store as it is: first what the configuration forbids, then the
 * way there by the tables that each hop uses, then whether a host answers, then the way
 * back to each address that the load balancer comes from. The first thing that
 * fails is the reason (reasons.def); the hops up to there are told.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "mockalb/routing/routing.h"

enum reason {
#define REASON(symbol, code, sentence) REASON_##symbol,
#include "mockalb/topology/reasons.def"
#undef REASON
};

const char *reason_code(enum reason r);
const char *reason_sentence(enum reason r);

struct hop {
    const char *direction; /* "forward", "return" */
    const char *stage;     /* "vpc1", "tr1", "tr2", "vpc2", "vbr", "idc" */
    const char *node;      /* whose table it is */
    const char *table;     /* "" at a data centre */
    const char *block;     /* that matched; "" when none did */
    const char *hop_type, *hop;
};

#define REACH_HOPS 64

struct reach {
    enum reason reason;
    enum reason cause;     /* of no_return_route; else the reason itself */
    const char *direction; /* "", "forward" or "return" */
    const char *stage;     /* "config", "endpoint", "peer" or that of a hop */
    const char *object;    /* the id of what is wrong */
    const char *source;    /* of a return that fails: the address that it was for; else "" */
    const char *balancer, *group, *ip;
    int port;
    struct hop hops[REACH_HOPS];
    size_t count;
};

struct reach_question {
    const struct store *store;
    struct routing *routing;
    struct arena *arena; /* what is answered lives as long */
    const struct object *balancer, *group;
    const cJSON *server; /* ServerIp, Port, RemoteIpEnabled, ServerType, ServerId */
};

const struct reach *reach_server(const struct reach_question *q);

/* What the health checks say of it: "CONNECT_TIMEOUT", "CONNECT_FAILED"; NULL when reached. */
const char *reach_health_reason(const struct reach *r);

cJSON *reach_json(const struct reach *r);                       /* the caller's */
const char *reach_text(const struct reach *r, struct arena *a); /* for a person */
const char *reach_dot(const struct reach *r, struct arena *a);  /* for Graphviz */

#endif
