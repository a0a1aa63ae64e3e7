#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/must.h"
#include "base/str.h"

#include "base/banned.h"

struct clock {
    bool manual;
    int64_t now_ms;       /* of a manual clock */
    int64_t offset_ms;    /* of a real one: date minus monotonic time */
    struct timer *timers; /* the next first; of equal ones the first set */
};

static int64_t machine_time(clockid_t which)
{
    struct timespec t;

    must(clock_gettime(which, &t) == 0);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t clock_machine_ms(void)
{
    return machine_time(CLOCK_MONOTONIC);
}

struct clock *clock_new(bool manual)
{
    struct clock *c = must_alloc(sizeof(*c));

    c->manual = manual;
    c->now_ms = CLOCK_MANUAL_START_MS;
    c->offset_ms = machine_time(CLOCK_REALTIME) - clock_machine_ms();
    return c;
}

void clock_free(struct clock *c)
{
    if (!c)
        return;
    while (c->timers)
        timer_stop(c->timers);
    free(c);
}

bool clock_is_manual(const struct clock *c)
{
    return c->manual;
}

int64_t clock_ms(const struct clock *c)
{
    return c->manual ? c->now_ms : clock_machine_ms() + c->offset_ms;
}

void timer_set(struct clock *c, struct timer *t, int64_t after_ms)
{
    struct timer **link = &c->timers;

    timer_stop(t);
    t->clock = c;
    t->due_ms = clock_ms(c) + (after_ms > 0 ? after_ms : 0);
    while (*link && (*link)->due_ms <= t->due_ms)
        link = &(*link)->next;
    t->next = *link;
    t->link = link;
    if (t->next)
        t->next->link = &t->next;
    *link = t;
}

void timer_stop(struct timer *t)
{
    if (!t->link)
        return;
    *t->link = t->next;
    if (t->next)
        t->next->link = t->link;
    t->next = NULL;
    t->link = NULL;
}

int64_t clock_wait_ms(const struct clock *c)
{
    int64_t wait;

    if (!c->timers)
        return -1;
    wait = c->timers->due_ms - clock_ms(c);
    if (wait <= 0)
        return 0;
    return c->manual ? -1 : wait;
}

/* Timers that are set for now while others fire wait for the next call: none can starve the loop. */
static void fire_until(struct clock *c, int64_t until_ms)
{
    struct timer last = { 0 };
    struct timer **link = &c->timers;

    while (*link && (*link)->due_ms <= until_ms)
        link = &(*link)->next;
    if (link == &c->timers)
        return;
    last.due_ms = until_ms;
    last.next = *link;
    last.link = link;
    if (last.next)
        last.next->link = &last.next;
    *link = &last;
    while (c->timers != &last) {
        struct timer *t = c->timers;
        timer_stop(t);
        t->fire(t);
    }
    timer_stop(&last);
}

void clock_fire(struct clock *c)
{
    fire_until(c, clock_ms(c));
}

void clock_advance(struct clock *c, int64_t ms)
{
    int64_t end = c->now_ms + ms;

    must(c->manual && ms >= 0);
    while (c->timers && c->timers->due_ms <= end) {
        if (c->timers->due_ms > c->now_ms)
            c->now_ms = c->timers->due_ms;
        fire_until(c, c->now_ms);
    }
    c->now_ms = end;
}

void clock_turn_back(struct clock *c, int64_t ms)
{
    must(c->manual && ms >= 0);
    c->now_ms -= ms;
    for (struct timer *t = c->timers; t; t = t->next)
        t->due_ms -= ms;
}

static struct tm date_of(int64_t ms)
{
    time_t seconds = (time_t)(ms / 1000);
    struct tm t;

    must(gmtime_r(&seconds, &t) != NULL);
    return t;
}

static size_t print_seconds(int64_t ms, char *ret)
{
    struct tm t = date_of(ms);
    size_t len = strftime(ret, CLOCK_ISO_ROOM, "%Y-%m-%dT%H:%M:%S", &t);

    must(len > 0);
    return len;
}

void clock_http(int64_t ms, char *ret)
{
    struct tm t = date_of(ms);

    must(strftime(ret, CLOCK_ISO_ROOM, "%a, %d %b %Y %H:%M:%S GMT", &t) > 0);
}

void clock_iso(int64_t ms, char *ret)
{
    size_t len = print_seconds(ms, ret);

    snprintf(ret + len, CLOCK_ISO_ROOM - len, "Z");
}

void clock_iso_ms(int64_t ms, char *ret)
{
    size_t len = print_seconds(ms, ret);

    snprintf(ret + len, CLOCK_ISO_ROOM - len, ".%03dZ", (int)(ms % 1000));
}

bool clock_parse_iso(const char *text, int64_t *ret_ms)
{
    struct tm t = { 0 };
    const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &t);
    int64_t ms = 0, unit = 100;

    if (!rest)
        return false;
    if (*rest == '.') {
        for (rest++; *rest >= '0' && *rest <= '9'; rest++, unit /= 10)
            ms += (*rest - '0') * unit;
    }
    if (!str_is(str_of(rest), "Z"))
        return false;
    *ret_ms = (int64_t)timegm(&t) * 1000 + ms;
    return true;
}
