#include "base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/must.h"

#include "base/banned.h"

/* Makes room for more bytes and the NUL; false when the limit is reached. */
static bool reserve(struct buf *b, size_t more)
{
    size_t need, room = b->room ? b->room : 64;

    if (b->over || more > b->limit || b->len > b->limit - more) {
        b->over = true;
        return false;
    }
    need = b->len + more + 1;
    if (need <= b->room)
        return true;
    while (room < need)
        room *= 2;
    b->at = must_resize(b->at, room);
    b->room = room;
    return true;
}

void buf_add(struct buf *b, struct str s)
{
    if (!reserve(b, s.len))
        return;
    if (s.len)
        memcpy(b->at + b->len, s.at, s.len);
    b->len += s.len;
    b->at[b->len] = '\0';
}

void buf_add_char(struct buf *b, char c)
{
    if (!reserve(b, 1))
        return;
    b->at[b->len++] = c;
    b->at[b->len] = '\0';
}

char *buf_place(struct buf *b, size_t least, char **ret_end)
{
    size_t room;

    *ret_end = NULL;
    if (!reserve(b, least))
        return NULL;
    room = b->room - 1 < b->limit ? b->room - 1 : b->limit;
    *ret_end = b->at + room;
    return b->at + b->len;
}

void buf_set_end(struct buf *b, const char *end)
{
    b->len = (size_t)(end - b->at);
    b->at[b->len] = '\0';
}

void buf_room(struct buf *b, size_t more)
{
    size_t limit = b->limit - b->len;

    if (!b->over)
        (void)reserve(b, more < limit ? more : limit);
}

void buf_add_shell(struct buf *b, struct str s)
{
    buf_add_char(b, '\'');
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] == '\'')
            buf_add_text(b, "'\\''");
        else
            buf_add_char(b, s.at[i]);
    }
    buf_add_char(b, '\'');
}

void buf_add_text(struct buf *b, const char *text)
{
    buf_add(b, str_of(text));
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list args, again;
    int len;

    va_start(args, fmt);
    va_copy(again, args);
    /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): started two lines before */
    len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    must(len >= 0);
    if (reserve(b, (size_t)len)) {
        vsnprintf(b->at + b->len, (size_t)len + 1, fmt, again);
        b->len += (size_t)len;
    }
    va_end(again);
}

/* A bit for each of A-Za-z0-9-_.~ */
static inline bool is_unreserved(unsigned char c)
{
    static const uint64_t bits[4] = { UINT64_C(0x03ff600000000000), UINT64_C(0x47fffffe87fffffe) };

    return bits[c >> 6] >> (c & 63) & 1;
}

void buf_add_percent(struct buf *b, struct str s)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t more = 0;
    char *to;

    for (size_t i = 0; i < s.len; i++)
        more += is_unreserved((unsigned char)s.at[i]) ? 1 : 3;
    if (!reserve(b, more))
        return;
    to = b->at + b->len;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (is_unreserved(c)) {
            *to++ = (char)c;
            continue;
        }
        *to++ = '%';
        *to++ = hex[c >> 4];
        *to++ = hex[c & 15];
    }
    *to = '\0';
    b->len += more;
}

void buf_cut(struct buf *b, size_t len)
{
    if (len < b->len) {
        b->len = len;
        b->at[len] = '\0';
    }
}

void buf_reset(struct buf *b)
{
    buf_cut(b, 0);
    b->over = false;
}

bool buf_ok(const struct buf *b)
{
    return !b->over;
}

struct str buf_str(const struct buf *b)
{
    return b->at ? (struct str){ b->at, b->len } : STR("");
}

char *buf_take(struct buf *b)
{
    char *bytes = b->at ? b->at : must_copy("");

    *b = BUF_LIMIT(b->limit);
    return bytes;
}

void buf_done(struct buf *b)
{
    free(b->at);
    *b = BUF_LIMIT(b->limit);
}
