#include <stddef.h>

#include "base/clock.h"
#include "tests/test.h"

#include "base/banned.h"

struct alarm {
    struct timer timer;
    struct clock *clock;
    int64_t rang_at;
    int rang;
    int64_t again_ms; /* set once more for so much later; -1: no */
};

static int order;

static void ring(struct timer *t)
{
    struct alarm *a = (struct alarm *)((char *)t - offsetof(struct alarm, timer));

    a->rang_at = clock_ms(a->clock) - CLOCK_MANUAL_START_MS;
    a->rang = ++order;
    if (a->again_ms >= 0) {
        timer_set(a->clock, t, a->again_ms);
        a->again_ms = -1;
    }
}

static struct alarm alarm_of(struct clock *c)
{
    return (struct alarm){ .timer = { .fire = ring }, .clock = c, .again_ms = -1 };
}

START_TEST(fires_what_came_due_in_order_and_at_its_time)
{
    struct clock *c = clock_new(true);
    struct alarm late = alarm_of(c), early = alarm_of(c), never = alarm_of(c);
    order = 0;
    timer_set(c, &late.timer, 200);
    timer_set(c, &early.timer, 100);
    timer_set(c, &never.timer, 301);

    clock_advance(c, 300);

    ck_assert_int_eq(early.rang, 1);
    ck_assert_int_eq(late.rang, 2);
    ck_assert_int_eq(never.rang, 0);
    ck_assert_int_eq(early.rang_at, 100);
    ck_assert_int_eq(late.rang_at, 200);
    ck_assert_int_eq(clock_ms(c), CLOCK_MANUAL_START_MS + 300);
    clock_free(c);
}
END_TEST

START_TEST(fires_a_timer_that_is_set_while_another_fires)
{
    struct clock *c = clock_new(true);
    struct alarm a = alarm_of(c);
    order = 0;
    a.again_ms = 50;
    timer_set(c, &a.timer, 10);

    clock_advance(c, 100);

    ck_assert_int_eq(a.rang, 2);
    ck_assert_int_eq(a.rang_at, 60);
    clock_free(c);
}
END_TEST

START_TEST(lets_the_loop_turn_between_a_timer_and_the_one_it_sets_for_now)
{
    struct clock *c = clock_new(true);
    struct alarm a = alarm_of(c);
    order = 0;
    a.again_ms = 0;
    timer_set(c, &a.timer, 0);

    clock_fire(c);
    ck_assert_int_eq(a.rang, 1);
    ck_assert_int_eq(clock_wait_ms(c), 0);
    clock_fire(c);

    ck_assert_int_eq(a.rang, 2);
    ck_assert_int_eq(clock_wait_ms(c), -1);
    clock_free(c);
}
END_TEST

START_TEST(stops_a_timer_however_often_it_is_asked_to)
{
    struct clock *c = clock_new(true);
    struct alarm a = alarm_of(c), b = alarm_of(c);
    order = 0;
    timer_set(c, &a.timer, 5);
    timer_set(c, &b.timer, 5);

    timer_stop(&a.timer);
    timer_stop(&a.timer);
    clock_advance(c, 10);

    ck_assert_int_eq(a.rang, 0);
    ck_assert_int_eq(b.rang, 1);
    clock_free(c);
}
END_TEST

START_TEST(writes_and_reads_dates)
{
    char text[CLOCK_ISO_ROOM];
    int64_t ms = 0;

    clock_iso(CLOCK_MANUAL_START_MS + 999, text);
    ck_assert_str_eq(text, "2026-01-01T00:00:00Z");
    clock_iso_ms(CLOCK_MANUAL_START_MS + 999, text);
    ck_assert_str_eq(text, "2026-01-01T00:00:00.999Z");
    ck_assert(clock_parse_iso(text, &ms));
    ck_assert_int_eq(ms, CLOCK_MANUAL_START_MS + 999);
    ck_assert(!clock_parse_iso("2026-01-01", &ms));
    ck_assert(!clock_parse_iso("2026-01-01T00:00:00+01:00", &ms));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("clock");
    TCase *t = tcase_create("clock");

    tcase_add_test(t, fires_what_came_due_in_order_and_at_its_time);
    tcase_add_test(t, fires_a_timer_that_is_set_while_another_fires);
    tcase_add_test(t, lets_the_loop_turn_between_a_timer_and_the_one_it_sets_for_now);
    tcase_add_test(t, stops_a_timer_however_often_it_is_asked_to);
    tcase_add_test(t, writes_and_reads_dates);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
