#ifndef TESTS_BASE_NET_FETCH_SCENE_H
#define TESTS_BASE_NET_FETCH_SCENE_H

/*
 * A server that answers by path, a client of it on the same loop, and two
 * transfers. /stream is a stream that the test writes to, /late is answered by
 * nobody, /missing and /moved say so, and everything else says hello.
 */
#include "base/net/fetch.h"
#include "tests/base/net/peer.h"

/* What became of one transfer. */
struct scene;

struct outcome {
    struct scene *scene;
    struct transfer *transfer;
    int done, status, pieces;
    struct buf body, error;
    struct outcome *cancels; /* at the first piece that comes */
    bool fetch_again;
};

struct scene {
    struct site site;
    struct fetch *fetch;
    struct outcome one, two;
    struct stream *stream; /* of /stream */
    struct exchange *late; /* of /late */
    int seen, gone;        /* requests; clients that left */
    struct buf echo;       /* the last request, as the server saw it */
    struct buf client;     /* the address it came from */
    char url[64];
};

void scene_open(struct scene *s);
void scene_close(struct scene *s);
bool scene_has_parked(void *scene); /* a stream or a late answer */
bool scene_has_gone(void *scene);

void take_piece(void *outcome, struct str bytes); /* on_data of a transfer that streams */
void fetch_begin(struct outcome *o, const char *path, struct fetch_request r);
void fetch_finish(struct outcome *o);

#endif
