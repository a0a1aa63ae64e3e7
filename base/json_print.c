#include "base/json.h"

#include <math.h>
#include <stdlib.h>

#include "base/must.h"

#include "base/banned.h"

/*
 * Most of what a call of the mock costs is printing its answer, so the bytes are written straight into the
 * room of the buf, whose length is brought up to date when more room is needed and at the end.
 */
struct printer {
    struct buf *to;
    char *at, *end;
    bool sorted;
    int indent; /* -1: compact */
};

enum { DIGITS = 24 };

static void settle(struct printer *p)
{
    if (p->at)
        buf_set_end(p->to, p->at);
}

/* Past the limit nothing has room any more. */
static bool make_room(struct printer *p, size_t more)
{
    settle(p);
    p->at = buf_place(p->to, more, &p->end);
    return p->at != NULL;
}

static inline bool has_room(struct printer *p, size_t more)
{
    return (p->at && (size_t)(p->end - p->at) >= more) || make_room(p, more);
}

static inline void put_char(struct printer *p, char c)
{
    if (has_room(p, 1))
        *p->at++ = c;
}

static void put(struct printer *p, const char *bytes, size_t count)
{
    if (!has_room(p, count))
        return;
    memcpy(p->at, bytes, count);
    p->at += count;
}

static void put_escape(struct printer *p, char c)
{
    static const char hex[] = "0123456789abcdef";
    char unicode[] = "\\u0000";

    if (c == '"' || c == '\\') {
        put_char(p, '\\');
        put_char(p, c);
    } else if (c == '\n') {
        put(p, "\\n", 2);
    } else {
        unicode[4] = hex[(unsigned char)c >> 4];
        unicode[5] = hex[c & 15];
        put(p, unicode, 6);
    }
}

/* A byte that goes into a string as it is: no control character, quote or backslash. */
static inline bool is_plain(char c)
{
    return (unsigned char)c >= 0x20 && c != '"' && c != '\\';
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* The same of eight bytes: in each one, borrowing sets the highest bit where a smaller one stood. */
static inline bool are_plain(uint64_t bytes)
{
    uint64_t quotes = bytes ^ EACH('"'), slashes = bytes ^ EACH('\\');

    return !((((bytes - EACH(0x20)) & ~bytes) | ((quotes - EACH(1)) & ~quotes) |
              ((slashes - EACH(1)) & ~slashes)) &
             EACH(0x80));
}

/* Eight bytes at a time, the last eight perhaps for the second time; false leaves nothing done. */
static inline bool copy_plain(char *to, const char *text, size_t length)
{
    uint64_t bytes;

    for (size_t at = 0; at + sizeof(bytes) <= length; at += sizeof(bytes)) {
        memcpy(&bytes, text + at, sizeof(bytes));
        if (!are_plain(bytes))
            return false;
        memcpy(to + at, &bytes, sizeof(bytes));
    }
    if (length >= sizeof(bytes)) {
        memcpy(&bytes, text + length - sizeof(bytes), sizeof(bytes));
        memcpy(to + length - sizeof(bytes), &bytes, sizeof(bytes));
        return are_plain(bytes);
    }
    for (size_t at = 0; at < length; at++) {
        if (!is_plain(text[at]))
            return false;
        to[at] = text[at];
    }
    return true;
}

static void put_escaped(struct printer *p, const char *text)
{
    put_char(p, '"');
    for (; *text; text++) {
        if (is_plain(*text))
            put_char(p, *text);
        else
            put_escape(p, *text);
    }
    put_char(p, '"');
}

static void put_text(struct printer *p, const char *text)
{
    size_t length = strlen(text);

    if (has_room(p, length + 2) && copy_plain(p->at + 1, text, length)) {
        p->at[0] = '"';
        p->at[length + 1] = '"';
        p->at += length + 2;
        return;
    }
    put_escaped(p, text);
}

static void put_int(struct printer *p, int64_t value)
{
    char digits[DIGITS];
    size_t at = sizeof(digits);
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0)
        digits[--at] = '-';
    put(p, digits + at, sizeof(digits) - at);
}

/* Whole numbers as such; others with as many digits as it takes to read back the same. */
static void put_number(struct printer *p, double value)
{
    struct buf text = BUF_LIMIT(64);

    if (!isfinite(value)) {
        put(p, "null", 4);
        return;
    }
    if (value == floor(value) && fabs(value) < 1e15) {
        put_int(p, (int64_t)value);
        return;
    }
    buf_printf(&text, "%.15g", value);
    if (strtod(buf_str(&text).at, NULL) != value) {
        buf_reset(&text);
        buf_printf(&text, "%.17g", value);
    }
    put(p, buf_str(&text).at, buf_str(&text).len);
    buf_done(&text);
}

static int by_name(const void *a, const void *b)
{
    return strcmp((*(const cJSON *const *)a)->string, (*(const cJSON *const *)b)->string);
}

static void put_break(struct printer *p, int depth)
{
    if (p->indent < 0)
        return;
    put_char(p, '\n');
    for (int i = depth * p->indent; i > 0; i--)
        put_char(p, ' ');
}

static void put_item(struct printer *p, const cJSON *item, int depth);

/* An item that was moved from an object into an array still has the name that it had. */
static void put_member(struct printer *p, const cJSON *child, bool named, int depth)
{
    put_break(p, depth);
    if (named) {
        put_text(p, child->string);
        put_char(p, ':');
        if (p->indent >= 0)
            put_char(p, ' ');
    }
    put_item(p, child, depth);
}

static void put_sorted(struct printer *p, const cJSON *object, int depth)
{
    size_t count = (size_t)cJSON_GetArraySize(object), i = 0;
    const cJSON **children = must_alloc(count * sizeof(void *));

    for (const cJSON *child = object->child; child; child = child->next)
        children[i++] = child;
    qsort(children, count, sizeof(void *), by_name);
    for (i = 0; i < count; i++) {
        if (i)
            put_char(p, ',');
        put_member(p, children[i], true, depth);
    }
    free(children);
}

static void put_children(struct printer *p, const cJSON *item, bool object, int depth)
{
    put_char(p, object ? '{' : '[');
    if (object && p->sorted) {
        put_sorted(p, item, depth + 1);
    } else {
        for (const cJSON *child = item->child; child; child = child->next) {
            if (child != item->child)
                put_char(p, ',');
            put_member(p, child, object, depth + 1);
        }
    }
    if (item->child)
        put_break(p, depth);
    put_char(p, object ? '}' : ']');
}

/* What cJSON_IsObject() and its kin ask, without a call of the library for each. */
static int type_of(const cJSON *item)
{
    return item ? item->type & 0xff : cJSON_NULL;
}

/* What json_reference() made; of its copies cJSON says that they are none. */
static bool has_compact(const struct printer *p, const cJSON *object)
{
    return (object->type & cJSON_IsReference) && object->valuestring && !p->sorted && p->indent < 0;
}

static void put_item(struct printer *p, const cJSON *item, int depth)
{
    int type = type_of(item);

    if (type == cJSON_String)
        put_text(p, item->valuestring);
    else if (type == cJSON_Object && has_compact(p, item))
        put(p, item->valuestring, strlen(item->valuestring));
    else if (type == cJSON_Object || type == cJSON_Array)
        put_children(p, item, type == cJSON_Object, depth);
    else if (type == cJSON_Number)
        put_number(p, item->valuedouble);
    else if (type == cJSON_True)
        put(p, "true", 4);
    else if (type == cJSON_False)
        put(p, "false", 5);
    else
        put(p, "null", 4);
}

static void print(struct buf *b, const cJSON *item, bool sorted, int indent)
{
    struct printer p = { .to = b, .sorted = sorted, .indent = indent };

    put_item(&p, item, 0);
    settle(&p);
}

void json_print(struct buf *b, const cJSON *item)
{
    print(b, item, false, -1);
}

void json_print_canonical(struct buf *b, const cJSON *item)
{
    print(b, item, true, -1);
}

void json_print_pretty(struct buf *b, const cJSON *item)
{
    print(b, item, false, 2);
}

void json_print_text(struct buf *b, const char *text)
{
    struct printer p = { .to = b };

    put_text(&p, text);
    settle(&p);
}

void json_print_int(struct buf *b, int64_t value)
{
    struct printer p = { .to = b };

    put_int(&p, value);
    settle(&p);
}
