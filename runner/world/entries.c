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

struct kept_list {
    struct kept **all; /* each by itself, so that it stays where it is */
    size_t count, room;
};

struct entries {
    struct kept_list shown, held;
    sieve_fn *sieve; /* NULL: all are shown */
    void *sieve_arg;
    uint64_t last; /* number of the last that came, whatever became of it */
    uint64_t revision;
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

static void list_free(struct kept_list *l)
{
    for (size_t i = 0; i < l->count; i++) {
        kept_free(l->all[i]);
    }
    free(l->all);
}

void entries_free(struct entries *s)
{
    if (!s)
        return;
    list_free(&s->shown);
    list_free(&s->held);
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

/* At its place: one that was held comes late. */
static void add_kept(struct kept_list *l, struct kept *take_entry)
{
    size_t at = l->count;

    if (l->count == l->room) {
        l->room = l->room ? 2 * l->room : 64;
        l->all = must_resize(l->all, l->room * sizeof(struct kept *));
    }
    for (; at > 0 && l->all[at - 1]->entry.seq > take_entry->entry.seq; at--)
        l->all[at] = l->all[at - 1];
    l->all[at] = take_entry;
    l->count++;
}

static void sort_in(struct entries *s, struct kept *take_entry)
{
    enum sieved how = s->sieve ? s->sieve(s->sieve_arg, take_entry->json) : SIEVED_shown;

    if (how != SIEVED_dropped && take_entry->entry.type == ENTRY_change &&
        take_entry->entry.revision > s->revision)
        s->revision = take_entry->entry.revision;
    if (how == SIEVED_dropped)
        kept_free(take_entry);
    else
        add_kept(how == SIEVED_shown ? &s->shown : &s->held, take_entry);
}

void entries_sieve(struct entries *s, sieve_fn *fn, void *arg)
{
    s->sieve = fn;
    s->sieve_arg = arg;
}

void entries_sieve_again(struct entries *s)
{
    struct kept_list before = s->held;

    s->held = (struct kept_list){ NULL, 0, 0 };
    for (size_t i = 0; i < before.count; i++)
        sort_in(s, before.all[i]);
    free(before.all);
}

/* How many come in a second, by those that came last. */
static long long rate_of(const struct entries *s)
{
    const struct kept_list *l = s->shown.count > s->held.count ? &s->shown : &s->held;
    size_t count = l->count < MAX_ENTRIES / 2 ? l->count : MAX_ENTRIES / 2;
    int64_t ms = l->all[l->count - 1]->entry.ms - l->all[l->count - count]->entry.ms;

    return (long long)((int64_t)count * 1000 / (ms > 0 ? ms : 1));
}

static bool add_line(struct entries *s, struct str line, struct err *err)
{
    cJSON *json;
    struct kept *k;

    if (!str_trim(line).len)
        return true;
    if (s->shown.count + s->held.count == MAX_ENTRIES)
        return err_set(err,
                       "the cloud was flooded: more than %d calls and changes in one case, %lld a "
                       "second",
                       MAX_ENTRIES, rate_of(s));
    json = json_parse(line, err);
    if (!json)
        return false;
    k = kept_of(json);
    if (!k || k->entry.seq <= s->last) {
        kept_free(k);
        return err_set(err, "the mock's journal has a line that is no entry: %.*s",
                       (int)(line.len < 200 ? line.len : 200), line.at);
    }
    s->last = k->entry.seq;
    sort_in(s, k);
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
    return s->shown.count;
}

const struct entry *entries_at(const struct entries *s, size_t at)
{
    must(at < s->shown.count);
    return &s->shown.all[at]->entry;
}

size_t entries_first_after(const struct entries *s, uint64_t seq)
{
    size_t from = 0, to = s->shown.count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (s->shown.all[middle]->entry.seq > seq)
            to = middle;
        else
            from = middle + 1;
    }
    return from;
}

const struct entry *entries_find(const struct entries *s, uint64_t seq)
{
    size_t at = seq ? entries_first_after(s, seq - 1) : s->shown.count;

    return at < s->shown.count && s->shown.all[at]->entry.seq == seq ? &s->shown.all[at]->entry
                                                                     : NULL;
}

size_t entries_calls_since(const struct entries *s, uint64_t seq, const char *action, bool writes)
{
    size_t count = 0;

    for (size_t i = entries_first_after(s, seq); i < s->shown.count; i++) {
        const struct entry *e = &s->shown.all[i]->entry;
        if (e->type == ENTRY_call && (e->write || !writes) &&
            (!action || str_is(str_of(e->action), action)))
            count++;
    }
    return count;
}

uint64_t entries_call_on(const struct entries *s, const char *kind, const char *id)
{
    for (size_t i = s->shown.count; i-- > 0;) {
        const struct entry *e = &s->shown.all[i]->entry;
        if (e->type == ENTRY_change && e->call && str_is(str_of(e->kind), kind) &&
            (!id || str_is(str_of(e->id), id)))
            return e->call;
    }
    return 0;
}

uint64_t entries_last(const struct entries *s)
{
    return s->last;
}

uint64_t entries_revision(const struct entries *s)
{
    return s->revision;
}
