#ifndef MOCKALB_KINDS_KEYS_H
#define MOCKALB_KINDS_KEYS_H

/*
 * What else than its id and its parent an object is found by (store_keyed):
 * the last column of kinds.def.
 */
#include <stdbool.h>

#include "base/state/object.h"

/* Load balancers have the addresses and the bandwidth package that they were given. */
void load_balancer_keys(const struct object *o, key_fn *add, void *arg);

/* Listeners have their groups and their security policy, rules their groups. */
void listener_keys(const struct object *o, key_fn *add, void *arg);
void rule_groups(const struct object *o, key_fn *add, void *arg);
void server_backend(const struct object *o, key_fn *add, void *arg);
void acl_relation_acl(const struct object *o, key_fn *add, void *arg);

/* Each group that a list of actions names, forwarded to or mirrored to. */
typedef bool group_fn(void *arg, const char *group);
void actions_each_group(const cJSON *actions, group_fn *fn, void *arg);
const cJSON *relation_actions(const struct object *o); /* of a listener or a rule */

#endif
