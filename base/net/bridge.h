#ifndef BASE_NET_BRIDGE_H
#define BASE_NET_BRIDGE_H

/*
 * Two sockets, and what comes from one goes to the other: the far one may speak
 * TLS, the near one does not. An end on one side is told to the other once all
 * before it has passed; when both have ended, or one breaks, the bridge is gone
 * by itself. Of what waits there is never more than one block a way.
 */
#include <stdbool.h>

#include "base/net/loop.h"
#include "base/net/tls.h"

struct bridge;

struct bridges {
    struct loop *loop;
    struct bridge *first;
    /* The far side of one that speaks TLS hung up before it said anything; NULL: nobody asks. */
    void (*on_silent)(void *arg, struct tls_session *tls);
    void *arg;
};

/* Takes both sockets, and the session (NULL: plain); the handshake is over. */
void bridge_open(struct bridges *all, int take_far, struct tls_session *take_tls, int take_near);

/* What can move without waiting moves; tells whether one still has bytes on their way. */
bool bridges_pump(struct bridges *all);
void bridges_close(struct bridges *all);

#endif
