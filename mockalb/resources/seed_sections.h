#ifndef MOCKALB_RESOURCES_SEED_SECTIONS_H
#define MOCKALB_RESOURCES_SEED_SECTIONS_H

/*
 * The sections of a cloud document: a function makes one item of each.
 */
#include "mockalb/resources/seed_item.h"

bool item_region(const struct seed_item *item); /* the member "region" becomes the call's */

/* seed_network.c */
seed_item_fn seed_region, seed_vpc, seed_vswitch, seed_instance, seed_network_interface;
seed_item_fn seed_security_group;
/* seed_account.c */
seed_item_fn seed_eip, seed_bandwidth_package, seed_resource_group, seed_certificate;
/* seed_alb.c */
seed_item_fn seed_load_balancer, seed_server_group, seed_listener;

/* seed_complete.c: what the service makes by itself, after all sections. */
void seed_complete(struct call *call);

#endif
