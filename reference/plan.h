#ifndef REFERENCE_PLAN_H
#define REFERENCE_PLAN_H

/*
 * The difference between what should be and what is, as calls that can be made
 * now. What has to wait (for a group to become Available, for a rule to be
 * gone) is not in it: the next look brings the next plan. So every plan is
 * made from scratch out of what is there, and a controller that was killed at
 * any point goes on as if nothing had happened.
 *
 * An empty plan that waits for nothing means: all is as it should be, and that
 * was seen, not assumed.
 */
#include <stdbool.h>
#include <stddef.h>

#include "reference/found.h"
#include "reference/model.h"
#include "reference/place.h"

#define SERVERS_PER_CALL 40
#define RULES_PER_CALL   10

struct step {
    const char *action;
    cJSON *params;
    const char *lane;           /* the steps of one lane are made one after the other */
    struct want_ingress *owner; /* who is told when it is refused; NULL: the AlbConfig */
    const char *key;            /* the whole call as text: the same call has the same key */
    struct step *next;
};

struct plan {
    struct arena *arena;
    struct model *model;
    struct found *found;
    const struct place *place;
    struct step *first, **last, *newest;
    size_t count;
    const char *waiting; /* for what, NULL: for nothing */
    const char *problem; /* with the load balancer or a listener; NULL: none */
};

/* Also marks the Ingresses that are not yet as they should be, and gives problems to some. */
struct plan *plan_make(struct arena *a, struct model *m, struct found *f,
                       const struct place *place);

/* ---- for the parts of it ---- */

/* Returns the step's params, to be filled before the next call of plan_step or the plan's end. */
cJSON *plan_step(struct plan *p, const char *action, const char *lane, struct want_ingress *owner);
void plan_wait(struct plan *p, struct want_ingress *owner, const char *what, const char *id);

void plan_groups(struct plan *p);    /* server groups and their servers */
void plan_balancer(struct plan *p);  /* the load balancer */
void plan_listeners(struct plan *p); /* its listeners */
void plan_rules(struct plan *p);     /* their rules */

/* Whether an Ingress's groups all exist, are Available and hold their servers. */
bool plan_groups_ready(const struct plan *p, const struct want_ingress *i);
const struct found_group *plan_group(const struct plan *p, const struct want_group *g);
/* A listener of somebody else has it, and is not to be taken over. */
bool plan_port_is_taken(const struct plan *p, int port);
void plan_add_owner_tags(const struct plan *p, cJSON *tags);

#endif
