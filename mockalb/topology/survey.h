#ifndef MOCKALB_TOPOLOGY_SURVEY_H
#define MOCKALB_TOPOLOGY_SURVEY_H

/*
 * Reachability of several servers at once: those of one group, or whatever is
 * remote in the VPCs of all load balancers.
 */
#include "mockalb/topology/reach.h"

struct survey {
    const struct store *store;
    struct routing *routing;
    struct arena *arena;
    /* NULL: each. Without a group, those of the load balancer's VPC. */
    const struct object *balancer, *group;
    const char *server; /* its address or id; NULL: each of type Ip, or each of the group */
    const struct reach **answers;
    size_t count, room;
};

void survey_run(struct survey *s);

cJSON *survey_json(const struct survey *s); /* {"servers":[…]}; the caller's */
/* Drawn one below another: reach_text, reach_dot. */
typedef const char *reach_draw_fn(const struct reach *r, struct arena *a);
const char *survey_drawn(const struct survey *s, reach_draw_fn *draw);
bool survey_all_reached(const struct survey *s);

#endif
