#include "base/net/httpd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "base/random.h"
#include "tests/base/net/peer.h"
#include "tests/test.h"

#include "base/banned.h"

/*
 * Clients that do whatever they like, and a server that answers whenever it likes: at the end every
 * request was either answered or its client was gone, and nothing is left. The seed is the test's
 * number, so that a failure can be seen again.
 */
enum { PEERS = 40, STEPS = 800, SEEDS = 4, BIGGEST = 300000 };

struct guest {
    struct chaos *chaos;
    struct exchange *x;    /* not answered yet */
    struct stream *stream; /* or turned into a stream */
    struct guest *next, **link;
};

struct chaos {
    struct site site;
    struct random random;
    struct peer peers[PEERS];
    struct guest *guests;
    int seen, answered, gone;
};

static uint64_t pick(struct chaos *c, uint64_t bound)
{
    return random_below(&c->random, bound);
}

static void guest_free(struct guest *g)
{
    *g->link = g->next;
    if (g->next)
        g->next->link = g->link;
    free(g);
}

static void guest_gone(void *arg)
{
    struct guest *g = arg;

    g->chaos->gone++;
    guest_free(g);
}

static struct blob *some_bytes(struct chaos *c)
{
    size_t len = pick(c, 4) ? pick(c, 200) : pick(c, BIGGEST);
    char *at = must_alloc(len + 1);
    struct blob *b;

    memset(at, 'x', len);
    b = blob_new((struct str){ at, len });
    free(at);
    return b;
}

/* One thing that may be done for somebody who waits. */
static void serve(struct guest *g)
{
    struct chaos *c = g->chaos;
    struct blob *b = some_bytes(c);

    if (g->stream && pick(c, 8)) {
        stream_write(g->stream, b);
        blob_unref(b);
        return;
    }
    if (g->x && pick(c, 3) == 0) {
        g->stream = exchange_stream(g->x, 200, "text/plain");
        g->x = NULL;
        blob_unref(b);
        return;
    }
    if (g->stream) {
        stream_end(g->stream);
        blob_unref(b);
    } else {
        exchange_reply(g->x, 200, "text/plain", b);
    }
    c->answered++;
    guest_free(g);
}

static void receive_guest(struct exchange *x, void *self)
{
    struct chaos *c = self;
    struct guest *g = must_alloc(sizeof(*g));

    c->seen++;
    g->chaos = c;
    g->x = x;
    g->next = c->guests;
    g->link = &c->guests;
    if (g->next)
        g->next->link = &g->next;
    c->guests = g;
    exchange_on_gone(x, guest_gone, g);
    if (pick(c, 2))
        serve(g);
}

static void serve_somebody(struct chaos *c)
{
    uint64_t skip = pick(c, PEERS);
    struct guest *g = c->guests;

    while (g && g->next && skip-- > 0)
        g = g->next;
    if (g)
        serve(g);
}

static const char *const requests[] = {
    "GET /a?b=c HTTP/1.1\r\nHost: h\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
    "HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n",
    "POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n0123456789",
    "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n3\r\nabc\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n01234",
    "GET http://h:1/%41 HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
    "GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\n\r\n",
    "\r\n",
};

/* Most requests are sent as they are; some are cut short, some have a byte wrong. */
static void send_something(struct chaos *c, struct peer *p)
{
    const char *text = requests[pick(c, sizeof(requests) / sizeof(requests[0]))];
    char bytes[256];
    size_t len = strlen(text);

    snprintf(bytes, sizeof(bytes), "%s", text);
    if (pick(c, 10) == 0)
        bytes[pick(c, len)] = (char)pick(c, 256);
    if (pick(c, 10) == 0)
        len = pick(c, len);
    peer_send_bytes(p, (struct str){ bytes, len });
}

static void do_something(struct chaos *c)
{
    struct peer *p = &c->peers[pick(c, PEERS)];

    if (!p->loop)
        peer_open(p, &c->site);
    else if (p->is_over || pick(c, 12) == 0)
        peer_close(p);
    else if (pick(c, 10) == 0)
        peer_hold(p, !p->is_held);
    else
        send_something(c, p);
}

static bool is_empty(void *arg)
{
    return httpd_connections(((struct chaos *)arg)->site.httpd) == 0;
}

static void chaos_open(struct chaos *c, uint64_t seed)
{
    struct httpd_options o = { .max_connections = PEERS / 2 };

    *c = (struct chaos){ 0 };
    random_init(&c->random, seed);
    c->site = site_open(&o, receive_guest, c);
    for (int i = 0; i < STEPS; i++) {
        do_something(c);
        if (pick(c, 3) == 0)
            serve_somebody(c);
        if (pick(c, 3) == 0)
            loop_turn(c->site.loop, 0);
    }
}

START_TEST(leaves_nothing_behind_when_all_clients_have_gone)
{
    static struct chaos c;
    chaos_open(&c, (uint64_t)_i);

    for (int i = 0; i < PEERS; i++)
        peer_close(&c.peers[i]);

    ck_assert(loop_until(c.site.loop, is_empty, &c, WAIT_MS));
    ck_assert_int_gt(c.seen, STEPS / 10);
    ck_assert_int_eq(c.seen, c.answered + c.gone);
    ck_assert_ptr_null(c.guests);
    site_close(&c.site);
}
END_TEST

START_TEST(leaves_nothing_behind_when_it_is_freed)
{
    static struct chaos c;
    chaos_open(&c, (uint64_t)_i);
    for (int i = 0; i < PEERS; i++) {
        if (c.peers[i].is_held) /* would keep us waiting */
            peer_close(&c.peers[i]);
    }

    site_close(&c.site);

    ck_assert_int_eq(c.seen, c.answered + c.gone);
    ck_assert_ptr_null(c.guests);
    for (int i = 0; i < PEERS; i++) {
        c.peers[i].is_over = true; /* its loop is gone */
        peer_close(&c.peers[i]);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("httpd chaos");
    TCase *t = tcase_create("httpd chaos");

    tcase_add_loop_test(t, leaves_nothing_behind_when_all_clients_have_gone, 0, SEEDS);
    tcase_add_loop_test(t, leaves_nothing_behind_when_it_is_freed, 0, SEEDS);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
