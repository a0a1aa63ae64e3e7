#ifndef MOCKALB_ROUTING_SPREAD_H
#define MOCKALB_ROUTING_SPREAD_H

/*
 * One block through one net, to every table that hears of it.
 *
 * It goes in rounds, one connection between regions further in each. The first
 * round in which a table hears of the block decides: a static entry before all;
 * of two border routers the one that learned it by BGP, then that of the lesser
 * region; then the lesser attachment. Only what a table uses is told on, and
 * never to a transit router that it came through.
 */
#include "mockalb/routing/origins.h"

struct heard {
    struct route route;
    const struct heard *from; /* what was told on, at the other end of the last connection */
    struct heard *next;       /* in its table: the active one is first */
    size_t table;
};

struct hearing {
    struct heard *first;
    bool is_queued, is_settled;
};

struct spread {
    const struct view *view;
    const struct net *net;
    struct hearing *tables; /* by number */
    size_t *queue, count;   /* the tables that have an active route, in the order of rounds */
    const char *origin;     /* of everything heard, as long as it is one and the same */
    bool is_one_origin;
    struct arena *heard; /* emptied by each run */
};

/* What it needs lives as long as memory. */
void spread_init(struct spread *s, const struct view *v, const struct net *n, struct arena *memory);
/* What the table hears of the block, good until the next run. NULL: nothing. */
const struct heard *spread_run(struct spread *s, const struct cidr *block, size_t table);

#endif
