#include "runner/cel/quantity.h"

#include "base/banned.h"

#define BILLION 1000000000
#define LARGEST ((quantity_nanos)INT64_MAX * BILLION) /* the API caps what is larger */

/* Powers of ten, or of two, that a suffix stands for; false when it is none. */
static bool suffix(struct str s, int *ret_tens, int *ret_twos)
{
    static const struct {
        const char *name;
        int tens, twos;
    } suffixes[] = {
        { "", 0, 0 },    { "n", -9, 0 },  { "u", -6, 0 },  { "m", -3, 0 },
        { "k", 3, 0 },   { "M", 6, 0 },   { "G", 9, 0 },   { "T", 12, 0 },
        { "P", 15, 0 },  { "E", 18, 0 },  { "Ki", 0, 10 }, { "Mi", 0, 20 },
        { "Gi", 0, 30 }, { "Ti", 0, 40 }, { "Pi", 0, 50 }, { "Ei", 0, 60 },
    };
    int64_t power;

    *ret_twos = 0;
    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        if (str_is(s, suffixes[i].name)) {
            *ret_tens = suffixes[i].tens;
            *ret_twos = suffixes[i].twos;
            return true;
        }
    }
    if (s.len < 2 || (s.at[0] != 'e' && s.at[0] != 'E'))
        return false;
    s = str_skip(s, s.len > 2 && s.at[1] == '+' ? 2 : 1);
    if (!str_int(s, &power) || power < -30 || power > 30)
        return false;
    *ret_tens = (int)power;
    return true;
}

static quantity_nanos times(quantity_nanos value, int factor)
{
    return value > LARGEST / factor ? LARGEST : value * factor;
}

/* What is finer than a nano is rounded up, away from zero. */
static quantity_nanos scale(quantity_nanos value, int tens, int twos)
{
    bool rest = false;

    for (; tens > 0; tens--)
        value = times(value, 10);
    for (; twos > 0; twos--)
        value = times(value, 2);
    for (; tens < 0; tens++) {
        rest = rest || value % 10;
        value /= 10;
    }
    return value + rest;
}

bool quantity_read(struct str text, struct quantity *ret)
{
    bool minus = text.len && text.at[0] == '-', point = false;
    quantity_nanos value = 0;
    int tens, twos, fraction = 0, digits = 0;

    if (text.len && (text.at[0] == '-' || text.at[0] == '+'))
        text = str_skip(text, 1);
    for (; text.len; text = str_skip(text, 1)) {
        char c = text.at[0];
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9')
            break;
        digits++;
        if (fraction < 9) /* finer digits are below a nano of any suffix that is used with them */
            value = times(value, 10) + (c - '0');
        fraction += point && fraction < 9;
    }
    if (!digits || !suffix(text, &tens, &twos))
        return false;
    value = scale(value, 9 - fraction + tens, twos);
    ret->nanos = minus ? -value : value;
    return true;
}

int quantity_compare(const struct quantity *a, const struct quantity *b)
{
    return a->nanos < b->nanos ? -1 : a->nanos > b->nanos;
}

bool quantity_int(const struct quantity *q, int64_t *ret)
{
    if (q->nanos % BILLION || q->nanos / BILLION > INT64_MAX || q->nanos / BILLION < INT64_MIN)
        return false;
    *ret = (int64_t)(q->nanos / BILLION);
    return true;
}

double quantity_double(const struct quantity *q)
{
    return (double)q->nanos / 1e9;
}
