#include "reports/layout.h"

#include "reports/utf8.h"

#include "base/banned.h"

/* A byte that is no text takes a column: the '?' that it is printed as. */
static size_t character_bytes(struct str s)
{
    size_t bytes = utf8_bytes(s);

    return bytes ? bytes : 1;
}

size_t layout_width(struct str s)
{
    size_t width = 0;

    for (; s.len; width++)
        s = str_skip(s, character_bytes(s));
    return width;
}

struct str layout_fit(struct str s, size_t width)
{
    struct str rest = s;

    while (rest.len && width-- > 0)
        rest = str_skip(rest, character_bytes(rest));
    return (struct str){ s.at, s.len - rest.len };
}

void layout_clean(struct buf *to, struct str s)
{
    size_t from = to->len;

    utf8_clean(to, s);
    for (size_t i = from; i < to->len; i++) {
        if (to->at[i] == '\t' || to->at[i] == '\n')
            to->at[i] = ' ';
    }
}

void layout_blanks(struct buf *to, size_t count)
{
    while (count-- > 0)
        buf_add_char(to, ' ');
}

void layout_cell(struct buf *to, struct str s, size_t width)
{
    size_t has = layout_width(s);

    if (has > width && width > 3) {
        layout_clean(to, layout_fit(s, width - 3));
        buf_add_text(to, "...");
        return;
    }
    layout_clean(to, layout_fit(s, width));
    layout_blanks(to, has < width ? width - has : 0);
}

/* The words that fit on one line; a word that is too long alone is cut. */
static struct str cut_line(struct str *rest, size_t width)
{
    struct str line = layout_fit(*rest, width);
    size_t end = line.len;

    if (end < rest->len && rest->at[end] != ' ') {
        while (end > 0 && line.at[end - 1] != ' ')
            end--;
        if (end > 0)
            line.len = end;
    }
    *rest = str_trim(str_skip(*rest, line.len));
    return str_trim(line);
}

void layout_wrap(struct buf *to, struct str words, size_t indent, size_t max_lines)
{
    struct str rest = str_trim(words);

    while (rest.len && max_lines-- > 0) {
        struct str line = max_lines == 0 ? rest : cut_line(&rest, LAYOUT_WIDTH - indent);
        layout_blanks(to, indent);
        if (max_lines == 0 && layout_width(line) > LAYOUT_WIDTH - indent)
            layout_cell(to, line, LAYOUT_WIDTH - indent);
        else
            layout_clean(to, line);
        buf_add_char(to, '\n');
    }
}

static struct str last_lines(struct str lines, size_t max_lines)
{
    size_t at = lines.len;

    while (at > 0 && (lines.at[at - 1] != '\n' || --max_lines > 0))
        at--;
    return str_skip(lines, at);
}

void layout_tail(struct buf *to, struct str lines, size_t indent, size_t max_lines)
{
    if (lines.len && lines.at[lines.len - 1] == '\n')
        lines.len--;
    for (struct str rest = last_lines(lines, max_lines); rest.len;) {
        struct str line = str_cut(&rest, '\n');
        layout_blanks(to, indent);
        if (layout_width(line) > LAYOUT_WIDTH - indent)
            layout_cell(to, line, LAYOUT_WIDTH - indent);
        else
            layout_clean(to, line);
        buf_add_char(to, '\n');
    }
}

void layout_duration(struct buf *to, int64_t ms)
{
    if (ms < 1000)
        buf_printf(to, "%lld ms", (long long)ms);
    else
        buf_printf(to, "%lld.%lld s", (long long)(ms / 1000), (long long)(ms % 1000 / 100));
}
