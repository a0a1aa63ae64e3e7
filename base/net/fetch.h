#ifndef BASE_NET_FETCH_H
#define BASE_NET_FETCH_H

/*
 * An HTTP client on the loop, by libcurl's multi interface: connections are
 * kept and used again, nothing blocks. A transfer calls on_done exactly once,
 * in a later turn, unless it was cancelled; a streaming one calls on_data as
 * bytes come. Callbacks may start and cancel transfers, but not free the client.
 *
 * No proxy of the environment is used, and redirects are not followed: our
 * clients speak to who they were told to. Timeouts are of the machine's time,
 * also when the loop's clock is manual.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/net/loop.h"
#include "base/str.h"

struct fetch;    /* a client: its connections */
struct transfer; /* one request under way */

struct fetch_reply {
    int status;        /* 0: no whole answer; error says why */
    const char *error; /* "GET http://…: Connection refused"; NULL when there is a status */
    struct str body;   /* empty for a streaming transfer */
};

struct fetch_request {
    const char *method; /* "GET" */
    const char *url;
    const char *const *headers;       /* "Name: value"; ends with NULL; may be NULL */
    struct str body;                  /* absent: none */
    int64_t timeout_ms;               /* of the whole transfer; 0: none */
    const char *ca_file;              /* PEM, to verify an https:// server; NULL: the system's */
    const char *cert_file, *key_file; /* PEM, to be known by to such a server; NULL: by nothing */
    bool unverified;                  /* whoever answers by https:// is believed */
    void (*on_data)(void *arg, struct str bytes); /* set: streaming, only for 2xx answers */
    /* Asked before on_data: true, and the bytes wait where they are until it is not any more. */
    bool (*is_full)(void *arg);
    /* Each header of the answer, before on_head. */
    void (*on_header)(void *arg, struct str name, struct str value);
    /* The answer's head is there; type NULL: it has none. With it on_data gets any answer's bytes. */
    void (*on_head)(void *arg, int status, const char *type);
    void (*on_done)(void *arg, const struct fetch_reply *r); /* r lives until it returns */
    void *arg;
};

struct fetch *fetch_new(struct loop *l);
void fetch_free(struct fetch *f); /* cancels what is under way */

/* Copies what it needs of r. */
struct transfer *fetch_start(struct fetch *f, const struct fetch_request *r);
void transfer_cancel(struct transfer *t); /* none of its callbacks will be called any more */

#endif
