#include "trial.h"

#include <inttypes.h>

#include "base/json.h"

#include "base/banned.h"

#define REGION "cn-hangzhou"

static void put(struct trial *t, const struct kind *k, const char *id, const char *body)
{
    struct err err;
    struct world *w = t->w;
    char *text = arena_strz(w->arena, str_of(body));

    for (char *c = text; *c; c++)
        if (*c == '\'')
            *c = '"';
    store_put(w->store, k, REGION, id, json_parse(str_of(text), &err));
}

const char *numbered(struct trial *t, const char *format, int64_t n)
{
    struct buf b = BUF_LIMIT(1024);

    for (const char *c = format; *c; c++) {
        if (*c == '#')
            buf_printf(&b, "%" PRId64, n);
        else
            buf_add_char(&b, *c);
    }
    const char *text = arena_strz(t->w->arena, buf_str(&b));
    buf_done(&b);
    return text;
}

void fill(struct trial *t, const struct kind *k, const char *id, const char *body, int64_t until)
{
    store_begin(t->w->store);
    for (int64_t i = (int64_t)store_count(t->w->store, k, NULL); i < until; i++)
        put(t, k, numbered(t, id, i), numbered(t, body, i));
    store_commit(t->w->store);
}
