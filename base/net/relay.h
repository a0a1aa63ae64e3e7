#ifndef BASE_NET_RELAY_H
#define BASE_NET_RELAY_H

/*
 * Requests that came to one server of ours and were meant for another: a client
 * with a proxy sends all its requests there, whomever they are for. Who they are
 * for is told by the authority (host and port, or any host below a suffix); they
 * are passed on over HTTP, and the answer comes back as it comes, streams too.
 */
#include <stdbool.h>

#include "base/net/httpd.h"
#include "base/net/loop.h"
#include "base/str.h"

struct relay;

struct relay *relay_new(struct loop *l);
void relay_free(struct relay *r); /* before the servers whose exchanges it has; NULL is fine */

/* authority: "127.0.0.1:6443", or ".example" for every host below; port: of 127.0.0.1. */
void relay_add(struct relay *r, const char *authority, int port);
int relay_port(const struct relay *r, struct str authority); /* 0: not one of them */

/* True: the exchange is for one of them, and will be answered by it. */
bool relay_take(struct relay *r, struct exchange *x);

#endif
