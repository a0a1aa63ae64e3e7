#include "base/net/httpd.h"

#include <stdio.h>
#include <string.h>

#include "base/must.h"
#include "tests/base/net/peer.h"
#include "tests/test.h"

#include "base/banned.h"

static void print_pair(void *arg, struct str name, struct str value)
{
    buf_printf(arg, "[%.*s=%.*s]", STR_ARG(name), STR_ARG(value));
}

/* Says what it was asked: "METHOD authority path [name=value]… body". */
static void echo(struct exchange *x, void *self)
{
    struct buf b = BUF_LIMIT(1u << 24);

    (void)self;
    buf_printf(&b, "%.*s %.*s %.*s ", STR_ARG(exchange_method(x)), STR_ARG(exchange_authority(x)),
               STR_ARG(exchange_path(x)));
    exchange_each_query(x, print_pair, &b);
    buf_add_char(&b, ' ');
    buf_add(&b, exchange_body(x));
    exchange_reply(x, 200, "text/plain", blob_of_buf(&b));
}

static const struct {
    const char *request, *answer;
} forms[] = {
    { "GET / HTTP/1.1\r\nHost: h\r\n\r\n", "GET h /  " },
    { "GET /a%20b?x=1&y=&x=2&z HTTP/1.1\r\nHost: h:1\r\n\r\n", "GET h:1 /a b [x=1][y=][x=2][z=] " },
    { "GET http://other:81/p?q=1 HTTP/1.1\r\nHost: h\r\n\r\n", "GET other:81 /p [q=1] " },
    { "GET http://other HTTP/1.1\r\nHost: h\r\n\r\n", "GET other /  " },
    { "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "OPTIONS h *  " },
    { "BREW /pot HTTP/1.1\r\nHost: h\r\n\r\n", "BREW h /pot  " },
    { "POST /?a=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 7\r\n\r\nb=2&c=3",
      "POST h / [a=1] b=2&c=3" },
    { "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\n"
      "Content-Length: 9\r\n\r\nb=%41+%42",
      "POST h /  b=%41+%42" },
    { "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789"
      "\r\n0\r\nTrailer: t\r\n\r\n",
      "PUT h /  abc0123456789" },
    { "DELETE / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", "DELETE h /  " },
    { "GET / HTTP/1.1\nHost: h\n\n", "GET h /  " },
    { "\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", "GET h /  " },
    { "GET / HTTP/1.0\r\n\r\n", "GET  /  " },
};

START_TEST(understands_a_request)
{
    struct site s = site_open(NULL, echo, NULL);
    struct peer p;
    struct answer a;
    peer_open(&p, &s);

    peer_send(&p, "%s", forms[_i].request);
    a = peer_await(&p);

    ck_assert_int_eq(a.status, 200);
    ck_assert_msg(str_is(a.body, forms[_i].answer), "%.*s", STR_ARG(a.body));
    peer_close(&p);
    site_close(&s);
}
END_TEST

static bool has_sent_all(void *arg)
{
    struct peer *p = arg;

    return p->sent == p->out.len;
}

START_TEST(understands_a_request_that_comes_byte_by_byte)
{
    struct site s = site_open(NULL, echo, NULL);
    struct peer p;
    struct answer a;
    peer_open(&p, &s);
    ck_assert(loop_until(s.loop, has_sent_all, &p, WAIT_MS));

    for (const char *at = forms[_i].request; *at; at++) {
        peer_send_bytes(&p, (struct str){ at, 1 });
        loop_turn(s.loop, 0);
        loop_turn(s.loop, 0);
    }
    a = peer_await(&p);

    ck_assert_int_eq(a.status, 200);
    ck_assert_msg(str_is(a.body, forms[_i].answer), "%.*s", STR_ARG(a.body));
    peer_close(&p);
    site_close(&s);
}
END_TEST

static const struct {
    const char *version, *connection;
    bool keeps;
} lives[] = {
    { "1.1", "", true },
    { "1.1", "Connection: close\r\n", false },
    { "1.0", "", false },
    { "1.0", "Connection: Keep-Alive\r\n", true },
};

START_TEST(keeps_the_connection_as_the_client_asked)
{
    struct site s = site_open(NULL, echo, NULL);
    struct peer p;
    peer_open(&p, &s);

    for (int i = 0; i < 3 && (i == 0 || lives[_i].keeps); i++) {
        peer_send(&p, "GET /%d HTTP/%s\r\nHost: h\r\n%s\r\n", i, lives[_i].version,
                  lives[_i].connection);
        ck_assert_int_eq(peer_await(&p).status, 200);
    }

    if (!lives[_i].keeps)
        ck_assert(peer_await_end(&p));
    ck_assert_int_eq(p.is_over, !lives[_i].keeps);
    ck_assert(!p.is_reset);
    peer_close(&p);
    site_close(&s);
}
END_TEST

START_TEST(answers_head_without_a_body)
{
    struct site s = site_open(NULL, echo, NULL);
    struct peer p;
    peer_open(&p, &s);

    peer_send(&p, "HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    ck_assert(peer_await_end(&p));

    ck_assert(str_starts(buf_str(&p.in), STR("HTTP/1.1 200 OK\r\n")));
    ck_assert(str_ends(buf_str(&p.in), STR("\r\n\r\n")));
    ck_assert_ptr_nonnull(strstr(p.in.at, "Content-Length: 10\r\n"));
    peer_close(&p);
    site_close(&s);
}
END_TEST

START_TEST(asks_for_the_body_of_a_client_that_waits_to_be_asked)
{
    struct site s = site_open(NULL, echo, NULL);
    struct peer p;
    peer_open(&p, &s);

    peer_send(&p,
              "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    ck_assert_int_eq(peer_await(&p).status, 100);
    peer_send(&p, "abc");

    ck_assert(str_is(peer_await(&p).body, "POST h /  abc"));
    peer_close(&p);
    site_close(&s);
}
END_TEST

/* Answers in the handler or a turn later, as the path says. */
struct delayed {
    struct timer timer; /* first */
    struct exchange *x;
};

static void answer_delayed(struct timer *t)
{
    struct delayed *d = (struct delayed *)t;

    echo(d->x, NULL);
    free(d);
}

static void echo_now_or_later(struct exchange *x, void *self)
{
    struct site *s = self;
    struct delayed *d;

    if (!str_starts(exchange_path(x), STR("/late"))) {
        echo(x, NULL);
        return;
    }
    d = must_alloc(sizeof(*d));
    *d = (struct delayed){ .timer = { .fire = answer_delayed }, .x = x };
    timer_set(s->clock, &d->timer, 0);
}

START_TEST(answers_pipelined_requests_in_their_order)
{
    struct site s;
    struct peer p;
    s = site_open(NULL, echo_now_or_later, &s);
    peer_open(&p, &s);

    for (int i = 0; i < 50; i++)
        peer_send(&p, "POST /%s%d HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody",
                  i % 3 ? "" : "late", i);

    for (int i = 0; i < 50; i++) {
        struct answer a = peer_await(&p);
        char want[64];
        snprintf(want, sizeof(want), "POST h /%s%d  body", i % 3 ? "" : "late", i);
        ck_assert_msg(str_is(a.body, want), "%d: %.*s", i, STR_ARG(a.body));
    }
    peer_close(&p);
    site_close(&s);
}
END_TEST

static void list_headers(struct exchange *x, void *self)
{
    struct buf b = BUF_LIMIT(65536);

    (void)self;
    exchange_each_header(x, print_pair, &b);
    buf_printf(&b, " %.*s %.*s", STR_ARG(exchange_header(x, "x-TWO")),
               STR_ARG(exchange_header(x, "X-Empty")));
    buf_add_text(&b, exchange_header(x, "X-Empty").at ? " present" : "");
    buf_add_text(&b, exchange_header(x, "X-None").at ? "" : " absent");
    exchange_reply(x, 200, "text/plain", blob_of_buf(&b));
}

START_TEST(hands_over_the_headers)
{
    struct site s = site_open(NULL, list_headers, NULL);
    struct peer p;
    struct answer a;
    peer_open(&p, &s);

    peer_send(&p, "GET / HTTP/1.1\r\nHost: h\r\nX-Two: one\r\nX-two:  two \r\nX-Empty:\r\n\r\n");
    a = peer_await(&p);

    ck_assert_msg(str_is(a.body, "[Host=h][X-Two=one][X-two=two][X-Empty=] one  present absent"),
                  "%.*s", STR_ARG(a.body));
    peer_close(&p);
    site_close(&s);
}
END_TEST

static void answer_with_headers(struct exchange *x, void *self)
{
    (void)self;
    exchange_add_header(x, "X-One", "1");
    exchange_add_header(x, "X-Split", "a\r\nX-Evil: 1");
    exchange_add_header(x, "X-Two", "2");
    exchange_reply(x, 204, NULL, NULL);
}

START_TEST(sends_the_headers_that_were_added)
{
    struct site s = site_open(NULL, answer_with_headers, NULL);
    struct peer p;
    struct answer a;
    peer_open(&p, &s);

    peer_send(&p, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    ck_assert(peer_await_end(&p));
    a = peer_await(&p);

    ck_assert_int_eq(a.status, 204);
    ck_assert(str_is(answer_header(&a, "X-One"), "1"));
    ck_assert(str_is(answer_header(&a, "X-Two"), "2"));
    ck_assert_ptr_null(answer_header(&a, "X-Evil").at);
    ck_assert_ptr_null(answer_header(&a, "Content-Type").at);
    peer_close(&p);
    site_close(&s);
}
END_TEST

START_TEST(dates_its_answers_by_the_clock_of_the_loop)
{
    struct site s = site_open(NULL, echo, NULL);
    struct peer p;
    struct answer a;
    peer_open(&p, &s);
    a = peer_get(&p, "/");
    ck_assert(str_is(answer_header(&a, "Date"), "Thu, 01 Jan 2026 00:00:00 GMT"));

    clock_advance(s.clock, 61000);
    a = peer_get(&p, "/");

    ck_assert(str_is(answer_header(&a, "Date"), "Thu, 01 Jan 2026 00:01:01 GMT"));
    peer_close(&p);
    site_close(&s);
}
END_TEST

static void say_client(struct exchange *x, void *self)
{
    (void)self;
    exchange_reply_text(x, 200, "text/plain", exchange_client(x));
}

static const struct {
    const char *address, *client;
} families[] = { { NULL, "127.0.0.1:" },
                 { "127.0.0.1", "127.0.0.1:" },
                 { "::", "[::ffff:127.0.0.1]:" } };

START_TEST(knows_the_address_of_the_client)
{
    struct httpd_options o = { .address = families[_i].address };
    struct site s = site_open(&o, say_client, NULL);
    struct peer p;
    struct answer a;
    peer_open(&p, &s);

    a = peer_get(&p, "/");

    ck_assert_msg(str_starts(a.body, str_of(families[_i].client)), "%.*s", STR_ARG(a.body));
    peer_close(&p);
    site_close(&s);
}
END_TEST

enum { BIG = 5 << 20 };

START_TEST(carries_big_bodies_both_ways)
{
    struct site s = site_open(NULL, echo, NULL);
    struct peer p;
    struct answer a;
    struct buf body = BUF_LIMIT(BIG);
    for (int i = 0; i < BIG; i++)
        buf_add_char(&body, (char)(i * 31 + i / 251)); /* NULs among them */
    peer_open(&p, &s);

    peer_send(&p, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n", BIG);
    peer_send_bytes(&p, buf_str(&body));
    a = peer_await(&p);

    ck_assert_uint_eq(a.body.len, BIG + strlen("POST h /  "));
    ck_assert(str_ends(a.body, buf_str(&body)));
    buf_done(&body);
    peer_close(&p);
    site_close(&s);
}
END_TEST

START_TEST(says_why_it_cannot_listen)
{
    struct site s = site_open(NULL, echo, NULL);
    struct err err;
    char want[128];
    int port = httpd_port(s.httpd);
    snprintf(want, sizeof(want), "cannot listen on 127.0.0.1 port %d: Address already in use",
             port);

    ck_assert_ptr_null(
        httpd_new(s.loop, &(struct httpd_options){ .port = port }, echo, NULL, &err));
    ck_assert_str_eq(err.text, want);
    ck_assert_ptr_null(
        httpd_new(s.loop, &(struct httpd_options){ .address = "nowhere" }, echo, NULL, &err));
    ck_assert_str_eq(err.text,
                     "cannot listen on 'nowhere': it must be an IP address, such as 127.0.0.1");
    ck_assert_ptr_null(
        httpd_new(s.loop, &(struct httpd_options){ .port = 65536 }, echo, NULL, &err));
    ck_assert_str_eq(err.text, "cannot listen on port 65536: it must be between 0 and 65535");
    site_close(&s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("httpd");
    TCase *t = tcase_create("httpd");

    tcase_add_loop_test(t, understands_a_request, 0, sizeof(forms) / sizeof(forms[0]));
    tcase_add_loop_test(t, understands_a_request_that_comes_byte_by_byte, 0,
                        sizeof(forms) / sizeof(forms[0]));
    tcase_add_loop_test(t, keeps_the_connection_as_the_client_asked, 0,
                        sizeof(lives) / sizeof(lives[0]));
    tcase_add_test(t, answers_head_without_a_body);
    tcase_add_test(t, asks_for_the_body_of_a_client_that_waits_to_be_asked);
    tcase_add_test(t, answers_pipelined_requests_in_their_order);
    tcase_add_test(t, hands_over_the_headers);
    tcase_add_test(t, sends_the_headers_that_were_added);
    tcase_add_test(t, dates_its_answers_by_the_clock_of_the_loop);
    tcase_add_loop_test(t, knows_the_address_of_the_client, 0,
                        sizeof(families) / sizeof(families[0]));
    tcase_add_test(t, carries_big_bodies_both_ways);
    tcase_add_test(t, says_why_it_cannot_listen);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
