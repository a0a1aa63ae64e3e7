/*
 * libmicrohttpd 0.9.75 misses the end of a connection in two places, and we make up for it:
 *
 * - It watches sockets by edges and takes a short read for the last one: an end that comes together
 *   with the last bytes is never read. We learn of it by EPOLLRDHUP, wait until MHD has read what
 *   there is, and then make the edge that it waits for.
 * - A connection that it closes because of what a content reader returned is forgotten until it is
 *   the oldest of all. One with a timeout of its own is looked at in each run.
 */
#include "base/net/httpd_conn.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <microhttpd.h>

#include "base/must.h"
#include "base/net/httpd_exchange.h"

#include "base/banned.h"

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_storage room;
};

static int conn_fd(const struct conn *c)
{
    return MHD_get_connection_info(c->mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

static void unwatch(struct conn *c)
{
    if (c->is_watched)
        loop_drop(c->httpd->loop, &c->watch);
    c->is_watched = false;
}

static void unlink_leaving(struct conn *c)
{
    if (!c->link)
        return;
    *c->link = c->next;
    if (c->next)
        c->next->link = c->link;
    c->link = NULL;
}

static bool has_input(const struct conn *c)
{
    int bytes = 0;

    return ioctl(conn_fd(c), FIONREAD, &bytes) == 0 && bytes > 0;
}

void conn_end_leaving(struct httpd *h)
{
    struct conn *next;

    for (struct conn *c = h->leaving; c; c = next) {
        next = c->next;
        if (has_input(c))
            continue;
        unlink_leaving(c);
        shutdown(conn_fd(c), SHUT_RD);
    }
}

static void client_left(struct fd_watch *w, uint32_t events)
{
    struct conn *c = (struct conn *)((char *)w - offsetof(struct conn, watch));

    (void)events;
    unwatch(c);
    c->has_left = true;
    c->next = c->httpd->leaving;
    c->link = &c->httpd->leaving;
    if (c->next)
        c->next->link = &c->next;
    *c->link = c;
    if (c->x)
        exchange_unpark(c->x);
}

void conn_cut(struct conn *c)
{
    c->has_left = true;
    shutdown(conn_fd(c), SHUT_RDWR);
}

void conn_will_end(struct conn *c)
{
    MHD_set_connection_option(c->mhd, MHD_CONNECTION_OPTION_TIMEOUT, c->httpd->idle_seconds + 1);
    loop_wake(c->httpd->loop);
}

static void print_client(struct conn *c)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(c->mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const union address *address = (const union address *)(const void *)info->client_addr;
    char host[INET6_ADDRSTRLEN] = "";

    if (address->any.sa_family == AF_INET6) {
        inet_ntop(AF_INET6, &address->v6.sin6_addr, host, sizeof(host));
        snprintf(c->client, sizeof(c->client), "[%s]:%d", host, ntohs(address->v6.sin6_port));
    } else {
        inet_ntop(AF_INET, &address->v4.sin_addr, host, sizeof(host));
        snprintf(c->client, sizeof(c->client), "%s:%d", host, ntohs(address->v4.sin_port));
    }
}

/* The one of that socket, taken out of the list; NULL: there is none. */
static struct introduction *introduction_of(struct httpd *h, int fd)
{
    struct introduction **link = &h->introductions, *found;

    while (*link && (*link)->fd != fd)
        link = &(*link)->next;
    found = *link;
    if (found)
        *link = found->next;
    return found;
}

static void introduction_free(struct introduction *i)
{
    if (i)
        free(i->client_name);
    free(i);
}

void conn_introduce(struct httpd *h, int fd, bool is_tls, const char *client_name)
{
    struct introduction *i;

    introduction_free(introduction_of(h, fd)); /* of one that was never made */
    if (!is_tls)
        return;
    i = must_alloc(sizeof(*i));
    *i = (struct introduction){ .fd = fd, .is_tls = is_tls, .next = h->introductions };
    i->client_name = client_name ? must_copy(client_name) : NULL;
    h->introductions = i;
}

void conn_forget_introductions(struct httpd *h)
{
    while (h->introductions)
        introduction_free(introduction_of(h, h->introductions->fd));
}

static void take_introduction(struct conn *c)
{
    struct introduction *i = introduction_of(c->httpd, conn_fd(c));

    if (!i)
        return;
    c->is_tls = i->is_tls;
    c->client_name = i->client_name;
    free(i);
}

struct conn *conn_new(struct httpd *h, struct MHD_Connection *mhd)
{
    struct conn *c = must_alloc(sizeof(*c));

    c->httpd = h;
    c->mhd = mhd;
    c->arena = arena_new();
    c->is_spare = ++h->connections > h->max_connections;
    print_client(c);
    take_introduction(c);
    c->watch = (struct fd_watch){ conn_fd(c), client_left };
    loop_add(h->loop, &c->watch, EPOLLRDHUP);
    c->is_watched = true;
    return c;
}

void conn_free(struct conn *c)
{
    exchange_over(c->x);
    unwatch(c);
    unlink_leaving(c);
    c->httpd->connections--;
    arena_free(c->arena);
    free(c->client_name);
    free(c);
}
