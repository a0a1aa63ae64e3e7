#include "runner/cel/functions.h"

#include "base/banned.h"

/*
 * Places in texts are counted in characters; the bytes are looked for only
 * where a character begins, which in UTF-8 any match of whole texts does.
 */

static struct cel_value text_part(const struct cel_value *of, size_t from, size_t to)
{
    return value_text((struct str){ of->text.at + from, to - from });
}

/* Where the character of that number begins; the end of the text when there are just as many before it. */
static bool byte_of(struct str s, int64_t rune, size_t *ret)
{
    size_t at = 0;

    if (rune < 0)
        return false;
    for (; rune && at < s.len; rune--) {
        for (at++; at < s.len && (s.at[at] & 0xc0) == 0x80;)
            at++;
    }
    *ret = at;
    return !rune;
}

static bool find_from(struct str s, struct str what, size_t from, size_t *ret)
{
    if (!what.len) {
        *ret = from;
        return from <= s.len;
    }
    for (; from + what.len <= s.len; from++) {
        const char *next = memchr(s.at + from, what.at[0], s.len - from - what.len + 1);
        if (!next)
            return false;
        from = (size_t)(next - s.at);
        if (!memcmp(next, what.at, what.len)) {
            *ret = from;
            return true;
        }
    }
    return false;
}

struct cel_value fn_contains(struct run *r, const struct cel_value *args, size_t count)
{
    size_t at;

    (void)r;
    (void)count;
    return value_bool(find_from(args[0].text, args[1].text, 0, &at));
}

struct cel_value fn_starts_with(struct run *r, const struct cel_value *args, size_t count)
{
    (void)r;
    (void)count;
    return value_bool(!args[1].text.len || str_starts(args[0].text, args[1].text));
}

struct cel_value fn_ends_with(struct run *r, const struct cel_value *args, size_t count)
{
    (void)r;
    (void)count;
    return value_bool(!args[1].text.len || str_ends(args[0].text, args[1].text));
}

static struct cel_value out_of_range(struct run *r, int64_t index)
{
    return value_error(r, "index out of range: %lld", (long long)index);
}

struct cel_value fn_char_at(struct run *r, const struct cel_value *args, size_t count)
{
    size_t at, next;

    (void)count;
    if (!byte_of(args[0].text, args[1].number, &at))
        return out_of_range(r, args[1].number);
    if (!byte_of(args[0].text, args[1].number + 1, &next))
        next = at;
    return text_part(&args[0], at, next);
}

static int64_t rune_of(struct str s, size_t byte)
{
    return (int64_t)value_runes((struct str){ s.at, byte });
}

struct cel_value fn_index_of(struct run *r, const struct cel_value *args, size_t count)
{
    size_t from = 0, at;

    if (count > 2 && !byte_of(args[0].text, args[2].number, &from))
        return out_of_range(r, args[2].number);
    if (!find_from(args[0].text, args[1].text, from, &at))
        return value_int(-1);
    return value_int(rune_of(args[0].text, at));
}

struct cel_value fn_last_index_of(struct run *r, const struct cel_value *args, size_t count)
{
    struct str s = args[0].text, what = args[1].text;
    size_t last = s.len;

    if (count > 2 && !byte_of(s, args[2].number, &last))
        return out_of_range(r, args[2].number);
    if (what.len > s.len)
        return value_int(-1);
    if (last > s.len - what.len)
        last = s.len - what.len;
    for (size_t at = last + 1; at--;) {
        if (!what.len || !memcmp(s.at + at, what.at, what.len))
            return value_int(rune_of(s, at));
    }
    return value_int(-1);
}

static struct cel_value change_letters(struct run *r, const struct cel_value *of, char first)
{
    struct cel_value v = value_copy(r, of->text, CEL_string);
    char *at;

    if (v.kind == CEL_error)
        return v;
    at = arena_strz(r->arena, v.text);
    for (size_t i = 0; i < v.text.len; i++) {
        if (at[i] >= first && at[i] < first + 26)
            at[i] ^= 0x20;
    }
    v.text.at = at;
    return v;
}

struct cel_value fn_lower_ascii(struct run *r, const struct cel_value *args, size_t count)
{
    (void)count;
    return change_letters(r, &args[0], 'A');
}

struct cel_value fn_upper_ascii(struct run *r, const struct cel_value *args, size_t count)
{
    (void)count;
    return change_letters(r, &args[0], 'a');
}

struct cel_value fn_substring(struct run *r, const struct cel_value *args, size_t count)
{
    size_t from, to = args[0].text.len;

    if (!byte_of(args[0].text, args[1].number, &from))
        return out_of_range(r, args[1].number);
    if (count > 2 && !byte_of(args[0].text, args[2].number, &to))
        return out_of_range(r, args[2].number);
    if (from > to)
        return value_error(r, "invalid substring range. start: %lld, end: %lld",
                           (long long)args[1].number, (long long)args[2].number);
    return text_part(&args[0], from, to);
}

/* White space of Unicode; how many bytes of it stand there. */
static size_t blank_at(struct str s, size_t at)
{
    static const char *const wide[] = {
        "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81",
        "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86",
        "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8",
        "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80",
    };
    struct str rest = str_skip(s, at);

    if (rest.len && rest.at[0] && strchr(" \t\n\v\f\r", rest.at[0]))
        return 1;
    for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++) {
        if (str_starts(rest, str_of(wide[i])))
            return strlen(wide[i]);
    }
    return 0;
}

struct cel_value fn_trim(struct run *r, const struct cel_value *args, size_t count)
{
    struct str s = args[0].text;
    size_t blank;

    (void)r;
    (void)count;
    while (s.len && (blank = blank_at(s, 0)))
        s = str_skip(s, blank);
    for (size_t i = 0; i < s.len;) {
        size_t from = i;
        while (i < s.len && (blank = blank_at(s, i)))
            i += blank;
        if (i == s.len && from < i)
            s.len = from;
        i++;
    }
    return value_text(s);
}
