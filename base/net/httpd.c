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
#include "base/net/gate.h"
#include "base/net/httpd_conn.h"
#include "base/net/httpd_exchange.h"

#include "base/banned.h"

enum {
    SPARE_CONNECTIONS = 16,      /* accepted past the limit, to be told so */
    SPARE_BYTES = 16 << 10,      /* beside the request line and headers */
    DRAIN_MS = 500,              /* what httpd_free() gives slow readers */
    GATED_CONNECTIONS = 1 << 20, /* no limit: the gate has its own */
    PUMP_MS = 5,                 /* between two looks at what waits in front of MHD */
};

#define LOOPBACK "127.0.0.1"

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

static bool parse_address(const char *text, int port, union address *ret, struct err *err)
{
    *ret = (union address){ 0 };
    if (port < 0 || port > 65535)
        return err_set(err, "cannot listen on port %d: it must be between 0 and 65535", port);
    if (inet_pton(AF_INET, text, &ret->v4.sin_addr) == 1) {
        ret->v4.sin_family = AF_INET;
        ret->v4.sin_port = htons((uint16_t)port);
    } else if (inet_pton(AF_INET6, text, &ret->v6.sin6_addr) == 1) {
        ret->v6.sin6_family = AF_INET6;
        ret->v6.sin6_port = htons((uint16_t)port);
    } else {
        return err_set(err, "cannot listen on '%s': it must be an IP address, such as 127.0.0.1",
                       text);
    }
    return true;
}

/* A listening socket; -1: err says why. */
static int listen_on(const char *text, int port, int *ret_port, struct err *err)
{
    union address address;
    socklen_t len = sizeof(address);
    int fd, on = 1;

    if (!parse_address(text, port, &address, err))
        return -1;
    fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
        bind(fd, &address.any, len) != 0 || listen(fd, SOMAXCONN) != 0 ||
        getsockname(fd, &address.any, &len) != 0) {
        err_set(err, "cannot listen on %s port %d: %s", text, port, strerror(errno));
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
    unsigned most = h->max_connections + SPARE_CONNECTIONS;
    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_SUPPRESS_DATE_NO_CLOCK;
    struct MHD_OptionItem listening[] = { { MHD_OPTION_LISTEN_SOCKET, listen_fd, NULL },
                                          { MHD_OPTION_END, 0, NULL } };

    /* The gate counts, and hands on the next before MHD has put away the last. */
    if (listen_fd < 0) {
        flags |= MHD_USE_NO_LISTEN_SOCKET;
        most = GATED_CONNECTIONS;
    }
    /* clang-format off */
    return MHD_start_daemon(flags, 0, NULL, NULL, request_moved, h,
        MHD_OPTION_ARRAY,                   listen_fd < 0 ? listening + 1 : listening,
        MHD_OPTION_CONNECTION_LIMIT,        most,
        MHD_OPTION_CONNECTION_TIMEOUT,      h->idle_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)LIMIT_HEADER_BYTES + SPARE_BYTES,
        MHD_OPTION_URI_LOG_CALLBACK,        request_started, h,
        MHD_OPTION_NOTIFY_COMPLETED,        request_over, h,
        MHD_OPTION_NOTIFY_CONNECTION,       connection_changed, h,
        MHD_OPTION_END);
    /* clang-format on */
}

static void take_arrival(void *arg, const struct arrival *a)
{
    struct httpd *h = arg;

    conn_introduce(h, a->fd, a->is_tls, a->client_name);
    /* When there are too many MHD closes the socket itself. */
    MHD_add_connection(h->daemon, a->fd, a->address, a->address_len);
    loop_wake(h->loop);
}

static unsigned room(void *arg)
{
    const struct httpd *h = arg;
    size_t most = (size_t)h->max_connections + SPARE_CONNECTIONS;

    return (unsigned)(h->connections < most ? most - h->connections : 0);
}

static void open_gate(struct httpd *h, const struct httpd_options *o)
{
    struct gate_options gate = { .loop = h->loop,
                                 .tls = o->tls,
                                 .connect = o->connect,
                                 .on_turned_away = o->on_turned_away,
                                 .on_silent = o->on_silent,
                                 .take = take_arrival,
                                 .room = room,
                                 .self = h->self,
                                 .arg = h,
                                 .idle_seconds = h->idle_seconds };

    h->gate = gate_new(&gate);
}

bool httpd_listen(struct httpd *h, const char *address, int port, int *ret_port, struct err *err)
{
    int fd;

    must(h->gate);
    fd = listen_on(address ? address : LOOPBACK, port, ret_port, err);
    if (fd < 0)
        return false;
    gate_listen(h->gate, fd);
    return true;
}

struct httpd *httpd_new(struct loop *l, const struct httpd_options *o, http_fn *fn, void *self,
                        struct err *err)
{
    int port, fd = listen_on(o->address ? o->address : LOOPBACK, o->port, &port, err);
    bool gated = o->tls || o->connect;
    struct httpd *h;

    if (fd < 0)
        return NULL;
    h = must_alloc(sizeof(*h));
    *h = (struct httpd){ .loop = l, .fn = fn, .self = self, .port = port, .date_second = -1 };
    h->max_connections = o->max_connections ? o->max_connections : LIMIT_CONNECTIONS;
    h->max_body = o->max_body ? o->max_body : LIMIT_BODY_BYTES;
    h->idle_seconds = o->idle_seconds ? o->idle_seconds : LIMIT_IDLE_SECONDS;
    h->daemon = start_daemon(h, gated ? -1 : fd);
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
    if (gated) {
        open_gate(h, o);
        gate_listen(h->gate, fd);
    }
    return h;
}

int httpd_port(const struct httpd *h)
{
    return h->port;
}

size_t httpd_connections(const struct httpd *h)
{
    return h->connections + (h->gate ? gate_waiting(h->gate) : 0);
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
    if (h->gate)
        gate_stop_listening(h->gate);
    else
        close(MHD_quiesce_daemon(h->daemon));
    for (struct exchange *x = h->exchanges; x; x = x->next)
        exchange_stop(x);
    run_mhd(h);
    while (has_answers_to_send(h) && clock_machine_ms() < end) {
        struct pollfd events = { .fd = h->events.fd, .events = POLLIN };
        int64_t wait = run_mhd(h), left = end - clock_machine_ms();
        if (wait < 0 || wait > left)
            wait = left > 0 ? left : 0;
        if (h->gate && gate_pump(h->gate) && wait > PUMP_MS)
            wait = PUMP_MS;
        if (has_answers_to_send(h))
            poll(&events, 1, (int)wait);
    }
}

/* What MHD has sent waits in our own sockets. */
static void drain_gate(struct httpd *h)
{
    int64_t end = clock_machine_ms() + DRAIN_MS;

    while (gate_pump(h->gate) && clock_machine_ms() < end)
        poll(NULL, 0, PUMP_MS);
}

void httpd_free(struct httpd *h)
{
    if (!h)
        return;
    drain(h);
    loop_drop(h->loop, &h->events);
    loop_hook_drop(&h->hook);
    MHD_stop_daemon(h->daemon);
    if (h->gate)
        drain_gate(h);
    gate_free(h->gate);
    conn_forget_introductions(h);
    free(h);
}
