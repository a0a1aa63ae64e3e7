#ifndef RUNNER_KUBE_CLUSTER_H
#define RUNNER_KUBE_CLUSTER_H

/*
 * The cluster that is played: its objects, the kinds it serves, who watches,
 * and what it hands out (uids, names, addresses). It knows neither HTTP nor a
 * loop, so that the routes can be tested without sockets.
 *
 * What a cluster's own controllers do (collect what lost its owner, empty
 * namespaces that go, mirror Endpoints) is done by cluster_work(), which its
 * owner calls when cluster_has_work(); never inside a request.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/random.h"
#include "base/state/store.h"
#include "base/state/watch.h"
#include "runner/kube/kinds.h"

struct collector;
struct openapi;
struct watching;

enum { TROUBLES = 16, TROUBLE_NAME = 64 };

/* See runner/kube/trouble.h. */
struct trouble {
    char verb[TROUBLE_NAME], resource[TROUBLE_NAME]; /* "": any */
    int status;                                      /* an enum status_id */
    int64_t times;
};

struct cluster {
    struct clock *clock;
    struct store *store;
    struct kinds *kinds;
    struct watch_hub *hub;
    struct collector *collector;
    struct openapi *openapi;    /* see runner/kube/openapi.h */
    struct watching *watchings; /* open watches, newest first */
    struct random random;
    struct follower ledger;
    size_t memory; /* of all bodies */
    size_t objects;
    uint32_t next_address, next_node_port;
    struct trouble troubles[TROUBLES];
    size_t trouble_count;
};

struct cluster_options {
    uint64_t seed;
    bool derive_endpoints; /* see runner/kube/api.h */
    bool namespaced_albconfig;
};

/* With its default namespaces, and AlbConfig defined. The clock outlives it. */
struct cluster *cluster_new(struct clock *clock, const struct cluster_options *o);
void cluster_free(struct cluster *c); /* NULL is fine; ends the watches */

/* From now on Endpoints follow from Services and Pods. */
void cluster_derive_from_pods(struct cluster *c);

bool cluster_has_work(const struct cluster *c);
void cluster_work(struct cluster *c);

/* In their stored form; scope is "" for what has no namespace. */
const cJSON *cluster_get(const struct cluster *c, const struct resource *r, const char *ns,
                         const char *name);

#endif
