#include "runner/cel/functions.h"

#include "base/banned.h"

/* The parts of a moment, in UTC or in the zone that is named; false: there is no such zone. */
static bool parts(const struct cel_value *args, size_t count, struct calendar *ret)
{
    int64_t offset = 0;

    if (count > 1 && !zone_read(args[1].text, &offset))
        return false;
    *ret = moment_calendar(&args[0].moment, offset);
    return true;
}

static struct cel_value no_zone(struct run *r, const struct cel_value *args)
{
    return value_error(r, "unknown time zone %.*s",
                       args[1].text.len > 80 ? 80 : STR_ARG(args[1].text));
}

#define PART(fn, expression)                                                                       \
    struct cel_value fn(struct run *r, const struct cel_value *args, size_t count)                 \
    {                                                                                              \
        struct calendar c;                                                                         \
                                                                                                   \
        return parts(args, count, &c) ? value_int(expression) : no_zone(r, args);                  \
    }

PART(fn_full_year, c.year)
PART(fn_month, c.month)
PART(fn_day_of_year, c.year_day)
PART(fn_day_of_month, c.day)
PART(fn_date, c.day + 1)
PART(fn_day_of_week, c.week_day)

/* A duration is told whole in that unit, a moment by what its clock shows. */
#define CLOCK_PART(fn, nanos, expression)                                                          \
    struct cel_value fn(struct run *r, const struct cel_value *args, size_t count)                 \
    {                                                                                              \
        struct calendar c;                                                                         \
                                                                                                   \
        if (args[0].kind == CEL_duration)                                                          \
            return value_int(args[0].number / (nanos));                                            \
        return parts(args, count, &c) ? value_int(expression) : no_zone(r, args);                  \
    }

CLOCK_PART(fn_hours, INT64_C(3600000000000), c.hour)
CLOCK_PART(fn_minutes, INT64_C(60000000000), c.minute)
CLOCK_PART(fn_seconds, INT64_C(1000000000), c.second)
/* Of a duration all of them, as API servers have it; the specification's tests want those left of its seconds. */
CLOCK_PART(fn_milliseconds, INT64_C(1000000), args[0].moment.nanos / 1000000)
