#ifndef MOCKALB_RESOURCES_ALB_RELATIONS_H
#define MOCKALB_RESOURCES_ALB_RELATIONS_H

/*
 * Which listeners and rules forward to which server groups. The store finds
 * them by the group's id, and servers by the backend that they stand for: so what
 * a change costs does not depend on how much else there is.
 */
#include <stdbool.h>
#include <stddef.h>

#include "mockalb/gateway/call.h"

struct relation {
    const char *balancer, *listener, *rule; /* rule is NULL for a listener's own action */
};

/* Every use of a group; the texts live as long as the bodies they stand in. */
struct relations {
    struct relation *items;
    size_t count, room;
};

struct relations relations_of(struct call *call, const char *group);

size_t group_server_count(struct call *call, const char *group);

#endif
