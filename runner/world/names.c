/*
 * DNS as stub resolvers speak it (RFC 1035): one question a packet, over UDP. The answer is the
 * packet of the question with other flags and, for an address of the cloud, one record behind it.
 */
#include "runner/world/names.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/must.h"
#include "base/str.h"

#include "base/banned.h"

enum {
    PACKET = 512,
    HEADER = 12,
    NAME_ROOM = 256,
    MOST = 64, /* names that are remembered */
    TYPE_A = 1,
    CODE_no_error = 0,
    CODE_no_such_name = 3,
};

struct names {
    struct fd_watch watch;
    struct loop *loop;
    struct arena *arena;
    int port;
    const char *unknown[MOST];
    size_t count;
};

struct question {
    char name[NAME_ROOM]; /* "alb.cn-hangzhou.aliyuncs.com" */
    size_t end;           /* of the question in the packet */
    int type;
};

/* False: it is no question that we can read. */
static bool read_question(const unsigned char *packet, size_t len, struct question *q)
{
    size_t at = HEADER, to = 0;

    if (len < HEADER || (packet[2] & 0x80) || packet[4] != 0 || packet[5] != 1)
        return false;
    while (at < len && packet[at]) {
        size_t label = packet[at++];
        if (label > 63 || at + label > len || to + label + 2 > sizeof(q->name))
            return false;
        for (; label > 0; label--, at++, to++) {
            q->name[to] = '?';
            if (packet[at] > ' ' && packet[at] < 0x7f)
                q->name[to] = (char)packet[at];
        }
        q->name[to++] = '.';
    }
    if (!to || at + 5 > len)
        return false;
    q->name[to - 1] = '\0';
    q->type = packet[at + 1] << 8 | packet[at + 2];
    q->end = at + 5;
    return true;
}

static bool is_of_cloud(const char *name)
{
    static const char suffix[] = ".aliyuncs.com";
    size_t len = strlen(name), below = strlen(suffix);

    return len > below && strcasecmp(name + len - below, suffix) == 0;
}

static void remember(struct names *n, const char *name)
{
    for (size_t i = 0; i < n->count; i++) {
        if (strcasecmp(n->unknown[i], name) == 0)
            return;
    }
    if (n->count < MOST)
        n->unknown[n->count++] = arena_strz(n->arena, str_of(name));
}

/* Writes the answer over the question; tells how long it is. */
static size_t answer(struct names *n, unsigned char packet[PACKET], const struct question *q)
{
    static const unsigned char record[] = { 0xc0, HEADER, 0, TYPE_A, 0,   1, 0, 0,
                                            0,    1,      0, 4,      127, 0, 0, 1 };
    bool known = is_of_cloud(q->name), has_address = known && q->type == TYPE_A;

    if (!known)
        remember(n, q->name);
    packet[2] = (unsigned char)(0x84 | (packet[2] & 0x01));
    packet[3] = (unsigned char)(0x80 | (known ? CODE_no_error : CODE_no_such_name));
    memset(packet + 6, 0, 6);
    packet[7] = has_address;
    if (!has_address)
        return q->end;
    memcpy(packet + q->end, record, sizeof(record));
    return q->end + sizeof(record);
}

static void asked(struct fd_watch *w, uint32_t events)
{
    struct names *n = (struct names *)w;
    unsigned char packet[PACKET];
    struct sockaddr_in from;
    socklen_t from_len = sizeof(from);
    struct question q;
    ssize_t len;

    (void)events;
    len = recvfrom(w->fd, packet, PACKET / 2, 0, (struct sockaddr *)&from, &from_len);
    if (len <= 0 || !read_question(packet, (size_t)len, &q))
        return;
    len = (ssize_t)answer(n, packet, &q);
    (void)sendto(w->fd, packet, (size_t)len, 0, (const struct sockaddr *)&from, from_len);
}

struct names *names_new(struct loop *l, int port, struct err *err)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    socklen_t len = sizeof(at);
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct names *n;

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, (const struct sockaddr *)&at, len) != 0 ||
        getsockname(fd, (struct sockaddr *)&at, &len) != 0) {
        err_errno(err, "opening", "a name server");
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    n = must_alloc(sizeof(*n));
    n->loop = l;
    n->arena = arena_new();
    n->port = ntohs(at.sin_port);
    n->watch = (struct fd_watch){ fd, asked };
    loop_add(l, &n->watch, EPOLLIN);
    return n;
}

void names_free(struct names *n)
{
    if (!n)
        return;
    loop_drop(n->loop, &n->watch);
    close(n->watch.fd);
    arena_free(n->arena);
    free(n);
}

int names_port(const struct names *n)
{
    return n->port;
}

size_t names_unknown_count(const struct names *n)
{
    return n->count;
}

const char *names_unknown(const struct names *n, size_t at)
{
    must(at < n->count);
    return n->unknown[at];
}
