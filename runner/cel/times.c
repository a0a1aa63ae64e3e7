#include "runner/cel/times.h"

#include <inttypes.h>

#include "base/banned.h"

#define DAY       INT64_C(86400)
#define BILLION   INT64_C(1000000000)
#define YEAR_1    INT64_C(-62135596800)
#define YEAR_9999 INT64_C(253402300799)

static int64_t days_of(int64_t year, int month, int day)
{
    int64_t era, of_era, of_year;

    year -= month <= 2;
    era = (year >= 0 ? year : year - 399) / 400;
    of_era = year - era * 400;
    of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static bool is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_days(int64_t year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Exactly so many digits. */
static bool take_digits(struct str *s, size_t count, int *ret)
{
    int value = 0;

    if (s->len < count)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (s->at[i] < '0' || s->at[i] > '9')
            return false;
        value = value * 10 + (s->at[i] - '0');
    }
    *s = str_skip(*s, count);
    *ret = value;
    return true;
}

static bool take_char(struct str *s, const char *any)
{
    if (!s->len || !s->at[0] || !strchr(any, s->at[0]))
        return false;
    *s = str_skip(*s, 1);
    return true;
}

static bool take_fraction(struct str *s, int32_t *ret_nanos)
{
    int32_t nanos = 0, scale = 100000000;

    *ret_nanos = 0;
    if (!take_char(s, "."))
        return true;
    if (!s->len || s->at[0] < '0' || s->at[0] > '9')
        return false;
    for (; s->len && s->at[0] >= '0' && s->at[0] <= '9'; *s = str_skip(*s, 1), scale /= 10)
        nanos += (s->at[0] - '0') * scale;
    *ret_nanos = nanos;
    return true;
}

static bool take_date(struct str *s, int64_t *ret_days)
{
    int year, month, day;

    if (!take_digits(s, 4, &year) || !take_char(s, "-") || !take_digits(s, 2, &month) ||
        !take_char(s, "-") || !take_digits(s, 2, &day) || month < 1 || month > 12 || day < 1 ||
        day > month_days(year, month))
        return false;
    *ret_days = days_of(year, month, day);
    return true;
}

static bool take_zone(struct str *s, int64_t *ret_offset)
{
    bool minus = s->len && s->at[0] == '-';
    int hours, minutes;

    *ret_offset = 0;
    if (take_char(s, "Zz"))
        return true;
    if (!take_char(s, "+-") || !take_digits(s, 2, &hours) || !take_char(s, ":") ||
        !take_digits(s, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *ret_offset = (minus ? INT64_C(-60) : INT64_C(60)) * (hours * 60 + minutes);
    return true;
}

bool moment_is_valid(const struct moment *m)
{
    return m->seconds >= YEAR_1 && m->seconds <= YEAR_9999;
}

bool moment_read(struct str text, struct moment *ret)
{
    int64_t days, offset;
    int hour, minute, second;

    if (!take_date(&text, &days) || !take_char(&text, "Tt") || !take_digits(&text, 2, &hour) ||
        !take_char(&text, ":") || !take_digits(&text, 2, &minute) || !take_char(&text, ":") ||
        !take_digits(&text, 2, &second) || !take_fraction(&text, &ret->nanos) ||
        !take_zone(&text, &offset) || text.len || hour > 23 || minute > 59 || second > 59)
        return false;
    ret->seconds = days * DAY + hour * INT64_C(3600) + minute * INT64_C(60) + second - offset;
    return moment_is_valid(ret);
}

bool moment_read_date(struct str text, struct moment *ret)
{
    int64_t days;

    if (!take_date(&text, &days) || text.len)
        return false;
    *ret = (struct moment){ days * DAY, 0 };
    return moment_is_valid(ret);
}

bool moment_add(struct moment *m, int64_t nanos)
{
    int64_t rest = m->nanos + nanos % BILLION;

    m->seconds += nanos / BILLION;
    if (rest < 0) {
        rest += BILLION;
        m->seconds--;
    } else if (rest >= BILLION) {
        rest -= BILLION;
        m->seconds++;
    }
    m->nanos = (int32_t)rest;
    return moment_is_valid(m);
}

bool moment_since(const struct moment *m, const struct moment *earlier, int64_t *ret_nanos)
{
    return !__builtin_mul_overflow(m->seconds - earlier->seconds, BILLION, ret_nanos) &&
           !__builtin_add_overflow(*ret_nanos, (int64_t)m->nanos - earlier->nanos, ret_nanos);
}

struct calendar moment_calendar(const struct moment *m, int64_t offset)
{
    int64_t local = m->seconds + offset, days = local / DAY, second = local % DAY;
    int64_t era, of_era, year_of_era, of_year, shifted;
    struct calendar c;

    if (second < 0) {
        second += DAY;
        days--;
    }
    c.hour = (int)(second / 3600);
    c.minute = (int)(second / 60 % 60);
    c.second = (int)(second % 60);
    c.week_day = (int)(((days + 4) % 7 + 7) % 7);
    era = (days + 719468 >= 0 ? days + 719468 : days + 719468 - 146096) / 146097;
    of_era = days + 719468 - era * 146097;
    year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    shifted = (5 * of_year + 2) / 153;
    c.day = (int)(of_year - (153 * shifted + 2) / 5);
    c.month = (int)(shifted < 10 ? shifted + 2 : shifted - 10);
    c.year = year_of_era + era * 400 + (c.month <= 1);
    c.year_day = (int)(days - days_of(c.year, 1, 1));
    return c;
}

static void print_fraction(struct buf *b, int64_t nanos)
{
    size_t end;

    if (!nanos)
        return;
    buf_printf(b, ".%09" PRId64, nanos);
    for (end = b->len; b->at[end - 1] == '0';)
        end--;
    buf_cut(b, end);
}

void moment_print(struct buf *b, const struct moment *m)
{
    struct calendar c = moment_calendar(m, 0);

    buf_printf(b, "%04" PRId64 "-%02d-%02dT%02d:%02d:%02d", c.year, c.month + 1, c.day + 1, c.hour,
               c.minute, c.second);
    print_fraction(b, m->nanos);
    buf_add_char(b, 'Z');
}

bool zone_read(struct str text, int64_t *ret_offset)
{
    bool minus = text.len && text.at[0] == '-';
    int hours, minutes;

    *ret_offset = 0;
    if (str_is(text, "UTC") || str_is(text, "Z") || !text.len)
        return true;
    take_char(&text, "+-");
    if ((!take_digits(&text, 2, &hours) && !take_digits(&text, 1, &hours)) ||
        !take_char(&text, ":") || !take_digits(&text, 2, &minutes) || text.len || hours > 23 ||
        minutes > 59)
        return false;
    *ret_offset = (minus ? INT64_C(-60) : INT64_C(60)) * (hours * 60 + minutes);
    return true;
}

/* How many nanoseconds one of the unit has, which is taken; 0: it is none. */
static int64_t take_unit(struct str *s)
{
    static const struct {
        struct str name;
        int64_t nanos;
    } units[] = {
        { { "ns", 2 }, 1 },           { { "us", 2 }, 1000 },          { { "\xc2\xb5s", 3 }, 1000 },
        { { "\xce\xbcs", 3 }, 1000 }, { { "ms", 2 }, 1000000 },       { { "s", 1 }, BILLION },
        { { "m", 1 }, 60 * BILLION }, { { "h", 1 }, 3600 * BILLION },
    };

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (str_starts(*s, units[i].name)) {
            *s = str_skip(*s, units[i].name.len);
            return units[i].nanos;
        }
    }
    return 0;
}

/* One number and its unit, added. */
static bool take_part(struct str *s, int64_t *total)
{
    int64_t whole = 0, unit, part;
    int32_t nanos;
    bool digits = s->len && s->at[0] >= '0' && s->at[0] <= '9';

    for (; s->len && s->at[0] >= '0' && s->at[0] <= '9'; *s = str_skip(*s, 1)) {
        if (__builtin_mul_overflow(whole, 10, &whole) ||
            __builtin_add_overflow(whole, s->at[0] - '0', &whole))
            return false;
    }
    if (!digits && !(s->len && s->at[0] == '.'))
        return false;
    if (!take_fraction(s, &nanos))
        return false;
    unit = take_unit(s);
    if (!unit || __builtin_mul_overflow(whole, unit, &part) ||
        __builtin_add_overflow(part, (int64_t)((double)nanos / 1e9 * (double)unit + 0.5), &part))
        return false;
    return !__builtin_add_overflow(*total, part, total);
}

bool duration_read(struct str text, int64_t *ret_nanos)
{
    bool minus = text.len && text.at[0] == '-';
    int64_t total = 0;

    take_char(&text, "+-");
    if (str_is(text, "0")) {
        *ret_nanos = 0;
        return true;
    }
    do {
        if (!take_part(&text, &total))
            return false;
    } while (text.len);
    *ret_nanos = minus ? -total : total;
    return true;
}

void duration_print(struct buf *b, int64_t nanos)
{
    int64_t seconds = nanos / BILLION, rest = nanos % BILLION;

    buf_printf(b, "%s%" PRId64, nanos < 0 ? "-" : "", seconds < 0 ? -seconds : seconds);
    print_fraction(b, rest < 0 ? -rest : rest);
    buf_add_char(b, 's');
}
