#include "reports/utf8.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/utf8.h"

#include "base/banned.h"

static bool is_text(uint32_t c)
{
    bool control = (c < 0x20 && c != '\t' && c != '\n') || c == 0x7f;

    return !control && c != 0xfffe && c != 0xffff;
}

size_t utf8_bytes(struct str s)
{
    uint32_t code;
    size_t len = utf8_character(s, &code);

    return len && is_text(code) ? len : 0;
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
