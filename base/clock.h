#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

/*
 * Time as the program sees it. A real clock follows the machine's; a manual one
 * stands still until it is advanced, and then fires what came due, in order.
 * Nothing but this file calls clock_gettime(), and nothing sleeps.
 *
 * Times are milliseconds since 1970-01-01T00:00:00Z. A manual clock starts at
 * CLOCK_MANUAL_START_MS. A real clock never goes back: it takes the machine's
 * date once and counts on from there monotonically.
 */
#include <stdbool.h>
#include <stdint.h>

#define CLOCK_MANUAL_START_MS INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */
#define CLOCK_ISO_ROOM        32                     /* enough for any of the texts below */

struct clock;

/* Embed one per thing that waits; all zero is "not set". */
struct timer {
    void (*fire)(struct timer *t);
    int64_t due_ms;
    struct clock *clock;
    struct timer *next, **link; /* link is NULL while not set */
};

struct clock *clock_new(bool manual);
void clock_free(struct clock *c); /* timers still set are forgotten */
bool clock_is_manual(const struct clock *c);
int64_t clock_ms(const struct clock *c);
void clock_advance(struct clock *c, int64_t ms); /* manual clocks only */
/* Manual clocks only, to an earlier time: timers are as far off as they were. */
void clock_turn_back(struct clock *c, int64_t ms);

void timer_set(struct clock *c, struct timer *t, int64_t after_ms); /* moves one that is set */
void timer_stop(struct timer *t);                                   /* harmless when not set */

/* For the loop: how long until the next timer (-1: none, or the clock is manual); fire what is due. */
int64_t clock_wait_ms(const struct clock *c);
void clock_fire(struct clock *c);

/* The machine's own monotonic milliseconds, for deadlines of waits on real sockets and children. */
int64_t clock_machine_ms(void);

/* "2026-01-01T00:00:00Z"; and with milliseconds. ret has CLOCK_ISO_ROOM bytes. */
void clock_iso(int64_t ms, char *ret);
void clock_iso_ms(int64_t ms, char *ret);
void clock_http(int64_t ms, char *ret); /* "Thu, 01 Jan 2026 00:00:00 GMT" */
bool clock_parse_iso(const char *text,
                     int64_t *ret_ms); /* either form, with or without a fraction */

#endif
