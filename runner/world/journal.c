#include "runner/world/journal.h"

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

struct journal {
    struct entry **entries; /* each by itself, so that it stays where it is */
    size_t count, room;
    struct buf line; /* the begin of one whose end has not come yet */
};

struct journal *journal_new(void)
{
    struct journal *j = must_alloc(sizeof(*j));

    j->line = BUF_LIMIT(LINE_LIMIT);
    return j;
}

static void free_json(const struct entry *e)
{
    cJSON_Delete((cJSON *)(uintptr_t)e->json);
}

void journal_free(struct journal *j)
{
    if (!j)
        return;
    for (size_t i = 0; i < j->count; i++) {
        free_json(j->entries[i]);
        free(j->entries[i]);
    }
    free(j->entries);
    buf_done(&j->line);
    free(j);
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

static struct entry *entry_of(const cJSON *json)
{
    const char *type = json_text(json, "type");
    struct entry *e;

    if (!type || json_int(json, "seq") <= 0)
        return NULL;
    e = must_alloc(sizeof(*e));
    e->json = json;
    e->seq = (uint64_t)json_int(json, "seq");
    e->revision = (uint64_t)json_int(json, "revision");
    e->ms = json_int(json, "ms");
    if (strcmp(type, "call") == 0)
        read_call(e, json);
    else
        read_change(e, json);
    return e;
}

static bool add_line(struct journal *j, struct str line, struct err *err)
{
    cJSON *json;
    struct entry *e;

    if (!str_trim(line).len)
        return true;
    json = json_parse(line, err);
    if (!json)
        return false;
    e = entry_of(json);
    if (!e || (j->count && e->seq <= j->entries[j->count - 1]->seq)) {
        cJSON_Delete(json);
        free(e);
        return err_set(err, "the mock's journal has a line that is no entry: %.*s",
                       (int)(line.len < 200 ? line.len : 200), line.at);
    }
    if (j->count == MAX_ENTRIES) {
        cJSON_Delete(json);
        free(e);
        return err_set(err, "the cloud was flooded: more than %d calls and changes in one case",
                       MAX_ENTRIES);
    }
    if (j->count == j->room) {
        j->room = j->room ? 2 * j->room : 64;
        j->entries = must_resize(j->entries, j->room * sizeof(struct entry *));
    }
    j->entries[j->count++] = e;
    return true;
}

bool journal_feed(struct journal *j, struct str bytes, struct err *err)
{
    size_t end;

    while (str_find(bytes, '\n', &end)) {
        buf_add(&j->line, (struct str){ bytes.at, end });
        bytes = str_skip(bytes, end + 1);
        if (!buf_ok(&j->line))
            return err_set(err, "the mock's journal has a line of more than %u bytes", LINE_LIMIT);
        if (!add_line(j, buf_str(&j->line), err))
            return false;
        buf_reset(&j->line);
    }
    buf_add(&j->line, bytes);
    return true;
}

size_t journal_count(const struct journal *j)
{
    return j->count;
}

const struct entry *journal_at(const struct journal *j, size_t at)
{
    must(at < j->count);
    return j->entries[at];
}

size_t journal_first_after(const struct journal *j, uint64_t seq)
{
    size_t from = 0, to = j->count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (j->entries[middle]->seq > seq)
            to = middle;
        else
            from = middle + 1;
    }
    return from;
}

const struct entry *journal_find(const struct journal *j, uint64_t seq)
{
    size_t at = seq ? journal_first_after(j, seq - 1) : j->count;

    return at < j->count && j->entries[at]->seq == seq ? j->entries[at] : NULL;
}

size_t journal_calls_since(const struct journal *j, uint64_t seq, const char *action, bool writes)
{
    size_t count = 0;

    for (size_t i = journal_first_after(j, seq); i < j->count; i++) {
        const struct entry *e = j->entries[i];
        if (e->type == ENTRY_call && (e->write || !writes) &&
            (!action || str_is(str_of(e->action), action)))
            count++;
    }
    return count;
}

uint64_t journal_call_on(const struct journal *j, const char *kind, const char *id)
{
    for (size_t i = j->count; i-- > 0;) {
        const struct entry *e = j->entries[i];
        if (e->type == ENTRY_change && e->call && str_is(str_of(e->kind), kind) &&
            (!id || str_is(str_of(e->id), id)))
            return e->call;
    }
    return 0;
}
