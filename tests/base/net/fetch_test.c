#include "base/net/fetch.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"
#include "tests/base/net/peer.h"
#include "tests/test.h"

#include "base/banned.h"

/* What became of one transfer. */
struct outcome {
    struct scene *scene;
    struct transfer *transfer;
    int done, status, pieces;
    struct buf body, error;
    bool cancel_at_first_piece, fetch_again;
};

/* A server that answers by path, a client of it on the same loop, and two transfers. */
struct scene {
    struct site site;
    struct fetch *fetch;
    struct outcome one, two;
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

static struct outcome outcome_of(struct scene *s)
{
    return (struct outcome){ .scene = s, .body = BUF_LIMIT(1u << 24), .error = BUF_LIMIT(4096) };
}

static void outcome_done(struct outcome *o)
{
    buf_done(&o->body);
    buf_done(&o->error);
}

static void scene_open(struct scene *s)
{
    *s = (struct scene){ .one = outcome_of(s),
                         .two = outcome_of(s),
                         .echo = BUF_LIMIT(65536),
                         .client = BUF_LIMIT(128) };
    s->site = site_open(NULL, answer_by_path, s);
    s->fetch = fetch_new(s->site.loop);
    snprintf(s->url, sizeof(s->url), "http://127.0.0.1:%d", httpd_port(s->site.httpd));
}

static void scene_close(struct scene *s)
{
    fetch_free(s->fetch);
    site_close(&s->site);
    outcome_done(&s->one);
    outcome_done(&s->two);
    buf_done(&s->echo);
    buf_done(&s->client);
}

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

static bool is_done(void *arg)
{
    return ((struct outcome *)arg)->done > 0;
}

static bool has_parked(void *arg)
{
    return ((struct scene *)arg)->stream || ((struct scene *)arg)->late;
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
    scene_open(&s);

    begin(&s.one, "/plain?a=1", (struct fetch_request){ .method = "GET" });
    finish(&s.one);

    ck_assert_int_eq(s.one.status, 200);
    ck_assert_str_eq(s.one.body.at, "hello");
    ck_assert_uint_eq(s.one.error.len, 0);
    ck_assert_str_eq(s.echo.at, "GET /plain type= token= expect= length= body=");
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
    scene_open(&s);

    begin(&s.one, "/",
          (struct fetch_request){ .method = requests[_i].method,
                                  .headers = headers,
                                  .body = str_of(requests[_i].body) });
    finish(&s.one);

    ck_assert_int_eq(s.one.status, 200);
    ck_assert_str_eq(s.echo.at, requests[_i].seen);
    scene_close(&s);
}
END_TEST

/* No redirect is followed, and what is not 2xx is not streamed. */
static const struct {
    const char *path, *body;
    int status;
} others[] = { { "/missing", "not here", 404 }, { "/moved", "moved", 302 } };

START_TEST(gives_the_status_and_body_of_other_answers)
{
    struct scene s;
    scene_open(&s);

    begin(&s.one, others[_i].path,
          (struct fetch_request){ .method = "GET", .on_data = take_piece });
    finish(&s.one);

    ck_assert_int_eq(s.one.status, others[_i].status);
    ck_assert_str_eq(s.one.body.at, others[_i].body);
    ck_assert_int_eq(s.one.pieces, 0);
    ck_assert_int_eq(s.seen, 1);
    scene_close(&s);
}
END_TEST

START_TEST(asks_no_proxy_of_the_environment)
{
    struct scene s;
    setenv("http_proxy", "http://127.0.0.1:1", 1);
    scene_open(&s);

    begin(&s.one, "/", (struct fetch_request){ .method = "GET" });
    finish(&s.one);

    unsetenv("http_proxy");
    ck_assert_int_eq(s.one.status, 200);
    scene_close(&s);
}
END_TEST

START_TEST(uses_one_connection_for_one_request_after_another)
{
    struct scene s;
    struct buf client = BUF_LIMIT(128);
    scene_open(&s);
    begin(&s.one, "/", (struct fetch_request){ .method = "GET" });
    finish(&s.one);
    buf_add(&client, buf_str(&s.client));

    begin(&s.two, "/", (struct fetch_request){ .method = "POST", .body = STR("x") });
    finish(&s.two);

    ck_assert_int_eq(s.two.status, 200);
    ck_assert_str_eq(s.client.at, client.at);
    ck_assert_uint_eq(httpd_connections(s.site.httpd), 1);
    buf_done(&client);
    scene_close(&s);
}
END_TEST

START_TEST(starts_another_from_within_on_done)
{
    struct scene s;
    scene_open(&s);
    s.one.fetch_again = true;

    begin(&s.one, "/", (struct fetch_request){ .method = "GET" });
    finish(&s.one);
    s.one.done = 0;
    finish(&s.one);

    ck_assert_int_eq(s.one.status, 200);
    ck_assert_int_eq(s.seen, 2);
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
    struct blob *piece = blob_new(STR("one\n"));
    scene_open(&s);
    begin(&s.one, "/stream", (struct fetch_request){ .method = "GET", .on_data = take_piece });
    ck_assert(loop_until(s.site.loop, has_parked, &s, WAIT_MS));

    stream_write(s.stream, piece);
    ck_assert(loop_until(s.site.loop, has_body, &s.one, WAIT_MS));
    ck_assert_int_eq(s.one.done, 0);
    stream_write(s.stream, piece);
    stream_end(s.stream);
    finish(&s.one);

    ck_assert_int_eq(s.one.status, 200);
    ck_assert_int_ge(s.one.pieces, 2);
    ck_assert_str_eq(s.one.body.at, "one\none\n");
    blob_unref(piece);
    scene_close(&s);
}
END_TEST

START_TEST(leaves_the_server_when_a_transfer_is_cancelled)
{
    struct scene s;
    scene_open(&s);
    begin(&s.one, "/late", (struct fetch_request){ .method = "GET" });
    ck_assert(loop_until(s.site.loop, has_parked, &s, WAIT_MS));

    transfer_cancel(s.one.transfer);

    ck_assert(loop_until(s.site.loop, has_gone, &s, WAIT_MS));
    ck_assert_int_eq(s.one.done, 0);
    scene_close(&s);
}
END_TEST

START_TEST(may_be_cancelled_from_within_its_own_on_data)
{
    struct scene s;
    struct blob *piece = blob_new(STR("one\n"));
    scene_open(&s);
    s.one.cancel_at_first_piece = true;
    begin(&s.one, "/stream", (struct fetch_request){ .method = "GET", .on_data = take_piece });
    ck_assert(loop_until(s.site.loop, has_parked, &s, WAIT_MS));

    stream_write(s.stream, piece);
    stream_write(s.stream, piece);

    ck_assert(loop_until(s.site.loop, has_gone, &s, WAIT_MS));
    ck_assert_int_eq(s.one.pieces, 1);
    ck_assert_int_eq(s.one.done, 0);
    blob_unref(piece);
    scene_close(&s);
}
END_TEST

START_TEST(may_be_cancelled_before_it_began)
{
    struct scene s;
    scene_open(&s);
    begin(&s.one, "/", (struct fetch_request){ .method = "GET" });
    begin(&s.two, "/", (struct fetch_request){ .method = "GET" });

    transfer_cancel(s.one.transfer);
    finish(&s.two);

    ck_assert_int_eq(s.one.done, 0);
    ck_assert_int_eq(s.seen, 1);
    scene_close(&s);
}
END_TEST

START_TEST(gives_up_after_its_timeout_though_the_clock_stands_still)
{
    struct scene s;
    char want[128];
    scene_open(&s);
    snprintf(want, sizeof(want), "GET %s/late: Operation timed out after", s.url);

    begin(&s.one, "/late?secret=1", (struct fetch_request){ .method = "GET", .timeout_ms = 20 });
    finish(&s.one);

    ck_assert_int_eq(s.one.status, 0);
    ck_assert_msg(str_starts(buf_str(&s.one.error), str_of(want)), "%s", s.one.error.at);
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
    char want[128];
    int fd, port = closed_port(&fd);
    scene_open(&s);
    snprintf(s.url, sizeof(s.url), "http://127.0.0.1:%d", port);
    snprintf(want, sizeof(want),
             "GET http://127.0.0.1:%d/x: Failed to connect to 127.0.0.1 port %d", port, port);

    begin(&s.one, "/x", (struct fetch_request){ .method = "GET" });
    finish(&s.one);

    ck_assert_int_eq(s.one.status, 0);
    ck_assert_msg(str_starts(buf_str(&s.one.error), str_of(want)), "%s", s.one.error.at);
    close(fd);
    scene_close(&s);
}
END_TEST

START_TEST(refuses_addresses_of_other_kinds)
{
    struct scene s;
    scene_open(&s);
    snprintf(s.url, sizeof(s.url), "file:///etc");

    begin(&s.one, "/hostname", (struct fetch_request){ .method = "GET" });
    finish(&s.one);

    ck_assert_int_eq(s.one.status, 0);
    ck_assert_uint_gt(s.one.error.len, 0);
    scene_close(&s);
}
END_TEST

START_TEST(tells_when_the_server_stops_in_the_middle)
{
    struct scene s;
    struct blob *piece = blob_new(STR("one\n"));
    static const char too_much[LIMIT_STREAM_BACKLOG + 1];
    struct blob *flood = blob_new((struct str){ too_much, sizeof(too_much) });
    scene_open(&s);
    begin(&s.one, "/stream", (struct fetch_request){ .method = "GET", .on_data = take_piece });
    ck_assert(loop_until(s.site.loop, has_parked, &s, WAIT_MS));
    stream_write(s.stream, piece);
    ck_assert(loop_until(s.site.loop, has_body, &s.one, WAIT_MS));

    stream_write(s.stream, flood);
    finish(&s.one);

    ck_assert_int_eq(s.one.status, 0);
    ck_assert_uint_gt(s.one.error.len, 0);
    ck_assert_int_eq(s.gone, 1);
    blob_unref(piece);
    blob_unref(flood);
    scene_close(&s);
}
END_TEST

START_TEST(is_freed_with_transfers_under_way)
{
    struct scene s;
    scene_open(&s);
    begin(&s.one, "/late", (struct fetch_request){ .method = "GET" });
    ck_assert(loop_until(s.site.loop, has_parked, &s, WAIT_MS));
    begin(&s.two, "/", (struct fetch_request){ .method = "GET" });

    fetch_free(s.fetch);
    s.fetch = NULL;

    ck_assert(loop_until(s.site.loop, has_gone, &s, WAIT_MS));
    ck_assert_int_eq(s.one.done + s.two.done, 0);
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
    tcase_add_loop_test(t, gives_the_status_and_body_of_other_answers, 0,
                        sizeof(others) / sizeof(others[0]));
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
