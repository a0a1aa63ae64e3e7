#include "base/state/store.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/must.h"
#include "base/state/table.h"

#include "base/banned.h"

/*
 * Each change of the open transaction is a step; a step holds the object as it
 * was and as it is, which is all that undoing needs. On commit the steps go,
 * one by one, into the window of remembered changes and to the followers.
 *
 * Revisions have no gaps, so the window is a ring in which the change with
 * revision r is found by counting from the oldest.
 */
struct step {
    struct slot *slot;
    struct change change;
};

struct store {
    struct clock *clock;
    struct table *table;
    uint64_t revision; /* of the last change, of the open transaction too */
    uint64_t told;     /* of the last change that followers were told */
    bool open;

    struct step *steps;
    size_t steps_count, steps_room;

    struct change *window; /* LIMIT_REPLAY_CHANGES of them, made when first needed */
    size_t window_first, window_count;

    struct follower followers; /* a ring through this one, so that link here is the end */
    size_t *telling;           /* apart, because store_replay has the store const */
};

struct store *store_new(struct clock *clock)
{
    struct store *s = must_alloc(sizeof *s);

    s->clock = clock;
    s->table = table_new();
    s->followers.next = &s->followers;
    s->followers.link = &s->followers.next;
    s->telling = must_alloc(sizeof *s->telling);
    return s;
}

static void let_go(const struct change *c)
{
    object_unref(c->before);
    object_unref(c->after);
}

static void forget_window(struct store *s)
{
    for (size_t i = 0; i < s->window_count; i++)
        let_go(&s->window[(s->window_first + i) % LIMIT_REPLAY_CHANGES]);
    s->window_first = s->window_count = 0;
}

void store_free(struct store *s)
{
    if (!s)
        return;
    must(!*s->telling);
    if (s->open)
        store_rollback(s);
    while (s->followers.next != &s->followers)
        store_unfollow(s->followers.next);
    forget_window(s);
    table_free(s->table);
    free(s->window);
    free(s->steps);
    free(s->telling);
    free(s);
}

const struct object *store_get(const struct store *s, const struct kind *k, const char *scope,
                               const char *id)
{
    struct slot *slot = table_find(s->table, k, scope, id);

    return slot ? slot_object(slot) : NULL;
}

const struct object *store_find(const struct store *s, const struct kind *k, const char *id)
{
    return table_find_id(s->table, k, id);
}

void store_each(const struct store *s, const struct kind *k, const char *scope,
                bool (*fn)(void *arg, const struct object *o), void *arg)
{
    table_each(s->table, k, scope ? AXIS_scope : AXIS_kind, scope, fn, arg);
}

void store_children(const struct store *s, const struct kind *k, const char *parent_id,
                    bool (*fn)(void *arg, const struct object *o), void *arg)
{
    must(k->parent);
    table_each(s->table, k, AXIS_parent, parent_id, fn, arg);
}

void store_keyed(const struct store *s, const struct kind *k, const char *key,
                 bool (*fn)(void *arg, const struct object *o), void *arg)
{
    must(k->keys);
    table_each(s->table, k, AXIS_key, key, fn, arg);
}

void store_each_behind(const struct store *s, const struct object *o, const char *scope,
                       bool (*fn)(void *arg, const struct object *o), void *arg)
{
    const struct slot *slot = table_find(s->table, o->kind, o->scope, o->id);

    must(slot && (!scope || strcmp(scope, o->scope) == 0));
    table_each_behind(s->table, slot, scope ? AXIS_scope : AXIS_kind, fn, arg);
}

void store_each_kind(const struct store *s, bool (*fn)(void *arg, const struct kind *k), void *arg)
{
    table_each_kind(s->table, fn, arg);
}

size_t store_count(const struct store *s, const struct kind *k, const char *scope)
{
    return table_count(s->table, k, scope ? AXIS_scope : AXIS_kind, scope);
}

uint64_t store_revision(const struct store *s)
{
    return s->revision;
}

uint64_t store_next_revision(const struct store *s)
{
    return s->revision + 1;
}

void store_begin(struct store *s)
{
    must(!s->open && !*s->telling);
    s->open = true;
}

bool store_in_transaction(const struct store *s)
{
    return s->open;
}

/* Takes over both objects' counts; the table has its own. */
static void add_step(struct store *s, struct slot *slot, const struct object *before,
                     const struct object *after)
{
    if (s->steps_count == s->steps_room) {
        s->steps_room = s->steps_room ? s->steps_room * 2 : 16;
        s->steps = must_resize(s->steps, s->steps_room * sizeof *s->steps);
    }
    struct step *step = &s->steps[s->steps_count++];

    step->slot = slot;
    step->change.type = !before ? CHANGE_added : !after ? CHANGE_deleted : CHANGE_modified;
    step->change.revision = ++s->revision;
    step->change.before = before;
    step->change.after = after;
}

const struct object *store_put(struct store *s, const struct kind *k, const char *scope,
                               const char *id, cJSON *take_body)
{
    must(s->open && scope && id && take_body);
    struct slot *slot = table_find(s->table, k, scope, id);
    const struct object *before = slot ? object_ref(slot_object(slot)) : NULL;
    struct object as = {
        .kind = k,
        .scope = scope,
        .id = id,
        .revision = s->revision + 1,
        .created = before ? before->created : s->revision + 1,
        .changed_ms = clock_ms(s->clock),
    };
    const struct object *after = object_new(&as, take_body);

    if (slot)
        table_set(s->table, slot, after);
    else
        slot = table_add(s->table, after);
    add_step(s, slot, before, after);
    return after;
}

bool store_drop(struct store *s, const struct kind *k, const char *scope, const char *id)
{
    must(s->open);
    struct slot *slot = table_find(s->table, k, scope, id);
    if (!slot)
        return false;

    const struct object *before = object_ref(slot_object(slot));

    table_set(s->table, slot, NULL);
    add_step(s, slot, before, NULL);
    return true;
}

void store_each_change(const struct store *s, void (*fn)(void *arg, const struct change *c),
                       void *arg)
{
    must(s->open);
    for (size_t i = 0; i < s->steps_count; i++)
        fn(arg, &s->steps[i].change);
}

static void remember(struct store *s, const struct change *c)
{
    if (!s->window)
        s->window = must_alloc(LIMIT_REPLAY_CHANGES * sizeof *s->window);
    if (s->window_count == LIMIT_REPLAY_CHANGES) {
        let_go(&s->window[s->window_first]);
        s->window_first = (s->window_first + 1) % LIMIT_REPLAY_CHANGES;
        s->window_count--;
    }
    struct change *kept = &s->window[(s->window_first + s->window_count++) % LIMIT_REPLAY_CHANGES];

    *kept = *c;
    object_ref(kept->before);
    object_ref(kept->after);
    s->told = c->revision;
}

static void unlink_follower(struct follower *f)
{
    *f->link = f->next;
    f->next->link = f->link;
    f->link = NULL;
}

static void link_follower(struct follower *f, struct follower *before)
{
    f->link = before->link;
    f->next = before;
    *f->link = f;
    before->link = &f->next;
}

/*
 * Followers come and go while they are told. So the place reached is marked by
 * one in the ring itself, which stays right whoever leaves beside it; and who
 * comes in has "since" set to the change being told.
 */
static void tell(struct store *s, const struct change *c)
{
    struct follower mark = { .since = UINT64_MAX };

    for (struct follower *f = s->followers.next; f != &s->followers; f = mark.next) {
        link_follower(&mark, f->next);
        if (f->since < c->revision) {
            f->since = c->revision;
            f->changed(f, c);
        }
        unlink_follower(&mark);
    }
}

static void close_transaction(struct store *s)
{
    s->steps_count = 0;
    table_sweep(s->table);
}

void store_commit(struct store *s)
{
    must(s->open);
    s->open = false;
    ++*s->telling;
    for (size_t i = 0; i < s->steps_count; i++) {
        struct step *step = &s->steps[i];

        remember(s, &step->change);
        tell(s, &step->change);
    }
    --*s->telling;
    for (size_t i = 0; i < s->steps_count; i++) {
        struct step *step = &s->steps[i];

        if (step->change.type == CHANGE_deleted)
            table_forget(s->table, step->slot);
        let_go(&step->change);
    }
    close_transaction(s);
}

void store_rollback(struct store *s)
{
    must(s->open);
    s->open = false;
    for (size_t i = s->steps_count; i-- > 0;) {
        struct step *step = &s->steps[i];

        table_set(s->table, step->slot, step->change.before);
        if (step->change.type == CHANGE_added)
            table_forget(s->table, step->slot);
        let_go(&step->change);
    }
    s->revision -= s->steps_count;
    close_transaction(s);
}

void store_follow(struct store *s, struct follower *f)
{
    must(!f->link);
    f->since = s->told;
    link_follower(f, &s->followers);
}

void store_unfollow(struct follower *f)
{
    if (f->link)
        unlink_follower(f);
}

bool store_replay(const struct store *s, uint64_t after, struct follower *f)
{
    must(!s->open);
    if (after > s->told || s->told - after > s->window_count)
        return false;
    size_t count = (size_t)(s->told - after);
    size_t first = s->window_first + s->window_count - count;

    ++*s->telling;
    for (size_t i = 0; i < count; i++)
        f->changed(f, &s->window[(first + i) % LIMIT_REPLAY_CHANGES]);
    --*s->telling;
    return true;
}

void store_compact(struct store *s)
{
    must(!*s->telling);
    forget_window(s);
}

void store_set_revision(struct store *s, uint64_t revision)
{
    must(!s->open && !*s->telling);
    forget_window(s);
    table_sort(s->table);
    s->revision = s->told = revision;
    for (struct follower *f = s->followers.next; f != &s->followers; f = f->next)
        f->since = revision;
}

void store_clear(struct store *s)
{
    must(!s->open && !*s->telling && !table_is_read(s->table));
    table_free(s->table);
    s->table = table_new();
    store_set_revision(s, 0);
}

void store_restore(struct store *s, const struct object *as, cJSON *take_body)
{
    must(!s->open && !*s->telling && take_body);
    must(!table_find(s->table, as->kind, as->scope, as->id));
    const struct object *o = object_new(as, take_body);

    table_add(s->table, o);
    object_unref(o);
}
