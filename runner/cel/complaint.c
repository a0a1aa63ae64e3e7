#include "runner/cel/complaint.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/banned.h"

static struct str line_at(struct str source, size_t at, int *ret_line)
{
    size_t start = 0, end;

    *ret_line = 1;
    for (size_t i = 0; i < at && i < source.len; i++) {
        if (source.at[i] != '\n')
            continue;
        (*ret_line)++;
        start = i + 1;
    }
    for (end = start; end < source.len && source.at[end] != '\n';)
        end++;
    return (struct str){ source.at + start, end - start };
}

void complain_at(struct complaints *c, size_t at, const char *fmt, ...)
{
    char message[1024];
    int line, column = 0;
    struct str text = line_at(c->source, at, &line);
    va_list args;

    if (c->count++ >= COMPLAINTS_SHOWN)
        return;
    va_start(args, fmt);
    vsnprintf(message, sizeof(message), fmt, args);
    va_end(args);
    for (const char *p = text.at; p && p < c->source.at + at; p++)
        column += (*p & 0xc0) != 0x80;
    buf_printf(&c->text, "%sERROR: <input>:%d:%d: %s", c->count > 1 ? "\n" : "", line, column + 1,
               message);
    if (!text.len || column > 400)
        return;
    buf_printf(&c->text, "\n | %.*s\n | ", text.len > 800 ? 800 : STR_ARG(text));
    for (; column; column--)
        buf_add_char(&c->text, '.');
    buf_add_char(&c->text, '^');
}

const char *complaints_take(struct complaints *c, struct arena *a)
{
    const char *text = c->count ? arena_strz(a, buf_str(&c->text)) : NULL;

    buf_done(&c->text);
    return text;
}
