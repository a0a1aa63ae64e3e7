#include "runner/trial/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#include "base/banned.h"

enum { TEXT_BYTES = 16 << 10 };

static struct tally_row *find(struct tally *t, const char *what)
{
    for (size_t i = 0; i < t->count; i++) {
        if (strcmp(t->rows[i].what, what) == 0)
            return &t->rows[i];
    }
    return NULL;
}

void tally_add(struct tally *t, struct arena *a, const char *what, const char *note)
{
    struct tally_row *row = find(t, what);

    if (row) {
        row->count++;
    } else if (t->count == TALLY_MOST) {
        t->others++;
    } else {
        t->rows[t->count++] = (struct tally_row){ .what = arena_strz(a, str_of(what)),
                                                  .note = note ? arena_strz(a, str_of(note)) : NULL,
                                                  .count = 1 };
    }
}

bool tally_has(const struct tally *t, const char *what)
{
    for (size_t i = 0; i < t->count; i++) {
        if (strcmp(t->rows[i].what, what) == 0)
            return true;
    }
    return false;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *tally_text(const struct tally *t, struct arena *a)
{
    const char *sorted[TALLY_MOST];
    struct buf text = BUF_LIMIT(TEXT_BYTES);
    const char *result;

    for (size_t i = 0; i < t->count; i++)
        sorted[i] = t->rows[i].what;
    qsort(sorted, t->count, sizeof(sorted[0]), by_name);
    for (size_t i = 0; i < t->count; i++)
        buf_printf(&text, "%s%s", i ? ", " : "", sorted[i]);
    result = arena_strz(a, buf_str(&text));
    buf_done(&text);
    return result;
}
