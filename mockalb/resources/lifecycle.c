/*
 * Pending objects stand in a list, the next to come due first and of equal ones
 * the oldest (which a state document knows, too); a map finds an object's entry. One timer waits for the head.
 */
#include "mockalb/resources/lifecycle.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/map.h"
#include "base/must.h"
#include "mockalb/kinds/kinds.h"

#include "base/banned.h"

#define NEXT "_next"
#define DUE  "_dueMs"

struct pending {
    const struct kind *kind;
    char *scope, *id;
    int64_t due_ms;
    uint64_t created;
    struct pending *before, *after;
};

struct lifecycle {
    struct store *store;
    struct clock *clock;
    bool realistic;
    struct follower follower;
    struct timer timer;
    struct arena *scratch;
    struct map *by_key;
    struct pending *first, *last;
};

static const struct {
    const struct kind *kind;
    const char *state, *next;
    int64_t realistic_ms;
} states[] = {
#define STATE(kind, state, next, ms) { &kind_##kind, state, next, ms },
#include "mockalb/resources/lifecycle.def"
#undef STATE
};

#define STATES (sizeof(states) / sizeof(states[0]))

static size_t find_row(const struct kind *k, const char *state)
{
    size_t i = 0;

    while (i < STATES && (states[i].kind != k || strcmp(states[i].state, state) != 0))
        i++;
    return i;
}

static size_t state_row(const struct kind *k, const char *state)
{
    size_t row = find_row(k, state);

    must(row < STATES);
    return row;
}

bool lifecycle_knows(const char *profile)
{
    return strcmp(profile, "instant") == 0 || strcmp(profile, "realistic") == 0;
}

int64_t lifecycle_ms(const struct lifecycle *l, const struct kind *k, const char *state)
{
    return l->realistic ? states[state_row(k, state)].realistic_ms : 0;
}

static cJSON *enter(const struct lifecycle *l, const struct kind *k, cJSON *body, size_t row,
                    const char *next, int64_t ms)
{
    json_set(body, kind_state(k), cJSON_CreateString(states[row].state));
    json_set(body, NEXT, next ? cJSON_CreateString(next) : cJSON_CreateNull());
    json_set(body, DUE, cJSON_CreateNumber((double)(clock_ms(l->clock) + ms)));
    return body;
}

cJSON *lifecycle_enter_then(const struct lifecycle *l, const struct kind *k, cJSON *body,
                            const char *state, const char *next)
{
    return enter(l, k, body, state_row(k, state), next, lifecycle_ms(l, k, state));
}

cJSON *lifecycle_enter_for(const struct lifecycle *l, const struct kind *k, cJSON *body,
                           const char *state, int64_t ms)
{
    size_t row = state_row(k, state);

    return enter(l, k, body, row, states[row].next, ms);
}

cJSON *lifecycle_enter(const struct lifecycle *l, const struct kind *k, cJSON *body,
                       const char *state)
{
    return lifecycle_enter_for(l, k, body, state, lifecycle_ms(l, k, state));
}

cJSON *lifecycle_settled(const struct kind *k, cJSON *body, const char *state)
{
    json_set(body, kind_state(k), cJSON_CreateString(state));
    json_drop(body, NEXT);
    json_drop(body, DUE);
    return body;
}

const char *lifecycle_state(const struct object *o)
{
    const char *member = kind_state(o->kind);

    return member ? json_text_or(o->body, member, "") : "";
}

/* When an object is due; -1 when nothing is pending. What a state document says may be nonsense. */
static int64_t due_of(const struct object *o)
{
    const cJSON *due = json_get(o->body, DUE);

    if (!kind_state(o->kind) || !cJSON_IsNumber(due))
        return -1;
    return due->valuedouble > 0 && due->valuedouble < 1e15 ? (int64_t)due->valuedouble : 0;
}

bool lifecycle_is_settled(const struct object *o)
{
    return due_of(o) < 0;
}

bool lifecycle_is_going(const struct object *o)
{
    return cJSON_IsNull(json_get(o->body, NEXT));
}

/* What an object owns, in copies, since dropping one ends the view of it. */
struct owned_objects {
    struct arena *arena;
    struct object *items;
    size_t count, room;
};

static bool collect_owned(void *arg, const struct object *o)
{
    struct owned_objects *owned = arg;

    if (owned->count == owned->room) {
        owned->room = owned->room ? owned->room * 2 : 16;
        owned->items = must_resize(owned->items, owned->room * sizeof(*owned->items));
    }
    struct object *copy = &owned->items[owned->count++];
    *copy = *o;
    copy->scope = arena_strz(owned->arena, str_of(o->scope));
    copy->id = arena_strz(owned->arena, str_of(o->id));
    return true;
}

static void drop_tree(struct store *s, struct arena *a, const struct object *o)
{
    const struct kind *kind;
    struct owned_objects owned = { .arena = a };

    for (size_t i = 0; (kind = kind_owned_by(o->kind, i)); i++)
        store_children(s, kind, o->id, collect_owned, &owned);
    for (size_t i = 0; i < owned.count; i++)
        drop_tree(s, a, &owned.items[i]);
    free(owned.items);
    store_drop(s, o->kind, o->scope, o->id);
}

void lifecycle_drop(struct store *s, const struct object *o)
{
    struct arena *a = arena_new();
    struct object copy = *o;

    copy.scope = arena_strz(a, str_of(o->scope));
    copy.id = arena_strz(a, str_of(o->id));
    drop_tree(s, a, &copy);
    arena_free(a);
}

static void timer_follows_head(struct lifecycle *l)
{
    if (!l->first)
        timer_stop(&l->timer);
    else if (!l->timer.link || l->timer.due_ms != l->first->due_ms)
        timer_set(l->clock, &l->timer, l->first->due_ms - clock_ms(l->clock));
}

static void pending_unlink(struct lifecycle *l, struct pending *p)
{
    if (p->before)
        p->before->after = p->after;
    else
        l->first = p->after;
    if (p->after)
        p->after->before = p->before;
    else
        l->last = p->before;
}

static bool is_later(const struct pending *p, const struct pending *than)
{
    return p->due_ms != than->due_ms ? p->due_ms > than->due_ms : p->created > than->created;
}

/* From the end: nearly always what comes due last was put last. */
static void pending_link(struct lifecycle *l, struct pending *p)
{
    struct pending *before = l->last;

    while (before && is_later(before, p))
        before = before->before;
    p->before = before;
    p->after = before ? before->after : l->first;
    if (p->before)
        p->before->after = p;
    else
        l->first = p;
    if (p->after)
        p->after->before = p;
    else
        l->last = p;
}

static void pending_free(struct pending *p)
{
    free(p->scope);
    free(p->id);
    free(p);
}

/* An object has a due time, another one than before, or (when gone) none any more. */
static void pending_note(struct lifecycle *l, const struct object *o, bool gone)
{
    int64_t due_ms = gone ? -1 : due_of(o);

    if (due_ms < 0 && !l->first)
        return;
    arena_reset(l->scratch);
    struct str key = str_of(arena_printf(l->scratch, "%s %s %s", o->kind->name, o->scope, o->id));
    struct pending *p = map_get(l->by_key, key);
    if (p && p->due_ms == due_ms && p->created == o->created)
        return;
    if (p) {
        pending_unlink(l, p);
        map_drop(l->by_key, key);
        pending_free(p);
    }
    if (due_ms < 0)
        return;
    p = must_alloc(sizeof(*p));
    *p = (struct pending){ .kind = o->kind,
                           .scope = must_copy(o->scope),
                           .id = must_copy(o->id),
                           .due_ms = due_ms,
                           .created = o->created };
    pending_link(l, p);
    map_put(l->by_key, key, p);
}

static void store_changed(struct follower *f, const struct change *c)
{
    struct lifecycle *l = (struct lifecycle *)((char *)f - offsetof(struct lifecycle, follower));

    pending_note(l, c->after ? c->after : c->before, !c->after);
    timer_follows_head(l);
}

/* The next state, with what follows that. */
static const struct object *put_state(struct lifecycle *l, const struct object *o,
                                      const char *state)
{
    cJSON *body = json_copy(o->body);
    size_t row = find_row(o->kind, state);

    if (row < STATES) {
        enter(l, o->kind, body, row, states[row].next, lifecycle_ms(l, o->kind, state));
    } else {
        lifecycle_settled(o->kind, body, state);
    }
    return store_put(l->store, o->kind, o->scope, o->id, body);
}

static void pending_settle(struct lifecycle *l, const struct pending *p)
{
    const struct object *o = store_get(l->store, p->kind, p->scope, p->id);
    const char *next = o ? json_text(o->body, NEXT) : NULL;

    if (!o)
        return; /* it went away with its owner, earlier in this transaction */
    if (!next) {
        lifecycle_drop(l->store, o);
        return;
    }
    do {
        o = put_state(l, o, next);
        next = json_text(o->body, NEXT);
    } while (next && due_of(o) <= clock_ms(l->clock));
}

/* The list is not touched before the commit, when the store tells what has changed. */
static void fire(struct timer *t)
{
    struct lifecycle *l = (struct lifecycle *)((char *)t - offsetof(struct lifecycle, timer));
    int64_t now = clock_ms(l->clock);

    store_begin(l->store);
    for (struct pending *p = l->first; p && p->due_ms <= now; p = p->after)
        pending_settle(l, p);
    store_commit(l->store);
}

static void pending_forget_all(struct lifecycle *l)
{
    struct pending *after;

    for (struct pending *p = l->first; p; p = after) {
        after = p->after;
        pending_free(p);
    }
    l->first = l->last = NULL;
    map_free(l->by_key);
    l->by_key = map_new();
}

static bool note_object(void *arg, const struct object *o)
{
    pending_note(arg, o, false);
    return true;
}

static bool note_kind(void *arg, const struct kind *k)
{
    struct lifecycle *l = arg;

    store_each(l->store, k, NULL, note_object, l);
    return true;
}

void lifecycle_resume(struct lifecycle *l)
{
    pending_forget_all(l);
    timer_stop(&l->timer);
    store_each_kind(l->store, note_kind, l);
    timer_follows_head(l);
}

struct lifecycle *lifecycle_new(struct store *s, struct clock *c, const char *profile)
{
    struct lifecycle *l = must_alloc(sizeof(*l));

    must(lifecycle_knows(profile));
    l->store = s;
    l->clock = c;
    l->realistic = strcmp(profile, "realistic") == 0;
    l->by_key = map_new();
    l->scratch = arena_new();
    l->timer.fire = fire;
    l->follower.changed = store_changed;
    store_follow(s, &l->follower);
    lifecycle_resume(l);
    return l;
}

void lifecycle_free(struct lifecycle *l)
{
    if (!l)
        return;
    store_unfollow(&l->follower);
    timer_stop(&l->timer);
    pending_forget_all(l);
    map_free(l->by_key);
    arena_free(l->scratch);
    free(l);
}
