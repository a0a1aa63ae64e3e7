#include "runner/cel/literal.h"

#include <math.h>
#include <stdlib.h>

#include "base/banned.h"

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
}

static bool magnitude(struct str text, uint64_t *ret)
{
    bool hex = text.len > 2 && text.at[0] == '0' && (text.at[1] == 'x' || text.at[1] == 'X');
    uint64_t base = hex ? 16 : 10, value = 0;

    text = str_skip(text, hex ? 2 : 0);
    if (!text.len)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        uint64_t digit = (uint64_t)digit_of(text.at[i]);
        if (digit >= base || value > (UINT64_MAX - digit) / base)
            return false;
        value = value * base + digit;
    }
    *ret = value;
    return true;
}

bool literal_int(struct str text, bool negative, int64_t *ret)
{
    uint64_t value;

    if (!magnitude(text, &value) || value > (uint64_t)INT64_MAX + negative)
        return false;
    *ret = negative ? (int64_t)(0 - value) : (int64_t)value;
    return true;
}

bool literal_uint(struct str text, uint64_t *ret)
{
    if (text.len && (text.at[text.len - 1] == 'u' || text.at[text.len - 1] == 'U'))
        text.len--;
    return magnitude(text, ret);
}

bool literal_double(struct str text, double *ret)
{
    char copy[320], *end;

    if (!text.len || text.len >= sizeof(copy))
        return false;
    memcpy(copy, text.at, text.len);
    copy[text.len] = '\0';
    *ret = strtod(copy, &end);
    return !*end && end == copy + text.len && (!isinf(*ret) || strpbrk(copy, "iI"));
}

void literal_add_rune(struct buf *b, uint32_t rune)
{
    if (rune < 0x80) {
        buf_add_char(b, (char)rune);
        return;
    }
    if (rune < 0x800) {
        buf_add_char(b, (char)(0xc0 | rune >> 6));
    } else {
        if (rune < 0x10000) {
            buf_add_char(b, (char)(0xe0 | rune >> 12));
        } else {
            buf_add_char(b, (char)(0xf0 | rune >> 18));
            buf_add_char(b, (char)(0x80 | (rune >> 12 & 0x3f)));
        }
        buf_add_char(b, (char)(0x80 | (rune >> 6 & 0x3f)));
    }
    buf_add_char(b, (char)(0x80 | (rune & 0x3f)));
}

/* So many digits of that base, from *at on. */
static bool digits(struct str s, size_t *at, size_t count, uint32_t base, uint32_t *ret)
{
    uint32_t value = 0;

    for (size_t i = 0; i < count; i++, (*at)++) {
        uint32_t digit = *at < s.len ? (uint32_t)digit_of(s.at[*at]) : 99;
        if (digit >= base)
            return false;
        value = value * base + digit;
    }
    *ret = value;
    return true;
}

/* A number after a backslash: \x41 \u00e9 \U0001f431 \101; *at is on its first letter. */
static bool escape_number(struct buf *b, struct str s, size_t *at, bool bytes)
{
    char c = s.at[*at];
    size_t count = c == 'u' ? 4 : c == 'U' ? 8 : c == 'x' || c == 'X' ? 2 : 3;
    bool octal = count == 3, wide = count >= 4;
    uint32_t rune;

    if (octal && (c < '0' || c > '3'))
        return false;
    *at += octal ? 0 : 1;
    if ((wide && bytes) || !digits(s, at, count, octal ? 8 : 16, &rune))
        return false;
    if (bytes)
        buf_add_char(b, (char)rune);
    else if (rune > 0x10ffff || (rune >= 0xd800 && rune < 0xe000))
        return false;
    else
        literal_add_rune(b, rune);
    return true;
}

static bool escape(struct buf *b, struct str s, size_t *at, bool bytes)
{
    static const char from[] = "abfnrtv\\?\"'`", to[] = "\a\b\f\n\r\t\v\\?\"'`";
    const char *known;

    if (*at >= s.len)
        return false;
    known = s.at[*at] ? strchr(from, s.at[*at]) : NULL;
    if (!known)
        return escape_number(b, s, at, bytes);
    buf_add_char(b, to[known - from]);
    (*at)++;
    return true;
}

bool literal_text(struct arena *a, struct str token, bool bytes, struct str *ret)
{
    struct buf b = BUF_LIMIT(4 * token.len + 4);
    bool raw = false, ok = true;
    size_t quotes, at = 0;

    for (; token.at[0] != '"' && token.at[0] != '\''; token = str_skip(token, 1))
        raw = raw || token.at[0] == 'r' || token.at[0] == 'R';
    quotes = token.len >= 6 && token.at[1] == token.at[0] && token.at[2] == token.at[0] ? 3 : 1;
    token = (struct str){ token.at + quotes, token.len - 2 * quotes };
    while (ok && at < token.len) {
        char c = token.at[at++];
        if (c == '\\' && !raw)
            ok = escape(&b, token, &at, bytes);
        else
            buf_add_char(&b, c);
    }
    *ret = arena_str(a, buf_str(&b));
    buf_done(&b);
    return ok;
}
