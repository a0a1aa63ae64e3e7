#ifndef BASE_NET_HTTPD_EXCHANGE_H
#define BASE_NET_HTTPD_EXCHANGE_H

/*
 * What httpd.c and httpd_exchange.c share, and nobody else sees: the server, its
 * connections, and the one exchange that each connection may have under way.
 *
 * An exchange is made when a request line has arrived, and freed when MHD has
 * done with the request, whether it was answered or not.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/net/httpd.h"
#include "base/net/outbox.h"
#include "base/net/uri.h"

struct MHD_Connection;
struct MHD_Daemon;
struct MHD_Response;

enum { CLIENT_ROOM = 64 };

struct httpd {
    struct loop *loop;
    struct MHD_Daemon *daemon;
    struct fd_watch events; /* MHD's own epoll descriptor */
    struct loop_hook hook;
    http_fn *fn;
    void *self;
    int port;
    unsigned max_connections;
    size_t max_body, connections;
    struct exchange *exchanges;
    bool is_running, is_draining;
    int64_t date_second;
    char date[32];
};

struct conn {
    struct httpd *httpd;
    struct MHD_Connection *mhd;
    struct fd_watch watch;
    struct arena *arena; /* of the exchange */
    struct exchange *x;
    bool is_watched;
    bool is_spare; /* past the limit, accepted to be told so */
    char client[CLIENT_ROOM];
};

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
    bool has_begun, is_dispatched, is_parked, has_left;
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
bool exchange_serve(struct exchange *x, const char *method, struct str upload);

/* The server stops: answers for the handler, and tells it so. */
void exchange_stop(struct exchange *x);

/* MHD has done with the request. NULL is fine. */
void exchange_over(struct exchange *x);

int conn_fd(const struct conn *c);
void conn_unwatch(struct conn *c);

#endif
