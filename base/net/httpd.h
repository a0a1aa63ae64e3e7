#ifndef BASE_NET_HTTPD_H
#define BASE_NET_HTTPD_H

/*
 * HTTP in front, libmicrohttpd behind: httpd.c is the only file that knows it.
 *
 * A handler is called once for each request, when the body is whole. It answers
 * the exchange once, now or later; or it turns the exchange into a stream and
 * writes to that until one side ends it. If the client goes away first, on_gone
 * tells; after that neither the exchange nor its stream may be touched. Who does
 * not answer at once must set it.
 *
 * Handlers and on_gone run inside the server: they may answer any exchange, but
 * neither turn the loop nor free the server.
 *
 * Requests in origin form (GET /x) and absolute form (GET http://host/x) are
 * the same here; exchange_authority tells the host and port that were meant.
 *
 * With options.tls the same port speaks TLS too, told apart by the first byte of
 * a connection; with options.connect it is a proxy for CONNECT.
 *
 * What a client can make grow ends at base/limits.h, with 413, 431, 503 or the
 * end of the connection.
 */
#include <stdbool.h>

#include "base/blob.h"
#include "base/err.h"
#include "base/net/loop.h"
#include "base/str.h"

struct httpd;
struct exchange;
struct stream;

typedef void http_fn(struct exchange *x, void *self);

/* Listens on 127.0.0.1 unless address says otherwise. port 0: any free one. NULL: err says why. */
struct httpd_options {
    const char *address;
    int port;
    unsigned max_connections; /* 0: LIMIT_CONNECTIONS */
    unsigned idle_seconds;    /* 0: LIMIT_IDLE_SECONDS */
    size_t max_body;          /* 0: LIMIT_BODY_BYTES */
    struct tls *tls;          /* outlives the server; NULL: plain only */
    /* Where CONNECT leads: GATE_here, a port of 127.0.0.1, or GATE_refused (base/net/gate.h). */
    int (*connect)(void *self, struct str authority);
    /* A client did not come in: see gate_options. */
    void (*on_turned_away)(void *self, const char *host, const char *why);
    void (*on_silent)(void *self, const char *host, const char *why);
};

struct httpd *httpd_new(struct loop *l, const struct httpd_options *o, http_fn *fn, void *self,
                        struct err *err);
/* On another address or port as well; only for a server with tls or connect. Tells the port. */
bool httpd_listen(struct httpd *h, const char *address, int port, int *ret_port, struct err *err);
int httpd_port(const struct httpd *h);
size_t httpd_connections(const struct httpd *h);
void httpd_free(struct httpd *h); /* answers 503 to the waiting and ends the streams first */

/* All strings live until the exchange is answered, or as long as its stream. */
struct str exchange_method(const struct exchange *x);
struct str exchange_path(const struct exchange *x);      /* percent-decoded, without query */
struct str exchange_authority(const struct exchange *x); /* of the absolute form, or Host */
bool exchange_is_absolute(const struct exchange *x);     /* it was sent as to a proxy */
struct str exchange_target(const struct exchange *x);    /* path and query as they came */
struct str exchange_query(const struct exchange *x,
                          const char *name); /* first of that name; absent: STR_NONE */
void exchange_each_query(const struct exchange *x,
                         void (*fn)(void *arg, struct str name, struct str value), void *arg);
struct str exchange_header(const struct exchange *x, const char *name); /* any case */
void exchange_each_header(const struct exchange *x,
                          void (*fn)(void *arg, struct str name, struct str value), void *arg);
struct str exchange_body(const struct exchange *x);
struct str exchange_client(const struct exchange *x); /* "127.0.0.1:40312" */
bool exchange_is_tls(const struct exchange *x);
struct str exchange_client_name(const struct exchange *x); /* see tls_client_name(); or absent */

/* fn is called at most once, and not after the exchange was answered whole. */
void exchange_on_gone(struct exchange *x, void (*fn)(void *arg), void *arg);

/* Before the answer; e.g. ("x-acs-request-id", "…"). Copies both. */
void exchange_add_header(struct exchange *x, const char *name, const char *value);
void exchange_reply(struct exchange *x, int status, const char *type, struct blob *take_body);
void exchange_reply_text(struct exchange *x, int status, const char *type, struct str body);

/* Chunked. The stream is the exchange's: on_gone tells of its end by the client, or by our backlog limit. */
struct stream *exchange_stream(struct exchange *x, int status, const char *type);
void stream_write(struct stream *s, struct blob *b); /* shares it: one rendering, many streams */
size_t stream_waiting(const struct stream *s);       /* bytes that have not gone out yet */
void stream_break(
    struct stream *s);             /* the rest cannot come: the connection ends, on_gone is told */
void stream_end(struct stream *s); /* after what was written has gone out */

#endif
