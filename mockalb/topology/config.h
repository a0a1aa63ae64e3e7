#ifndef MOCKALB_TOPOLOGY_CONFIG_H
#define MOCKALB_TOPOLOGY_CONFIG_H

/*
 * What the configuration of load balancer, group and server forbids, before any
 * way is looked for; and where the load balancer comes from.
 */
#include "mockalb/topology/walk.h"

enum reason config_check(struct walk *w);

/* Sets sources and is_legacy: local addresses, or the back-to-origin blocks of one not upgraded. */
void config_read_sources(struct walk *w);

#endif
