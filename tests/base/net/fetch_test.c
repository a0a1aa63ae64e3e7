#include "base/net/fetch.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"
#include "tests/base/net/fetch_scene.h"
#include "tests/test.h"

#include "base/banned.h"

START_TEST(fetches_an_answer)
{
    struct scene s;
    scene_open(&s);

    fetch_begin(&s.one, "/plain?a=1", (struct fetch_request){ .method = "GET" });
    fetch_finish(&s.one);

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
    { "PATCH", NULL, NULL, "PATCH / type= token= expect= length=0 body=" },
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

    fetch_begin(&s.one, "/",
                (struct fetch_request){ .method = requests[_i].method,
                                        .headers = headers,
                                        .body = str_of(requests[_i].body) });
    fetch_finish(&s.one);

    ck_assert_int_eq(s.one.status, 200);
    ck_assert_str_eq(s.echo.at, requests[_i].seen);
    scene_close(&s);
}
END_TEST

/* Bodies of this size are those for which libcurl would wait to be asked. */
START_TEST(sends_a_big_body_without_asking)
{
    static const char big[2 << 20];
    struct scene s;
    scene_open(&s);

    fetch_begin(&s.one, "/",
                (struct fetch_request){ .method = "PUT", .body = { big, sizeof(big) } });
    fetch_finish(&s.one);

    ck_assert(str_starts(buf_str(&s.echo), STR("PUT / type= token= expect= length=2097152 body=")));
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

    fetch_begin(&s.one, others[_i].path,
                (struct fetch_request){ .method = "GET", .on_data = take_piece });
    fetch_finish(&s.one);

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

    fetch_begin(&s.one, "/", (struct fetch_request){ .method = "GET" });
    fetch_finish(&s.one);

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
    fetch_begin(&s.one, "/", (struct fetch_request){ .method = "GET" });
    fetch_finish(&s.one);
    buf_add(&client, buf_str(&s.client));

    fetch_begin(&s.two, "/", (struct fetch_request){ .method = "POST", .body = STR("x") });
    fetch_finish(&s.two);

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

    fetch_begin(&s.one, "/", (struct fetch_request){ .method = "GET" });
    fetch_finish(&s.one);
    s.one.done = 0;
    fetch_finish(&s.one);

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
    fetch_begin(&s.one, "/stream",
                (struct fetch_request){ .method = "GET", .on_data = take_piece });
    ck_assert(loop_until(s.site.loop, scene_has_parked, &s, WAIT_MS));

    stream_write(s.stream, piece);
    ck_assert(loop_until(s.site.loop, has_body, &s.one, WAIT_MS));
    ck_assert_int_eq(s.one.done, 0);
    stream_write(s.stream, piece);
    stream_end(s.stream);
    fetch_finish(&s.one);

    ck_assert_int_eq(s.one.status, 200);
    ck_assert_int_ge(s.one.pieces, 2);
    ck_assert_str_eq(s.one.body.at, "one\none\n");
    blob_unref(piece);
    scene_close(&s);
}
END_TEST

START_TEST(gives_up_after_its_timeout_though_the_clock_stands_still)
{
    struct scene s;
    char want[128];
    scene_open(&s);
    snprintf(want, sizeof(want), "GET %s/late: Operation timed out after", s.url);

    fetch_begin(&s.one, "/late?secret=1",
                (struct fetch_request){ .method = "GET", .timeout_ms = 20 });
    fetch_finish(&s.one);

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

    fetch_begin(&s.one, "/x", (struct fetch_request){ .method = "GET" });
    fetch_finish(&s.one);

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

    fetch_begin(&s.one, "/hostname", (struct fetch_request){ .method = "GET" });
    fetch_finish(&s.one);

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
    fetch_begin(&s.one, "/stream",
                (struct fetch_request){ .method = "GET", .on_data = take_piece });
    ck_assert(loop_until(s.site.loop, scene_has_parked, &s, WAIT_MS));
    stream_write(s.stream, piece);
    ck_assert(loop_until(s.site.loop, has_body, &s.one, WAIT_MS));

    stream_write(s.stream, flood);
    fetch_finish(&s.one);

    ck_assert_int_eq(s.one.status, 0);
    ck_assert_uint_gt(s.one.error.len, 0);
    ck_assert_int_eq(s.gone, 1);
    blob_unref(piece);
    blob_unref(flood);
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
    tcase_add_test(t, sends_a_big_body_without_asking);
    tcase_add_loop_test(t, gives_the_status_and_body_of_other_answers, 0,
                        sizeof(others) / sizeof(others[0]));
    tcase_add_test(t, asks_no_proxy_of_the_environment);
    tcase_add_test(t, uses_one_connection_for_one_request_after_another);
    tcase_add_test(t, starts_another_from_within_on_done);
    tcase_add_test(t, hands_out_a_stream_in_pieces_as_they_come);
    tcase_add_test(t, gives_up_after_its_timeout_though_the_clock_stands_still);
    tcase_add_test(t, says_who_refused_the_connection);
    tcase_add_test(t, refuses_addresses_of_other_kinds);
    tcase_add_test(t, tells_when_the_server_stops_in_the_middle);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
