#ifndef BASE_NET_GATE_H
#define BASE_NET_GATE_H

/*
 * The door in front of an HTTP server that is spoken to in more than one way.
 * The first byte of a connection tells TLS from plain HTTP, the first word a
 * CONNECT from a request; whoever comes through hands on a socket on which plain
 * HTTP is spoken. A CONNECT to somewhere else that we know is passed on, byte for
 * byte; to anywhere else it is refused, so that nothing leaves the machine.
 */
#include <stdbool.h>
#include <sys/socket.h>

#include "base/net/loop.h"
#include "base/net/tls.h"
#include "base/str.h"

struct gate;

enum { GATE_here = 0, GATE_refused = -1 }; /* or a port of 127.0.0.1 */

struct arrival {
    int fd; /* taken over */
    const struct sockaddr *address;
    socklen_t address_len;
    bool is_tls;
    const char *client_name; /* see tls_client_name(); until take returns */
};

struct gate_options {
    struct loop *loop;
    struct tls *tls; /* NULL: TLS is not understood */
    int (*connect)(void *self,
                   struct str authority); /* where a CONNECT leads; NULL: it is a request */
    void (*take)(void *arg, const struct arrival *a);
    unsigned (*room)(void *arg); /* for how many take has room */
    /* Nobody came in: a CONNECT led nowhere (why NULL), or a handshake broke off; host may be NULL. */
    void (*on_turned_away)(void *self, const char *host, const char *why);
    /* Who came in by TLS left before a word: it may not have liked the certificate after all. */
    void (*on_silent)(void *self, const char *host, const char *why);
    void *self;            /* of connect and these two */
    void *arg;             /* of take and room */
    unsigned idle_seconds; /* for those that say nothing */
};

struct gate *gate_new(const struct gate_options *o);
void gate_listen(struct gate *g, int take_fd);
bool gate_pump(struct gate *g);              /* moves what can move; true: there is more to send */
unsigned gate_waiting(const struct gate *g); /* those who have not said who they are */
void gate_stop_listening(struct gate *g);
void gate_free(struct gate *g); /* ends what is on its way; NULL is fine */

#endif
