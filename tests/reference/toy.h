#ifndef TESTS_REFERENCE_TOY_H
#define TESTS_REFERENCE_TOY_H

/*
 * A cluster and a cloud that fit into a test: objects are applied as YAML, and
 * the calls of a plan take effect at once. Between the two stands the
 * controller's own thinking, without any of its input and output.
 */
#include "base/arena.h"
#include "reference/cluster.h"
#include "reference/plan.h"

struct toy {
    struct arena *arena;
    struct cluster cluster;
    cJSON *balancer; /* NULL: none */
    cJSON *groups, *servers, *listeners, *rules;
    int made;            /* for ids */
    const char *refuse;  /* the action that has no effect; NULL: none */
    const char *pending; /* what is made is in this state; NULL: in its stable one */
};

void toy_init(struct toy *t);
void toy_done(struct toy *t);

/* AlbConfig "alb" with HTTP:80, its class, and tea-svc and coffee-svc with 1 and 2 pods. */
void toy_open_shop(struct toy *t);
void toy_apply(struct toy *t, const char *yaml);
void toy_delete(struct toy *t, enum kind kind, const char *key);

/* An Ingress of the shop: one host, one path, an annotation for its backend "forward". */
void toy_ingress(struct toy *t, const char *name, const char *host, const char *actions);

struct model *toy_model(struct toy *t);
struct plan *toy_plan(struct toy *t);
bool toy_act(struct toy *t, const struct plan *p); /* whether anything took effect */

/* Plans and acts until nothing is left, or all that is left is refused; the actions in their order. */
const char *toy_converge(struct toy *t);

/* The rules by priority, a line each: "50 Host demo & Path x|y -> tea-svc:80=80 sgp-1=20". */
const char *toy_rules(struct toy *t);
const char *toy_servers(struct toy *t, const char *service); /* "10.0.1.1:8080 …" */

/* A ServerGroups entry, for the annotations of toy_ingress. */
#define TOY_ACTIONS(tuples) "[{type: ForwardGroup, ForwardConfig: {ServerGroups: [" tuples "]}}]"
#define TOY_TEA(weight)     "{ServiceName: tea-svc, ServicePort: 80, Weight: " weight "}"
#define TOY_COFFEE(weight)  "{ServiceName: coffee-svc, ServicePort: 80, Weight: " weight "}"
#define TOY_ID(id, weight)  "{ServerGroupID: " id ", Weight: " weight "}"

#endif
