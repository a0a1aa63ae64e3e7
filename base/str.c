#include "base/str.h"

#include <strings.h>

#include "base/banned.h"

bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

/* Most of what is not the same differs at the first byte. */
bool str_is(struct str s, const char *text)
{
    if (!s.at || !text || (s.len && *s.at != *text))
        return false;
    return str_eq(s, str_of(text));
}

bool str_in(struct str s, const char *const *texts)
{
    while (*texts && !str_is(s, *texts))
        texts++;
    return *texts != NULL;
}

bool str_eq_nocase(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || strncasecmp(a.at, b.at, a.len) == 0);
}

bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_eq((struct str){ s.at, prefix.len }, prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len && str_eq(str_skip(s, s.len - suffix.len), suffix);
}

struct str str_skip(struct str s, size_t bytes)
{
    if (!s.at)
        return s;
    if (bytes > s.len)
        bytes = s.len;
    return (struct str){ s.at + bytes, s.len - bytes };
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str s)
{
    while (s.len > 0 && is_blank(s.at[0]))
        s = str_skip(s, 1);
    while (s.len > 0 && is_blank(s.at[s.len - 1]))
        s.len--;
    return s;
}

bool str_find(struct str s, char c, size_t *ret_at)
{
    const char *at = s.len ? memchr(s.at, c, s.len) : NULL;

    if (!at)
        return false;
    *ret_at = (size_t)(at - s.at);
    return true;
}

struct str str_cut(struct str *s, char sep)
{
    struct str before = *s;
    size_t at;

    if (!str_find(*s, sep, &at)) {
        *s = STR_NONE;
        return before;
    }
    before.len = at;
    *s = str_skip(*s, at + 1);
    return before;
}

bool str_int(struct str s, int64_t *ret_value)
{
    bool negative = s.len > 0 && s.at[0] == '-';
    int64_t value = 0;

    if (negative)
        s = str_skip(s, 1);
    if (s.len == 0)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        int digit = s.at[i] - '0';
        if (digit < 0 || digit > 9 || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, negative ? -digit : digit, &value))
            return false;
    }
    *ret_value = value;
    return true;
}

bool str_duration(struct str s, int64_t *ret_ms)
{
    static const struct {
        const char *suffix;
        int64_t ms;
    } units[] = { { "ms", 1 }, { "s", 1000 }, { "m", INT64_C(60000) }, { "h", INT64_C(3600000) } };

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        struct str suffix = str_of(units[i].suffix);
        int64_t count;
        if (!str_ends(s, suffix))
            continue;
        if (str_int((struct str){ s.at, s.len - suffix.len }, &count) && count >= 0 &&
            !__builtin_mul_overflow(count, units[i].ms, ret_ms))
            return true;
    }
    return false;
}

/* Edit distance with a ceiling; words here are short, so one row on the stack does. */
static size_t distance(struct str a, struct str b)
{
    enum { LONGEST = 63 };
    size_t row[LONGEST + 1];

    if (a.len > LONGEST || b.len > LONGEST)
        return LONGEST;
    for (size_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t change = corner + (a.at[i - 1] != b.at[j - 1]);
            size_t step = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            corner = row[j];
            row[j] = change < step ? change : step;
        }
    }
    return row[b.len];
}

const char *str_nearest(struct str word, const char *const *names)
{
    size_t best = word.len / 3 + 2;
    const char *nearest = NULL;

    for (; *names; names++) {
        size_t d = distance(word, str_of(*names));
        if (d < best && d < strlen(*names)) {
            best = d;
            nearest = *names;
        }
    }
    return nearest;
}
