#include "runner/proc/output.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/must.h"

#include "base/banned.h"

enum { HALF = LIMIT_LOG_BYTES / 2, LINE_BEGIN = 600, LINE_END = 300 };

bool output_init(struct output *o, const char *path, struct err *err)
{
    *o = (struct output){ .head = BUF_LIMIT(HALF + 1),
                          .whole = BUF_LIMIT((size_t)3 * HALF),
                          .fd = -1 };
    if (!path)
        return true;
    o->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    return o->fd >= 0 || err_errno(err, "writing", path);
}

/* A full disk costs the file, not the run: what is kept in memory is whole. */
static void file_add(struct output *o, struct str bytes)
{
    while (o->fd >= 0 && bytes.len) {
        ssize_t n = write(o->fd, bytes.at, bytes.len);
        if (n <= 0) {
            close(o->fd);
            o->fd = -1;
            return;
        }
        bytes = str_skip(bytes, (size_t)n);
    }
}

void output_add(struct output *o, struct str bytes)
{
    size_t room = HALF - o->head.len;
    struct str first = { bytes.at, bytes.len < room ? bytes.len : room };

    o->total += bytes.len;
    if (first.len) {
        buf_add(&o->head, first);
        file_add(o, first);
        bytes = str_skip(bytes, first.len);
    }
    if (!bytes.len)
        return;
    if (!o->tail)
        o->tail = must_alloc(HALF);
    if (bytes.len > HALF)
        bytes = str_skip(bytes, bytes.len - HALF);
    size_t at = (size_t)((o->total - bytes.len) % HALF);
    size_t to_end = HALF - at < bytes.len ? HALF - at : bytes.len;
    memcpy(o->tail + at, bytes.at, to_end);
    memcpy(o->tail, bytes.at + to_end, bytes.len - to_end);
}

static void add_tail(const struct output *o, struct buf *to)
{
    uint64_t beyond = o->total - o->head.len;
    size_t at = (size_t)(o->total % HALF);

    if (beyond > HALF) {
        buf_printf(to, "\n... %llu bytes left out ...\n", (unsigned long long)(beyond - HALF));
        buf_add(to, (struct str){ o->tail + at, HALF - at });
        buf_add(to, (struct str){ o->tail, at });
        return;
    }
    size_t from = (size_t)((o->total - beyond) % HALF);
    size_t to_end = HALF - from < beyond ? HALF - from : (size_t)beyond;
    buf_add(to, (struct str){ o->tail + from, to_end });
    buf_add(to, (struct str){ o->tail, (size_t)beyond - to_end });
}

struct str output_text(struct output *o)
{
    if (!o->tail)
        return buf_str(&o->head);
    buf_reset(&o->whole);
    buf_add(&o->whole, buf_str(&o->head));
    add_tail(o, &o->whole);
    return buf_str(&o->whole);
}

void output_done(struct output *o)
{
    if (o->tail && o->fd >= 0) {
        buf_reset(&o->whole);
        add_tail(o, &o->whole);
        file_add(o, buf_str(&o->whole));
    }
    if (o->fd >= 0)
        close(o->fd);
    buf_done(&o->head);
    buf_done(&o->whole);
    free(o->tail);
    *o = (struct output){ .fd = -1 };
}

struct str output_last_lines(struct str text, size_t count)
{
    size_t at = text.len;

    if (at && text.at[at - 1] == '\n')
        at--;
    while (at > 0) {
        if (text.at[at - 1] == '\n' && --count == 0)
            break;
        at--;
    }
    return str_skip(text, at);
}

static bool is_shown(char c)
{
    return c == '\t' || ((unsigned char)c >= ' ' && c != 0x7f);
}

static void add_shown(struct buf *to, struct str bytes)
{
    for (; bytes.len; bytes = str_skip(bytes, 1))
        buf_add(to, is_shown(*bytes.at) ? (struct str){ bytes.at, 1 } : STR("?"));
}

const char *output_shown(struct arena *a, struct str text, size_t count)
{
    struct buf shown = BUF_LIMIT(LIMIT_LOG_BYTES);
    const char *result;

    for (text = output_last_lines(text, count); text.at && text.len;) {
        struct str line = str_cut(&text, '\n');
        if (line.len > LINE_BEGIN + 2 * LINE_END) {
            add_shown(&shown, (struct str){ line.at, LINE_BEGIN });
            buf_printf(&shown, " ... %zu bytes ... ", line.len - LINE_BEGIN - LINE_END);
            line = str_skip(line, line.len - LINE_END);
        }
        add_shown(&shown, line);
        buf_add_char(&shown, '\n');
    }
    result = arena_strz(a, buf_str(&shown));
    buf_done(&shown);
    return result;
}
