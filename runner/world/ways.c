#include "runner/world/ways.h"

#include <string.h>

#include "base/buf.h"
#include "base/json.h"

#include "base/banned.h"

enum { MOST = 8, TEXT_BYTES = 16 << 10 };

struct way {
    const char *host, *why; /* why NULL: nothing leads there */
};

struct ways {
    struct arena *arena;
    struct way at[MOST];
    size_t count;
};

struct ways *ways_new(struct arena *a)
{
    struct ways *w = arena_new_of(a, struct ways);

    w->arena = a;
    return w;
}

void ways_hear(void *ways, struct str line)
{
    struct ways *w = ways;
    cJSON *json = json_parse(line, NULL);
    bool broke_off = json_is_text(json_get(json, "visit"), "handshake");
    bool elsewhere = json_is_text(json_get(json, "visit"), "elsewhere");
    const char *host = json_text_or(json, "host", "a host that it did not name");

    if ((broke_off || elsewhere) && w->count < MOST) {
        w->at[w->count++] =
            (struct way){ arena_strz(w->arena, str_of(host)),
                          broke_off ? arena_strz(w->arena, str_of(json_text_or(json, "why", "")))
                                    : NULL };
    }
    cJSON_Delete(json);
}

const char *ways_text(const struct ways *w, struct arena *a)
{
    struct buf text = BUF_LIMIT(TEXT_BYTES);
    bool broke_off = false;
    const char *result;

    for (size_t i = 0; i < w->count; i++) {
        const struct way *one = &w->at[i];
        broke_off = broke_off || one->why;
        if (one->why)
            buf_printf(&text, "the controller called %s by TLS and broke off: %s\n", one->host,
                       one->why);
        else
            buf_printf(&text, "the controller called %s, in vain: nothing here leads there\n",
                       one->host);
    }
    if (broke_off)
        buf_add_text(&text, "It does not trust the run's CA: SSL_CERT_FILE and its like name it, "
                            "or a flag of its own must (${ca})\n");
    result = text.len ? arena_strz(a, buf_str(&text)) : NULL;
    buf_done(&text);
    return result;
}
