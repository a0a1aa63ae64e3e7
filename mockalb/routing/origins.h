#ifndef MOCKALB_ROUTING_ORIGINS_H
#define MOCKALB_ROUTING_ORIGINS_H

/*
 * Who has a block, before any connection between regions is looked at: a static
 * entry of a table; and by its propagations the attachment of a VPC with such a vSwitch (or a published
 * route), or of a border router with such a route to its circuit.
 */
#include "mockalb/routing/net.h"

/* Calls add for each; table is a number of the net. */
typedef void origin_fn(void *arg, size_t table, const struct route *route);
void origins_of_block(const struct view *v, const struct net *n, const struct cidr *block,
                      origin_fn *add, void *arg);

/* Every block that somebody in the net may have; one may come more than once. */
typedef void block_fn(void *arg, const struct cidr *block);
void origins_each_block(const struct view *v, const struct net *n, block_fn *add, void *arg);

/* The border routers that a site is behind. */
void site_each_router(const struct store *s, const struct object *site,
                      bool (*fn)(void *arg, const struct object *border_router), void *arg);

#endif
