#ifndef REFERENCE_FOUND_H
#define REFERENCE_FOUND_H

/*
 * What is: the load balancer of one AlbConfig and all that belongs to it, as
 * the cloud's lists have just told. Things are known as ours by their tags (a
 * listener and a rule by what they stand on); nothing is remembered from
 * earlier, so a controller that has just started knows as much as any other.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "reference/model.h"
#include "reference/place.h"

struct found_group {
    const char *id, *status;
    struct service_port of; /* from its tags */
    const char *ingress;
    bool in_use;          /* a rule or a listener names it */
    const cJSON *servers; /* items of ListServerGroupServers */
    struct want_group *wanted;
    struct found_group *next;
};

struct found {
    struct arena *arena;
    const cJSON *lb; /* an item of ListLoadBalancers; NULL: there is none */
    const cJSON *listeners, *rules;
    const cJSON *foreign; /* listeners of somebody else, on a load balancer of theirs */
    struct found_group *groups;
    cJSON *interfaces; /* address → id of its network interface */
    cJSON *zones;      /* vSwitch → zone; filled only when a load balancer is to be made */
};

struct found *found_new(struct arena *a);

/* The answers, as they come in. */
void found_take_groups(struct found *f, const cJSON *items);
void found_take_interfaces(struct found *f, const cJSON *items);
void found_take_vswitches(struct found *f, const cJSON *items);
void found_mark_use(struct found *f);  /* once rules and listeners are there */
void found_set_apart(struct found *f); /* listeners that are not ours become the foreign ones */

struct found_group *found_group_like(const struct found *f, const struct want_group *g);
const cJSON *found_listener(const struct found *f, int port, const char *protocol);
bool found_is_stable(const cJSON *item, const char *status_member, const char *stable);

/*
 * Groups that exist for an Ingress which has a problem: its rules are kept as
 * they are, so their servers still have to follow the endpoints. The model
 * gets them as if the Ingress asked for them.
 */
void found_keep_groups(struct found *f, const struct cluster *c, struct model *m);

#endif
