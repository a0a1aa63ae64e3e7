#include "base/net/httpd.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/must.h"
#include "tests/base/net/peer.h"
#include "tests/test.h"

#include "base/banned.h"

enum { WATCHERS = 200, EVENTS = 600 };

/* A server all of whose requests become streams; "/late" only when the test says so. */
struct watcher {
    struct scene *scene;
    struct exchange *x;
    struct stream *stream;
    int gone;
};

struct scene {
    struct site site;
    struct watcher watchers[WATCHERS];
    int opened, gone;
};

static void watcher_gone(void *arg)
{
    struct watcher *w = arg;

    w->x = NULL;
    w->stream = NULL;
    w->gone++;
    w->scene->gone++;
}

static void open_stream(struct exchange *x, void *self)
{
    struct scene *s = self;
    struct watcher *w = &s->watchers[s->opened++];

    w->scene = s;
    w->x = x;
    exchange_on_gone(x, watcher_gone, w);
    if (!str_is(exchange_path(x), "/late"))
        w->stream = exchange_stream(x, 200, "text/plain");
}

static void scene_open(struct scene *s)
{
    *s = (struct scene){ 0 };
    s->site = site_open(NULL, open_stream, s);
}

static void write_text(struct stream *to, const char *text)
{
    struct blob *b = blob_new(str_of(text));

    stream_write(to, b);
    blob_unref(b);
}

struct count {
    const int *now;
    int want;
};

static bool has_counted(void *arg)
{
    const struct count *c = arg;

    return *c->now >= c->want;
}

static bool await_count(struct scene *s, const int *now, int want)
{
    struct count c = { now, want };

    return loop_until(s->site.loop, has_counted, &c, WAIT_MS);
}

/* The watcher that a new peer has become. */
static struct watcher *subscribe(struct scene *s, struct peer *p, const char *path)
{
    struct watcher *w = &s->watchers[s->opened];

    peer_open(p, &s->site);
    peer_send(p, "GET %s HTTP/1.1\r\nHost: h\r\n\r\n", path);
    ck_assert(await_count(s, &s->opened, s->opened + 1));
    return w;
}

static bool has_head(void *arg)
{
    return strstr(((struct peer *)arg)->in.at ? ((struct peer *)arg)->in.at : "", "\r\n\r\n") !=
           NULL;
}

START_TEST(sends_its_head_before_anything_is_written)
{
    struct scene s;
    struct peer p;
    scene_open(&s);

    subscribe(&s, &p, "/");

    ck_assert(loop_until(s.site.loop, has_head, &p, WAIT_MS));
    ck_assert(str_starts(buf_str(&p.in), STR("HTTP/1.1 200 OK\r\n")));
    ck_assert_ptr_nonnull(strstr(p.in.at, "Transfer-Encoding: chunked\r\n"));
    peer_close(&p);
    site_close(&s.site);
}
END_TEST

START_TEST(sends_what_is_written_and_keeps_the_connection)
{
    static const char *const paths[] = { "/", "/late" };
    struct scene s;
    struct peer p;
    struct watcher *w;
    struct answer a;
    scene_open(&s);
    w = subscribe(&s, &p, paths[_i]);
    if (!w->stream)
        w->stream = exchange_stream(w->x, 200, "text/plain");

    write_text(w->stream, "one ");
    ck_assert(loop_until(s.site.loop, has_head, &p, WAIT_MS));
    write_text(w->stream, "two ");
    write_text(w->stream, "");
    write_text(w->stream, "three");
    stream_end(w->stream);
    a = peer_await(&p);

    ck_assert(a.is_chunked);
    ck_assert_msg(str_is(a.body, "one two three"), "%.*s", STR_ARG(a.body));
    ck_assert_int_eq(s.gone, 0);
    peer_send(&p, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    ck_assert(await_count(&s, &s.opened, 2));
    peer_close(&p);
    site_close(&s.site);
}
END_TEST

START_TEST(ends_with_the_connection_for_a_client_that_knows_no_chunks)
{
    struct scene s;
    struct peer p;
    scene_open(&s);
    peer_open(&p, &s.site);
    peer_send(&p, "GET / HTTP/1.0\r\n\r\n");
    ck_assert(await_count(&s, &s.opened, 1));

    write_text(s.watchers[0].stream, "one ");
    ck_assert(loop_until(s.site.loop, has_head, &p, WAIT_MS));
    write_text(s.watchers[0].stream, "two");
    stream_end(s.watchers[0].stream);

    ck_assert(peer_await_end(&p));
    ck_assert(!p.is_reset);
    ck_assert(str_ends(buf_str(&p.in), STR("\r\n\r\none two")));
    peer_close(&p);
    site_close(&s.site);
}
END_TEST

static void print_events(struct buf *to)
{
    for (int i = 0; i < EVENTS; i++)
        buf_printf(to, "{\"event\":%d}\n", i);
}

/* Bursts of different length, so that the streams run dry at times and have a queue at others. */
static void publish_events(struct scene *s)
{
    for (int i = 0; i < EVENTS; i++) {
        char text[64];
        struct blob *b;
        snprintf(text, sizeof(text), "{\"event\":%d}\n", i);
        b = blob_new(str_of(text));
        for (int w = 0; w < WATCHERS; w++) {
            if (s->watchers[w].stream)
                stream_write(s->watchers[w].stream, b);
        }
        blob_unref(b);
        if (i % 7 == 0 || i % 11 == 0)
            loop_turn(s->site.loop, 0);
    }
}

static void end_streams(struct scene *s)
{
    for (int w = 0; w < WATCHERS; w++) {
        if (s->watchers[w].stream)
            stream_end(s->watchers[w].stream);
    }
}

START_TEST(brings_every_event_to_every_watcher_in_order)
{
    static struct scene s;
    static struct peer peers[WATCHERS];
    struct buf want = BUF_LIMIT(1u << 20);
    print_events(&want);
    scene_open(&s);
    for (int i = 0; i < WATCHERS; i++)
        subscribe(&s, &peers[i], "/");

    publish_events(&s);
    end_streams(&s);

    for (int i = 0; i < WATCHERS; i++) {
        struct answer a = peer_await(&peers[i]);
        ck_assert_int_eq(a.status, 200);
        ck_assert_msg(str_eq(a.body, buf_str(&want)), "watcher %d: %zu bytes", i, a.body.len);
        peer_close(&peers[i]);
    }
    ck_assert_int_eq(s.gone, 0);
    buf_done(&want);
    site_close(&s.site);
}
END_TEST

START_TEST(brings_every_event_to_those_who_stay_when_others_leave)
{
    static struct scene s;
    static struct peer peers[WATCHERS];
    struct buf want = BUF_LIMIT(1u << 20);
    print_events(&want);
    scene_open(&s);
    for (int i = 0; i < WATCHERS; i++)
        subscribe(&s, &peers[i], "/");

    for (int i = 0; i < WATCHERS; i += 2)
        peer_close(&peers[i]);
    publish_events(&s);
    ck_assert(await_count(&s, &s.gone, WATCHERS / 2));
    end_streams(&s);

    for (int i = 1; i < WATCHERS; i += 2) {
        struct answer a = peer_await(&peers[i]);
        ck_assert_msg(str_eq(a.body, buf_str(&want)), "watcher %d: %zu bytes", i, a.body.len);
        peer_close(&peers[i]);
    }
    ck_assert_int_eq(s.gone, WATCHERS / 2);
    buf_done(&want);
    site_close(&s.site);
}
END_TEST

static struct blob *big_blob(size_t bytes)
{
    char *at = must_alloc(bytes);
    struct blob *b;

    memset(at, 'x', bytes);
    b = blob_new((struct str){ at, bytes });
    free(at);
    return b;
}

START_TEST(ends_the_stream_of_a_reader_that_is_too_slow_and_no_other)
{
    struct scene s;
    struct peer slow, quick;
    struct watcher *slow_one, *quick_one;
    struct blob *piece = big_blob(1 << 20);
    int written = 0;
    scene_open(&s);
    slow_one = subscribe(&s, &slow, "/");
    quick_one = subscribe(&s, &quick, "/");
    peer_hold(&slow, true);

    while (!slow_one->gone && written < 100) {
        stream_write(slow_one->stream, piece);
        stream_write(quick_one->stream, piece);
        written++;
        for (int i = 0; i < 50; i++)
            loop_turn(s.site.loop, 0);
    }

    ck_assert_int_gt(written, 16); /* LIMIT_STREAM_BACKLOG and what the sockets hold */
    ck_assert_int_lt(written, 100);
    stream_end(quick_one->stream);
    ck_assert_uint_eq(peer_await(&quick).body.len, (size_t)written << 20);
    ck_assert_int_eq(s.gone, 1);
    peer_hold(&slow, false);
    ck_assert(peer_await_end(&slow));
    blob_unref(piece);
    peer_close(&slow);
    peer_close(&quick);
    site_close(&s.site);
}
END_TEST

START_TEST(ends_a_stream_that_is_given_more_than_its_limit_at_once)
{
    struct scene s;
    struct peer p;
    struct watcher *w;
    struct blob *flood = big_blob(LIMIT_STREAM_BACKLOG + 1);
    scene_open(&s);
    w = subscribe(&s, &p, "/");

    ck_assert(loop_until(s.site.loop, has_head, &p, WAIT_MS));

    stream_write(w->stream, flood);
    stream_write(w->stream, flood); /* on_gone has not told yet */
    ck_assert_int_eq(w->gone, 0);

    ck_assert(await_count(&s, &w->gone, 1));
    ck_assert(peer_await_end(&p));
    blob_unref(flood);
    peer_close(&p);
    site_close(&s.site);
}
END_TEST

START_TEST(does_not_end_properly_what_went_past_the_limit)
{
    struct scene s;
    struct peer p;
    struct watcher *w;
    struct blob *flood = big_blob(LIMIT_STREAM_BACKLOG + 1);
    scene_open(&s);
    w = subscribe(&s, &p, "/");
    ck_assert(loop_until(s.site.loop, has_head, &p, WAIT_MS));

    stream_write(w->stream, flood);
    stream_end(w->stream);

    ck_assert(peer_await_end(&p));
    ck_assert_ptr_null(strstr(p.in.at, "\r\n0\r\n"));
    blob_unref(flood);
    peer_close(&p);
    site_close(&s.site);
}
END_TEST

START_TEST(ends_the_stream_of_a_client_that_wants_the_head_alone)
{
    struct scene s;
    struct peer p;
    scene_open(&s);
    peer_open(&p, &s.site);

    peer_send(&p, "HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

    ck_assert(await_count(&s, &s.gone, 1));
    ck_assert(peer_await_end(&p));
    ck_assert(str_ends(buf_str(&p.in), STR("\r\n\r\n")));
    peer_close(&p);
    site_close(&s.site);
}
END_TEST

START_TEST(notices_a_watcher_that_leaves)
{
    struct scene s;
    struct peer p;
    scene_open(&s);
    subscribe(&s, &p, "/");
    ck_assert(loop_until(s.site.loop, has_head, &p, WAIT_MS));

    peer_close(&p);

    ck_assert(await_count(&s, &s.gone, 1));
    ck_assert_uint_eq(httpd_connections(s.site.httpd), 0);
    site_close(&s.site);
}
END_TEST

static bool has_one_connection(void *arg)
{
    return httpd_connections(((struct scene *)arg)->site.httpd) == 1;
}

static void stream_overflows(struct scene *s, struct peer *p)
{
    struct blob *flood = big_blob(LIMIT_STREAM_BACKLOG + 1);

    (void)p;
    stream_write(s->watchers[0].stream, flood);
    blob_unref(flood);
}

static void stream_is_ended(struct scene *s, struct peer *p)
{
    (void)p;
    stream_end(s->watchers[0].stream);
}

static void client_leaves(struct scene *s, struct peer *p)
{
    (void)s;
    peer_close(p);
}

static const struct {
    const char *version;
    void (*end)(struct scene *s, struct peer *p);
} ends[] = {
    { "1.0", stream_is_ended },  { "1.0", stream_overflows }, { "1.0", client_leaves },
    { "1.1", stream_overflows }, { "1.1", client_leaves },
};

START_TEST(closes_the_connection_that_its_stream_ends_at_once)
{
    struct scene s;
    struct peer older, p;
    scene_open(&s);
    peer_open(&older, &s.site);
    ck_assert(loop_until(s.site.loop, has_one_connection, &s, WAIT_MS));
    peer_open(&p, &s.site);
    peer_send(&p, "GET / HTTP/%s\r\n\r\n", ends[_i].version);
    ck_assert(loop_until(s.site.loop, has_head, &p, WAIT_MS));

    ends[_i].end(&s, &p);

    ck_assert(loop_until(s.site.loop, has_one_connection, &s, WAIT_MS));
    peer_close(&older);
    peer_close(&p);
    site_close(&s.site);
}
END_TEST

START_TEST(ends_its_streams_properly_when_it_is_freed)
{
    struct scene s;
    struct peer idle, busy;
    struct blob *piece = big_blob(1 << 20);
    scene_open(&s);
    subscribe(&s, &idle, "/");
    stream_write(subscribe(&s, &busy, "/")->stream, piece);

    httpd_free(s.site.httpd);
    s.site.httpd = NULL;

    ck_assert_int_eq(s.gone, 2);
    ck_assert_uint_eq(peer_await(&idle).body.len, 0);
    ck_assert(peer_await_end(&idle));
    peer_close(&idle);
    peer_close(&busy);
    blob_unref(piece);
    site_close(&s.site);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("httpd stream");
    TCase *t = tcase_create("httpd stream");

    tcase_add_test(t, sends_its_head_before_anything_is_written);
    tcase_add_loop_test(t, sends_what_is_written_and_keeps_the_connection, 0, 2);
    tcase_add_test(t, ends_with_the_connection_for_a_client_that_knows_no_chunks);
    tcase_add_test(t, brings_every_event_to_every_watcher_in_order);
    tcase_add_test(t, brings_every_event_to_those_who_stay_when_others_leave);
    tcase_add_test(t, ends_the_stream_of_a_reader_that_is_too_slow_and_no_other);
    tcase_add_test(t, ends_a_stream_that_is_given_more_than_its_limit_at_once);
    tcase_add_test(t, does_not_end_properly_what_went_past_the_limit);
    tcase_add_test(t, ends_the_stream_of_a_client_that_wants_the_head_alone);
    tcase_add_test(t, notices_a_watcher_that_leaves);
    tcase_add_loop_test(t, closes_the_connection_that_its_stream_ends_at_once, 0,
                        sizeof(ends) / sizeof(ends[0]));
    tcase_add_test(t, ends_its_streams_properly_when_it_is_freed);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
