#include "base/net/loop.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/must.h"
#include "tests/test.h"

#include "base/banned.h"

enum { SOON_MS = 5000 }; /* far longer than anything here takes */

struct scene {
    struct clock *clock;
    struct loop *loop;
};

static struct scene scene_open(bool manual)
{
    struct clock *c = clock_new(manual);

    return (struct scene){ c, loop_new(c) };
}

static void scene_close(struct scene *s)
{
    loop_free(s->loop);
    clock_free(s->clock);
}

/* A descriptor that is ready as soon as it is rung, and what it does then. */
struct bell {
    struct fd_watch watch; /* first: a watch is its bell */
    struct loop *loop;
    int rang;
    struct bell *drops; /* dropped when this rings */
    bool turns;         /* turns the loop when it rings */
};

static void bell_rings(struct fd_watch *w, uint32_t events)
{
    struct bell *b = (struct bell *)w;
    uint64_t count;

    ck_assert_uint_eq(events, EPOLLIN);
    ck_assert_int_eq(read(w->fd, &count, sizeof(count)), sizeof(count));
    b->rang++;
    if (b->turns)
        loop_turn(b->loop, 0);
    if (b->drops) {
        loop_drop(b->loop, &b->drops->watch);
        b->drops = NULL;
    }
}

static void bell_open(struct bell *b, struct loop *l)
{
    *b =
        (struct bell){ .watch = { eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), bell_rings }, .loop = l };
    loop_add(l, &b->watch, EPOLLIN);
}

static void bell_ring(struct bell *b)
{
    uint64_t one = 1;

    ck_assert_int_eq(write(b->watch.fd, &one, sizeof(one)), sizeof(one));
}

START_TEST(calls_who_is_ready)
{
    struct scene s = scene_open(true);
    struct bell a, b;
    bell_open(&a, s.loop);
    bell_open(&b, s.loop);

    bell_ring(&b);
    loop_turn(s.loop, SOON_MS);

    ck_assert_int_eq(a.rang, 0);
    ck_assert_int_eq(b.rang, 1);
    loop_turn(s.loop, 0);
    ck_assert_int_eq(b.rang, 1);
    close(a.watch.fd);
    close(b.watch.fd);
    scene_close(&s);
}
END_TEST

START_TEST(forgets_a_watch_that_another_drops_in_the_same_round)
{
    struct scene s = scene_open(true);
    struct bell a, b;
    bell_open(&a, s.loop);
    bell_open(&b, s.loop);
    a.drops = &b;
    b.drops = &a;

    bell_ring(&a);
    bell_ring(&b);
    loop_turn(s.loop, SOON_MS);

    ck_assert_int_eq(a.rang + b.rang, 1);
    close(a.watch.fd);
    close(b.watch.fd);
    scene_close(&s);
}
END_TEST

START_TEST(lets_a_watch_drop_itself)
{
    struct scene s = scene_open(true);
    struct bell a;
    bell_open(&a, s.loop);
    a.drops = &a;

    bell_ring(&a);
    loop_turn(s.loop, SOON_MS);
    bell_ring(&a);
    loop_turn(s.loop, 0);

    ck_assert_int_eq(a.rang, 1);
    close(a.watch.fd);
    scene_close(&s);
}
END_TEST

START_TEST(forgets_a_watch_that_is_dropped_in_a_turn_within_its_round)
{
    struct scene s = scene_open(true);
    struct bell outer, inner;
    bell_open(&outer, s.loop);
    bell_open(&inner, s.loop);
    outer.turns = true;
    inner.drops = &inner;

    bell_ring(&outer); /* the first that is served, while the other waits */
    bell_ring(&inner);
    loop_turn(s.loop, SOON_MS);

    ck_assert_int_eq(outer.rang, 1);
    ck_assert_int_eq(inner.rang, 1);
    close(outer.watch.fd);
    close(inner.watch.fd);
    scene_close(&s);
}
END_TEST

struct hook {
    struct loop_hook hook; /* first */
    struct loop *loop;
    int ran;
    int64_t wait;
    struct hook *drops, *adds;
    bool wakes;
};

static int64_t hook_runs(struct loop_hook *h)
{
    struct hook *k = (struct hook *)h;

    k->ran++;
    if (k->drops)
        loop_hook_drop(&k->drops->hook);
    if (k->adds)
        loop_hook_add(k->loop, &k->adds->hook);
    if (k->wakes && k->ran == 1)
        loop_wake(k->loop);
    k->drops = k->adds = NULL;
    return k->wait;
}

static struct hook hook_of(struct loop *l)
{
    return (struct hook){ .hook = { .before_sleep = hook_runs }, .loop = l, .wait = -1 };
}

START_TEST(runs_hooks_that_drop_and_add_hooks)
{
    struct scene s = scene_open(true);
    struct hook first = hook_of(s.loop), second = hook_of(s.loop), third = hook_of(s.loop);
    loop_hook_add(s.loop, &first.hook);
    loop_hook_add(s.loop, &second.hook);
    first.drops = &first;
    second.drops = NULL;
    second.adds = &third;

    loop_turn(s.loop, 0);
    ck_assert_int_eq(third.ran, 1);
    second.drops = &third;
    loop_turn(s.loop, 0);

    ck_assert_int_eq(first.ran, 1);
    ck_assert_int_eq(second.ran, 2);
    ck_assert_int_eq(third.ran, 1);
    scene_close(&s);
}
END_TEST

START_TEST(sleeps_no_longer_than_the_most_hurried_hook_allows)
{
    struct scene s = scene_open(true);
    struct hook calm = hook_of(s.loop), hurried = hook_of(s.loop);
    int64_t start = clock_machine_ms();
    hurried.wait = 3;
    loop_hook_add(s.loop, &hurried.hook);
    loop_hook_add(s.loop, &calm.hook);

    loop_turn(s.loop, -1);

    ck_assert_int_ge(clock_machine_ms() - start, 2);
    ck_assert_int_lt(clock_machine_ms() - start, SOON_MS);
    scene_close(&s);
}
END_TEST

START_TEST(does_not_sleep_when_something_woke_it_after_its_hook_ran)
{
    struct scene s = scene_open(true);
    struct hook waker = hook_of(s.loop);
    int64_t start = clock_machine_ms();
    waker.wakes = true;
    loop_hook_add(s.loop, &waker.hook);

    loop_turn(s.loop, SOON_MS);

    ck_assert_int_lt(clock_machine_ms() - start, SOON_MS);
    scene_close(&s);
}
END_TEST

struct alarm {
    struct timer timer; /* first */
    struct loop *loop;
    int rang;
};

static void alarm_rings(struct timer *t)
{
    struct alarm *a = (struct alarm *)t;

    a->rang++;
    loop_stop(a->loop);
}

START_TEST(fires_timers_of_a_real_clock_when_they_are_due)
{
    struct scene s = scene_open(false);
    struct alarm a = { { .fire = alarm_rings }, s.loop, 0 };

    timer_set(s.clock, &a.timer, 2);
    loop_run(s.loop);

    ck_assert_int_eq(a.rang, 1);
    scene_close(&s);
}
END_TEST

static int64_t stop_loop(struct loop_hook *h)
{
    loop_stop(((struct hook *)h)->loop);
    return -1;
}

START_TEST(is_stopped_by_a_hook_without_sleeping)
{
    struct scene s = scene_open(true);
    struct hook h = { .hook = { .before_sleep = stop_loop }, .loop = s.loop };
    loop_hook_add(s.loop, &h.hook);

    loop_run(s.loop);

    scene_close(&s);
}
END_TEST

START_TEST(returns_at_once_when_it_was_stopped_before_it_ran)
{
    struct scene s = scene_open(true);

    loop_stop(s.loop);
    loop_run(s.loop);

    scene_close(&s);
}
END_TEST

static bool never(void *arg)
{
    (void)arg;
    return false;
}

START_TEST(gives_up_waiting_at_the_deadline_though_the_clock_stands_still)
{
    struct scene s = scene_open(true);
    int64_t start = clock_machine_ms();

    bool happened = loop_until(s.loop, never, NULL, 3);

    ck_assert(!happened);
    ck_assert_int_ge(clock_machine_ms() - start, 3);
    scene_close(&s);
}
END_TEST

static bool hook_ran(void *arg)
{
    return ((struct hook *)arg)->ran > 0;
}

START_TEST(does_not_sleep_on_what_a_hook_has_done)
{
    struct scene s = scene_open(true);
    struct hook h = hook_of(s.loop);
    int64_t start = clock_machine_ms();
    loop_hook_add(s.loop, &h.hook);

    bool happened = loop_until(s.loop, hook_ran, &h, SOON_MS);

    ck_assert(happened);
    ck_assert_int_lt(clock_machine_ms() - start, SOON_MS);
    scene_close(&s);
}
END_TEST

static void note_signal(void *arg, int signo)
{
    *(int *)arg = signo;
}

static const int signals[] = { SIGTERM, SIGINT };

START_TEST(turns_signals_into_calls)
{
    struct scene s = scene_open(true);
    sigset_t mask;
    int got = 0;
    loop_on_signals(s.loop, note_signal, &got);

    raise(SIGPIPE);
    raise(signals[_i]);
    ck_assert_int_eq(got, 0);
    loop_turn(s.loop, SOON_MS);

    ck_assert_int_eq(got, signals[_i]);
    raise(signals[_i]);
    scene_close(&s); /* the one that nobody took must not end us now */
    ck_assert_int_eq(sigprocmask(SIG_BLOCK, NULL, &mask), 0);
    ck_assert(!sigismember(&mask, signals[_i]));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("loop");
    TCase *t = tcase_create("loop");

    tcase_add_test(t, calls_who_is_ready);
    tcase_add_test(t, forgets_a_watch_that_another_drops_in_the_same_round);
    tcase_add_test(t, lets_a_watch_drop_itself);
    tcase_add_test(t, forgets_a_watch_that_is_dropped_in_a_turn_within_its_round);
    tcase_add_test(t, runs_hooks_that_drop_and_add_hooks);
    tcase_add_test(t, sleeps_no_longer_than_the_most_hurried_hook_allows);
    tcase_add_test(t, does_not_sleep_when_something_woke_it_after_its_hook_ran);
    tcase_add_test(t, fires_timers_of_a_real_clock_when_they_are_due);
    tcase_add_test(t, is_stopped_by_a_hook_without_sleeping);
    tcase_add_test(t, returns_at_once_when_it_was_stopped_before_it_ran);
    tcase_add_test(t, gives_up_waiting_at_the_deadline_though_the_clock_stands_still);
    tcase_add_test(t, does_not_sleep_on_what_a_hook_has_done);
    tcase_add_loop_test(t, turns_signals_into_calls, 0, sizeof(signals) / sizeof(signals[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
