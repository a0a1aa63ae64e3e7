#ifndef MOCKALB_RESOURCES_ALB_USAGE_H
#define MOCKALB_RESOURCES_ALB_USAGE_H

/*
 * Which listeners and rules forward to which server groups, and what that
 * uses up. The service counts by association: a backend reached through two
 * listeners and two rules of one load balancer is counted four times.
 *
 * A handler takes the usage, makes its changes, and asks whether a limit that
 * grew is past: the transaction undoes what was too much.
 */
#include <stdbool.h>
#include <stddef.h>

#include "mockalb/gateway/call.h"

struct relation {
    const char *group, *balancer, *listener, *rule; /* rule is NULL for a listener's own action */
    bool going; /* the listener or rule is being deleted: still a use, but no longer counted */
};

/* Every use of a group in the call's region; the texts live as long as the bodies they stand in. */
struct relations {
    struct relation *items;
    size_t count, room;
};

struct relations relations_of(struct call *call);
bool relations_use(const struct relations *r, const char *group);

/* Each group that a list of actions names, forwarded to or mirrored to. */
typedef bool group_fn(void *arg, const char *group);
void actions_each_group(const cJSON *actions, group_fn *fn, void *arg);

size_t group_server_count(struct call *call, const char *group);

struct usage;

const struct usage *usage_take(struct call *call);
const struct api_error *usage_check(struct call *call, const struct usage *before);

#endif
