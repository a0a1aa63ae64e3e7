#include "tests/base/net/peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/must.h"
#include "base/net/gate.h"

#include "base/banned.h"

#ifdef SITE_IS_GATED
static int refuse(void *self, struct str authority)
{
    (void)self;
    (void)authority;
    return GATE_refused;
}
#endif

struct site site_open(const struct httpd_options *o, http_fn *fn, void *self)
{
    struct httpd_options options = o ? *o : (struct httpd_options){ 0 };
    struct site s = { .clock = clock_new(true) };
    struct err err;

#ifdef SITE_IS_GATED
    if (!options.connect)
        options.connect = refuse;
#endif
    s.loop = loop_new(s.clock);
    s.httpd = httpd_new(s.loop, &options, fn, self, &err);
    must(s.httpd != NULL);
    return s;
}

void site_close(struct site *s)
{
    httpd_free(s->httpd);
    loop_free(s->loop);
    clock_free(s->clock);
    *s = (struct site){ 0 };
}

static void stop_watching(struct peer *p)
{
    loop_drop(p->loop, &p->watch);
    p->is_over = true;
}

static void change(struct peer *p)
{
    uint32_t events = (p->is_held ? 0 : EPOLLIN) | (p->sent < p->out.len ? EPOLLOUT : 0);

    if (!p->is_over)
        loop_change(p->loop, &p->watch, events);
}

static void receive(struct peer *p)
{
    char bytes[65536];
    ssize_t got = recv(p->watch.fd, bytes, sizeof(bytes), 0);

    if (got > 0) {
        buf_add(&p->in, (struct str){ bytes, (size_t)got });
    } else if (got == 0 || errno != EAGAIN) {
        p->is_reset = got < 0;
        stop_watching(p);
    }
}

static void transmit(struct peer *p)
{
    while (p->sent < p->out.len && !p->is_over) {
        ssize_t put = send(p->watch.fd, p->out.at + p->sent, p->out.len - p->sent, MSG_NOSIGNAL);
        if (put < 0)
            break;
        p->sent += (size_t)put;
    }
    change(p);
}

static void peer_ready(struct fd_watch *w, uint32_t events)
{
    struct peer *p = (struct peer *)w;

    if (events & EPOLLOUT)
        transmit(p);
    if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
        receive(p);
}

void peer_open(struct peer *p, struct site *s)
{
    peer_open_port(p, s, httpd_port(s->httpd));
}

void peer_open_port(struct peer *p, struct site *s, int port)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons((uint16_t)port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

    *p = (struct peer){ .loop = s->loop, .in = BUF_LIMIT(1u << 30), .out = BUF_LIMIT(1u << 30) };
    p->watch = (struct fd_watch){ socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0),
                                  peer_ready };
    must(p->watch.fd >= 0);
    must(connect(p->watch.fd, (struct sockaddr *)&to, sizeof(to)) == 0 || errno == EINPROGRESS);
    loop_add(p->loop, &p->watch, EPOLLIN);
}

void peer_close(struct peer *p)
{
    if (!p->loop)
        return;
    if (!p->is_over)
        stop_watching(p);
    close(p->watch.fd);
    buf_done(&p->in);
    buf_done(&p->out);
    p->loop = NULL;
}

void peer_send_bytes(struct peer *p, struct str bytes)
{
    buf_add(&p->out, bytes);
    transmit(p);
}

void peer_send(struct peer *p, const char *fmt, ...)
{
    char text[4096];
    va_list args;
    int len;

    va_start(args, fmt);
    len = vsnprintf(text, sizeof(text), fmt, args);
    va_end(args);
    must(len >= 0 && (size_t)len < sizeof(text));
    peer_send_bytes(p, (struct str){ text, (size_t)len });
}

void peer_hold(struct peer *p, bool held)
{
    p->is_held = held;
    change(p);
}

struct str answer_header(const struct answer *a, const char *name)
{
    struct str rest = a->head;

    while (rest.at) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        struct str key = str_cut(&line, ':');
        if (str_eq_nocase(key, str_of(name)))
            return str_trim(line);
    }
    return STR_NONE;
}

static size_t find_text(struct str in, const char *text)
{
    const char *at = in.len ? memmem(in.at, in.len, text, strlen(text)) : NULL;

    return at ? (size_t)(at - in.at) : SIZE_MAX;
}

/* Joins the chunks at the front of s in place; the length of what they took, 0 when some are missing. */
static size_t join_chunks(const struct peer *p, struct str s, struct str *ret_body)
{
    char *to = p->in.at + (s.at - p->in.at);
    struct str rest = s;
    size_t len = 0;

    for (;;) {
        size_t line = find_text(rest, "\r\n");
        size_t chunk = line == SIZE_MAX ? 0 : (size_t)strtoul(rest.at, NULL, 16);
        if (line == SIZE_MAX || rest.len < line + 2 + chunk + 2)
            return 0;
        rest = str_skip(rest, line + 2);
        if (ret_body) {
            memmove(to + len, rest.at, chunk);
            *ret_body = (struct str){ to, len + chunk };
        }
        len += chunk;
        rest = str_skip(rest, chunk + 2);
        if (chunk == 0)
            return (size_t)(rest.at - s.at);
    }
}

/* How many bytes of rest the body takes; false: it is not whole yet. */
static bool find_body(const struct peer *p, struct answer *a, struct str rest, size_t *ret_used)
{
    struct str length = answer_header(a, "Content-Length");
    int64_t bytes;

    if (a->is_chunked) {
        *ret_used = join_chunks(p, rest, NULL);
        return *ret_used > 0 && join_chunks(p, rest, &a->body) > 0;
    }
    if (!length.at && !p->is_over)
        return false;
    bytes = (int64_t)rest.len;
    if (length.at)
        must(str_int(length, &bytes));
    *ret_used = (size_t)bytes;
    a->body = (struct str){ rest.at, (size_t)bytes };
    return rest.len >= (size_t)bytes;
}

bool peer_answer(struct peer *p, struct answer *ret)
{
    struct str rest = str_skip(buf_str(&p->in), p->taken);
    size_t head = find_text(rest, "\r\n\r\n"), used = 0;

    if (head == SIZE_MAX)
        return false;
    *ret = (struct answer){ .head = { rest.at, head + 2 }, .body = STR("") };
    ret->status = rest.len > 12 ? (int)strtol(rest.at + 9, NULL, 10) : 0;
    ret->is_chunked = str_is(answer_header(ret, "Transfer-Encoding"), "chunked");
    rest = str_skip(rest, head + 4);
    if (ret->status != 100 && !find_body(p, ret, rest, &used))
        return false;
    p->taken += head + 4 + used;
    return true;
}

struct awaited {
    struct peer *peer;
    struct answer answer;
};

static bool has_answer(void *arg)
{
    struct awaited *a = arg;

    return peer_answer(a->peer, &a->answer);
}

struct answer peer_await(struct peer *p)
{
    struct awaited a = { .peer = p };

    if (!loop_until(p->loop, has_answer, &a, WAIT_MS))
        return (struct answer){ .status = -1 };
    return a.answer;
}

static bool is_over(void *arg)
{
    return ((struct peer *)arg)->is_over;
}

bool peer_await_end(struct peer *p)
{
    return loop_until(p->loop, is_over, p, WAIT_MS);
}

struct answer peer_get(struct peer *p, const char *target)
{
    peer_send(p, "GET %s HTTP/1.1\r\nHost: test\r\n\r\n", target);
    return peer_await(p);
}
