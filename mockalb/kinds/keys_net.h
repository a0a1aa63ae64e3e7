#ifndef MOCKALB_KINDS_KEYS_NET_H
#define MOCKALB_KINDS_KEYS_NET_H

/*
 * By what the things of networks are found besides their ids (kinds.def).
 * Blocks are keys in one way of writing, "10.0.0.0/8" (cidr_key), so that the
 * routes to an address are found by the 33 blocks it is in.
 */
#include "base/cidr.h"
#include "base/state/object.h"

/* Texts that are no block add no key. */
void add_cidr_key(const char *text, key_fn *add, void *arg);

void balancer_address_keys(const struct object *o, key_fn *add,
                           void *arg); /* of a load balancer, in its VPC */
void vswitch_keys(const struct object *o, key_fn *add, void *arg);       /* its block */
void route_entry_keys(const struct object *o, key_fn *add, void *arg);   /* block, next hops */
void border_router_keys(const struct object *o, key_fn *add, void *arg); /* table, circuit, … */
void instance_keys(const struct object *o, key_fn *add, void *arg);      /* its addresses */
/* … and its VPC, its vSwitch, its security groups */
void network_interface_keys(const struct object *o, key_fn *add, void *arg);
void eip_keys(const struct object *o, key_fn *add, void *arg);       /* itself, its user */
void vco_route_keys(const struct object *o, key_fn *add, void *arg); /* its block */
void site_keys(const struct object *o, key_fn *add, void *arg); /* blocks, circuit, border router */

#endif
