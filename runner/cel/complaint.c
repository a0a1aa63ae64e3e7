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

static const char *placed(struct complaints *c, size_t at, const char *message)
{
    struct buf b = BUF_LIMIT(4096);
    int line, column = 0;
    struct str text = line_at(c->source, at, &line);
    const char *shown;

    for (const char *p = text.at; p && p < c->source.at + at; p++)
        column += (*p & 0xc0) != 0x80;
    buf_printf(&b, "ERROR: <input>:%d:%d: %s", line, column + 1, message);
    if (text.len && column <= 400) {
        buf_printf(&b, "\n | %.*s\n | ", text.len > 800 ? 800 : STR_ARG(text));
        for (; column; column--)
            buf_add_char(&b, '.');
        buf_add_char(&b, '^');
    }
    shown = arena_strz(c->arena, buf_str(&b));
    buf_done(&b);
    return shown;
}

void complain_at(struct complaints *c, size_t at, const char *fmt, ...)
{
    char message[1024];
    va_list args;

    if (c->count >= COMPLAINTS_SHOWN)
        return;
    va_start(args, fmt);
    vsnprintf(message, sizeof(message), fmt, args);
    va_end(args);
    c->shown[c->count].at = at;
    c->shown[c->count++].text = at == COMPLAINT_NOWHERE
                                    ? arena_printf(c->arena, "ERROR: <input>:-1:0: %s", message)
                                    : placed(c, at, message);
}

void complain_overload(struct complaints *c, size_t at, struct str name, bool member,
                       const struct cel_type *const *types, size_t count)
{
    struct buf b = BUF_LIMIT(600);

    buf_add_char(&b, '(');
    for (size_t i = 0; i < count; i++) {
        cel_type_print(&b, types[i]);
        if (i == 0 && member)
            buf_add_text(&b, ".(");
        else if (i + 1 < count)
            buf_add_text(&b, ", ");
    }
    buf_add_char(&b, ')');
    complain_at(c, at, "found no matching overload for '%.*s' applied to '%s'", STR_ARG(name),
                member ? b.at + 1 : b.at);
    buf_done(&b);
}

/* The next one by its place, of several at one place the first that was made; it is not shown again. */
static const char *next_of(struct complaints *c)
{
    int first = -1;
    const char *text;

    for (int i = 0; i < c->count; i++) {
        if (c->shown[i].text && (first < 0 || c->shown[i].at + 1 < c->shown[first].at + 1))
            first = i;
    }
    if (first < 0)
        return NULL;
    text = c->shown[first].text;
    c->shown[first].text = NULL;
    return text;
}

const char *complaints_text(struct complaints *c)
{
    const char *text = next_of(c), *next;

    while (text && (next = next_of(c)))
        text = arena_printf(c->arena, "%s\n%s", text, next);
    return text;
}
