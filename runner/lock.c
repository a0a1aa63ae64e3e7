#include "runner/lock.h"

#include <string.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/limits.h"

#include "base/banned.h"

enum { DIGEST_CHARS = 16 };

struct locked {
    struct str id, digest;
    int line;
};

static const char *path_of(struct arena *a, const struct library *l)
{
    return arena_printf(a, "%s/requirements/lock.txt", l->suites);
}

/* How a sentence is broken into lines is no part of what it means. */
static const char *digest_of(struct arena *a, const struct requirement *r)
{
    return arena_printf(a, "%.*s", DIGEST_CHARS, digest_sha256_hex(a, str_of(r->sentence)));
}

static bool read_text(struct arena *a, const char *path, struct str *ret, struct err *err)
{
    *ret = STR("");
    return !file_exists(path) || file_read(a, path, LIMIT_STATE_BYTES, ret, err);
}

/* The next line that holds an id. */
static bool next_locked(struct str *text, struct locked *ret)
{
    while (text->at && text->len) {
        struct str line = str_cut(text, '\n');
        ret->line++;
        ret->digest = str_trim(line);
        ret->id = str_cut(&ret->digest, ' ');
        if (ret->id.len && ret->id.at[0] != '#')
            return true;
    }
    return false;
}

static bool find_locked(struct str text, const char *id, struct locked *ret)
{
    *ret = (struct locked){ .line = 0 };
    while (next_locked(&text, ret)) {
        if (str_is(ret->id, id))
            return true;
    }
    return false;
}

bool lock_check(struct arena *a, const struct library *l, struct buf *complaints, struct err *err)
{
    const char *path = path_of(a, l);
    struct str text, rest;
    struct locked at = { .line = 0 };

    if (!read_text(a, path, &text, err))
        return false;
    for (rest = text; next_locked(&rest, &at);) {
        if (!requirement_find(l->requirements, at.id, NULL))
            buf_printf(complaints, "%s:%d: %.*s is gone: an id is for ever\n", path, at.line,
                       STR_ARG(at.id));
    }
    for (size_t i = 0; i < requirement_count(l->requirements); i++) {
        const struct requirement *r = requirement_at(l->requirements, i);
        const char *digest = digest_of(a, r);
        if (!find_locked(text, r->id, &at))
            buf_printf(complaints, "%s:%d: %s is not locked: albspec trace --lock adds it\n",
                       r->file, r->line, r->id);
        else if (!str_is(at.digest, digest))
            buf_printf(complaints,
                       "%s:%d: %s has another sentence than the one that was locked: another "
                       "meaning needs a new id (better words for the same: %s:%d wants %s)\n",
                       r->file, r->line, r->id, path, at.line, digest);
    }
    return true;
}

bool lock_extend(struct arena *a, const struct library *l, struct err *err)
{
    const char *path = path_of(a, l);
    struct buf to = BUF_LIMIT(LIMIT_STATE_BYTES);
    struct locked at;
    struct str text;
    bool good;

    if (!read_text(a, path, &text, err))
        return false;
    buf_add(&to, text);
    for (size_t i = 0; i < requirement_count(l->requirements); i++) {
        const struct requirement *r = requirement_at(l->requirements, i);
        if (!find_locked(text, r->id, &at))
            buf_printf(&to, "%s %s\n", r->id, digest_of(a, r));
    }
    good = file_write(path, buf_str(&to), err);
    buf_done(&to);
    return good;
}
