#include "mockalb/visits.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/map.h"
#include "base/must.h"
#include "base/utf8.h"

#include "base/banned.h"

enum { MAX_VISITS = 1000, LINE_BYTES = 8 << 10, TEXT_BYTES = 2 << 10 };

struct visits {
    struct arena *arena;
    struct map *told;
};

struct visits *visits_new(void)
{
    struct visits *v = must_alloc(sizeof(*v));

    v->arena = arena_new();
    v->told = map_new();
    return v;
}

void visits_free(struct visits *v)
{
    if (!v)
        return;
    map_free(v->told);
    arena_free(v->arena);
    free(v);
}

static void add_member(struct visits *v, cJSON *line, const char *name, struct str value)
{
    if (value.len > TEXT_BYTES)
        value.len = TEXT_BYTES;
    if (value.at)
        json_add_text(line, name, utf8_show(v->arena, value));
}

static void write_line(struct visits *v, const char *visit, struct str host, const char *name,
                       struct str value, struct buf *to)
{
    cJSON *line = cJSON_CreateObject();

    json_add_text(line, "visit", visit);
    add_member(v, line, "host", host);
    if (name)
        add_member(v, line, name, value);
    json_print(to, line);
    cJSON_Delete(line);
    arena_reset(v->arena);
}

void visits_tell(struct visits *v, const char *visit, struct str host, const char *name,
                 struct str value)
{
    struct buf text = BUF_LIMIT(LINE_BYTES);

    if (!v || map_count(v->told) == MAX_VISITS)
        return;
    write_line(v, visit, host, name, value, &text);
    if (buf_ok(&text) && !map_get(v->told, buf_str(&text))) {
        map_put(v->told, buf_str(&text), v);
        printf("%s\n", text.at);
        fflush(stdout);
    }
    buf_done(&text);
}

bool visits_told(struct visits *v, const char *visit, struct str host, const char *name,
                 struct str value)
{
    struct buf text = BUF_LIMIT(LINE_BYTES);
    bool told;

    if (!v)
        return false;
    write_line(v, visit, host, name, value, &text);
    told = map_get(v->told, buf_str(&text));
    buf_done(&text);
    return told;
}
