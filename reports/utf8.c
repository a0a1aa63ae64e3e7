#include "reports/utf8.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/banned.h"

static size_t length_by_first(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first < 0xc2)
        return 0;
    if (first < 0xe0)
        return 2;
    if (first < 0xf0)
        return 3;
    return first < 0xf5 ? 4 : 0;
}

static bool is_text(uint32_t c, size_t len)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    bool control = (c < 0x20 && c != '\t' && c != '\n') || c == 0x7f;
    bool surrogate = c >= 0xd800 && c <= 0xdfff;

    return !control && !surrogate && c >= least[len] && c <= 0x10ffff && c != 0xfffe && c != 0xffff;
}

size_t utf8_bytes(struct str s)
{
    static const unsigned char masks[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    size_t len = s.len ? length_by_first((unsigned char)s.at[0]) : 0;
    uint32_t c;

    if (len == 0 || len > s.len)
        return 0;
    c = (unsigned char)s.at[0] & masks[len];
    for (size_t i = 1; i < len; i++) {
        unsigned char next = (unsigned char)s.at[i];
        if ((next & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (next & 0x3f);
    }
    return is_text(c, len) ? len : 0;
}

void utf8_clean(struct buf *to, struct str s)
{
    while (s.len) {
        size_t good = 0;
        for (size_t next; good < s.len && (next = utf8_bytes(str_skip(s, good))) > 0;)
            good += next;
        buf_add(to, (struct str){ s.at, good });
        s = str_skip(s, good);
        if (s.len)
            buf_add_char(to, '?');
        s = str_skip(s, 1);
    }
}
