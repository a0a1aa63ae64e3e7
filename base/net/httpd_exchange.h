#ifndef BASE_NET_HTTPD_EXCHANGE_H
#define BASE_NET_HTTPD_EXCHANGE_H

/*
 * One request and its answer, as the parts of the server see it; the handler's
 * side is in httpd.h. An exchange is made when a request line has arrived, and
 * freed when MHD has done with the request, whether it was answered or not.
 */
#include "base/buf.h"
#include "base/net/httpd.h"
#include "base/net/httpd_conn.h"
#include "base/net/outbox.h"
#include "base/net/uri.h"

struct MHD_Response;

enum phase {
    PHASE_receiving,
    PHASE_waiting,   /* for the handler's answer */
    PHASE_streaming, /* until the handler ends it */
    PHASE_answered,
};

struct header {
    const char *name, *value;
    struct header *next;
};

struct stream {
    struct exchange *x;
    struct outbox out;
};

struct exchange {
    struct httpd *httpd;
    struct conn *conn;
    struct exchange *next, **link; /* all of the server's */
    enum phase phase;
    bool has_begun, is_dispatched, is_parked, knows_chunks;
    struct str method;
    struct uri uri;
    const char *bad_target;
    struct buf body;
    size_t received;
    struct header *headers, **last_header;
    int status;
    struct MHD_Response *response; /* made, not yet queued */
    struct stream stream;
    void (*on_gone)(void *arg);
    void *on_gone_arg;
};

struct exchange *exchange_start(struct conn *c, const char *target);

/* One call of MHD's request handler; false: end the connection. */
bool exchange_serve(struct exchange *x, const char *method, const char *version, struct str upload);

/* The server stops: answers for the handler, and tells it so. */
void exchange_stop(struct exchange *x);

/* Lets MHD go on with a suspended connection; harmless with others. */
void exchange_unpark(struct exchange *x);

/* MHD has done with the request. NULL is fine. */
void exchange_over(struct exchange *x);

#endif
