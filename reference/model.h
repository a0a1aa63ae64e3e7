#ifndef REFERENCE_MODEL_H
#define REFERENCE_MODEL_H

/*
 * What should be: one AlbConfig, and the Ingresses whose class leads to it, as
 * listeners, server groups, servers and rules. Made from the Kubernetes
 * objects alone; nothing here knows what the cloud holds, or any id of it. It
 * keeps copies: the cluster may change while calls are under way.
 *
 * An Ingress is published whole or not at all. If anything about it is wrong
 * it has a problem and neither rules nor groups here, and what is published of
 * it is kept as it is until it is right again.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "reference/annotation.h"
#include "reference/cluster.h"
#include "reference/servers.h"

#define ORDER_DEFAULT 10
#define ORDER_MAX     1000

struct want_group {
    struct service_port of;
    const char *ingress;        /* whose it is, as its tag says */
    struct want_ingress *owner; /* NULL: a listener's fallback, which never has servers */
    struct server *servers;
    bool kept;         /* it exists, and its Ingress has a problem: as long as a rule needs it */
    bool keep_servers; /* nobody knows which servers there should be: leave them */
    const struct want_group *shared; /* it is that one, of an earlier Ingress; NULL: its own */
    struct want_group *next;
};

struct want_listener {
    int port;
    const char *protocol;
    const cJSON *spec; /* its entry of the AlbConfig */
    struct want_group *fallback;
    struct want_listener *next;
};

struct want_tuple {
    const struct want_group *group; /* or else */
    const char *group_id;
    int weight;
    struct want_tuple *next;
};

struct want_rule {
    struct want_ingress *owner;
    const struct want_listener *listener;
    cJSON *conditions; /* as RuleConditions */
    enum action_type type;
    struct want_tuple *tuples;
    cJSON *config, *extras;
    struct want_rule *next;
};

struct want_notice { /* worth a Warning, but no reason not to publish */
    const char *text;
    struct want_notice *next;
};

struct want_ingress {
    const cJSON *object;
    const char *ns, *name;
    const char *rule_name; /* that of all its rules */
    int order;
    const char *problem; /* NULL: it can be published */
    struct want_notice *notices;
    struct want_rule *rules;   /* in the order in which they are tried */
    struct want_group *groups; /* one for each (Service, port) */
    bool unsettled;            /* set by the plan: not (yet) as it should be */
    bool unpublished;          /* … because a rule has still to be made or changed */
    struct want_ingress *next;
};

struct model {
    struct arena *arena;
    const cJSON *albconfig;
    const char *name, *key; /* "alb", "kube-system/alb" */
    const char *reused;  /* the load balancer is somebody else's, and has this id; NULL: our own */
    bool takes_over;     /* … with whatever listeners stand on it */
    bool leaving;        /* the AlbConfig is being deleted: nothing should be */
    const char *problem; /* about the AlbConfig itself */
    struct want_listener *listeners;
    struct want_ingress *ingresses; /* by order, then by namespace and name */
};

struct model *model_build(struct arena *a, const struct cluster *c, const cJSON *albconfig);

/* Every group of the model, fallbacks too, until fn returns false. */
void model_each_group(const struct model *m, bool (*fn)(void *arg, struct want_group *g),
                      void *arg);

/* Which AlbConfig an Ingress belongs to. */
enum placement {
    PLACEMENT_not_ours, /* its class is another controller's, or there is none */
    PLACEMENT_broken,   /* our class, but it leads to no AlbConfig: problem says why */
    PLACEMENT_found
};
enum placement model_place(struct arena *a, const struct cluster *c, const cJSON *ingress,
                           const cJSON **ret_albconfig, const char **ret_problem);

#endif
