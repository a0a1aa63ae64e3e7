#include "runner/world/entries.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"

#include "base/banned.h"

enum {
    LINE_LIMIT = 2 * LIMIT_BODY_BYTES, /* an entry holds a call's parameters and its reply */
    MAX_ENTRIES = 20000,               /* of one case: more is a controller out of control */
};

struct kept {
    struct entry entry;
    cJSON *json;
};

struct entries {
    struct kept **all; /* each by itself, so that it stays where it is */
    size_t count, room;
    struct buf line; /* the begin of one whose end has not come yet */
};

struct entries *entries_new(void)
{
    struct entries *s = must_alloc(sizeof(*s));

    s->line = BUF_LIMIT(LINE_LIMIT);
    return s;
}

static void kept_free(struct kept *k)
{
    if (!k)
        return;
    cJSON_Delete(k->json);
    free(k);
}

void entries_free(struct entries *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->count; i++) {
        kept_free(s->all[i]);
    }
    free(s->all);
    buf_done(&s->line);
    free(s);
}

static void read_call(struct entry *e, const cJSON *json)
{
    e->type = ENTRY_call;
    e->write = json_bool(json, "write");
    e->status = (int)json_int(json, "status");
    e->caller = json_text(json, "caller");
    e->action = json_text(json, "action");
    e->region = json_text(json, "region");
    e->code = json_text(json, "code");
}

static void read_change(struct entry *e, const cJSON *json)
{
    e->type = ENTRY_change;
    e->call = (uint64_t)json_int(json, "call");
    e->change = json_text(json, "change");
    e->kind = json_text(json, "kind");
    e->id = json_text(json, "id");
    e->object_state = json_text(json, "status");
}

/* NULL: the line is no entry, and freed. */
static struct kept *kept_of(cJSON *take_line)
{
    const char *type = json_text(take_line, "type");
    struct kept *k = must_alloc(sizeof(*k));
    struct entry *e = &k->entry;

    k->json = take_line;
    if (!type || json_int(take_line, "seq") <= 0) {
        kept_free(k);
        return NULL;
    }
    e->json = take_line;
    e->seq = (uint64_t)json_int(take_line, "seq");
    e->revision = (uint64_t)json_int(take_line, "revision");
    e->ms = json_int(take_line, "ms");
    if (strcmp(type, "call") == 0)
        read_call(e, take_line);
    else
        read_change(e, take_line);
    return k;
}

static void add_kept(struct entries *s, struct kept *take_entry)
{
    if (s->count == s->room) {
        s->room = s->room ? 2 * s->room : 64;
        s->all = must_resize(s->all, s->room * sizeof(struct kept *));
    }
    s->all[s->count++] = take_entry;
}

static bool add_line(struct entries *s, struct str line, struct err *err)
{
    cJSON *json;
    struct kept *k;

    if (!str_trim(line).len)
        return true;
    if (s->count == MAX_ENTRIES)
        return err_set(err, "the cloud was flooded: more than %d calls and changes in one case",
                       MAX_ENTRIES);
    json = json_parse(line, err);
    if (!json)
        return false;
    k = kept_of(json);
    if (!k || (s->count && k->entry.seq <= s->all[s->count - 1]->entry.seq)) {
        kept_free(k);
        return err_set(err, "the mock's journal has a line that is no entry: %.*s",
                       (int)(line.len < 200 ? line.len : 200), line.at);
    }
    add_kept(s, k);
    return true;
}

bool entries_feed(struct entries *s, struct str bytes, struct err *err)
{
    size_t end;

    while (str_find(bytes, '\n', &end)) {
        buf_add(&s->line, (struct str){ bytes.at, end });
        bytes = str_skip(bytes, end + 1);
        if (!buf_ok(&s->line))
            return err_set(err, "the mock's journal has a line of more than %u bytes", LINE_LIMIT);
        if (!add_line(s, buf_str(&s->line), err))
            return false;
        buf_reset(&s->line);
    }
    buf_add(&s->line, bytes);
    return true;
}

size_t entries_count(const struct entries *s)
{
    return s->count;
}

const struct entry *entries_at(const struct entries *s, size_t at)
{
    must(at < s->count);
    return &s->all[at]->entry;
}

size_t entries_first_after(const struct entries *s, uint64_t seq)
{
    size_t from = 0, to = s->count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (s->all[middle]->entry.seq > seq)
            to = middle;
        else
            from = middle + 1;
    }
    return from;
}

const struct entry *entries_find(const struct entries *s, uint64_t seq)
{
    size_t at = seq ? entries_first_after(s, seq - 1) : s->count;

    return at < s->count && s->all[at]->entry.seq == seq ? &s->all[at]->entry : NULL;
}

size_t entries_calls_since(const struct entries *s, uint64_t seq, const char *action, bool writes)
{
    size_t count = 0;

    for (size_t i = entries_first_after(s, seq); i < s->count; i++) {
        const struct entry *e = &s->all[i]->entry;
        if (e->type == ENTRY_call && (e->write || !writes) &&
            (!action || str_is(str_of(e->action), action)))
            count++;
    }
    return count;
}

uint64_t entries_call_on(const struct entries *s, const char *kind, const char *id)
{
    for (size_t i = s->count; i-- > 0;) {
        const struct entry *e = &s->all[i]->entry;
        if (e->type == ENTRY_change && e->call && str_is(str_of(e->kind), kind) &&
            (!id || str_is(str_of(e->id), id)))
            return e->call;
    }
    return 0;
}
