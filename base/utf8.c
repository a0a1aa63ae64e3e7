#include "base/utf8.h"

#include <stdint.h>

#include "base/buf.h"

#include "base/banned.h"

#define SHOWN_BYTES 120u

/* The length of the character that begins here, or 0. Overlong forms, surrogates and NUL are none. */
static size_t character_at(const unsigned char *c, size_t room)
{
    static const struct {
        unsigned char mask, is;
        uint32_t least;
    } forms[] = {
        { 0x80, 0x00, 1 },
        { 0xe0, 0xc0, 0x80 },
        { 0xf0, 0xe0, 0x800 },
        { 0xf8, 0xf0, 0x10000 },
    };

    for (size_t extra = 0; extra < 4; extra++) {
        if ((c[0] & forms[extra].mask) != forms[extra].is)
            continue;
        uint32_t code = c[0] & (unsigned char)~forms[extra].mask;
        if (extra >= room)
            return 0;
        for (size_t i = 1; i <= extra; i++) {
            if ((c[i] & 0xc0) != 0x80)
                return 0;
            code = code << 6 | (c[i] & 0x3fu);
        }
        bool surrogate = code >= 0xd800 && code <= 0xdfff;
        return code < forms[extra].least || code > 0x10ffff || surrogate ? 0 : extra + 1;
    }
    return 0;
}

bool utf8_is_valid(struct str s)
{
    const unsigned char *c = (const unsigned char *)s.at;

    for (size_t at = 0; at < s.len;) {
        size_t length = character_at(c + at, s.len - at);
        if (!length)
            return false;
        at += length;
    }
    return true;
}

size_t utf8_length(const char *text)
{
    size_t count = 0;

    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

const char *utf8_show(struct arena *a, struct str s)
{
    struct buf b = BUF_LIMIT((size_t)4 * SHOWN_BYTES);
    bool valid = utf8_is_valid(s);
    bool cut = s.len > SHOWN_BYTES;
    const char *shown;

    if (cut) {
        s.len = SHOWN_BYTES;
        while (valid && s.len && ((unsigned char)s.at[s.len] & 0xc0) == 0x80)
            s.len--;
    }
    if (valid)
        buf_add(&b, s);
    else
        buf_add_percent(&b, s);
    if (cut)
        buf_add_text(&b, "…");
    shown = arena_strz(a, buf_str(&b));
    buf_done(&b);
    return shown;
}
