/*
 * Entries lie in a ring that doubles until it has its full size. Numbers have no
 * gaps, so an entry's place follows from its number.
 */
#include "mockalb/gateway/journal.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"

#include "base/banned.h"

#define LINE_LIMIT (LIMIT_JOURNAL_BYTES / 8)

struct entry {
    struct blob *line;
    char *action, *caller; /* of a call */
    bool write;
};

struct journal {
    struct clock *clock;
    struct store *store;
    struct follower follower;
    struct entry *ring;
    size_t room, count;
    uint64_t first; /* number of the oldest entry, or of the next when there is none */
    size_t bytes;
    bool in_call;
    struct blob **held; /* changes of the call under way */
    size_t held_count, held_room;
    struct journal_reader *readers;
};

uint64_t journal_first(const struct journal *j)
{
    return j->first;
}

uint64_t journal_last(const struct journal *j)
{
    return j->first + j->count - 1;
}

static struct entry *entry_at(const struct journal *j, uint64_t seq)
{
    must(j->room);
    return &j->ring[seq % j->room];
}

static void forget_oldest(struct journal *j)
{
    struct entry *e = entry_at(j, j->first);

    j->bytes -= blob_str(e->line).len;
    blob_unref(e->line);
    free(e->action);
    free(e->caller);
    j->first++;
    j->count--;
}

void journal_clear(struct journal *j)
{
    while (j->count)
        forget_oldest(j);
}

/* Makes the full ring twice as large. */
static void grow(struct journal *j)
{
    struct entry *old = j->ring;
    size_t old_room = j->room;

    must(j->count == old_room);
    j->room = old_room ? 2 * old_room : 64;
    j->ring = must_alloc(j->room * sizeof(*j->ring));
    for (size_t i = 0; i < old_room; i++)
        *entry_at(j, j->first + i) = old[(j->first + i) % old_room];
    free(old);
}

static void make_room(struct journal *j, size_t bytes)
{
    while (j->count &&
           (j->count >= LIMIT_JOURNAL_ENTRIES || j->bytes + bytes > LIMIT_JOURNAL_BYTES))
        forget_oldest(j);
    if (j->count == j->room)
        grow(j);
}

static bool passes(const struct journal_filter *f, const struct entry *e)
{
    bool is_call = e->action != NULL;

    if (f->type != JOURNAL_any && (f->type == JOURNAL_call) != is_call)
        return false;
    if (f->action && !(is_call && strcmp(e->action, f->action) == 0))
        return false;
    if (f->caller && !(is_call && strcmp(e->caller, f->caller) == 0))
        return false;
    return !f->write || e->write;
}

static void append(struct journal *j, struct entry take_entry)
{
    size_t bytes = blob_str(take_entry.line).len;
    struct blob *line = blob_ref(take_entry.line); /* a reader may end what it reads */

    make_room(j, bytes);
    *entry_at(j, j->first + j->count) = take_entry;
    j->count++;
    j->bytes += bytes;
    for (struct journal_reader *r = j->readers, *next; r; r = next) {
        next = r->next;
        if (passes(&r->filter, &take_entry))
            r->send(r, line);
    }
    blob_unref(line);
}

static void add_time(struct journal *j, cJSON *entry)
{
    char time[CLOCK_ISO_ROOM];

    clock_iso_ms(clock_ms(j->clock), time);
    json_add_int(entry, "ms", clock_ms(j->clock));
    json_add_text(entry, "time", time);
}

static void add_text_or_null(cJSON *entry, const char *name, const char *text)
{
    if (text)
        json_add_text(entry, name, text);
    else
        json_add(entry, name, cJSON_CreateNull());
}

/* The state of an object as its body tells: LoadBalancerStatus of an alb/LoadBalancer, or Status. */
static const char *status_of(const struct object *o)
{
    const char *slash = strrchr(o->kind->name, '/');
    struct buf name = BUF_LIMIT(256);
    const char *status;

    buf_printf(&name, "%sStatus", slash ? slash + 1 : o->kind->name);
    status = cJSON_GetStringValue(json_get(o->body, buf_str(&name).at));
    buf_done(&name);
    return status ? status : cJSON_GetStringValue(json_get(o->body, "Status"));
}

static struct blob *line_of(cJSON *take_entry)
{
    struct buf line = BUF_LIMIT(LINE_LIMIT);

    json_print(&line, take_entry);
    buf_add_char(&line, '\n');
    cJSON_Delete(take_entry);
    return blob_of_buf(&line);
}

static struct blob *render_change(struct journal *j, const struct change *c, uint64_t seq,
                                  uint64_t call)
{
    static const char *const names[] = {
        [CHANGE_added] = "added", [CHANGE_modified] = "modified", [CHANGE_deleted] = "deleted"
    };
    const struct object *o = c->after ? c->after : c->before;
    cJSON *entry = cJSON_CreateObject();

    json_add_int(entry, "seq", (int64_t)seq);
    json_add_text(entry, "type", "change");
    add_time(j, entry);
    json_add_int(entry, "call", (int64_t)call);
    json_add_text(entry, "change", names[c->type]);
    json_add_text(entry, "kind", o->kind->name);
    json_add_text(entry, "scope", o->scope);
    json_add_text(entry, "id", o->id);
    json_add_int(entry, "revision", (int64_t)c->revision);
    add_text_or_null(entry, "status", status_of(o));
    return line_of(entry);
}

static void on_change(struct follower *f, const struct change *c)
{
    struct journal *j = (struct journal *)((char *)f - offsetof(struct journal, follower));
    uint64_t next = j->first + j->count;

    if (!j->in_call) {
        append(j, (struct entry){ .line = render_change(j, c, next, 0) });
        return;
    }
    if (j->held_count == j->held_room) {
        j->held_room = j->held_room ? 2 * j->held_room : 16;
        j->held = must_resize(j->held, j->held_room * sizeof(struct blob *));
    }
    j->held[j->held_count] = render_change(j, c, next + 1 + j->held_count, next);
    j->held_count++;
}

struct journal *journal_new(struct store *s, struct clock *c)
{
    struct journal *j = must_alloc(sizeof(*j));

    j->clock = c;
    j->store = s;
    j->first = 1;
    j->follower.changed = on_change;
    store_follow(s, &j->follower);
    return j;
}

void journal_free(struct journal *j)
{
    if (!j)
        return;
    store_unfollow(&j->follower);
    while (j->readers)
        journal_unfollow(j->readers);
    journal_clear(j);
    free(j->held);
    free(j->ring);
    free(j);
}

void journal_begin_call(struct journal *j)
{
    must(!j->in_call);
    j->in_call = true;
}

static void print_text(struct buf *line, const char *member, const char *text)
{
    buf_add_text(line, member);
    if (text)
        json_print_text(line, text);
    else
        buf_add_text(line, "null");
}

static void print_int(struct buf *line, const char *member, int64_t value)
{
    buf_add_text(line, member);
    json_print_int(line, value);
}

static void print_tree(struct buf *line, const char *member, const cJSON *tree, const char *none)
{
    buf_add_text(line, member);
    if (tree)
        json_print(line, tree);
    else
        buf_add_text(line, none);
}

/* Written as it goes, without a tree of its own: every call has one of these. */
static void print_call(struct buf *line, struct journal *j, const struct journal_call *call)
{
    char time[CLOCK_ISO_ROOM];

    clock_iso_ms(clock_ms(j->clock), time);
    buf_room(line, 1024 + call->reply.len);
    print_int(line, "{\"seq\":", (int64_t)(j->first + j->count));
    print_int(line, ",\"type\":\"call\",\"ms\":", clock_ms(j->clock));
    print_text(line, ",\"time\":", time);
    print_text(line, ",\"caller\":", call->caller ? call->caller : "");
    print_text(line, ",\"product\":", call->product);
    print_text(line, ",\"version\":", call->version);
    print_text(line, ",\"action\":", call->action);
    print_text(line, ",\"region\":", call->region ? call->region : "");
    buf_add_text(line, call->write ? ",\"write\":true" : ",\"write\":false");
    print_int(line, ",\"status\":", call->status);
    print_text(line, ",\"code\":", call->code);
    print_text(line, ",\"message\":", call->message);
    print_text(line, ",\"stage\":", call->stage);
    print_text(line, ",\"requestId\":", call->request_id);
    print_int(line, ",\"revision\":", (int64_t)store_revision(j->store));
    print_tree(line, ",\"params\":", call->params, "null");
    print_tree(line, ",\"unknown\":", call->unknown, "[]");
    buf_add_text(line, ",\"reply\":");
    buf_add(line, call->reply.at ? call->reply : STR("null"));
    buf_add_text(line, "}\n");
}

/* What is too large for an entry is left out of it. */
static struct blob *render_call(struct journal *j, const struct journal_call *call)
{
    struct journal_call small = *call;
    struct buf line = BUF_LIMIT(LINE_LIMIT);

    print_call(&line, j, call);
    if (!buf_ok(&line)) {
        small.params = small.unknown = NULL;
        small.message = NULL;
        small.reply = STR_NONE;
        buf_reset(&line);
        print_call(&line, j, &small);
    }
    return blob_of_buf(&line);
}

void journal_end_call(struct journal *j, const struct journal_call *call)
{
    must(j->in_call);
    j->in_call = false;
    append(j, (struct entry){ .line = render_call(j, call),
                              .action = must_copy(call->action ? call->action : ""),
                              .caller = must_copy(call->caller ? call->caller : ""),
                              .write = call->write });
    for (size_t i = 0; i < j->held_count; i++)
        append(j, (struct entry){ .line = j->held[i] });
    j->held_count = 0;
}

uint64_t journal_read(const struct journal *j, const struct journal_filter *filter, uint64_t since,
                      size_t limit, void (*fn)(void *arg, struct blob *line), void *arg)
{
    uint64_t end = j->first + j->count, seq = since + 1 > j->first ? since + 1 : j->first;

    for (; seq < end && limit; seq++) {
        const struct entry *e = entry_at(j, seq);
        if (!passes(filter, e))
            continue;
        fn(arg, e->line);
        limit--;
    }
    return seq - 1 < since ? since : seq - 1;
}

size_t journal_bytes_after(const struct journal *j, uint64_t since)
{
    uint64_t end = j->first + j->count;
    size_t bytes = 0;

    for (uint64_t seq = since + 1 > j->first ? since + 1 : j->first; seq < end; seq++)
        bytes += blob_str(entry_at(j, seq)->line).len;
    return bytes;
}

static void send_to(void *arg, struct blob *line)
{
    struct journal_reader *r = arg;

    if (r->link) /* it may have ended on an earlier line */
        r->send(r, line);
}

void journal_follow(struct journal *j, struct journal_reader *r, uint64_t since)
{
    r->next = j->readers;
    r->link = &j->readers;
    if (r->next)
        r->next->link = &r->next;
    j->readers = r;
    journal_read(j, &r->filter, since, SIZE_MAX, send_to, r);
}

void journal_unfollow(struct journal_reader *r)
{
    if (!r->link)
        return;
    *r->link = r->next;
    if (r->next)
        r->next->link = r->link;
    r->link = NULL;
}
