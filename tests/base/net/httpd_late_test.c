#include "base/net/httpd.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/must.h"
#include "tests/base/net/peer.h"
#include "tests/test.h"

#include "base/banned.h"

/* How soon we must know that a client has left, with room for a busy machine. */
enum { NOTICE_MS = 250, PARKED = 100 };

/* A server that answers when the test says so: by path "/<slot>", each in its slot. */
struct slot {
    struct scene *scene;
    struct exchange *x;
    int gone;
};

struct scene {
    struct site site;
    struct slot slots[PARKED];
    int seen, gone;
};

static void slot_gone(void *arg)
{
    struct slot *slot = arg;

    slot->x = NULL;
    slot->gone++;
    slot->scene->gone++;
}

static void keep_in_slot(struct exchange *x, void *self)
{
    struct scene *s = self;
    int64_t n = 0;

    s->seen++;
    ck_assert(str_int(str_skip(exchange_path(x), 1), &n));
    s->slots[n].scene = s;
    s->slots[n].x = x;
    exchange_on_gone(x, slot_gone, &s->slots[n]);
}

static void scene_open(struct scene *s)
{
    *s = (struct scene){ 0 };
    s->site = site_open(NULL, keep_in_slot, s);
}

static void answer_slot(struct scene *s, int n, const char *text)
{
    exchange_reply_text(s->slots[n].x, 200, "text/plain", str_of(text));
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

static bool await_count(struct site *s, const int *now, int want, int64_t wait_ms)
{
    struct count c = { now, want };

    return loop_until(s->loop, has_counted, &c, wait_ms);
}

static void park(struct scene *s, struct peer *p, int n)
{
    peer_open(p, &s->site);
    peer_send(p, "GET /%d HTTP/1.1\r\nHost: h\r\n\r\n", n);
    ck_assert(await_count(&s->site, &s->seen, s->seen + 1, WAIT_MS));
}

START_TEST(sends_an_answer_that_comes_later)
{
    struct scene s;
    struct peer p;
    struct answer a;
    scene_open(&s);
    park(&s, &p, 0);

    answer_slot(&s, 0, "late");
    a = peer_await(&p);

    ck_assert_int_eq(a.status, 200);
    ck_assert(str_is(a.body, "late"));
    ck_assert_int_eq(s.seen, 1);
    peer_close(&p);
    site_close(&s.site);
}
END_TEST

struct late_hook {
    struct loop_hook hook; /* first */
    struct scene *scene;
    int turns;
};

static int64_t answer_in_hook(struct loop_hook *h)
{
    struct late_hook *late = (struct late_hook *)h;
    struct slot *slot = &late->scene->slots[0];

    if (!slot->x)
        return -1;
    if (late->turns++ < 3)
        return 0; /* nothing of the request's coming is to be under way */
    answer_slot(late->scene, 0, "from a hook");
    slot->x = NULL;
    return -1;
}

/* It runs after the server's own hook, and the server must run once more before the loop sleeps. */
START_TEST(sends_at_once_what_another_hook_answers)
{
    struct scene s;
    struct peer p;
    struct late_hook h = { { .before_sleep = answer_in_hook }, &s, 0 };
    int64_t start = clock_machine_ms();
    scene_open(&s);
    loop_hook_add(s.site.loop, &h.hook);

    peer_open(&p, &s.site);
    ck_assert(str_is(peer_get(&p, "/0").body, "from a hook"));

    ck_assert_int_lt(clock_machine_ms() - start, WAIT_MS / 2);
    loop_hook_drop(&h.hook);
    peer_close(&p);
    site_close(&s.site);
}
END_TEST

START_TEST(keeps_what_a_request_said_until_it_is_answered)
{
    struct scene s;
    struct peer p;
    scene_open(&s);
    peer_open(&p, &s.site);
    peer_send(&p, "PUT /0?a=b HTTP/1.1\r\nHost: h\r\nX-Y: z\r\nContent-Length: 3\r\n\r\nabc");
    ck_assert(await_count(&s.site, &s.seen, 1, WAIT_MS));

    for (int i = 0; i < 3; i++)
        loop_turn(s.site.loop, 0);

    ck_assert(str_is(exchange_method(s.slots[0].x), "PUT"));
    ck_assert(str_is(exchange_query(s.slots[0].x, "a"), "b"));
    ck_assert(str_is(exchange_header(s.slots[0].x, "x-y"), "z"));
    ck_assert(str_is(exchange_body(s.slots[0].x), "abc"));
    peer_close(&p);
    site_close(&s.site);
}
END_TEST

START_TEST(notices_each_of_a_hundred_parked_clients_that_leave)
{
    struct scene s;
    static struct peer peers[PARKED];
    scene_open(&s);
    for (int i = 0; i < PARKED; i++)
        park(&s, &peers[i], i);

    for (int i = 0; i < PARKED; i++) {
        peer_close(&peers[i]);
        ck_assert_msg(await_count(&s.site, &s.slots[i].gone, 1, NOTICE_MS), "client %d", i);
        ck_assert_int_eq(s.gone, i + 1);
    }

    ck_assert_uint_eq(httpd_connections(s.site.httpd), 0);
    site_close(&s.site);
}
END_TEST

START_TEST(notices_a_hundred_parked_clients_that_leave_at_once)
{
    struct scene s;
    static struct peer peers[PARKED];
    scene_open(&s);
    for (int i = 0; i < PARKED; i++)
        park(&s, &peers[i], i);

    for (int i = 0; i < PARKED; i++)
        peer_close(&peers[i]);

    ck_assert(await_count(&s.site, &s.gone, PARKED, NOTICE_MS));
    for (int i = 0; i < PARKED; i++)
        ck_assert_int_eq(s.slots[i].gone, 1);
    site_close(&s.site);
}
END_TEST

START_TEST(notices_a_client_that_leaves_with_a_further_request_unread)
{
    struct scene s;
    struct peer p;
    scene_open(&s);
    park(&s, &p, 0);

    peer_send(&p, "GET /1 HTTP/1.1\r\nHost: h\r\n\r\n");
    peer_close(&p);

    ck_assert(await_count(&s.site, &s.gone, 1, NOTICE_MS));
    ck_assert_int_eq(s.seen, 1);
    site_close(&s.site);
}
END_TEST

START_TEST(notices_a_parked_client_that_leaves_on_its_second_request)
{
    struct scene s;
    struct peer p;
    scene_open(&s);
    park(&s, &p, 0);
    answer_slot(&s, 0, "first");
    ck_assert_int_eq(peer_await(&p).status, 200);
    peer_send(&p, "GET /1 HTTP/1.1\r\nHost: h\r\n\r\n");
    ck_assert(await_count(&s.site, &s.seen, 2, WAIT_MS));

    peer_close(&p);

    ck_assert(await_count(&s.site, &s.slots[1].gone, 1, NOTICE_MS));
    ck_assert_int_eq(s.slots[0].gone, 0);
    site_close(&s.site);
}
END_TEST

static bool has_connection(void *arg)
{
    return httpd_connections(((struct scene *)arg)->site.httpd) > 0;
}

static bool is_empty(void *arg)
{
    return httpd_connections(((struct scene *)arg)->site.httpd) == 0;
}

START_TEST(tells_nobody_of_a_client_that_leaves_after_its_answer)
{
    struct scene s;
    struct peer p;
    scene_open(&s);
    park(&s, &p, 0);
    answer_slot(&s, 0, "late");
    ck_assert_int_eq(peer_await(&p).status, 200);

    peer_close(&p);

    ck_assert(loop_until(s.site.loop, is_empty, &s, WAIT_MS));
    ck_assert_int_eq(s.gone, 0);
    site_close(&s.site);
}
END_TEST

/* Between the client's leaving and our knowing of it, an answer may still be given. */
START_TEST(takes_an_answer_for_a_client_that_has_just_left)
{
    struct scene s;
    struct peer p;
    scene_open(&s);
    park(&s, &p, 0);

    peer_close(&p);
    answer_slot(&s, 0, "too late");

    ck_assert(loop_until(s.site.loop, is_empty, &s, WAIT_MS));
    ck_assert_int_eq(s.gone, 0);
    site_close(&s.site);
}
END_TEST

/*
 * Many clients at once, each with one request after another on its connection. The path says how
 * many turns of the loop the answer takes ("/2/client/number"); the answer repeats the path.
 */
enum { CLIENTS = 64, REQUESTS = 100, SLOWEST = 4 };

struct load {
    struct site site;
    struct peer peers[CLIENTS];
    int asked[CLIENTS];
    int done;
    struct delayed *delayed;
};

struct delayed {
    struct timer timer; /* first */
    struct load *load;
    struct exchange *x;
    int turns;
};

static void answer_path(struct exchange *x)
{
    exchange_reply_text(x, 200, "text/plain", exchange_path(x));
}

static void wait_or_answer(struct timer *t)
{
    struct delayed *d = (struct delayed *)t;

    if (--d->turns > 0) {
        timer_set(d->load->site.clock, &d->timer, 0);
        return;
    }
    answer_path(d->x);
    free(d);
}

static void answer_as_asked(struct exchange *x, void *self)
{
    int turns = exchange_path(x).at[1] - '0';
    struct delayed *d;

    if (turns == 0) {
        answer_path(x);
        return;
    }
    d = must_alloc(sizeof(*d));
    *d = (struct delayed){ { .fire = wait_or_answer }, self, x, turns };
    timer_set(d->load->site.clock, &d->timer, 0);
}

enum { BIG = 8 << 20 }; /* more than goes out in one turn */

static void answer_big(struct exchange *x, void *self)
{
    static const char big[BIG];

    (void)self;
    exchange_reply_text(x, 200, "text/plain", (struct str){ big, sizeof(big) });
}

START_TEST(ends_the_connection_of_a_client_that_will_ask_nothing_more)
{
    struct site s = site_open(NULL, answer_big, NULL);
    struct peer p;
    peer_open(&p, &s);

    peer_send(&p, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    shutdown(p.watch.fd, SHUT_WR);

    ck_assert_uint_eq(peer_await(&p).body.len, BIG);
    ck_assert(peer_await_end(&p));
    peer_close(&p);
    site_close(&s);
}
END_TEST

START_TEST(forgets_a_client_that_leaves_in_a_long_body)
{
    struct scene s;
    struct peer p;
    struct buf body = BUF_LIMIT(100000);
    scene_open(&s);
    peer_open(&p, &s.site);
    ck_assert(loop_until(s.site.loop, has_connection, &s, WAIT_MS));
    while (body.len < body.limit)
        buf_add_char(&body, 'x');

    peer_send(&p, "POST /0 HTTP/1.1\r\nContent-Length: 200000\r\n\r\n");
    peer_send_bytes(&p, buf_str(&body));
    ck_assert_uint_eq(p.sent, p.out.len);
    peer_close(&p);

    ck_assert(loop_until(s.site.loop, is_empty, &s, WAIT_MS));
    ck_assert_int_eq(s.seen, 0);
    buf_done(&body);
    site_close(&s.site);
}
END_TEST

START_TEST(answers_503_to_those_who_wait_when_it_is_freed)
{
    struct scene s;
    struct peer peers[3];
    scene_open(&s);
    for (int i = 0; i < 3; i++)
        park(&s, &peers[i], i);

    httpd_free(s.site.httpd);
    s.site.httpd = NULL;

    ck_assert_int_eq(s.gone, 3);
    for (int i = 0; i < 3; i++) {
        struct answer a = peer_await(&peers[i]);
        ck_assert_int_eq(a.status, 503);
        ck_assert(str_is(answer_header(&a, "Connection"), "close"));
        ck_assert(peer_await_end(&peers[i]));
        ck_assert(!peers[i].is_reset);
        peer_close(&peers[i]);
    }
    site_close(&s.site);
}
END_TEST

START_TEST(sends_an_answer_given_just_before_it_is_freed)
{
    struct scene s;
    struct peer p;
    scene_open(&s);
    park(&s, &p, 0);

    answer_slot(&s, 0, "in time");
    httpd_free(s.site.httpd);
    s.site.httpd = NULL;

    ck_assert(str_is(peer_await(&p).body, "in time"));
    ck_assert_int_eq(s.gone, 0);
    peer_close(&p);
    site_close(&s.site);
}
END_TEST

static int turns_of(int client, int number)
{
    return (client * 7 + number * 3) % (SLOWEST + 1);
}

static void ask_next(struct load *l, int client)
{
    int number = l->asked[client]++;

    peer_send(&l->peers[client], "GET /%d/%d/%d HTTP/1.1\r\nHost: h\r\n\r\n",
              turns_of(client, number), client, number);
}

static bool has_served_all(void *arg)
{
    struct load *l = arg;

    for (int i = 0; i < CLIENTS; i++) {
        struct answer a;
        char want[64];
        if (!peer_answer(&l->peers[i], &a))
            continue;
        snprintf(want, sizeof(want), "/%d/%d/%d", turns_of(i, l->asked[i] - 1), i, l->asked[i] - 1);
        ck_assert_msg(str_is(a.body, want), "%.*s is not %s", STR_ARG(a.body), want);
        l->done++;
        if (l->asked[i] < REQUESTS)
            ask_next(l, i);
    }
    return l->done == CLIENTS * REQUESTS;
}

START_TEST(answers_many_clients_some_at_once_and_some_later)
{
    static struct load l;
    l = (struct load){ 0 };
    l.site = site_open(NULL, answer_as_asked, &l);
    for (int i = 0; i < CLIENTS; i++)
        peer_open(&l.peers[i], &l.site);

    for (int i = 0; i < CLIENTS; i++)
        ask_next(&l, i);

    ck_assert_msg(loop_until(l.site.loop, has_served_all, &l, WAIT_MS), "%d", l.done);
    ck_assert_uint_eq(httpd_connections(l.site.httpd), CLIENTS);
    for (int i = 0; i < CLIENTS; i++)
        peer_close(&l.peers[i]);
    site_close(&l.site);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("httpd late");
    TCase *t = tcase_create("httpd late");

    tcase_add_test(t, sends_an_answer_that_comes_later);
    tcase_add_test(t, sends_at_once_what_another_hook_answers);
    tcase_add_test(t, keeps_what_a_request_said_until_it_is_answered);
    tcase_add_test(t, notices_each_of_a_hundred_parked_clients_that_leave);
    tcase_add_test(t, notices_a_hundred_parked_clients_that_leave_at_once);
    tcase_add_test(t, notices_a_client_that_leaves_with_a_further_request_unread);
    tcase_add_test(t, notices_a_parked_client_that_leaves_on_its_second_request);
    tcase_add_test(t, tells_nobody_of_a_client_that_leaves_after_its_answer);
    tcase_add_test(t, takes_an_answer_for_a_client_that_has_just_left);
    tcase_add_test(t, ends_the_connection_of_a_client_that_will_ask_nothing_more);
    tcase_add_test(t, forgets_a_client_that_leaves_in_a_long_body);
    tcase_add_test(t, answers_503_to_those_who_wait_when_it_is_freed);
    tcase_add_test(t, sends_an_answer_given_just_before_it_is_freed);
    tcase_add_test(t, answers_many_clients_some_at_once_and_some_later);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
