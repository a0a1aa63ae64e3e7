/*
 * Both sockets are watched by edges: each event moves all that can be moved. A bridge that has moved
 * a lot asks for its edges anew instead, so that others have their turn.
 */
#include "base/net/bridge.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/must.h"

#include "base/banned.h"

enum { BLOCK = 16 << 10, TURN_BLOCKS = 64 };

static const uint32_t edges = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;

/* One way: what was read and not yet written. */
struct way {
    char bytes[BLOCK];
    size_t from, to;
    bool ended; /* nothing more comes */
    bool told;  /* and the other side knows */
};

struct bridge {
    struct bridges *all;
    struct bridge *next, **link;
    struct fd_watch far, near;
    struct tls_session *tls;
    struct way in, out; /* from far to near, and back */
    bool is_broken;
    bool has_spoken; /* the far side */
};

static void bridge_free(struct bridge *b)
{
    *b->link = b->next;
    if (b->next)
        b->next->link = b->link;
    loop_drop(b->all->loop, &b->far);
    loop_drop(b->all->loop, &b->near);
    tls_session_free(b->tls);
    close(b->far.fd);
    close(b->near.fd);
    free(b);
}

static ssize_t plain_result(ssize_t n)
{
    if (n >= 0)
        return n;
    return errno == EAGAIN || errno == EINTR ? TLS_IO_again : TLS_IO_broken;
}

static ssize_t read_from(const struct bridge *b, bool far, char *to, size_t room)
{
    if (far && b->tls)
        return tls_read(b->tls, to, room);
    return plain_result(recv(far ? b->far.fd : b->near.fd, to, room, 0));
}

static ssize_t write_to(const struct bridge *b, bool far, const char *at, size_t len)
{
    if (far && b->tls)
        return tls_write(b->tls, at, len);
    return plain_result(send(far ? b->far.fd : b->near.fd, at, len, MSG_NOSIGNAL));
}

static void tell_end(struct bridge *b, bool far)
{
    if (far && b->tls)
        tls_end(b->tls);
    shutdown(far ? b->far.fd : b->near.fd, SHUT_WR);
}

static void note_far(struct bridge *b, ssize_t n)
{
    bool hung_up = n == 0 || n == TLS_IO_broken;

    if (hung_up && b->tls && !b->has_spoken && !b->out.ended && b->all->on_silent)
        b->all->on_silent(b->all->arg, b->tls);
    b->has_spoken = b->has_spoken || n > 0 || hung_up;
}

/* One step from one side to the other; false: it has to wait. */
static bool move(struct bridge *b, struct way *w, bool from_far)
{
    ssize_t n;

    if (w->from < w->to) {
        n = write_to(b, !from_far, w->bytes + w->from, w->to - w->from);
        if (n > 0)
            w->from += (size_t)n;
        b->is_broken = b->is_broken || n == TLS_IO_broken;
        return n > 0;
    }
    if (w->ended) {
        if (!w->told)
            tell_end(b, !from_far);
        w->told = true;
        return false;
    }
    n = read_from(b, from_far, w->bytes, BLOCK);
    if (from_far)
        note_far(b, n);
    b->is_broken = b->is_broken || n == TLS_IO_broken;
    w->from = 0;
    w->to = n > 0 ? (size_t)n : 0;
    w->ended = n == 0;
    return n >= 0;
}

static bool pump(struct bridge *b)
{
    bool moved = true;
    int blocks = 0;

    while (moved && !b->is_broken && blocks++ < TURN_BLOCKS) {
        moved = move(b, &b->in, true);
        moved = move(b, &b->out, false) || moved;
    }
    return moved && !b->is_broken;
}

static bool is_over(const struct bridge *b)
{
    return b->is_broken || (b->in.told && b->out.told);
}

static void side_ready(struct bridge *b, uint32_t events)
{
    bool more = pump(b);

    /* An error on a side that is not being read shows nowhere else. */
    if (is_over(b) || (!more && (events & EPOLLERR))) {
        bridge_free(b);
    } else if (more) {
        loop_change(b->all->loop, &b->far, edges);
        loop_change(b->all->loop, &b->near, edges);
    }
}

static void far_ready(struct fd_watch *w, uint32_t events)
{
    side_ready((struct bridge *)((char *)w - offsetof(struct bridge, far)), events);
}

static void near_ready(struct fd_watch *w, uint32_t events)
{
    side_ready((struct bridge *)((char *)w - offsetof(struct bridge, near)), events);
}

void bridge_open(struct bridges *all, int take_far, struct tls_session *take_tls, int take_near)
{
    struct bridge *b = must_alloc(sizeof(*b));

    b->all = all;
    b->tls = take_tls;
    b->far = (struct fd_watch){ take_far, far_ready };
    b->near = (struct fd_watch){ take_near, near_ready };
    b->next = all->first;
    b->link = &all->first;
    if (b->next)
        b->next->link = &b->next;
    all->first = b;
    loop_add(all->loop, &b->far, edges);
    loop_add(all->loop, &b->near, edges);
    /* What the session has read ahead makes no edge. */
    pump(b);
    if (is_over(b))
        bridge_free(b);
}

bool bridges_pump(struct bridges *all)
{
    bool waits = false;

    for (struct bridge *b = all->first, *next; b; b = next) {
        next = b->next;
        pump(b);
        if (is_over(b))
            bridge_free(b);
        else
            waits = waits || b->out.from < b->out.to;
    }
    return waits;
}

void bridges_close(struct bridges *all)
{
    for (struct bridge *b = all->first, *next; b; b = next) {
        next = b->next;
        bridge_free(b);
    }
}
