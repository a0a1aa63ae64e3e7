#ifndef RUNNER_CEL_TIMES_H
#define RUNNER_CEL_TIMES_H

/*
 * Moments and durations as texts and as numbers. A moment is in the years 1 to
 * 9999, a duration is in nanoseconds, which last for 292 years.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

struct moment {
    int64_t seconds; /* since 1970 */
    int32_t nanos;   /* after that, never below zero */
};

struct calendar {
    int64_t year;
    int month, day, hour, minute, second; /* from 0, as CEL counts months and days */
    int week_day, year_day;               /* Sunday is 0 */
};

bool moment_read(struct str text, struct moment *ret); /* RFC 3339 */
bool moment_read_date(struct str text, struct moment *ret);
bool moment_is_valid(const struct moment *m);
bool moment_add(struct moment *m, int64_t nanos); /* false when no such year is counted */
bool moment_since(const struct moment *m, const struct moment *earlier, int64_t *ret_nanos);
void moment_print(struct buf *b, const struct moment *m);
/* offset: of the zone, in seconds */
struct calendar moment_calendar(const struct moment *m, int64_t offset);
/* "UTC", "+01:00", "-7:30". Differs: names of zones are not known. */
bool zone_read(struct str text, int64_t *ret_offset);

bool duration_read(struct str text, int64_t *ret_nanos); /* "1h30m", "-1.5s", "100ms" */
void duration_print(struct buf *b, int64_t nanos);       /* "5400s" */

#endif
