#ifndef RUNNER_PROC_ISOLATE_H
#define RUNNER_PROC_ISOLATE_H

/*
 * A network of our own, without privileges: this process, and what it starts from
 * then on, is in a user, mount and network namespace in which there is nothing
 * but a loopback interface. It also has the address of the instance metadata;
 * ports below 1024 may be bound; /etc/hosts and /etc/resolv.conf are ours. No
 * route leads out, so nothing can leave the machine by network.
 *
 * To be entered before anything else is started or listens.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/* dir: where the two files are written; hosts: the lines of /etc/hosts. */
bool isolate_enter(const char *dir, const char *hosts, struct err *err);
/* Tries it in a child. False: err says what refuses it, and which setting would allow it. */
bool isolate_is_allowed(struct err *err);
/* How often somebody in there wanted to go to an address outside. */
int64_t isolate_lost(void);

#endif
