#ifndef TESTS_REFERENCE_SCRIPT_H
#define TESTS_REFERENCE_SCRIPT_H

/*
 * A server that answers one request after the other as a test has written
 * down, keeps what it was asked, and can hold a watch open.
 */
#include "base/arena.h"
#include "base/net/fetch.h"
#include "tests/base/net/peer.h"

#define SCRIPT_REQUESTS_MAX 64

struct script_line {
    int status;
    const char *body; /* NULL: a stream, kept open */
};

struct script {
    struct site site;
    struct fetch *fetch;
    struct arena *arena;
    const struct script_line *lines; /* the last one answers all that come after */
    size_t line_count;
    const char *asked[SCRIPT_REQUESTS_MAX]; /* "GET /path?… body" */
    size_t count;
    struct stream *stream; /* the last one; NULL: none, or it was left */
    struct exchange *parked[SCRIPT_REQUESTS_MAX];
    size_t parked_count;
    bool park;       /* answer nobody */
    int64_t tick_ms; /* by so much the clock goes on at each look */
    char url[64];
};

void script_open(struct script *s, const struct script_line *lines, size_t count);
void script_close(struct script *s); /* after what uses its fetch */

/* Turns the loop, and lets the clock go on, until it is so, or until so many requests have come. */
bool script_until(struct script *s, bool (*done)(void *arg), void *arg);
bool script_await(struct script *s, size_t count);
void script_write(struct script *s, const char *text);
void script_end(struct script *s);

/* The value of a parameter of a form that was sent; "" when it is not there. */
const char *script_form(struct script *s, size_t request, const char *name);

#endif
