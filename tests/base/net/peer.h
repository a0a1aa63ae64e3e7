#ifndef TESTS_BASE_NET_PEER_H
#define TESTS_BASE_NET_PEER_H

/*
 * A server under test and its clients, all on one loop: nothing here waits but
 * for a thing to happen, and then no longer than WAIT_MS of the machine's time.
 *
 * A peer is a bare TCP client that sends what a test says, byte for byte, and
 * keeps what comes back. A site is a clock, a loop and a server on it.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/net/httpd.h"
#include "base/net/loop.h"
#include "base/str.h"

enum { WAIT_MS = 10000 };

struct site {
    struct clock *clock;
    struct loop *loop;
    struct httpd *httpd;
};

struct site site_open(const struct httpd_options *o, http_fn *fn, void *self);
void site_close(struct site *s);

struct peer {
    struct fd_watch watch; /* first: a watch is its peer */
    struct loop *loop;
    struct buf in, out;
    size_t sent;   /* of out */
    size_t taken;  /* of in, by peer_answer() */
    bool is_over;  /* the server has closed */
    bool is_reset; /* and that before it was to */
    bool is_held;  /* reads nothing */
};

void peer_open(struct peer *p, struct site *s);
void peer_open_port(struct peer *p, struct site *s, int port); /* another of its ports */
void peer_close(struct peer *p);
void peer_send(struct peer *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void peer_send_bytes(struct peer *p, struct str bytes);
void peer_hold(struct peer *p, bool held); /* a held peer is a slow reader */

struct answer {
    int status;
    struct str head,
        body; /* body: whole, and of chunks the bytes alone; in the peer's own buffer */
    bool is_chunked;
};

/* The next whole answer that has come; false: not yet. One without a length ends with the connection. */
bool peer_answer(struct peer *p, struct answer *ret);

/* Turns the loop until the next answer is there. */
struct answer peer_await(struct peer *p);
bool peer_await_end(struct peer *p);

/* The value of a header of an answer; absent when there is none. */
struct str answer_header(const struct answer *a, const char *name);

/* Sends a GET and waits for its answer. */
struct answer peer_get(struct peer *p, const char *target);

#endif
