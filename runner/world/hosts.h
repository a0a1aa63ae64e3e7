#ifndef RUNNER_WORLD_HOSTS_H
#define RUNNER_WORLD_HOSTS_H

/*
 * /etc/hosts of an isolated case: the cloud's hosts of one region, in each form
 * that SDKs make of them, and the names of the API server, all of this machine.
 */
#include "base/arena.h"

const char *hosts_text(struct arena *a, const char *region);

#endif
