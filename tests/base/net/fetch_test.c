#include "base/net/fetch.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/must.h"
#include "tests/base/net/peer.h"
#include "tests/test.h"

#include "base/banned.h"

/* A server that answers by path, and a client of it on the same loop. */
struct scene {
    struct site site;
    struct fetch *fetch;
    struct stream *stream; /* of /stream */
    struct exchange *late; /* of /late */
    int seen, gone;        /* requests; clients that left */
    struct buf echo;       /* the last request, as the server saw it */
    struct buf client;     /* the address it came from */
    char url[64];
};

static void client_gone(void *arg)
{
    struct scene *s = arg;

    s->gone++;
    s->stream = NULL;
    s->late = NULL;
}

static void answer_by_path(struct exchange *x, void *self)
{
    struct scene *s = self;
    struct str path = exchange_path(x);

    s->seen++;
    buf_reset(&s->echo);
    buf_reset(&s->client);
    buf_add(&s->client, exchange_client(x));
    buf_printf(&s->echo, "%.*s %.*s type=%.*s token=%.*s expect=%.*s length=%.*s body=%.*s",
               STR_ARG(exchange_method(x)), STR_ARG(path),
               STR_ARG(exchange_header(x, "Content-Type")),
               STR_ARG(exchange_header(x, "Authorization")), STR_ARG(exchange_header(x, "Expect")),
               STR_ARG(exchange_header(x, "Content-Length")), STR_ARG(exchange_body(x)));
    if (str_is(path, "/stream")) {
        exchange_on_gone(x, client_gone, s);
        s->stream = exchange_stream(x, 200, "text/plain");
    } else if (str_is(path, "/late")) {
        exchange_on_gone(x, client_gone, s);
        s->late = x;
    } else if (str_is(path, "/moved")) {
        exchange_add_header(x, "Location", "/elsewhere");
        exchange_reply_text(x, 302, "text/plain", STR("moved"));
    } else if (str_is(path, "/missing")) {
        exchange_reply_text(x, 404, "text/plain", STR("not here"));
    } else {
        exchange_reply_text(x, 200, "text/plain", STR("hello"));
    }
}

static void scene_open(struct scene *s)
{
    *s = (struct scene){ .echo = BUF_LIMIT(65536), .client = BUF_LIMIT(128) };
    s->site = site_open(NULL, answer_by_path, s);
    s->fetch = fetch_new(s->site.loop);
    snprintf(s->url, sizeof(s->url), "http://127.0.0.1:%d", httpd_port(s->site.httpd));
}

static void scene_close(struct scene *s)
{
    fetch_free(s->fetch);
    site_close(&s->site);
    buf_done(&s->echo);
    buf_done(&s->client);
}

/* What became of one transfer. */
struct outcome {
    struct scene *scene;
    struct transfer *transfer;
    int done, status, pieces;
    struct buf body, error;
    bool cancel_at_first_piece, fetch_again;
};

static void take_piece(void *arg, struct str bytes)
{
    struct outcome *o = arg;

    o->pieces++;
    buf_add(&o->body, bytes);
    if (o->cancel_at_first_piece)
        transfer_cancel(o->transfer);
}

static void begin(struct outcome *o, const char *path, struct fetch_request r);

static void take_reply(void *arg, const struct fetch_reply *r)
{
    struct outcome *o = arg;

    o->done++;
    o->status = r->status;
    buf_add(&o->body, r->body);
    if (r->error)
        buf_add_text(&o->error, r->error);
    if (o->fetch_again) {
        o->fetch_again = false;
        begin(o, "/again", (struct fetch_request){ .method = "GET" });
    }
}

static void begin(struct outcome *o, const char *path, struct fetch_request r)
{
    char url[128];

    snprintf(url, sizeof(url), "%s%s", o->scene->url, path);
    r.url = url;
    r.on_done = take_reply;
    r.arg = o;
    o->transfer = fetch_start(o->scene->fetch, &r);
}

static struct outcome outcome_of(struct scene *s)
{
    return (struct outcome){ .scene = s, .body = BUF_LIMIT(1u << 24), .error = BUF_LIMIT(4096) };
}

static void outcome_done(struct outcome *o)
{
    buf_done(&o->body);
    buf_done(&o->error);
}

static bool is_done(void *arg)
{
    return ((struct outcome *)arg)->done > 0;
}

static bool has_stream(void *arg)
{
    return ((struct scene *)arg)->stream != NULL;
}

static bool has_late(void *arg)
{
    return ((struct scene *)arg)->late != NULL;
}

static bool has_gone(void *arg)
{
    return ((struct scene *)arg)->gone > 0;
}

static void finish(struct outcome *o)
{
    ck_assert(loop_until(o->scene->site.loop, is_done, o, WAIT_MS));
}

START_TEST(fetches_an_answer)
{
    struct scene s;
    struct outcome o;
    scene_open(&s);
    o = outcome_of(&s);

    begin(&o, "/plain?a=1", (struct fetch_request){ .method = "GET" });
    finish(&o);

    ck_assert_int_eq(o.status, 200);
    ck_assert_str_eq(o.body.at, "hello");
    ck_assert_uint_eq(o.error.len, 0);
    ck_assert_str_eq(s.echo.at, "GET /plain type= token= expect= length= body=");
    outcome_done(&o);
    scene_close(&s);
}
END_TEST

static const struct {
    const char *method, *body, *header, *seen;
} requests[] = {
    { "POST", "a=1", "Content-Type: text/x",
      "POST / type=text/x token= expect= length=3 body=a=1" },
    { "POST", "{}", "Authorization: Bearer t",
      "POST / type= token=Bearer t expect= length=2 body={}" },
    { "POST", NULL, NULL, "POST / type= token= expect= length=0 body=" },
    { "PUT", "x", "content-type: text/y", "PUT / type=text/y token= expect= length=1 body=x" },
    { "PATCH", "x", NULL, "PATCH / type= token= expect= length=1 body=x" },
    { "DELETE", NULL, NULL, "DELETE / type= token= expect= length= body=" },
    { "DELETE", "{}", NULL, "DELETE / type= token= expect= length=2 body={}" },
    { "HEAD", NULL, NULL, "HEAD / type= token= expect= length= body=" },
};

START_TEST(sends_what_it_was_told_and_no_more)
{
    const char *headers[] = { requests[_i].header, NULL };
    struct scene s;
    struct outcome o;
    scene_open(&s);
    o = outcome_of(&s);

    begin(&o, "/",
          (struct fetch_request){ .method = requests[_i].method,
                                  .headers = headers,
                                  .body = str_of(requests[_i].body) });
    finish(&o);

    ck_assert_int_eq(o.status, 200);
    ck_assert_str_eq(s.echo.at, requests[_i].seen);
    outcome_done(&o);
    scene_close(&s);
}
END_TEST

START_TEST(gives_the_status_and_body_of_a_refusal)
{
    struct scene s;
    struct outcome o;
    scene_open(&s);
    o = outcome_of(&s);

    begin(&o, "/missing", (struct fetch_request){ .method = "GET", .on_data = take_piece });
    finish(&o);

    ck_assert_int_eq(o.status, 404);
    ck_assert_int_eq(o.pieces, 0);
    ck_assert_str_eq(o.body.at, "not here");
    outcome_done(&o);
    scene_close(&s);
}
END_TEST

START_TEST(does_not_follow_redirects)
{
    struct scene s;
    struct outcome o;
    scene_open(&s);
    o = outcome_of(&s);

    begin(&o, "/moved", (struct fetch_request){ .method = "GET" });
    finish(&o);

    ck_assert_int_eq(o.status, 302);
    ck_assert_int_eq(s.seen, 1);
    outcome_done(&o);
    scene_close(&s);
}
END_TEST

START_TEST(asks_no_proxy_of_the_environment)
{
    struct scene s;
    struct outcome o;
    setenv("http_proxy", "http://127.0.0.1:1", 1);
    scene_open(&s);
    o = outcome_of(&s);

    begin(&o, "/", (struct fetch_request){ .method = "GET" });
    finish(&o);

    unsetenv("http_proxy");
    ck_assert_int_eq(o.status, 200);
    outcome_done(&o);
    scene_close(&s);
}
END_TEST

START_TEST(uses_one_connection_for_one_request_after_another)
{
    struct scene s;
    struct outcome first, second;
    struct buf client = BUF_LIMIT(128);
    scene_open(&s);
    first = outcome_of(&s);
    second = outcome_of(&s);
    begin(&first, "/", (struct fetch_request){ .method = "GET" });
    finish(&first);
    buf_add(&client, buf_str(&s.client));

    begin(&second, "/", (struct fetch_request){ .method = "POST", .body = STR("x") });
    finish(&second);

    ck_assert_int_eq(second.status, 200);
    ck_assert_str_eq(s.client.at, client.at);
    ck_assert_uint_eq(httpd_connections(s.site.httpd), 1);
    buf_done(&client);
    outcome_done(&first);
    outcome_done(&second);
    scene_close(&s);
}
END_TEST

START_TEST(starts_another_from_within_on_done)
{
    struct scene s;
    struct outcome o;
    scene_open(&s);
    o = outcome_of(&s);
    o.fetch_again = true;

    begin(&o, "/", (struct fetch_request){ .method = "GET" });
    finish(&o);
    o.done = 0;
    finish(&o);

    ck_assert_int_eq(o.status, 200);
    ck_assert_int_eq(s.seen, 2);
    outcome_done(&o);
    scene_close(&s);
}
END_TEST

static bool has_body(void *arg)
{
    return ((struct outcome *)arg)->body.len >= 4;
}

START_TEST(hands_out_a_stream_in_pieces_as_they_come)
{
    struct scene s;
    struct outcome o;
    struct blob *piece = blob_new(STR("one\n"));
    scene_open(&s);
    o = outcome_of(&s);
    begin(&o, "/stream", (struct fetch_request){ .method = "GET", .on_data = take_piece });
    ck_assert(loop_until(s.site.loop, has_stream, &s, WAIT_MS));

    stream_write(s.stream, piece);
    ck_assert(loop_until(s.site.loop, has_body, &o, WAIT_MS));
    ck_assert_int_eq(o.done, 0);
    stream_write(s.stream, piece);
    stream_end(s.stream);
    finish(&o);

    ck_assert_int_eq(o.status, 200);
    ck_assert_int_ge(o.pieces, 2);
    ck_assert_str_eq(o.body.at, "one\none\n");
    blob_unref(piece);
    outcome_done(&o);
    scene_close(&s);
}
END_TEST

START_TEST(leaves_the_server_when_a_transfer_is_cancelled)
{
    struct scene s;
    struct outcome o;
    scene_open(&s);
    o = outcome_of(&s);
    begin(&o, "/late", (struct fetch_request){ .method = "GET" });
    ck_assert(loop_until(s.site.loop, has_late, &s, WAIT_MS));

    transfer_cancel(o.transfer);

    ck_assert(loop_until(s.site.loop, has_gone, &s, WAIT_MS));
    ck_assert_int_eq(o.done, 0);
    outcome_done(&o);
    scene_close(&s);
}
END_TEST

START_TEST(may_be_cancelled_from_within_its_own_on_data)
{
    struct scene s;
    struct outcome o;
    struct blob *piece = blob_new(STR("one\n"));
    scene_open(&s);
    o = outcome_of(&s);
    o.cancel_at_first_piece = true;
    begin(&o, "/stream", (struct fetch_request){ .method = "GET", .on_data = take_piece });
    ck_assert(loop_until(s.site.loop, has_stream, &s, WAIT_MS));

    stream_write(s.stream, piece);
    stream_write(s.stream, piece);

    ck_assert(loop_until(s.site.loop, has_gone, &s, WAIT_MS));
    ck_assert_int_eq(o.pieces, 1);
    ck_assert_int_eq(o.done, 0);
    blob_unref(piece);
    outcome_done(&o);
    scene_close(&s);
}
END_TEST

START_TEST(may_be_cancelled_before_it_began)
{
    struct scene s;
    struct outcome o, other;
    scene_open(&s);
    o = outcome_of(&s);
    other = outcome_of(&s);
    begin(&o, "/", (struct fetch_request){ .method = "GET" });
    begin(&other, "/", (struct fetch_request){ .method = "GET" });

    transfer_cancel(o.transfer);
    finish(&other);

    ck_assert_int_eq(o.done, 0);
    ck_assert_int_eq(s.seen, 1);
    outcome_done(&o);
    outcome_done(&other);
    scene_close(&s);
}
END_TEST

START_TEST(gives_up_after_its_timeout_though_the_clock_stands_still)
{
    struct scene s;
    struct outcome o;
    char want[128];
    scene_open(&s);
    o = outcome_of(&s);
    snprintf(want, sizeof(want), "GET %s/late: Operation timed out after", s.url);

    begin(&o, "/late?secret=1", (struct fetch_request){ .method = "GET", .timeout_ms = 20 });
    finish(&o);

    ck_assert_int_eq(o.status, 0);
    ck_assert_msg(str_starts(buf_str(&o.error), str_of(want)), "%s", o.error.at);
    outcome_done(&o);
    scene_close(&s);
}
END_TEST

/* A port of the loopback that nobody listens on: bound, and not listening. */
static int closed_port(int *ret_fd)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof(at);

    *ret_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(bind(*ret_fd, (struct sockaddr *)&at, len), 0);
    ck_assert_int_eq(getsockname(*ret_fd, (struct sockaddr *)&at, &len), 0);
    return ntohs(at.sin_port);
}

START_TEST(says_who_refused_the_connection)
{
    struct scene s;
    struct outcome o;
    char want[128];
    int fd, port = closed_port(&fd);
    scene_open(&s);
    o = outcome_of(&s);
    snprintf(s.url, sizeof(s.url), "http://127.0.0.1:%d", port);
    snprintf(want, sizeof(want),
             "GET http://127.0.0.1:%d/x: Failed to connect to 127.0.0.1 port %d", port, port);

    begin(&o, "/x", (struct fetch_request){ .method = "GET" });
    finish(&o);

    ck_assert_int_eq(o.status, 0);
    ck_assert_msg(str_starts(buf_str(&o.error), str_of(want)), "%s", o.error.at);
    close(fd);
    outcome_done(&o);
    scene_close(&s);
}
END_TEST

START_TEST(refuses_addresses_of_other_kinds)
{
    struct scene s;
    struct outcome o;
    scene_open(&s);
    o = outcome_of(&s);
    snprintf(s.url, sizeof(s.url), "file:///etc");

    begin(&o, "/hostname", (struct fetch_request){ .method = "GET" });
    finish(&o);

    ck_assert_int_eq(o.status, 0);
    ck_assert_uint_gt(o.error.len, 0);
    outcome_done(&o);
    scene_close(&s);
}
END_TEST

START_TEST(tells_when_the_server_stops_in_the_middle)
{
    struct scene s;
    struct outcome o;
    struct blob *piece = blob_new(STR("one\n"));
    struct blob *flood = blob_of_buf(&(struct buf){ .at = must_alloc(LIMIT_STREAM_BACKLOG + 1),
                                                    .len = LIMIT_STREAM_BACKLOG + 1,
                                                    .room = LIMIT_STREAM_BACKLOG + 1,
                                                    .limit = LIMIT_STREAM_BACKLOG + 1 });
    scene_open(&s);
    o = outcome_of(&s);
    begin(&o, "/stream", (struct fetch_request){ .method = "GET", .on_data = take_piece });
    ck_assert(loop_until(s.site.loop, has_stream, &s, WAIT_MS));
    stream_write(s.stream, piece);
    ck_assert(loop_until(s.site.loop, has_body, &o, WAIT_MS));

    stream_write(s.stream, flood);
    finish(&o);

    ck_assert_int_eq(o.status, 0);
    ck_assert_uint_gt(o.error.len, 0);
    ck_assert_int_eq(s.gone, 1);
    blob_unref(piece);
    blob_unref(flood);
    outcome_done(&o);
    scene_close(&s);
}
END_TEST

START_TEST(is_freed_with_transfers_under_way)
{
    struct scene s;
    struct outcome o, unborn;
    scene_open(&s);
    o = outcome_of(&s);
    unborn = outcome_of(&s);
    begin(&o, "/late", (struct fetch_request){ .method = "GET" });
    ck_assert(loop_until(s.site.loop, has_late, &s, WAIT_MS));
    begin(&unborn, "/", (struct fetch_request){ .method = "GET" });

    fetch_free(s.fetch);
    s.fetch = NULL;

    ck_assert(loop_until(s.site.loop, has_gone, &s, WAIT_MS));
    ck_assert_int_eq(o.done + unborn.done, 0);
    outcome_done(&o);
    outcome_done(&unborn);
    scene_close(&s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("fetch");
    TCase *t = tcase_create("fetch");

    tcase_add_test(t, fetches_an_answer);
    tcase_add_loop_test(t, sends_what_it_was_told_and_no_more, 0,
                        sizeof(requests) / sizeof(requests[0]));
    tcase_add_test(t, gives_the_status_and_body_of_a_refusal);
    tcase_add_test(t, does_not_follow_redirects);
    tcase_add_test(t, asks_no_proxy_of_the_environment);
    tcase_add_test(t, uses_one_connection_for_one_request_after_another);
    tcase_add_test(t, starts_another_from_within_on_done);
    tcase_add_test(t, hands_out_a_stream_in_pieces_as_they_come);
    tcase_add_test(t, leaves_the_server_when_a_transfer_is_cancelled);
    tcase_add_test(t, may_be_cancelled_from_within_its_own_on_data);
    tcase_add_test(t, may_be_cancelled_before_it_began);
    tcase_add_test(t, gives_up_after_its_timeout_though_the_clock_stands_still);
    tcase_add_test(t, says_who_refused_the_connection);
    tcase_add_test(t, refuses_addresses_of_other_kinds);
    tcase_add_test(t, tells_when_the_server_stops_in_the_middle);
    tcase_add_test(t, is_freed_with_transfers_under_way);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
