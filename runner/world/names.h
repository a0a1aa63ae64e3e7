#ifndef RUNNER_WORLD_NAMES_H
#define RUNNER_WORLD_NAMES_H

/*
 * The name server of an isolated case, on port 53 of its loopback interface: any
 * host of the cloud is here, also one that /etc/hosts does not list; any other
 * name does not exist, and is remembered.
 */
#include <stddef.h>

#include "base/err.h"
#include "base/net/loop.h"

struct names;

/* port 0: any free one. NULL: err says why. */
struct names *names_new(struct loop *l, int port, struct err *err);
void names_free(struct names *n); /* NULL is fine */
int names_port(const struct names *n);
/* Those that were asked for in vain, each once, the first of them. */
size_t names_unknown_count(const struct names *n);
const char *names_unknown(const struct names *n, size_t at);

#endif
