#include "mockalb/control/snapshots.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/must.h"

#include "base/banned.h"

#define NAME_BYTES "A-Z, a-z, 0-9, '.', '_' and '-'"

struct snapshot {
    char *name, *text;
    size_t len;
};

struct snapshots {
    struct snapshot at[LIMIT_SNAPSHOTS]; /* in the order of their names */
    size_t count, bytes;
};

struct snapshots *snapshots_new(void)
{
    return must_alloc(sizeof(struct snapshots));
}

void snapshots_free(struct snapshots *s)
{
    if (!s)
        return;
    while (s->count)
        snapshots_drop(s, s->at[0].name);
    free(s);
}

/* Where the name is, or belongs. */
static size_t place_of(const struct snapshots *s, const char *name, bool *ret_there)
{
    size_t i = 0;

    while (i < s->count && strcmp(s->at[i].name, name) < 0)
        i++;
    *ret_there = i < s->count && strcmp(s->at[i].name, name) == 0;
    return i;
}

bool snapshots_put(struct snapshots *s, const char *name, struct str document, struct err *err)
{
    bool there;
    size_t at = place_of(s, name, &there), length = strlen(name);

    if (!length || length > 64 ||
        strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") != length)
        return err_set(err, "a snapshot's name has 1 to 64 of " NAME_BYTES);
    if (!there && s->count == LIMIT_SNAPSHOTS)
        return err_set(err, "there are %u snapshots, the most there may be; DELETE one first",
                       LIMIT_SNAPSHOTS);
    if (s->bytes - (there ? s->at[at].len : 0) + document.len > LIMIT_SNAPSHOT_BYTES)
        return err_set(err, "all snapshots together may have %u bytes; DELETE one first",
                       LIMIT_SNAPSHOT_BYTES);
    if (there)
        snapshots_drop(s, name);
    memmove(&s->at[at + 1], &s->at[at], (s->count - at) * sizeof(s->at[0]));
    s->at[at] = (struct snapshot){ must_copy(name), must_alloc(document.len + 1), document.len };
    memcpy(s->at[at].text, document.at, document.len);
    s->count++;
    s->bytes += document.len;
    return true;
}

bool snapshots_drop(struct snapshots *s, const char *name)
{
    bool there;
    size_t at = place_of(s, name, &there);

    if (!there)
        return false;
    s->bytes -= s->at[at].len;
    free(s->at[at].text);
    free(s->at[at].name);
    s->count--;
    memmove(&s->at[at], &s->at[at + 1], (s->count - at) * sizeof(s->at[0]));
    return true;
}

struct str snapshots_get(const struct snapshots *s, const char *name)
{
    bool there;
    size_t at = place_of(s, name, &there);

    return there ? (struct str){ s->at[at].text, s->at[at].len } : STR_NONE;
}

cJSON *snapshots_list(const struct snapshots *s)
{
    cJSON *list = cJSON_CreateArray();

    for (size_t i = 0; i < s->count; i++) {
        cJSON *item = json_push(list, cJSON_CreateObject());
        json_add_text(item, "name", s->at[i].name);
        json_add_int(item, "bytes", (int64_t)s->at[i].len);
    }
    return list;
}
