#ifndef TESTS_MOCKALB_NETWORK_NETWORK_H
#define TESTS_MOCKALB_NETWORK_NETWORK_H

/*
 * A cloud of one of the two fixtures with a network (scenario-3, scenario-4),
 * and changes to it, written as texts:
 *
 *     drop KIND ID        and what belongs to it
 *     set KIND ID JSON    members of its body; null takes one away
 *     add KIND SCOPE ID JSON
 *     route KIND TABLE BLOCK ATTACHMENT    an entry; KIND is vpc/RouteEntry or cen/RouteEntry
 *
 * A change may have several of them, with ; between. ' stands for ". An id may be
 * written as "~" and its end when no other of the kind ends so: "~a1";
 * or as "@" and a key that it is found by: "@192.168.1.10".
 */
#include "base/arena.h"
#include "base/state/store.h"
#include "mockalb/resources/cloud.h"

struct network {
    struct arena *arena;
    struct clock *clock;
    struct store *store;
    struct random random;
    struct cloud *cloud;
};

struct network *network_of(int scenario);
void network_free(struct network *n);

void network_change(struct network *n, const char *changes);

#endif
