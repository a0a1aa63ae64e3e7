/*
 * Who has knocked and not come in yet is looked at (MSG_PEEK) and watched by edges, so that one who
 * sends half a word is not asked again until more has come. Those are kept in the order in which they
 * came: the first is the first whose time is up.
 */
#include "base/net/gate.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/host.h"
#include "base/must.h"
#include "base/net/bridge.h"

#include "base/banned.h"

enum {
    HEAD_ROOM = 8 << 10, /* of a CONNECT */
    NAME_ROOM = 256,
    ACCEPTS = 64, /* in one turn */
    PAUSE_MS = 100,
    TLS_HANDSHAKE = 0x16, /* the first byte of the first record */
};

#define CONNECT "CONNECT "

struct door {
    struct fd_watch watch;
    struct gate *gate;
    struct door *next;
};

struct knock {
    struct fd_watch watch;
    struct gate *gate;
    struct knock *next, **link;
    int64_t since_ms;
    struct sockaddr_storage address;
    socklen_t address_len;
    struct tls_session *tls; /* shaking hands */
    bool is_inside;          /* of a CONNECT that leads here */
    char name[NAME_ROOM];    /* the host that it named */
};

struct gate {
    struct gate_options o;
    struct loop_hook hook;
    struct door *doors;
    struct knock *knocks, **last_knock;
    unsigned waiting;
    struct bridges bridges;
    int64_t paused_until_ms; /* no descriptors were left; 0: not paused */
    bool is_full;            /* who knocks now waits outside */
};

/* Its socket is somebody else's from now on. */
static void forget(struct knock *k)
{
    *k->link = k->next;
    if (k->next)
        k->next->link = k->link;
    else
        k->gate->last_knock = k->link;
    k->gate->waiting--;
    free(k);
}

static void turn_away(struct knock *k)
{
    loop_drop(k->gate->o.loop, &k->watch);
    tls_session_free(k->tls);
    close(k->watch.fd);
    forget(k);
}

/* ---- coming in ---- */

/* A handshake is of small pieces: each would wait for the client's word that it has the last, for 40 ms. */
static void send_at_once(int fd)
{
    int on = 1;

    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

static void let_in(struct knock *k, int fd, const struct tls_session *tls)
{
    struct arrival a = { .fd = fd,
                         .address = (const struct sockaddr *)(const void *)&k->address,
                         .address_len = k->address_len,
                         .is_tls = tls != NULL,
                         .client_name = tls ? tls_client_name(tls) : NULL };

    k->gate->o.take(k->gate->o.arg, &a);
}

static void let_in_plain(struct knock *k)
{
    loop_drop(k->gate->o.loop, &k->watch);
    let_in(k, k->watch.fd, NULL);
    forget(k);
}

static void let_in_tls(struct knock *k)
{
    struct bridges *bridges = &k->gate->bridges;
    struct tls_session *tls = k->tls;
    int far = k->watch.fd, pair[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) != 0) {
        turn_away(k);
        return;
    }
    loop_drop(k->gate->o.loop, &k->watch);
    let_in(k, pair[1], tls);
    forget(k);
    bridge_open(bridges, far, tls, pair[0]);
}

static void tell_turned_away(const struct knock *k, const char *host, const char *why)
{
    const struct gate_options *o = &k->gate->o;

    if (o->on_turned_away)
        o->on_turned_away(o->self, host, why);
}

static void shake(struct knock *k)
{
    enum tls_state state = tls_shake(k->tls);

    if (state == TLS_broken) {
        tell_turned_away(k, tls_host(k->tls), tls_trouble(k->tls));
        turn_away(k);
    } else if (state == TLS_open) {
        let_in_tls(k);
    }
}

/* ---- CONNECT ---- */

static int connect_to(int port)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd >= 0)
        send_at_once(fd);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&to, sizeof(to)) != 0 &&
        errno != EINPROGRESS) {
        close(fd);
        return -1;
    }
    return fd;
}

/* The answer fits into a socket's empty buffer, or the client is gone. */
static void say(const struct knock *k, const char *text)
{
    (void)send(k->watch.fd, text, strlen(text), MSG_NOSIGNAL);
}

static void refuse(struct knock *k, struct str authority)
{
    char text[NAME_ROOM * 2], host[NAME_ROOM];

    snprintf(host, sizeof(host), "%.*s", STR_ARG(authority));
    tell_turned_away(k, host, NULL);
    snprintf(text, sizeof(text),
             "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
             "nothing here leads to %.*s\n",
             (int)(authority.len < NAME_ROOM ? authority.len : NAME_ROOM), authority.at);
    say(k, text);
    shutdown(k->watch.fd, SHUT_WR);
    turn_away(k);
}

static void remember_name(struct knock *k, struct str authority)
{
    struct str host = host_of(authority);

    if (host.len < sizeof(k->name))
        memcpy(k->name, host.at, host.len);
}

static void pass_on(struct knock *k, int port, struct str authority)
{
    struct bridges *bridges = &k->gate->bridges;
    int near = connect_to(port), far = k->watch.fd;

    if (near < 0) {
        refuse(k, authority);
        return;
    }
    say(k, "HTTP/1.1 200 Connection established\r\n\r\n");
    loop_drop(k->gate->o.loop, &k->watch);
    forget(k);
    bridge_open(bridges, far, NULL, near);
}

/* The head is whole: it is taken out of the socket, and nothing behind it. */
static bool take_head(struct knock *k, struct str head)
{
    char room[HEAD_ROOM];

    return recv(k->watch.fd, room, head.len, 0) == (ssize_t)head.len;
}

/* True: look again, there may be more behind. */
static bool answer_connect(struct knock *k, struct str head)
{
    struct str rest = str_skip(head, strlen(CONNECT));
    struct str authority = str_cut(&rest, ' ');
    int to = k->gate->o.connect(k->gate->o.self, authority);

    if (!take_head(k, head)) {
        turn_away(k);
    } else if (to == GATE_refused) {
        refuse(k, authority);
    } else if (to == GATE_here) {
        remember_name(k, authority);
        k->is_inside = true;
        say(k, "HTTP/1.1 200 Connection established\r\n\r\n");
        return true;
    } else {
        pass_on(k, to, authority);
    }
    return false;
}

/* ---- looking who it is ---- */

static bool may_connect(const struct knock *k, struct str bytes)
{
    struct str word = STR(CONNECT);

    if (!k->gate->o.connect || k->is_inside)
        return false;
    if (bytes.len < word.len)
        word.len = bytes.len;
    return str_starts(bytes, word);
}

static bool has_end(struct str bytes, size_t *ret_len)
{
    const char *end = bytes.len ? memmem(bytes.at, bytes.len, "\r\n\r\n", 4) : NULL;

    if (end)
        *ret_len = (size_t)(end - bytes.at) + 4;
    return end;
}

static bool is_endless(const struct knock *k, struct str bytes)
{
    size_t len;

    return bytes.len == HEAD_ROOM && may_connect(k, bytes) && !has_end(bytes, &len);
}

static void refuse_endless(struct knock *k, struct str bytes)
{
    take_head(k, bytes); /* unread, it would take the answer with it */
    say(k, "HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n");
    shutdown(k->watch.fd, SHUT_WR);
    turn_away(k);
}

/* True: look again. */
static bool look(struct knock *k)
{
    char room[HEAD_ROOM];
    ssize_t n = recv(k->watch.fd, room, sizeof(room), MSG_PEEK);
    struct str bytes = { room, n > 0 ? (size_t)n : 0 };

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    if (n <= 0) {
        turn_away(k);
    } else if (is_endless(k, bytes)) {
        refuse_endless(k, bytes);
    } else if (k->gate->o.tls && room[0] == TLS_HANDSHAKE) {
        k->tls = tls_accept(k->gate->o.tls, k->watch.fd, k->name[0] ? k->name : NULL);
        shake(k);
    } else if (!may_connect(k, bytes)) {
        let_in_plain(k);
    } else if (has_end(bytes, &bytes.len)) {
        return answer_connect(k, bytes);
    }
    return false;
}

static void knock_ready(struct fd_watch *w, uint32_t events)
{
    struct knock *k = (struct knock *)w;

    (void)events;
    if (k->tls) {
        shake(k);
        return;
    }
    while (look(k))
        ;
}

/* ---- the doors ---- */

static void add_knock(struct gate *g, int fd, const struct sockaddr_storage *address, socklen_t len)
{
    struct knock *k = must_alloc(sizeof(*k));

    *k = (struct knock){ .watch = { fd, knock_ready },
                         .gate = g,
                         .link = g->last_knock,
                         .since_ms = clock_machine_ms(),
                         .address = *address,
                         .address_len = len };
    *g->last_knock = k;
    g->last_knock = &k->next;
    g->waiting++;
    loop_add(g->o.loop, &k->watch, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
}

static void set_doors(struct gate *g, uint32_t events)
{
    for (struct door *d = g->doors; d; d = d->next)
        loop_change(g->o.loop, &d->watch, events);
}

static void door_ready(struct fd_watch *w, uint32_t events)
{
    struct gate *g = ((struct door *)w)->gate;

    (void)events;
    for (int i = 0; i < ACCEPTS; i++) {
        struct sockaddr_storage address = { 0 };
        socklen_t len = sizeof(address);
        int fd =
            accept4(w->fd, (struct sockaddr *)(void *)&address, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            send_at_once(fd);
            add_knock(g, fd, &address, len);
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            g->paused_until_ms = clock_machine_ms() + PAUSE_MS;
            set_doors(g, 0);
            return;
        } else if (errno != EINTR && errno != ECONNABORTED) {
            return;
        }
    }
}

static int64_t run_before_sleep(struct loop_hook *hook)
{
    struct gate *g = (struct gate *)((char *)hook - offsetof(struct gate, hook));
    int64_t patience = g->o.idle_seconds * INT64_C(1000), now, next = -1;
    struct knock *k = g->knocks;

    if (g->is_full && g->o.room(g->o.arg) > g->waiting) {
        g->is_full = false;
        set_doors(g, EPOLLIN);
    }
    if (!g->knocks && !g->paused_until_ms)
        return -1;
    now = clock_machine_ms();
    if (g->paused_until_ms && g->paused_until_ms <= now) {
        g->paused_until_ms = 0;
        set_doors(g, g->is_full ? 0 : EPOLLIN);
    }
    while (k && k->since_ms + patience <= now) {
        struct knock *after = k->next;
        turn_away(k);
        k = after;
    }
    if (k)
        next = k->since_ms + patience - now;
    if (g->paused_until_ms && (next < 0 || g->paused_until_ms - now < next))
        next = g->paused_until_ms - now;
    return next;
}

/* One that checks certificates only when all hands are shaken, and does not like ours. */
static void left_without_a_word(void *arg, struct tls_session *tls)
{
    const struct gate *g = arg;

    if (g->o.on_silent)
        g->o.on_silent(g->o.self, tls_host(tls), tls_trouble(tls));
}

struct gate *gate_new(const struct gate_options *o)
{
    struct gate *g = must_alloc(sizeof(*g));

    g->o = *o;
    g->last_knock = &g->knocks;
    g->bridges = (struct bridges){ .loop = o->loop, .on_silent = left_without_a_word, .arg = g };
    g->hook.before_sleep = run_before_sleep;
    loop_hook_add(o->loop, &g->hook);
    return g;
}

void gate_listen(struct gate *g, int take_fd)
{
    struct door *d = must_alloc(sizeof(*d));

    *d = (struct door){ { take_fd, door_ready }, g, g->doors };
    g->doors = d;
    loop_add(g->o.loop, &d->watch, EPOLLIN);
}

bool gate_pump(struct gate *g)
{
    return bridges_pump(&g->bridges);
}

unsigned gate_waiting(const struct gate *g)
{
    return g->waiting;
}

void gate_stop_listening(struct gate *g)
{
    for (struct knock *k = g->knocks, *after; k; k = after) {
        after = k->next;
        turn_away(k);
    }
    for (struct door *d = g->doors, *next; d; d = next) {
        next = d->next;
        loop_drop(g->o.loop, &d->watch);
        close(d->watch.fd);
        free(d);
    }
    g->doors = NULL;
}

void gate_free(struct gate *g)
{
    if (!g)
        return;
    gate_stop_listening(g);
    bridges_close(&g->bridges);
    loop_hook_drop(&g->hook);
    free(g);
}
