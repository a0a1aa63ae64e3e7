#ifndef BASE_NET_HTTPD_CONN_H
#define BASE_NET_HTTPD_CONN_H

/*
 * A client's connection, and the server that it belongs to: what the parts of
 * the server share and nobody else sees. libmicrohttpd owns the socket; we watch
 * it as well, to learn that the client has left (it has closed its side).
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/net/httpd.h"
#include "base/net/loop.h"

struct MHD_Connection;
struct MHD_Daemon;

enum { CLIENT_ROOM = 64 };

/* What the gate knows of a socket until its connection is made. */
struct introduction {
    int fd;
    bool is_tls;
    char *client_name; /* NULL: none */
    struct introduction *next;
};

struct httpd {
    struct loop *loop;
    struct MHD_Daemon *daemon;
    struct fd_watch events; /* MHD's own epoll descriptor */
    struct gate *gate;      /* NULL: MHD listens itself */
    struct introduction *introductions;
    struct loop_hook hook;
    http_fn *fn;
    void *self;
    int port;
    unsigned max_connections, idle_seconds;
    size_t max_body, connections;
    struct exchange *exchanges;
    struct conn *leaving;
    bool is_running, is_draining;
    int64_t date_second;
    char date[32];
};

struct conn {
    struct httpd *httpd;
    struct MHD_Connection *mhd;
    struct fd_watch watch;
    struct arena *arena; /* of the exchange */
    struct exchange *x;  /* the one under way */
    bool is_watched, has_left;
    bool is_tls;
    char *client_name;         /* in its certificate; NULL: none */
    bool is_spare;             /* past the limit, accepted to be told so */
    struct conn *next, **link; /* of those that are leaving */
    char client[CLIENT_ROOM];
};

void conn_introduce(struct httpd *h, int fd, bool is_tls, const char *client_name);
void conn_forget_introductions(struct httpd *h);
struct conn *conn_new(struct httpd *h, struct MHD_Connection *mhd);
void conn_free(struct conn *c);
void conn_cut(struct conn *c);          /* as if the client had left */
void conn_will_end(struct conn *c);     /* for a content reader that ends the connection */
void conn_end_leaving(struct httpd *h); /* after each run of MHD */

#endif
