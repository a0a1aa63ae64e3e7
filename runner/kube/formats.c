#include "runner/kube/formats.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/regex.h"
#include "runner/kube/names.h"

#include "base/banned.h"

#define NAME_BYTES 32

static bool is_ipv4(struct str s)
{
    return name_is_ip(s) && !name_is_ipv6(s);
}

static bool is_cidr(struct str s)
{
    struct str address = str_cut(&s, '/');
    int64_t bits;

    return name_is_ip(address) && s.len && isdigit((unsigned char)s.at[0]) && str_int(s, &bits) &&
           bits <= (name_is_ipv6(address) ? 128 : 32);
}

static bool is_base64(struct str s)
{
    struct arena *a = arena_new();
    struct str bytes;
    bool ok = digest_base64_decode(a, s, &bytes);

    arena_free(a);
    return ok;
}

static int two_digits(struct str s, size_t at)
{
    return (s.at[at] - '0') * 10 + s.at[at + 1] - '0';
}

static int days_of(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap);
}

/* It begins with YYYY-MM-DD, as the pattern says. */
static bool is_date(struct str s)
{
    int year = two_digits(s, 0) * 100 + two_digits(s, 2), month = two_digits(s, 5);
    int day = two_digits(s, 8);

    return month >= 1 && month <= 12 && day >= 1 && day <= days_of(year, month);
}

static bool is_time(struct str s)
{
    return is_date(s) && two_digits(s, 11) <= 23 && two_digits(s, 14) <= 59 &&
           two_digits(s, 17) <= 59;
}

/* Its digits, and an X that stands for ten; how many. */
static size_t digits_of(struct str s, int digits[24])
{
    size_t count = 0;

    for (size_t i = 0; i < s.len && count < 24; i++) {
        if (isdigit((unsigned char)s.at[i]))
            digits[count++] = s.at[i] - '0';
        else if (s.at[i] == 'X')
            digits[count++] = 10;
    }
    return count;
}

static bool is_isbn10(struct str s)
{
    int digits[24], sum = 0;

    if (digits_of(s, digits) != 10)
        return false;
    for (int i = 0; i < 10; i++)
        sum += (10 - i) * digits[i];
    return sum % 11 == 0;
}

static bool is_isbn13(struct str s)
{
    int digits[24], sum = 0;

    if (digits_of(s, digits) != 13)
        return false;
    for (int i = 0; i < 13; i++)
        sum += (i % 2 ? 3 : 1) * digits[i];
    return sum % 10 == 0;
}

static bool is_isbn(struct str s)
{
    return is_isbn10(s) || is_isbn13(s);
}

/* The sum that Luhn's formula wants, of a number as long as cards have. */
static bool is_card(struct str s)
{
    int digits[24], sum = 0;
    size_t count = digits_of(s, digits);

    for (size_t i = 0; i < count; i++) {
        int digit = digits[count - 1 - i] * (i % 2 ? 2 : 1);
        sum += digit > 9 ? digit - 9 : digit;
    }
    return count >= 13 && count <= 16 && sum % 10 == 0;
}

#define HEX      "[0-9a-fA-F]"
#define LETTER   "[\\p{L}\\p{N}\\p{S}]"
#define LABEL    LETTER "(?:[\\p{L}\\p{N}\\p{S}-]{0,61}" LETTER ")?"
#define BYTE_255 "\\s*(?:[01]?[0-9]?[0-9]|2[0-4][0-9]|25[0-5])\\s*"
#define DATE     "^[0-9]{4}-[0-9]{2}-[0-9]{2}"
#define MAILBOX  "[^@\\s<>\",;:]+@[^@\\s<>\",;:]+"
#define GO_UNITS "(?:ns|us|\xc2\xb5s|\xce\xbcs|ms|s|m|h)"
#define UNITS                                                                                      \
    "(?:ns|nano(?:s|secs?|seconds?)?|us|\xc2\xb5s|micro(?:s|secs?|seconds?)?|ms|milli(?:s|secs?|"  \
    "seconds?)?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?)"

static const struct {
    const char *name;
    const char *pattern;            /* NULL: any text */
    bool (*judge)(struct str text); /* besides; NULL: nothing more */
} formats[] = {
    /* clang-format off */
    { "bsonobjectid", "^" HEX "{24}\\z", NULL },
    { "uri",          "^(?:/|[A-Za-z][A-Za-z0-9+.-]*:)(?:%" HEX "{2}|[^%\\x00-\\x1f\\x7f])*\\z", NULL },
    { "email",        "^(?:" MAILBOX "|[^<>]*<" MAILBOX ">)\\z", NULL },
    { "hostname",     "^(?=.{1,255}\\z)(?:" LABEL "|(?:" LABEL "\\.)+\\p{L}{2,63})\\z", NULL },
    { "ipv4",         NULL, is_ipv4 },
    { "ipv6",         NULL, name_is_ipv6 },
    { "cidr",         NULL, is_cidr },
    { "mac",          "^(?:" HEX "{2}([:-])(?:" HEX "{2}\\1){4}" HEX "{2}(?:\\1(?:" HEX "{2}\\1)" HEX "{2})?"
                      "|(?:" HEX "{4}\\.){2}" HEX "{4}(?:\\." HEX "{4})?)\\z", NULL },
    { "uuid",         "^" HEX "{8}-?(?:" HEX "{4}-?){3}" HEX "{12}\\z", NULL },
    { "uuid3",        "^" HEX "{8}-?" HEX "{4}-?3" HEX "{3}-?" HEX "{4}-?" HEX "{12}\\z", NULL },
    { "uuid4",        "^" HEX "{8}-?" HEX "{4}-?4" HEX "{3}-?[89abAB]" HEX "{3}-?" HEX "{12}\\z", NULL },
    { "uuid5",        "^" HEX "{8}-?" HEX "{4}-?5" HEX "{3}-?[89abAB]" HEX "{3}-?" HEX "{12}\\z", NULL },
    { "isbn",         "^[0-9 -]+X?\\z", is_isbn },
    { "isbn10",       "^[0-9 -]+X?\\z", is_isbn10 },
    { "isbn13",       "^[0-9 -]+\\z", is_isbn13 },
    { "creditcard",   "^[0-9][0-9 -]+\\z", is_card },
    { "ssn",          "^[0-9]{3}[- ]?[0-9]{2}[- ]?[0-9]{4}\\z", NULL },
    { "hexcolor",     "^#?(?:" HEX "{3}|" HEX "{6})\\z", NULL },
    { "rgbcolor",     "^rgb\\(" BYTE_255 "," BYTE_255 "," BYTE_255 "\\)\\z", NULL },
    { "byte",         NULL, is_base64 },
    { "password",     NULL, NULL },
    { "date",         DATE "\\z", is_date },
    { "duration",     "^(?:[+-]?(?:(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)" GO_UNITS ")+|0|\\s*[0-9]+\\s*" UNITS ")\\z", NULL },
    { "datetime",     DATE "[tT][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]+)?(?:[zZ]|[+-][0-9]{2}:[0-9]{2})\\z", is_time },
    /* clang-format on */
};
#define FORMATS (sizeof(formats) / sizeof(formats[0]))

/* The row of that name without its hyphens; FORMATS: none. */
static size_t row_of(struct str name)
{
    char plain[NAME_BYTES];
    size_t len = 0, i = 0;

    for (; i < name.len && len < sizeof(plain); i++) {
        if (name.at[i] != '-')
            plain[len++] = name.at[i];
    }
    for (i = 0; i < FORMATS; i++) {
        if (str_is((struct str){ plain, len }, formats[i].name))
            break;
    }
    return i;
}

bool format_is_known(struct str name)
{
    return row_of(name) < FORMATS;
}

bool format_fits(struct str name, struct str text)
{
    size_t i = row_of(name);

    if (i == FORMATS)
        return true;
    return (!formats[i].pattern || regex_finds(str_of(formats[i].pattern), text)) &&
           (!formats[i].judge || formats[i].judge(text));
}
