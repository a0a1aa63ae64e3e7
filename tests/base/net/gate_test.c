#include "base/net/gate.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/must.h"
#include "base/net/fetch.h"
#include "tests/base/net/peer.h"
#include "tests/test.h"

#include "base/banned.h"

enum { BIG = 4 << 20 };

/* Two servers behind doors: the first leads to the second by its name. */
struct scene {
    struct arena *arena;
    struct authority *authority;
    struct tls *tls;
    struct site site, other;
    struct fetch *fetch;
    const char *dir, *ca_file;
    struct exchange *parked;
    struct stream *stream;
    int requests, gone, done;
    const char *host, *why; /* of who was turned away, or left without a word */
    int status;
    size_t received;
    bool has_answer;
};

static char first[] = "first", second[] = "second";
static struct scene *scene; /* of the running test: handlers are given the server's self */

static int lead(void *self, struct str authority)
{
    (void)self;
    if (str_is(authority, "other.example:80"))
        return httpd_port(scene->other.httpd);
    return str_ends(authority, STR(".example:443")) ? GATE_here : GATE_refused;
}

static void left(void *arg)
{
    struct scene *s = arg;

    s->gone++;
}

static void answer(struct exchange *x, void *self)
{
    struct buf b = BUF_LIMIT((size_t)2 * BIG);

    scene->requests++;
    if (str_is(exchange_path(x), "/stream")) {
        exchange_on_gone(x, left, scene);
        scene->stream = exchange_stream(x, 200, "text/plain");
        return;
    }
    if (str_is(exchange_path(x), "/late")) {
        exchange_on_gone(x, left, scene);
        scene->parked = x;
        return;
    }
    if (str_is(exchange_path(x), "/big")) {
        for (int i = 0; i < BIG; i++)
            buf_add_char(&b, (char)('a' + i % 26));
    } else {
        buf_printf(&b, "%s %s %.*s %.*s %zu", (const char *)self,
                   exchange_is_tls(x) ? "tls" : "plain", STR_ARG(exchange_authority(x)),
                   STR_ARG(exchange_path(x)), exchange_body(x).len);
    }
    exchange_reply(x, 200, "text/plain", blob_of_buf(&b));
}

static void turned_away(void *self, const char *host, const char *why)
{
    (void)self;
    scene->host = host ? arena_strz(scene->arena, str_of(host)) : "";
    scene->why = why ? arena_strz(scene->arena, str_of(why)) : "";
}

static void open_scene(struct scene *s, unsigned idle_seconds)
{
    static const char *const names[] = { "127.0.0.1", "localhost", ".example", NULL };
    struct tls_options tls = { .names = names };
    struct httpd_options http = { .connect = lead,
                                  .idle_seconds = idle_seconds,
                                  .on_turned_away = turned_away,
                                  .on_silent = turned_away };
    char dir[] = "/tmp/gate-XXXXXX";

    scene = s;
    *s = (struct scene){ .arena = arena_new() };
    s->authority = authority_new("the tests", NULL);
    tls.authority = s->authority;
    s->tls = tls_new(&tls, NULL);
    ck_assert_ptr_nonnull(s->tls);
    http.tls = s->tls;
    s->site = site_open(&http, answer, first);
    s->other = (struct site){ .clock = s->site.clock, .loop = s->site.loop };
    s->other.httpd = httpd_new(s->site.loop, &(struct httpd_options){ 0 }, answer, second, NULL);
    s->fetch = fetch_new(s->site.loop);
    ck_assert_ptr_nonnull(mkdtemp(dir));
    s->dir = arena_strz(s->arena, str_of(dir));
    s->ca_file = arena_printf(s->arena, "%s/ca.pem", dir);
    ck_assert(file_write(s->ca_file, str_of(authority_certificate(s->authority, s->arena)), NULL));
}

static void close_scene(struct scene *s)
{
    fetch_free(s->fetch);
    httpd_free(s->other.httpd);
    site_close(&s->site);
    tls_free(s->tls);
    authority_free(s->authority);
    ck_assert(file_remove_tree(s->dir, NULL));
    arena_free(s->arena);
}

static void took(void *arg, struct str bytes)
{
    struct scene *s = arg;

    s->received += bytes.len;
}

static void ended(void *arg, const struct fetch_reply *r)
{
    struct scene *s = arg;

    s->status = r->status;
    s->received += r->body.len;
    s->has_answer = true;
    s->done++;
}

static struct transfer *ask(struct scene *s, const char *path, struct str body, bool stream)
{
    struct fetch_request r = {
        .method = body.at ? "POST" : "GET",
        .url = arena_printf(s->arena, "https://127.0.0.1:%d%s", httpd_port(s->site.httpd), path),
        .ca_file = s->ca_file,
        .body = body,
        .on_data = stream ? took : NULL,
        .on_done = ended,
        .arg = s,
    };

    s->has_answer = false;
    s->received = 0;
    return fetch_start(s->fetch, &r);
}

static bool has_answer(void *arg)
{
    return ((struct scene *)arg)->has_answer;
}

static bool has_stream(void *arg)
{
    return ((struct scene *)arg)->stream;
}

static bool has_parked(void *arg)
{
    return ((struct scene *)arg)->parked;
}

static bool is_gone(void *arg)
{
    return ((struct scene *)arg)->gone == 1;
}

static const struct {
    const char *first, *second; /* the second once the first was answered; or at once with it */
    bool at_once;
    const char *body;
} ways[] = {
    { "GET /a HTTP/1.1\r\nHost: h\r\n\r\n", NULL, false, "first plain h /a 0" },
    { "CONNECT alb.example:443 HTTP/1.1\r\nHost: alb.example:443\r\n\r\n",
      "GET /b HTTP/1.1\r\nHost: alb.example\r\n\r\n", false, "first plain alb.example /b 0" },
    { "CONNECT alb.example:443 HTTP/1.1\r\n\r\n", "GET /c HTTP/1.1\r\nHost: i\r\n\r\n", true,
      "first plain i /c 0" },
    { "CONNECT other.example:80 HTTP/1.1\r\nProxy-Authorization: Basic eA==\r\n\r\n",
      "GET /d HTTP/1.1\r\nHost: o\r\n\r\n", false, "second plain o /d 0" },
    { "CONNECT other.example:80 HTTP/1.1\r\n\r\n", "GET /e HTTP/1.1\r\nHost: o\r\n\r\n", true,
      "second plain o /e 0" },
};

static bool has_head(void *arg)
{
    const struct peer *p = arg;

    return p->in.len && strstr(p->in.at, "\r\n\r\n");
}

/* The answer to a CONNECT has no body, and no length either. */
static void await_connected(struct peer *p)
{
    ck_assert(loop_until(p->loop, has_head, p, WAIT_MS));
    ck_assert(str_starts(buf_str(&p->in), STR("HTTP/1.1 200 ")));
    p->taken = (size_t)(strstr(p->in.at, "\r\n\r\n") - p->in.at) + 4;
}

START_TEST(leads_each_to_where_it_wants)
{
    struct scene s;
    struct peer p;
    struct answer a;
    open_scene(&s, 0);
    peer_open(&p, &s.site);

    peer_send(&p, "%s%s", ways[_i].first, ways[_i].at_once ? ways[_i].second : "");
    if (ways[_i].second)
        await_connected(&p);
    if (ways[_i].second && !ways[_i].at_once)
        peer_send(&p, "%s", ways[_i].second);
    a = peer_await(&p);

    ck_assert_msg(str_is(a.body, ways[_i].body), "%.*s", STR_ARG(a.body));
    peer_close(&p);
    close_scene(&s);
}
END_TEST

START_TEST(waits_for_a_word_that_comes_letter_by_letter)
{
    const char *request = "CONNECT alb.example:443 HTTP/1.1\r\n\r\n";
    struct scene s;
    struct peer p;
    open_scene(&s, 0);
    peer_open(&p, &s.site);

    for (const char *at = request; *at; at++) {
        peer_send_bytes(&p, (struct str){ at, 1 });
        loop_turn(s.site.loop, 0);
        loop_turn(s.site.loop, 0);
    }

    await_connected(&p);
    peer_close(&p);
    close_scene(&s);
}
END_TEST

static const struct {
    const char *bytes, *begins;
} strangers[] = {
    { "CONNECT elsewhere.net:443 HTTP/1.1\r\n\r\n", "HTTP/1.1 502 " },
    { "CONNECT  HTTP/1.1\r\n\r\n", "HTTP/1.1 502 " },
    { "\x16GET / HTTP/1.1, whatever the first byte says\r\n\r\n", "" },
};

START_TEST(turns_away_who_wants_what_is_not_here)
{
    struct scene s;
    struct peer p;
    open_scene(&s, 0);
    peer_open(&p, &s.site);

    peer_send(&p, "%s", strangers[_i].bytes);
    ck_assert(peer_await_end(&p));

    ck_assert_msg(str_starts(buf_str(&p.in), str_of(strangers[_i].begins)), "%s", p.in.at);
    ck_assert_int_eq(s.requests, 0);
    peer_close(&p);
    close_scene(&s);
}
END_TEST

START_TEST(turns_away_a_connect_that_never_ends)
{
    struct scene s;
    struct peer p;
    open_scene(&s, 0);
    peer_open(&p, &s.site);

    peer_send(&p, "CONNECT alb.example:443 HTTP/1.1\r\n");
    for (int i = 0; i < 100; i++)
        peer_send(&p, "X-Header-%d: %0120d\r\n", i, i);
    ck_assert(peer_await_end(&p));

    ck_assert(str_starts(buf_str(&p.in), STR("HTTP/1.1 431 ")));
    peer_close(&p);
    close_scene(&s);
}
END_TEST

START_TEST(turns_away_who_says_nothing_for_long)
{
    struct scene s;
    struct peer p;
    open_scene(&s, 1);
    peer_open(&p, &s.site);

    ck_assert(peer_await_end(&p));

    peer_close(&p);
    close_scene(&s);
}
END_TEST

START_TEST(serves_tls_on_the_same_port)
{
    struct scene s;
    open_scene(&s, 0);

    ask(&s, "/x", STR_NONE, false);
    ck_assert(loop_until(s.site.loop, has_answer, &s, WAIT_MS));

    ck_assert_int_eq(s.status, 200);
    ck_assert_uint_eq(s.received, strlen("first tls 127.0.0.1:") + 5 + strlen(" /x 0"));
    ck_assert_ptr_null(s.why);
    close_scene(&s);
}
END_TEST

START_TEST(carries_big_bodies_through_tls_both_ways)
{
    struct buf body = BUF_LIMIT(BIG);
    struct scene s;
    open_scene(&s, 0);
    for (int i = 0; i < BIG; i++)
        buf_add_char(&body, 'x');

    for (int i = 0; i < 3; i++) {
        ask(&s, "/big", buf_str(&body), false);
        ck_assert(loop_until(s.site.loop, has_answer, &s, WAIT_MS));
        ck_assert_int_eq(s.status, 200);
        ck_assert_uint_eq(s.received, BIG);
    }

    buf_done(&body);
    close_scene(&s);
}
END_TEST

START_TEST(streams_through_tls_and_notices_who_leaves)
{
    struct blob *piece = blob_new(STR("piece"));
    struct transfer *t;
    struct scene s;
    open_scene(&s, 0);
    t = ask(&s, "/stream", STR_NONE, true);
    ck_assert(loop_until(s.site.loop, has_stream, &s, WAIT_MS));

    for (int i = 0; i < 10; i++) {
        stream_write(s.stream, piece);
        while (s.received < (size_t)(i + 1) * 5)
            loop_turn(s.site.loop, 10);
    }
    transfer_cancel(t);

    ck_assert(loop_until(s.site.loop, is_gone, &s, WAIT_MS));
    blob_unref(piece);
    close_scene(&s);
}
END_TEST

START_TEST(answers_who_waits_in_tls_when_it_stops)
{
    struct scene s;
    open_scene(&s, 0);
    ask(&s, "/late", STR_NONE, false);
    ck_assert(loop_until(s.site.loop, has_parked, &s, WAIT_MS));

    httpd_free(s.site.httpd);
    s.site.httpd = NULL;
    ck_assert(loop_until(s.site.loop, has_answer, &s, WAIT_MS));

    ck_assert_int_eq(s.status, 503);
    ck_assert_int_eq(s.gone, 1);
    close_scene(&s);
}
END_TEST

static bool was_told(void *arg)
{
    const struct scene *s = arg;

    return s->why && *s->why;
}

START_TEST(is_not_believed_by_who_does_not_know_its_authority)
{
    struct authority *stranger = authority_new("somebody else", NULL);
    struct scene s;
    open_scene(&s, 0);
    ck_assert(file_write(s.ca_file, str_of(authority_certificate(stranger, s.arena)), NULL));

    ask(&s, "/x", STR_NONE, false);
    ck_assert(loop_until(s.site.loop, has_answer, &s, WAIT_MS));

    ck_assert_int_eq(s.status, 0);
    ck_assert_int_eq(s.requests, 0);
    ck_assert(loop_until(s.site.loop, was_told, &s, WAIT_MS));
    authority_free(stranger);
    close_scene(&s);
}
END_TEST

START_TEST(listens_on_more_than_one_port)
{
    struct scene s;
    struct site door;
    struct peer p;
    struct err err;
    int port = 0;
    open_scene(&s, 0);

    ck_assert(httpd_listen(s.site.httpd, NULL, 0, &port, &err));
    ck_assert(!httpd_listen(s.site.httpd, NULL, port, &port, &err));

    ck_assert_int_ne(port, httpd_port(s.site.httpd));
    ck_assert_ptr_nonnull(strstr(err.text, "cannot listen on 127.0.0.1 port"));
    door = s.site;
    peer_open_port(&p, &door, port);
    ck_assert_int_eq(peer_get(&p, "/x").status, 200);
    peer_close(&p);
    close_scene(&s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("gate");
    TCase *t = tcase_create("a gate");

    tcase_add_loop_test(t, leads_each_to_where_it_wants, 0, sizeof(ways) / sizeof(ways[0]));
    tcase_add_test(t, waits_for_a_word_that_comes_letter_by_letter);
    tcase_add_loop_test(t, turns_away_who_wants_what_is_not_here, 0,
                        sizeof(strangers) / sizeof(strangers[0]));
    tcase_add_test(t, turns_away_a_connect_that_never_ends);
    tcase_add_test(t, turns_away_who_says_nothing_for_long);
    tcase_add_test(t, serves_tls_on_the_same_port);
    tcase_add_test(t, carries_big_bodies_through_tls_both_ways);
    tcase_add_test(t, streams_through_tls_and_notices_who_leaves);
    tcase_add_test(t, answers_who_waits_in_tls_when_it_stops);
    tcase_add_test(t, is_not_believed_by_who_does_not_know_its_authority);
    tcase_add_test(t, listens_on_more_than_one_port);
    tcase_set_timeout(t, 60);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
