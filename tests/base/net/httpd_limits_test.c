#include "base/limits.h"

#include <stdio.h>
#include <string.h>

#include "tests/base/net/peer.h"
#include "tests/test.h"

#include "base/banned.h"

enum { MAX_BODY = 1000 };

struct scene {
    struct site site;
    int seen, gone;
};

static void count_gone(void *arg)
{
    ((struct scene *)arg)->gone++;
}

/* "/park" is never answered. */
static void answer_or_park(struct exchange *x, void *self)
{
    struct scene *s = self;

    s->seen++;
    exchange_on_gone(x, count_gone, s);
    if (!str_is(exchange_path(x), "/park"))
        exchange_reply_text(x, 200, "text/plain", exchange_body(x));
}

static void scene_open(struct scene *s, struct httpd_options o)
{
    *s = (struct scene){ 0 };
    o.max_body = MAX_BODY;
    s->site = site_open(&o, answer_or_park, s);
}

static bool is_empty(void *arg)
{
    return httpd_connections(((struct scene *)arg)->site.httpd) == 0;
}

/* Whatever happened before, the next client is served. */
static void check_serves(struct scene *s)
{
    struct peer p;

    peer_open(&p, &s->site);
    ck_assert_int_eq(peer_get(&p, "/").status, 200);
    peer_close(&p);
    ck_assert(loop_until(s->site.loop, is_empty, s, WAIT_MS));
}

static void fill(struct peer *p, size_t bytes)
{
    struct buf b = BUF_LIMIT(bytes);

    while (b.len < bytes)
        buf_add_char(&b, 'x');
    peer_send_bytes(p, buf_str(&b));
    buf_done(&b);
}

START_TEST(takes_a_body_up_to_its_limit)
{
    struct scene s;
    struct peer p;
    struct answer a;
    scene_open(&s, (struct httpd_options){ 0 });
    peer_open(&p, &s.site);

    peer_send(&p, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n", MAX_BODY);
    fill(&p, MAX_BODY);
    a = peer_await(&p);

    ck_assert_int_eq(a.status, 200);
    ck_assert_uint_eq(a.body.len, MAX_BODY);
    peer_close(&p);
    site_close(&s.site);
}
END_TEST

START_TEST(reads_a_body_a_little_too_long_and_says_so)
{
    struct scene s;
    struct peer p;
    scene_open(&s, (struct httpd_options){ 0 });
    peer_open(&p, &s.site);

    peer_send(&p, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n", MAX_BODY + 1);
    fill(&p, MAX_BODY + 1);

    ck_assert_int_eq(peer_await(&p).status, 413);
    ck_assert_int_eq(s.seen, 0);
    ck_assert_int_eq(peer_get(&p, "/").status, 200); /* on the same connection */
    peer_close(&p);
    site_close(&s.site);
}
END_TEST

/* Refused before the body comes; the connection ends. */
static const struct {
    const char *headers;
    int status;
} too_long[] = {
    { "Content-Length: 1001\r\nExpect: 100-continue\r\n", 413 },
    { "Content-Length: 2001\r\n", 413 },
    { "Content-Length: 9223372036854775807\r\n", 413 },
    { "Content-Length: 18446744073709551615\r\n", 413 },
    { "Content-Length: 18446744073709551616\r\n", 413 },
    { "Content-Length: 99999999999999999999999999\r\n", 413 },
    { "Content-Length: -1\r\n", 400 },
    { "Content-Length: x\r\n", 400 },
    { "Transfer-Encoding: gzip\r\n", 501 },
    { "Transfer-Encoding: gzip, chunked\r\n", 501 },
};

START_TEST(refuses_a_body_before_it_comes)
{
    struct scene s;
    struct peer p;
    scene_open(&s, (struct httpd_options){ 0 });
    peer_open(&p, &s.site);

    peer_send(&p, "POST / HTTP/1.1\r\nHost: h\r\n%s\r\n", too_long[_i].headers);

    ck_assert_int_eq(peer_await(&p).status, too_long[_i].status);
    ck_assert(peer_await_end(&p));
    peer_close(&p);
    ck_assert_int_eq(s.seen, 0);
    check_serves(&s);
    site_close(&s.site);
}
END_TEST

START_TEST(refuses_chunks_that_become_too_long)
{
    struct scene s;
    struct peer p;
    scene_open(&s, (struct httpd_options){ 0 });
    peer_open(&p, &s.site);

    peer_send(&p, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 11; i++)
        peer_send(&p, "64\r\n%0100d\r\n", i);
    peer_send(&p, "0\r\n\r\n");

    ck_assert_int_eq(peer_await(&p).status, 413);
    ck_assert_int_eq(s.seen, 0);
    peer_close(&p);
    site_close(&s.site);
}
END_TEST

START_TEST(ends_the_connection_of_a_body_without_end)
{
    struct scene s;
    struct peer p;
    scene_open(&s, (struct httpd_options){ 0 });
    peer_open(&p, &s.site);

    peer_send(&p, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 100; i++)
        peer_send(&p, "64\r\n%0100d\r\n", i);

    ck_assert(peer_await_end(&p));
    peer_close(&p);
    check_serves(&s);
    site_close(&s.site);
}
END_TEST

static const struct {
    size_t line, header;
    int count, status;
} heads[] = {
    { 30000, 0, 0, 200 },
    { 0, 1000, 30, 200 },
    { LIMIT_HEADER_BYTES + 1000, 0, 0, 431 },
    { 0, 1000, LIMIT_HEADER_BYTES / 1000 + 1, 431 },
    { (size_t)LIMIT_HEADER_BYTES * 3, 0, 0, 414 },
    { 0, 1000, 3 * LIMIT_HEADER_BYTES / 1000, 431 },
    { 0, 4, 10000, 431 },
    { 0, (size_t)LIMIT_HEADER_BYTES * 3, 1, 431 },
};

START_TEST(bounds_the_request_line_and_headers)
{
    struct scene s;
    struct peer p;
    scene_open(&s, (struct httpd_options){ 0 });
    peer_open(&p, &s.site);

    peer_send(&p, "GET /?");
    fill(&p, heads[_i].line);
    peer_send(&p, " HTTP/1.1\r\nHost: h\r\n");
    for (int i = 0; i < heads[_i].count; i++) {
        peer_send(&p, "%x:", i);
        fill(&p, heads[_i].header);
        peer_send(&p, "\r\n");
    }
    peer_send(&p, "\r\n");

    ck_assert_int_eq(peer_await(&p).status, heads[_i].status);
    ck_assert_int_eq(s.seen, heads[_i].status == 200);
    peer_close(&p);
    check_serves(&s);
    site_close(&s.site);
}
END_TEST

/* What is no HTTP at all ends the connection, with or without a word. */
static const struct str garbage[] = {
    { "GET\r\n\r\n", 7 },
    { "GET / HTTP/9.9\r\n\r\n", 18 },
    { "GET nowhere HTTP/1.1\r\nHost: h\r\n\r\n", 33 },
    { "CONNECT host:443 HTTP/1.1\r\nHost: h\r\n\r\n", 38 },
    { "GET /%00 HTTP/1.1\r\nHost: h\r\n\r\n", 30 },
    { "GET / HTTP/1.1\r\nno colon\r\n\r\n", 28 },
    { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 51 },
    { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", 51 },
    { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n", 56 },
    { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", 66 },
};

START_TEST(ends_the_connection_of_a_client_that_speaks_no_http)
{
    struct scene s;
    struct peer p;
    struct answer a;
    scene_open(&s, (struct httpd_options){ 0 });
    peer_open(&p, &s.site);

    peer_send_bytes(&p, garbage[_i]);

    ck_assert(peer_await_end(&p));
    if (peer_answer(&p, &a))
        ck_assert_msg(a.status >= 400, "%d", a.status);
    ck_assert_int_eq(s.seen, 0);
    peer_close(&p);
    check_serves(&s);
    site_close(&s.site);
}
END_TEST

/* A client that leaves in the middle of its request has not been heard. */
static const struct str halves[] = {
    { "", 0 },
    { "GE", 2 },
    { "GET / HTTP/1.1\r\n", 16 },
    { "GET / HTTP/1.1\r\nHost: h\r\nX", 26 },
    { "POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n", 39 },
    { "POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc", 42 },
    { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", 52 },
    { "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n", 57 },
    { "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11 }, /* the beginning of TLS */
    { "\0\0\0\0\r\n\r\n", 8 },
};

static bool has_connection(void *arg)
{
    return httpd_connections(((struct scene *)arg)->site.httpd) > 0;
}

START_TEST(forgets_a_client_that_leaves_in_the_middle_of_its_request)
{
    struct scene s;
    struct peer p;
    scene_open(&s, (struct httpd_options){ 0 });
    peer_open(&p, &s.site);
    peer_send_bytes(&p, halves[_i]);
    ck_assert(loop_until(s.site.loop, has_connection, &s, WAIT_MS));
    loop_turn(s.site.loop, 0);

    peer_close(&p);

    ck_assert(loop_until(s.site.loop, is_empty, &s, WAIT_MS));
    ck_assert_int_eq(s.seen, 0);
    ck_assert_int_eq(s.gone, 0);
    site_close(&s.site);
}
END_TEST

START_TEST(forgets_a_client_that_leaves_with_its_last_bytes)
{
    struct scene s;
    struct peer p;
    scene_open(&s, (struct httpd_options){ 0 });
    peer_open(&p, &s.site);
    ck_assert(loop_until(s.site.loop, has_connection, &s, WAIT_MS));

    peer_send_bytes(&p, halves[_i]); /* the server sees both at once */
    peer_close(&p);

    ck_assert(loop_until(s.site.loop, is_empty, &s, WAIT_MS));
    ck_assert_int_eq(s.seen, 0);
    site_close(&s.site);
}
END_TEST

static bool has_two_parked(void *arg)
{
    return ((struct scene *)arg)->seen == 2;
}

static bool has_one_gone(void *arg)
{
    return ((struct scene *)arg)->gone == 1;
}

START_TEST(tells_a_client_past_the_limit_of_connections)
{
    struct scene s;
    struct peer parked[2], extra;
    scene_open(&s, (struct httpd_options){ .max_connections = 2 });
    for (int i = 0; i < 2; i++) {
        peer_open(&parked[i], &s.site);
        peer_send(&parked[i], "GET /park HTTP/1.1\r\nHost: h\r\n\r\n");
    }
    ck_assert(loop_until(s.site.loop, has_two_parked, &s, WAIT_MS));

    peer_open(&extra, &s.site);
    ck_assert_int_eq(peer_get(&extra, "/").status, 503);
    ck_assert(peer_await_end(&extra));
    ck_assert(!extra.is_reset);
    peer_close(&extra);
    peer_close(&parked[0]);
    ck_assert(loop_until(s.site.loop, has_one_gone, &s, WAIT_MS));

    peer_open(&extra, &s.site);
    ck_assert_int_eq(peer_get(&extra, "/").status, 200);
    peer_close(&extra);
    peer_close(&parked[1]);
    site_close(&s.site);
}
END_TEST

START_TEST(lets_clients_wait_that_find_no_room_at_all)
{
    enum { MANY = 100 };
    struct scene s;
    struct peer peers[MANY];
    int refused = 0, served = 0;
    scene_open(&s, (struct httpd_options){ .max_connections = 4 });

    for (int i = 0; i < MANY; i++) {
        peer_open(&peers[i], &s.site);
        peer_send(&peers[i], "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    }
    for (int i = 0; i < MANY; i++) {
        struct answer a = peer_await(&peers[i]);
        served += a.status == 200;
        refused += a.status == 503;
    }

    ck_assert_int_eq(served + refused, MANY);
    ck_assert_int_ge(served, 4);
    for (int i = 0; i < MANY; i++)
        peer_close(&peers[i]);
    site_close(&s.site);
}
END_TEST

START_TEST(ends_connections_that_are_idle_but_none_that_wait_for_us)
{
    struct scene s;
    struct peer silent, slow, done, parked;
    scene_open(&s, (struct httpd_options){ .idle_seconds = 1 });
    peer_open(&silent, &s.site);
    peer_open(&slow, &s.site);
    peer_open(&done, &s.site);
    peer_open(&parked, &s.site);
    peer_send(&slow, "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab");
    peer_send(&parked, "GET /park HTTP/1.1\r\nHost: h\r\n\r\n");
    ck_assert_int_eq(peer_get(&done, "/").status, 200);

    ck_assert(peer_await_end(&silent));
    ck_assert(peer_await_end(&slow));
    ck_assert(peer_await_end(&done));

    ck_assert(!parked.is_over);
    ck_assert_int_eq(s.gone, 0);
    peer_close(&silent);
    peer_close(&slow);
    peer_close(&done);
    peer_close(&parked);
    site_close(&s.site);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("httpd limits");
    TCase *t = tcase_create("httpd limits");

    tcase_add_test(t, takes_a_body_up_to_its_limit);
    tcase_add_test(t, reads_a_body_a_little_too_long_and_says_so);
    tcase_add_loop_test(t, refuses_a_body_before_it_comes, 0,
                        sizeof(too_long) / sizeof(too_long[0]));
    tcase_add_test(t, refuses_chunks_that_become_too_long);
    tcase_add_test(t, ends_the_connection_of_a_body_without_end);
    tcase_add_loop_test(t, bounds_the_request_line_and_headers, 0,
                        sizeof(heads) / sizeof(heads[0]));
    tcase_add_loop_test(t, ends_the_connection_of_a_client_that_speaks_no_http, 0,
                        sizeof(garbage) / sizeof(garbage[0]));
    tcase_add_loop_test(t, forgets_a_client_that_leaves_in_the_middle_of_its_request, 0,
                        sizeof(halves) / sizeof(halves[0]));
    tcase_add_loop_test(t, forgets_a_client_that_leaves_with_its_last_bytes, 0,
                        sizeof(halves) / sizeof(halves[0]));
    tcase_add_test(t, tells_a_client_past_the_limit_of_connections);
    tcase_add_test(t, lets_clients_wait_that_find_no_room_at_all);
    tcase_add_test(t, ends_connections_that_are_idle_but_none_that_wait_for_us);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
