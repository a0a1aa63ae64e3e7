#include "base/utf8.h"

#include "base/buf.h"

#include "base/banned.h"

#define SHOWN_BYTES 120u

size_t utf8_character(struct str s, uint32_t *ret_code)
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
    const unsigned char *c = (const unsigned char *)s.at;

    for (size_t extra = 0; extra < 4 && extra < s.len; extra++) {
        if ((c[0] & forms[extra].mask) != forms[extra].is)
            continue;
        uint32_t code = c[0] & (unsigned char)~forms[extra].mask;
        for (size_t i = 1; i <= extra; i++) {
            if ((c[i] & 0xc0) != 0x80)
                return 0;
            code = code << 6 | (c[i] & 0x3fu);
        }
        bool surrogate = code >= 0xd800 && code <= 0xdfff;
        if (code < forms[extra].least || code > 0x10ffff || surrogate)
            return 0;
        *ret_code = code;
        return extra + 1;
    }
    return 0;
}

bool utf8_is_valid(struct str s)
{
    uint32_t code;

    for (size_t at = 0, length; at < s.len; at += length) {
        bool plain = s.at[at] > 0 && (unsigned char)s.at[at] < 0x80; /* nearly all of it is */
        length = plain ? 1 : utf8_character((struct str){ s.at + at, s.len - at }, &code);
        if (!length)
            return false;
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
