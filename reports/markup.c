#include "reports/markup.h"

#include "reports/utf8.h"

#include "base/banned.h"

static void add_character(struct buf *to, struct str c)
{
    switch (c.at[0]) {
    case '&':
        buf_add_text(to, "&amp;");
        break;
    case '<':
        buf_add_text(to, "&lt;");
        break;
    case '>':
        buf_add_text(to, "&gt;");
        break;
    case '"':
        buf_add_text(to, "&quot;");
        break;
    default:
        buf_add(to, c);
    }
}

void markup_text(struct buf *to, const char *text)
{
    struct str rest = str_of(text);

    while (rest.len) {
        size_t len = utf8_bytes(rest);
        if (len)
            add_character(to, (struct str){ rest.at, len });
        else
            buf_add_char(to, '?');
        rest = str_skip(rest, len ? len : 1);
    }
}

void markup_attribute(struct buf *to, const char *name, const char *text)
{
    buf_printf(to, " %s=\"", name);
    markup_text(to, text);
    buf_add_char(to, '"');
}
