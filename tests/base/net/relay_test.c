#include "base/net/relay.h"

#include <string.h>

#include "tests/base/net/peer.h"
#include "tests/test.h"

#include "base/banned.h"

/* The near server passes on to the far one what is for far.example or for its port. */
struct scene {
    struct site near, far;
    struct relay *relay;
    struct exchange *parked;
    struct stream *stream;
    int gone;
};

static void left(void *arg)
{
    struct scene *s = arg;

    s->gone++;
}

static void tell_header(void *arg, struct str name, struct str value)
{
    buf_printf(arg, "%.*s=%.*s;", STR_ARG(name), STR_ARG(value));
}

static void far_answer(struct exchange *x, void *self)
{
    struct scene *s = self;
    struct buf b = BUF_LIMIT(1u << 20);

    if (str_is(exchange_path(x), "/stream")) {
        exchange_on_gone(x, left, s);
        s->stream = exchange_stream(x, 200, "text/event-stream");
        return;
    }
    if (str_is(exchange_path(x), "/headers")) {
        exchange_each_header(x, tell_header, &b);
        exchange_add_header(x, "X-Own", "one");
        exchange_add_header(x, "X-Own", "two");
        exchange_add_header(x, "Retry-After", "7");
        exchange_add_header(x, "Proxy-Authenticate", "secret");
        exchange_reply(x, 429, "text/odd", blob_of_buf(&b));
        return;
    }
    if (str_is(exchange_path(x), "/park")) {
        exchange_on_gone(x, left, s);
        s->parked = x;
        return;
    }
    buf_printf(&b, "far %.*s %.*s %.*s %.*s|%.*s", STR_ARG(exchange_method(x)),
               STR_ARG(exchange_authority(x)), STR_ARG(exchange_target(x)),
               STR_ARG(exchange_header(x, "X-Own")), STR_ARG(exchange_body(x)));
    exchange_reply(x, str_is(exchange_path(x), "/missing") ? 404 : 200, "text/odd",
                   blob_of_buf(&b));
}

static void near_answer(struct exchange *x, void *self)
{
    struct scene *s = self;

    if (!relay_take(s->relay, x))
        exchange_reply_text(x, 200, "text/plain", STR("near"));
}

static void scene_open(struct scene *s)
{
    *s = (struct scene){ 0 };
    s->near = site_open(NULL, near_answer, s);
    s->far = (struct site){ .loop = s->near.loop };
    s->far.httpd = httpd_new(s->near.loop, &(struct httpd_options){ 0 }, far_answer, s, NULL);
    ck_assert_ptr_nonnull(s->far.httpd);
    s->relay = relay_new(s->near.loop);
    relay_add(s->relay, ".example", httpd_port(s->far.httpd));
    relay_add(s->relay, "127.0.0.1:6443", httpd_port(s->far.httpd));
    relay_add(s->relay, "closed:1", 1);
}

static void scene_close(struct scene *s)
{
    relay_free(s->relay);
    httpd_free(s->far.httpd);
    site_close(&s->near);
}

static const struct {
    const char *request, *body;
    int status;
} passages[] = {
    { "GET / HTTP/1.1\r\nHost: here\r\n\r\n", "near", 200 },
    { "GET http://example/ HTTP/1.1\r\nHost: h\r\n\r\n", "near", 200 },
    { "GET http://127.0.0.1:6444/ HTTP/1.1\r\nHost: h\r\n\r\n", "near", 200 },
    { "GET http://a.example/x%20y?q=1&r HTTP/1.1\r\nHost: h\r\nX-Own: o\r\n\r\n",
      "far GET a.example /x%20y?q=1&r o|", 200 },
    { "GET http://A.EXAMPLE:80/missing HTTP/1.1\r\nHost: h\r\n\r\n",
      "far GET A.EXAMPLE:80 /missing |", 404 },
    { "GET https://me:secret@a.example.:443/x HTTP/1.1\r\nHost: h\r\n\r\n",
      "far GET a.example.:443 /x |", 200 },
    { "GET http://a.example?q=1 HTTP/1.1\r\nHost: h\r\n\r\n", "far GET a.example /?q=1 |", 200 },
    { "PATCH http://127.0.0.1:6443/api HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc",
      "far PATCH 127.0.0.1:6443 /api |abc", 200 },
    { "DELETE /y HTTP/1.1\r\nHost: 127.0.0.1:6443\r\n\r\n", "far DELETE 127.0.0.1:6443 /y |", 200 },
    { "POST http://127.0.0.1:6443 HTTP/1.1\r\nContent-Length: 0\r\nHost: h\r\n\r\n",
      "far POST 127.0.0.1:6443 / |", 200 },
};

START_TEST(passes_on_what_is_for_the_other_and_nothing_else)
{
    struct scene s;
    struct peer p;
    struct answer a;
    scene_open(&s);
    peer_open(&p, &s.near);

    for (int i = 0; i < 3; i++) {
        peer_send(&p, "%s", passages[_i].request);
        a = peer_await(&p);

        ck_assert_int_eq(a.status, passages[_i].status);
        ck_assert_msg(str_is(a.body, passages[_i].body), "%.*s", STR_ARG(a.body));
    }
    peer_close(&p);
    scene_close(&s);
}
END_TEST

START_TEST(passes_on_the_headers_that_are_not_of_the_connection)
{
    struct scene s;
    struct peer p;
    struct answer a;
    scene_open(&s);
    peer_open(&p, &s.near);

    peer_send(&p, "GET http://a.example/headers HTTP/1.1\r\nHost: h\r\nAccept: x/y\r\n"
                  "Authorization: Bearer t\r\nX-Acs-Action: A\r\nX-Hop: 1\r\nTE: trailers\r\n"
                  "Proxy-Authorization: p\r\nConnection: x-hop, te\r\nUser-Agent: u\r\n"
                  "Accept-Encoding: gzip\r\nX-Empty:\r\n\r\n");
    a = peer_await(&p);

    ck_assert_int_eq(a.status, 429);
    ck_assert_msg(
        str_is(a.body,
               "Host=a.example;Accept=x/y;Authorization=Bearer t;X-Acs-Action=A;User-Agent=u;"
               "Accept-Encoding=gzip;X-Empty=;"),
        "%.*s", STR_ARG(a.body));
    ck_assert_ptr_nonnull(strstr(p.in.at, "X-Own: one\r\nX-Own: two\r\nRetry-After: 7\r\n"));
    ck_assert(str_is(answer_header(&a, "Content-Type"), "text/odd"));
    ck_assert_ptr_null(strstr(p.in.at, "Proxy-Authenticate"));
    ck_assert_ptr_null(strstr(strstr(p.in.at, "Date:") + 1, "Date:"));
    peer_close(&p);
    scene_close(&s);
}
END_TEST

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
    return ((struct scene *)arg)->gone;
}

static bool has_piece(void *arg)
{
    const struct peer *p = arg;

    return p->in.len && strstr(p->in.at, "piece");
}

START_TEST(passes_a_stream_on_as_it_comes)
{
    struct blob *piece = blob_new(STR("piece"));
    struct scene s;
    struct peer p;
    scene_open(&s);
    peer_open(&p, &s.near);
    peer_send(&p, "GET http://a.example/stream HTTP/1.1\r\nHost: h\r\n\r\n");
    ck_assert(loop_until(s.near.loop, has_stream, &s, WAIT_MS));

    stream_write(s.stream, piece);
    ck_assert(loop_until(s.near.loop, has_piece, &p, WAIT_MS));
    stream_end(s.stream);

    ck_assert(str_is(peer_await(&p).body, "piece"));
    ck_assert_ptr_nonnull(strstr(p.in.at, "text/event-stream"));
    blob_unref(piece);
    peer_close(&p);
    scene_close(&s);
}
END_TEST

enum { BLOCK = 256 << 10, BLOCKS = 256, HOLD_MS = 200 };

static struct blob *block_of(char c)
{
    struct buf bytes = BUF_LIMIT(BLOCK + 1);

    for (size_t i = 0; i < BLOCK; i++)
        buf_add_char(&bytes, c);
    return blob_of_buf(&bytes);
}

/* As many blocks as the far side gets rid of, and at most so many: until none has gone for that long. */
static size_t write_blocks(struct scene *s, struct blob *block, size_t most, int64_t patience_ms)
{
    int64_t since_ms = clock_machine_ms();
    size_t count = 0;

    while (count < most && clock_machine_ms() - since_ms < patience_ms) {
        if (stream_waiting(s->stream) < BLOCK) {
            stream_write(s->stream, block);
            count++;
            since_ms = clock_machine_ms();
        }
        loop_turn(s->near.loop, 1);
    }
    return count;
}

static bool has_last_chunk(void *arg)
{
    const struct peer *p = arg;

    return str_ends(buf_str(&p->in), STR("\r\n0\r\n\r\n"));
}

static size_t count_of(char c, struct str text)
{
    size_t count = 0;

    for (size_t i = 0; i < text.len; i++)
        count += text.at[i] == c;
    return count;
}

START_TEST(waits_for_a_slow_reader_however_long_the_answer)
{
    struct blob *block = block_of('#');
    struct scene s;
    struct peer p;
    scene_open(&s);
    peer_open(&p, &s.near);
    peer_send(&p, "GET http://a.example/stream HTTP/1.1\r\nHost: h\r\n\r\n");
    ck_assert(loop_until(s.near.loop, has_stream, &s, WAIT_MS));

    peer_hold(&p, true);
    size_t held = write_blocks(&s, block, BLOCKS, HOLD_MS);
    peer_hold(&p, false);
    size_t rest = write_blocks(&s, block, BLOCKS - held, WAIT_MS);
    stream_end(s.stream);
    ck_assert(loop_until(s.near.loop, has_last_chunk, &p, WAIT_MS));

    ck_assert_uint_lt(held, BLOCKS);
    ck_assert_uint_eq(held + rest, BLOCKS);
    ck_assert_uint_eq(count_of('#', buf_str(&p.in)), (size_t)BLOCK * BLOCKS);
    ck_assert_int_eq(s.gone, 0);
    blob_unref(block);
    peer_close(&p);
    scene_close(&s);
}
END_TEST

START_TEST(breaks_off_when_the_other_does)
{
    struct blob *piece = blob_new(STR("piece"));
    struct scene s;
    struct peer p;
    scene_open(&s);
    peer_open(&p, &s.near);
    peer_send(&p, "GET http://a.example/stream HTTP/1.1\r\nHost: h\r\n\r\n");
    ck_assert(loop_until(s.near.loop, has_stream, &s, WAIT_MS));
    stream_write(s.stream, piece);
    ck_assert(loop_until(s.near.loop, has_piece, &p, WAIT_MS));

    stream_break(s.stream);

    ck_assert(peer_await_end(&p));
    ck_assert_ptr_null(strstr(p.in.at, "\r\n0\r\n"));
    blob_unref(piece);
    peer_close(&p);
    scene_close(&s);
}
END_TEST

static const char *const waits[] = { "stream", "park" };

START_TEST(leaves_the_other_when_the_client_leaves)
{
    struct scene s;
    struct peer p;
    scene_open(&s);
    peer_open(&p, &s.near);
    peer_send(&p, "GET http://a.example/%s HTTP/1.1\r\nHost: h\r\n\r\n", waits[_i]);
    ck_assert(loop_until(s.near.loop, _i == 0 ? has_stream : has_parked, &s, WAIT_MS));

    peer_close(&p);

    ck_assert(loop_until(s.near.loop, is_gone, &s, WAIT_MS));
    scene_close(&s);
}
END_TEST

START_TEST(says_who_does_not_answer)
{
    struct scene s;
    struct peer p;
    struct answer a;
    scene_open(&s);
    peer_open(&p, &s.near);

    peer_send(&p, "GET http://closed:1/x HTTP/1.1\r\nHost: h\r\n\r\n");
    a = peer_await(&p);

    ck_assert_int_eq(a.status, 502);
    ck_assert(str_starts(a.body, STR("GET http://127.0.0.1:1/x: ")));
    peer_close(&p);
    scene_close(&s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("relay");
    TCase *t = tcase_create("a relay");

    tcase_add_loop_test(t, passes_on_what_is_for_the_other_and_nothing_else, 0,
                        sizeof(passages) / sizeof(passages[0]));
    tcase_add_test(t, passes_on_the_headers_that_are_not_of_the_connection);
    tcase_add_test(t, passes_a_stream_on_as_it_comes);
    tcase_add_test(t, waits_for_a_slow_reader_however_long_the_answer);
    tcase_add_test(t, breaks_off_when_the_other_does);
    tcase_add_loop_test(t, leaves_the_other_when_the_client_leaves, 0, 2);
    tcase_add_test(t, says_who_does_not_answer);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
