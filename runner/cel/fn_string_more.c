#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "runner/cel/compare.h"
#include "runner/cel/functions.h"

#include "base/banned.h"

/* What a text being made may still grow to. */
static struct buf buf_for(const struct run *r)
{
    struct buf b = BUF_LIMIT(r->memory_limit - r->memory);

    return b;
}

/* The text that was made; the buf is done. */
static struct cel_value value_of_buf(struct run *r, struct buf *b)
{
    struct cel_value v;

    r->over = r->over || !buf_ok(b);
    v = r->over ? value_error(r, "too much memory") : value_copy(r, buf_str(b), CEL_string);
    buf_done(b);
    return v;
}

static size_t rune_length(struct str s)
{
    size_t length = 1;

    while (length < s.len && (s.at[length] & 0xc0) == 0x80)
        length++;
    return length;
}

/* Where the next piece ends: before the separator, or after one character if that is empty. */
static bool next_cut(struct str s, struct str separator, size_t *ret)
{
    if (!separator.len) {
        *ret = s.len ? rune_length(s) : 0;
        return s.len > *ret;
    }
    for (size_t at = 0; at + separator.len <= s.len; at++) {
        const char *next = memchr(s.at + at, separator.at[0], s.len - at - separator.len + 1);
        if (!next)
            return false;
        at = (size_t)(next - s.at);
        if (!memcmp(next, separator.at, separator.len)) {
            *ret = at;
            return true;
        }
    }
    return false;
}

struct cel_value fn_replace(struct run *r, const struct cel_value *args, size_t count)
{
    struct str s = args[0].text, old = args[1].text, new = args[2].text;
    int64_t left = count > 3 ? args[3].number : -1;
    struct buf b = buf_for(r);
    size_t cut;

    if (!old.len && left) {
        buf_add(&b, new);
        left--;
    }
    while (left && !b.over && next_cut(s, old, &cut)) {
        buf_add(&b, (struct str){ s.at, cut });
        buf_add(&b, new);
        s = str_skip(s, cut + old.len);
        left--;
    }
    buf_add(&b, s);
    if (!old.len && left && s.len)
        buf_add(&b, new);
    run_charge(r, b.len / 10);
    return value_of_buf(r, &b);
}

struct cel_value fn_split(struct run *r, const struct cel_value *args, size_t count)
{
    struct str s = args[0].text;
    int64_t left = count > 2 ? args[2].number : -1;
    size_t pieces = 0, cut, most;
    struct cel_value *at;

    if (!left)
        return value_list(r, NULL, 0);
    for (most = 1; next_cut(s, args[1].text, &cut); most++)
        s = str_skip(s, cut + args[1].text.len);
    at = run_alloc(r, most * sizeof(*at));
    if (!at)
        return value_error(r, "too much memory");
    s = args[0].text;
    while (left != 1 && next_cut(s, args[1].text, &cut)) {
        at[pieces++] = value_text((struct str){ s.at, cut });
        s = str_skip(s, cut + args[1].text.len);
        left--;
    }
    if (s.len || args[1].text.len)
        at[pieces++] = value_text(s);
    return value_list(r, at, pieces);
}

struct cel_value fn_join(struct run *r, const struct cel_value *args, size_t count)
{
    const struct cel_list *list = args[0].list;
    struct buf b = buf_for(r);

    for (size_t i = 0; i < list->count; i++) {
        if (list->at[i].kind != CEL_string) {
            buf_done(&b);
            return value_no_overload(r);
        }
        if (i && count > 1)
            buf_add(&b, args[1].text);
        buf_add(&b, list->at[i].text);
    }
    run_charge(r, b.len / 10);
    return value_of_buf(r, &b);
}

struct cel_value fn_reverse(struct run *r, const struct cel_value *args, size_t count)
{
    struct buf b = buf_for(r);
    struct str s = args[0].text;

    (void)count;
    for (size_t end = s.len; end;) {
        size_t start = end - 1;
        while (start && (s.at[start] & 0xc0) == 0x80)
            start--;
        buf_add(&b, (struct str){ s.at + start, end - start });
        end = start;
    }
    return value_of_buf(r, &b);
}

struct cel_value fn_quote(struct run *r, const struct cel_value *args, size_t count)
{
    static const char from[] = "\a\b\f\n\r\t\v\\\"", to[] = "abfnrtv\\\"";
    struct buf b = buf_for(r);

    (void)count;
    buf_add_char(&b, '"');
    for (size_t i = 0; i < args[0].text.len; i++) {
        char c = args[0].text.at[i];
        const char *known = c ? strchr(from, c) : NULL;
        if (known)
            buf_printf(&b, "\\%c", to[known - from]);
        else
            buf_add_char(&b, c);
    }
    buf_add_char(&b, '"');
    return value_of_buf(r, &b);
}

static void print_whole(struct run *r, struct buf *b, const struct cel_value *v, int depth);

static int by_text(const void *a, const void *b)
{
    const struct cel_entry *x = a, *y = b;
    int order;

    return value_order(&x->key, &y->key, &order) ? order : 0;
}

/* In the order of their keys, as they are printed. */
static void print_map(struct run *r, struct buf *b, const struct cel_value *v, int depth)
{
    size_t count = value_size(v);
    struct cel_entry *at = run_alloc(r, count * sizeof(*at));

    for (size_t i = 0; at && i < count; i++) {
        struct cel_value key = map_key(r, v->map, i);
        at[i].value = map_at(r, v->map, &key);
        at[i].key = fn_string(r, &key, 1);
    }
    if (!at)
        return;
    qsort(at, count, sizeof(*at), by_text);
    buf_add_char(b, '{');
    for (size_t i = 0; i < count; i++) {
        buf_add_text(b, i ? ", " : "");
        buf_add(b, at[i].key.text);
        buf_add_text(b, ": ");
        print_whole(r, b, &at[i].value, depth - 1);
    }
    buf_add_char(b, '}');
}

/* A double that is no number, in the words of the specification's tests; false when it is one. */
static bool print_odd(struct buf *b, const struct cel_value *v)
{
    if (v->kind != CEL_double || (!isnan(v->real) && !isinf(v->real)))
        return false;
    buf_add_text(b, isnan(v->real) ? "NaN" : v->real < 0 ? "-Infinity" : "Infinity");
    return true;
}

/* %s: as it is, lists and maps with all that is in them. */
static void print_whole(struct run *r, struct buf *b, const struct cel_value *v, int depth)
{
    struct cel_value text;

    run_charge(r, 1);
    if (depth <= 0 || r->over || print_odd(b, v))
        return;
    if (v->kind == CEL_list) {
        buf_add_char(b, '[');
        for (size_t i = 0; i < v->list->count; i++) {
            buf_add_text(b, i ? ", " : "");
            print_whole(r, b, &v->list->at[i], depth - 1);
        }
        buf_add_char(b, ']');
    } else if (v->kind == CEL_map || v->kind == CEL_object) {
        print_map(r, b, v, depth);
    } else if (v->kind == CEL_double) {
        double_print(b, v->real, true);
    } else if (v->kind == CEL_null) {
        buf_add_text(b, "null");
    } else if (v->kind == CEL_type) {
        buf_add_text(b, cel_kind_name(v->meant));
    } else {
        text = fn_string(r, v, 1);
        buf_add(b, text.text);
    }
}

static void print_hex(struct buf *b, char verb, struct str bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        buf_printf(b, verb == 'x' ? "%02x" : "%02X", (unsigned char)bytes.at[i]);
}

static void print_binary(struct buf *b, uint64_t n)
{
    int bit = 63;

    while (bit && !(n >> bit & 1))
        bit--;
    for (; bit >= 0; bit--)
        buf_add_text(b, n >> bit & 1 ? "1" : "0");
}

/* Integers in another base; bytes in hexadecimal digits. */
static bool print_based(struct buf *b, char verb, const struct cel_value *v)
{
    bool minus = v->kind == CEL_int && v->number < 0, hex = verb == 'x' || verb == 'X';
    uint64_t n = minus ? 0 - v->natural : v->natural;

    if (v->kind == CEL_bool && verb == 'b') {
        buf_add_text(b, v->yes ? "1" : "0");
        return true;
    }
    if ((v->kind == CEL_string || v->kind == CEL_bytes) && hex) {
        print_hex(b, verb, v->text);
        return true;
    }
    if (v->kind != CEL_int && v->kind != CEL_uint)
        return false;
    buf_add_text(b, minus ? "-" : "");
    if (verb == 'b')
        print_binary(b, n);
    else if (verb == 'o')
        buf_printf(b, "%" PRIo64, n);
    else
        buf_printf(b, verb == 'x' ? "%" PRIx64 : "%" PRIX64, n);
    return true;
}

static bool print_verb(struct run *r, struct buf *b, char verb, int precision,
                       const struct cel_value *v)
{
    double real = v->kind == CEL_double ? v->real
                  : v->kind == CEL_int  ? (double)v->number
                  : v->kind == CEL_uint ? (double)v->natural
                                        : NAN;

    switch (verb) {
    case 's':
        print_whole(r, b, v, 64);
        return true;
    case 'd':
        if (v->kind != CEL_int && v->kind != CEL_uint && v->kind != CEL_double)
            return false;
        print_whole(r, b, v, 1);
        return true;
    case 'f':
    case 'e':
        if (isnan(real) && v->kind != CEL_double)
            return false;
        if (!print_odd(b, v))
            buf_printf(b, verb == 'f' ? "%.*f" : "%.*e", precision, real);
        return true;
    case 'b':
    case 'o':
    case 'x':
    case 'X':
        return print_based(b, verb, v);
    default:
        return false;
    }
}

/* Past "%.3f": its verb and its precision. */
static char read_verb(struct str *s, int *ret_precision)
{
    char verb = '\0';

    *ret_precision = 6;
    *s = str_skip(*s, 1);
    if (s->len && s->at[0] == '.') {
        for (*s = str_skip(*s, 1), *ret_precision = 0; s->len && s->at[0] >= '0' && s->at[0] <= '9';
             *s = str_skip(*s, 1))
            *ret_precision = *ret_precision > 100 ? 100 : *ret_precision * 10 + s->at[0] - '0';
    }
    if (s->len)
        verb = s->at[0];
    *s = str_skip(*s, s->len ? 1 : 0);
    return verb;
}

static struct cel_value cannot_print(struct run *r, char verb, const struct cel_value *v)
{
    static const struct {
        char verb;
        const char *wants;
    } verbs[] = {
        { 'd', "decimal clause can only be used on integers" },
        { 'o', "octal clause can only be used on integers" },
        { 'b', "only integers and bools can be formatted as binary" },
        { 'x', "only integers, byte buffers, and strings can be formatted as hex" },
        { 'X', "only integers, byte buffers, and strings can be formatted as hex" },
        { 'f', "fixed-point clause can only be used on doubles" },
        { 'e', "scientific clause can only be used on doubles" },
    };

    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (verbs[i].verb == verb)
            return value_error(r, "error during formatting: %s, was given %s", verbs[i].wants,
                               cel_kind_name(v->kind));
    }
    return value_error(
        r, "could not parse formatting clause: unrecognized formatting clause \"%c\"", verb);
}

struct cel_value fn_format_text(struct run *r, const struct cel_value *args, size_t count)
{
    const struct cel_list *list = args[1].list;
    struct buf b = buf_for(r);
    struct str s = args[0].text;
    size_t next = 0;
    int precision;

    (void)count;
    while (s.len && !r->over) {
        char verb;
        if (s.at[0] != '%' || (s.len > 1 && s.at[1] == '%')) {
            buf_add_char(&b, s.at[0]);
            s = str_skip(s, s.at[0] == '%' ? 2 : 1);
            continue;
        }
        verb = read_verb(&s, &precision);
        if (next >= list->count || !print_verb(r, &b, verb, precision, &list->at[next])) {
            buf_done(&b);
            return next >= list->count ? value_error(r, "index %zu out of range", next)
                                       : cannot_print(r, verb, &list->at[next]);
        }
        next++;
    }
    run_charge(r, b.len / 10);
    return value_of_buf(r, &b);
}
