/*
 * libmicrohttpd in external-epoll mode: its epoll descriptor is watched by our loop, and a hook runs
 * it before each sleep. What becomes of a request is in httpd_exchange.c.
 *
 * Its memory for one connection is a little more than our limit for headers, since what it makes of
 * them takes room too; no more, since it clears all of it after each request.
 */
#include "base/net/httpd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <microhttpd.h>

#include "base/limits.h"
#include "base/must.h"
#include "base/net/httpd_conn.h"
#include "base/net/httpd_exchange.h"

#include "base/banned.h"

enum {
    SPARE_CONNECTIONS = 16, /* accepted past the limit, to be told so */
    SPARE_BYTES = 16 << 10, /* beside the request line and headers */
    DRAIN_MS = 500,         /* what httpd_free() gives slow readers */
};

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_storage room;
};

static struct conn *conn_of(struct MHD_Connection *mhd)
{
    return MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

static void *request_started(void *self, const char *target, struct MHD_Connection *mhd)
{
    (void)self;
    return exchange_start(conn_of(mhd), target);
}

/* NOLINTNEXTLINE(readability-function-size): MHD wants these eight parameters */
static enum MHD_Result request_moved(void *self, struct MHD_Connection *mhd, const char *url,
                                     const char *method, const char *version, const char *upload,
                                     size_t *upload_len, void **context)
{
    struct str bytes = { upload, *upload_len };

    (void)self;
    (void)mhd;
    (void)url;
    *upload_len = 0;
    return exchange_serve(*context, method, version, bytes) ? MHD_YES : MHD_NO;
}

static void request_over(void *self, struct MHD_Connection *mhd, void **context,
                         enum MHD_RequestTerminationCode how)
{
    (void)self;
    (void)mhd;
    (void)how;
    exchange_over(*context);
    *context = NULL;
}

static void connection_changed(void *self, struct MHD_Connection *mhd, void **context,
                               enum MHD_ConnectionNotificationCode what)
{
    if (what == MHD_CONNECTION_NOTIFY_STARTED)
        *context = conn_new(self, mhd);
    else
        conn_free(*context);
}

static bool parse_address(const struct httpd_options *o, union address *ret, struct err *err)
{
    const char *text = o->address ? o->address : "127.0.0.1";

    *ret = (union address){ 0 };
    if (o->port < 0 || o->port > 65535)
        return err_set(err, "cannot listen on port %d: it must be between 0 and 65535", o->port);
    if (inet_pton(AF_INET, text, &ret->v4.sin_addr) == 1) {
        ret->v4.sin_family = AF_INET;
        ret->v4.sin_port = htons((uint16_t)o->port);
    } else if (inet_pton(AF_INET6, text, &ret->v6.sin6_addr) == 1) {
        ret->v6.sin6_family = AF_INET6;
        ret->v6.sin6_port = htons((uint16_t)o->port);
    } else {
        return err_set(err, "cannot listen on '%s': it must be an IP address, such as 127.0.0.1",
                       text);
    }
    return true;
}

/* A listening socket; -1: err says why. */
static int listen_on(const struct httpd_options *o, int *ret_port, struct err *err)
{
    union address address;
    socklen_t len = sizeof(address);
    int fd, on = 1;

    if (!parse_address(o, &address, err))
        return -1;
    fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
        bind(fd, &address.any, len) != 0 || listen(fd, SOMAXCONN) != 0 ||
        getsockname(fd, &address.any, &len) != 0) {
        err_set(err, "cannot listen on %s port %d: %s", o->address ? o->address : "127.0.0.1",
                o->port, strerror(errno));
        if (fd >= 0)
            close(fd);
        return -1;
    }
    *ret_port =
        ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port : address.v4.sin_port);
    return fd;
}

static int64_t run_mhd(struct httpd *h)
{
    MHD_UNSIGNED_LONG_LONG wait;

    must(!h->is_running); /* a handler must not turn the loop, nor free its server */
    h->is_running = true;
    must(MHD_run(h->daemon) == MHD_YES);
    h->is_running = false;
    conn_end_leaving(h);
    return MHD_get_timeout(h->daemon, &wait) == MHD_YES ? (int64_t)wait : -1;
}

static int64_t run_before_sleep(struct loop_hook *hook)
{
    return run_mhd((struct httpd *)((char *)hook - offsetof(struct httpd, hook)));
}

static void events_ready(struct fd_watch *w, uint32_t events)
{
    (void)w; /* the hook runs MHD, which takes them */
    (void)events;
}

static struct MHD_Daemon *start_daemon(struct httpd *h, int listen_fd)
{
    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_SUPPRESS_DATE_NO_CLOCK;

    /* clang-format off */
    return MHD_start_daemon(flags, 0, NULL, NULL, request_moved, h,
        MHD_OPTION_LISTEN_SOCKET,           listen_fd,
        MHD_OPTION_CONNECTION_LIMIT,        h->max_connections + SPARE_CONNECTIONS,
        MHD_OPTION_CONNECTION_TIMEOUT,      h->idle_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)LIMIT_HEADER_BYTES + SPARE_BYTES,
        MHD_OPTION_URI_LOG_CALLBACK,        request_started, h,
        MHD_OPTION_NOTIFY_COMPLETED,        request_over, h,
        MHD_OPTION_NOTIFY_CONNECTION,       connection_changed, h,
        MHD_OPTION_END);
    /* clang-format on */
}

struct httpd *httpd_new(struct loop *l, const struct httpd_options *o, http_fn *fn, void *self,
                        struct err *err)
{
    int port, fd = listen_on(o, &port, err);
    struct httpd *h;

    if (fd < 0)
        return NULL;
    h = must_alloc(sizeof(*h));
    *h = (struct httpd){ .loop = l, .fn = fn, .self = self, .port = port, .date_second = -1 };
    h->max_connections = o->max_connections ? o->max_connections : LIMIT_CONNECTIONS;
    h->max_body = o->max_body ? o->max_body : LIMIT_BODY_BYTES;
    h->idle_seconds = o->idle_seconds ? o->idle_seconds : LIMIT_IDLE_SECONDS;
    h->daemon = start_daemon(h, fd);
    if (!h->daemon) {
        free(h);
        close(fd);
        err_set(err, "cannot start an HTTP server on port %d: %s", port, strerror(errno));
        return NULL;
    }
    h->events =
        (struct fd_watch){ MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd,
                           events_ready };
    loop_add(l, &h->events, EPOLLIN);
    h->hook.before_sleep = run_before_sleep;
    loop_hook_add(l, &h->hook);
    return h;
}

int httpd_port(const struct httpd *h)
{
    return h->port;
}

size_t httpd_connections(const struct httpd *h)
{
    return h->connections;
}

static bool has_answers_to_send(const struct httpd *h)
{
    for (const struct exchange *x = h->exchanges; x; x = x->next) {
        if (x->is_dispatched)
            return true;
    }
    return false;
}

/* The program is ending and nobody else is to be served: here alone we wait outside the loop. */
static void drain(struct httpd *h)
{
    int64_t end = clock_machine_ms() + DRAIN_MS;

    h->is_draining = true;
    close(MHD_quiesce_daemon(h->daemon));
    for (struct exchange *x = h->exchanges; x; x = x->next)
        exchange_stop(x);
    run_mhd(h);
    while (has_answers_to_send(h) && clock_machine_ms() < end) {
        struct pollfd events = { .fd = h->events.fd, .events = POLLIN };
        int64_t wait = run_mhd(h), left = end - clock_machine_ms();
        if (wait < 0 || wait > left)
            wait = left > 0 ? left : 0;
        if (has_answers_to_send(h))
            poll(&events, 1, (int)wait);
    }
}

void httpd_free(struct httpd *h)
{
    if (!h)
        return;
    drain(h);
    loop_drop(h->loop, &h->events);
    loop_hook_drop(&h->hook);
    MHD_stop_daemon(h->daemon);
    free(h);
}
