#include "base/state/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "base/state/index.h"

#include "base/banned.h"

/*
 * A group is one list: (kind), (kind, scope), (kind, parent) or (kind, key). A
 * slot is in a group by a member of its own. When an object changes its parent
 * or its keys, the slot gets new members and the old ones stay, dead, until the
 * sweep. The members of an empty slot are not seen either.
 */
struct member {
    struct slot *slot;
    struct group *group;
    struct member *prev, *next;
    struct member *next_dead;
    bool dead;
};

struct group {
    const struct kind *kind;
    enum axis axis;
    char *name; /* the scope, parent or key; NULL for AXIS_kind */
    struct member *head, *tail;
    size_t live;
    bool unsorted;
    struct entry entry;
    struct group *next, **link; /* in table.groups */
};

struct slot {
    const struct object *now;
    struct member *in[AXIS_key]; /* AXIS_parent may be NULL */
    struct member **keyed;
    size_t keyed_count;
    struct entry by_name, by_id;
    struct slot *next_dead;
};

struct table {
    struct index by_name, by_id; /* of slots; emptied ones are still there */
    struct index by_group;
    struct group *groups[AXIS_COUNT], **groups_end[AXIS_COUNT]; /* in the order of their making */
    struct slot *dead_slots;
    struct member *dead_members;
    size_t *walks; /* under way; apart, because who reads a table has it const */
};

struct table *table_new(void)
{
    struct table *t = must_alloc(sizeof *t);

    for (int axis = 0; axis < AXIS_COUNT; axis++)
        t->groups_end[axis] = &t->groups[axis];
    t->walks = must_alloc(sizeof *t->walks);
    return t;
}

/* Where a kind is in memory differs from run to run: only where things stand in an index may
 * depend on it, never an order that anybody sees. */
static uint64_t hash_of(const struct kind *k, const char *name, const char *id)
{
    uint64_t hash = index_hash((uint64_t)(uintptr_t)k, name ? name : "");

    return id ? index_hash(hash, id) : hash;
}

static uint64_t group_hash(const struct kind *k, enum axis axis, const char *name)
{
    return hash_of(k, name, NULL) + (uint64_t)axis;
}

static struct group *group_find(const struct table *t, const struct kind *k, enum axis axis,
                                const char *name)
{
    struct entry *e = index_first(&t->by_group, group_hash(k, axis, name));

    for (; e; e = index_next(e)) {
        struct group *g = e->of;

        if (g->kind == k && g->axis == axis && (!name || strcmp(g->name, name) == 0))
            return g;
    }
    return NULL;
}

static struct group *group_make(struct table *t, const struct kind *k, enum axis axis,
                                const char *name)
{
    struct group *g = group_find(t, k, axis, name);

    if (g)
        return g;
    g = must_alloc(sizeof *g);
    g->kind = k;
    g->axis = axis;
    g->name = must_copy(name);
    g->link = t->groups_end[axis];
    *g->link = g;
    t->groups_end[axis] = &g->next;
    index_add(&t->by_group, &g->entry, group_hash(k, axis, name), g);
    return g;
}

static void group_free(struct table *t, struct group *g)
{
    index_drop(&t->by_group, &g->entry);
    *g->link = g->next;
    if (g->next)
        g->next->link = g->link;
    else
        t->groups_end[g->axis] = g->link;
    free(g->name);
    free(g);
}

static void insert_after(struct group *g, struct member *m, struct member *prev)
{
    m->prev = prev;
    m->next = prev ? prev->next : g->head;
    *(m->next ? &m->next->prev : &g->tail) = m;
    *(prev ? &prev->next : &g->head) = m;
}

/* Puts a filled slot into a list: last, or where its creation says when it comes late (a change
 * of parent). The slot of a dead member may be empty, so order is looked for among the living. */
static struct member *member_new(struct slot *slot, struct group *g, bool late)
{
    struct member *m = must_alloc(sizeof *m);
    struct member *prev = g->tail;

    m->slot = slot;
    m->group = g;
    while (late && prev && (!prev->slot->now || object_order(prev->slot->now, slot->now) > 0))
        prev = prev->prev;
    if (!late && prev && prev->slot->now && object_order(prev->slot->now, slot->now) > 0)
        g->unsorted = true;
    insert_after(g, m, prev);
    return m;
}

static void member_free(struct table *t, struct member *m)
{
    struct group *g = m->group;

    *(m->next ? &m->next->prev : &g->tail) = m->prev;
    *(m->prev ? &m->prev->next : &g->head) = m->next;
    free(m);
    if (!g->head)
        group_free(t, g);
}

static bool is_live(const struct member *m)
{
    return m->slot->now && !m->dead;
}

static void count_slot(struct slot *slot, bool live)
{
    const size_t one = live ? 1 : (size_t)-1;

    for (int axis = 0; axis < AXIS_key; axis++) {
        if (slot->in[axis])
            slot->in[axis]->group->live += one;
    }
    for (size_t i = 0; i < slot->keyed_count; i++)
        slot->keyed[i]->group->live += one;
}

static void member_die(struct table *t, struct member *m)
{
    m->dead = true;
    m->next_dead = t->dead_members;
    t->dead_members = m;
}

static void place_under_parent(struct table *t, struct slot *slot, bool late)
{
    const char *parent = object_parent(slot->now);
    struct member *old = slot->in[AXIS_parent];

    if (old && parent && strcmp(old->group->name, parent) == 0)
        return;
    if (old)
        member_die(t, old);
    slot->in[AXIS_parent] = NULL;
    if (parent)
        slot->in[AXIS_parent] =
            member_new(slot, group_make(t, slot->now->kind, AXIS_parent, parent), late);
}

/* A slot on its way from its old keys to its new ones. */
struct rekeying {
    struct table *table;
    struct slot *slot;
    struct member **old; /* NULL where it was kept */
    size_t old_count, room;
    bool late;
};

static size_t key_place(struct member *const *members, size_t count, const char *key)
{
    size_t i = 0;

    while (i < count && (!members[i] || strcmp(members[i]->group->name, key) != 0))
        i++;
    return i;
}

static void add_key(void *arg, const char *key)
{
    struct rekeying *r = arg;
    struct slot *slot = r->slot;
    size_t kept = key_place(r->old, r->old_count, key);
    struct member *m;

    if (key_place(slot->keyed, slot->keyed_count, key) < slot->keyed_count)
        return;
    if (kept < r->old_count) {
        m = r->old[kept];
        r->old[kept] = NULL;
    } else {
        m = member_new(slot, group_make(r->table, slot->now->kind, AXIS_key, key), r->late);
    }
    if (slot->keyed_count == r->room) {
        r->room = r->room ? r->room * 2 : 1;
        slot->keyed = must_resize(slot->keyed, r->room * sizeof(struct member *));
    }
    slot->keyed[slot->keyed_count++] = m;
}

static void place_under_keys(struct table *t, struct slot *slot, bool late)
{
    struct rekeying r = { t, slot, slot->keyed, slot->keyed_count, 0, late };

    if (!slot->now->kind->keys)
        return;
    slot->keyed = NULL;
    slot->keyed_count = 0;
    slot->now->kind->keys(slot->now, add_key, &r);
    for (size_t i = 0; i < r.old_count; i++) {
        if (r.old[i])
            member_die(t, r.old[i]);
    }
    free(r.old);
}

struct slot *table_find(const struct table *t, const struct kind *k, const char *scope,
                        const char *id)
{
    struct entry *e = index_first(&t->by_name, hash_of(k, scope, id));

    for (; e; e = index_next(e)) {
        struct slot *slot = e->of;
        const struct object *o = slot->now;

        if (o && o->kind == k && strcmp(o->id, id) == 0 && strcmp(o->scope, scope) == 0)
            return slot;
    }
    return NULL;
}

const struct object *table_find_id(const struct table *t, const struct kind *k, const char *id)
{
    const struct object *found = NULL;
    struct entry *e = index_first(&t->by_id, hash_of(k, id, NULL));

    for (; e; e = index_next(e)) {
        const struct object *o = ((struct slot *)e->of)->now;

        if (o && o->kind == k && strcmp(o->id, id) == 0 && (!found || object_order(o, found) < 0))
            found = o;
    }
    return found;
}

const struct object *slot_object(const struct slot *slot)
{
    return slot->now;
}

struct slot *table_add(struct table *t, const struct object *o)
{
    struct slot *slot = must_alloc(sizeof *slot);

    slot->now = object_ref(o);
    slot->in[AXIS_kind] = member_new(slot, group_make(t, o->kind, AXIS_kind, NULL), false);
    slot->in[AXIS_scope] = member_new(slot, group_make(t, o->kind, AXIS_scope, o->scope), false);
    place_under_parent(t, slot, false);
    place_under_keys(t, slot, false);
    count_slot(slot, true);
    index_add(&t->by_name, &slot->by_name, hash_of(o->kind, o->scope, o->id), slot);
    index_add(&t->by_id, &slot->by_id, hash_of(o->kind, o->id, NULL), slot);
    return slot;
}

void table_set(struct table *t, struct slot *slot, const struct object *o)
{
    const struct object *old = slot->now;

    if (old)
        count_slot(slot, false);
    slot->now = object_ref(o);
    if (o) {
        place_under_parent(t, slot, true);
        place_under_keys(t, slot, true);
        count_slot(slot, true);
    }
    object_unref(old);
}

void table_forget(struct table *t, struct slot *emptied)
{
    must(!emptied->now);
    emptied->next_dead = t->dead_slots;
    t->dead_slots = emptied;
}

static void slot_free(struct table *t, struct slot *slot)
{
    for (int axis = 0; axis < AXIS_key; axis++) {
        if (slot->in[axis])
            member_free(t, slot->in[axis]);
    }
    for (size_t i = 0; i < slot->keyed_count; i++)
        member_free(t, slot->keyed[i]);
    free(slot->keyed);
    index_drop(&t->by_name, &slot->by_name);
    index_drop(&t->by_id, &slot->by_id);
    free(slot);
}

void table_sweep(struct table *t)
{
    if (*t->walks)
        return;
    while (t->dead_members) {
        struct member *m = t->dead_members;

        t->dead_members = m->next_dead;
        member_free(t, m);
    }
    while (t->dead_slots) {
        struct slot *slot = t->dead_slots;

        t->dead_slots = slot->next_dead;
        slot_free(t, slot);
    }
}

static int by_creation(const void *a, const void *b)
{
    return object_order((*(struct member *const *)a)->slot->now,
                        (*(struct member *const *)b)->slot->now);
}

static void sort_group(struct group *g)
{
    struct member **all = must_alloc(g->live * sizeof(struct member *));
    size_t count = 0;

    for (struct member *m = g->head; m; m = m->next)
        all[count++] = m;
    must(count == g->live);
    qsort(all, count, sizeof(struct member *), by_creation);
    g->head = g->tail = NULL;
    for (size_t i = 0; i < count; i++)
        insert_after(g, all[i], g->tail);
    g->unsorted = false;
    free(all);
}

void table_sort(struct table *t)
{
    must(!*t->walks);
    table_sweep(t);
    for (int axis = 0; axis < AXIS_COUNT; axis++) {
        for (struct group *g = t->groups[axis]; g; g = g->next) {
            if (g->unsorted)
                sort_group(g);
        }
    }
}

bool table_is_read(const struct table *t)
{
    return *t->walks > 0;
}

static void walk(const struct table *t, const struct group *g, const struct member *m,
                 table_visit_fn *fn, void *arg)
{
    const struct member *last = g->tail; /* what fn adds is not visited */

    ++*t->walks;
    for (; m; m = m->next) {
        if (is_live(m) && !fn(arg, m->slot->now))
            break;
        if (m == last)
            break;
    }
    --*t->walks;
}

void table_each(const struct table *t, const struct kind *k, enum axis axis, const char *name,
                table_visit_fn *fn, void *arg)
{
    const struct group *g = group_find(t, k, axis, name);

    if (g)
        walk(t, g, g->head, fn, arg);
}

void table_each_behind(const struct table *t, const struct slot *slot, enum axis axis,
                       table_visit_fn *fn, void *arg)
{
    const struct member *m = slot->in[axis];

    if (m->next)
        walk(t, m->group, m->next, fn, arg);
}

size_t table_count(const struct table *t, const struct kind *k, enum axis axis, const char *name)
{
    const struct group *g = group_find(t, k, axis, name);

    return g ? g->live : 0;
}

void table_each_kind(const struct table *t, bool (*fn)(void *arg, const struct kind *k), void *arg)
{
    ++*t->walks;
    for (const struct group *g = t->groups[AXIS_kind]; g; g = g->next) {
        if (g->live && !fn(arg, g->kind))
            break;
    }
    --*t->walks;
}

void table_free(struct table *t)
{
    if (!t)
        return;
    must(!*t->walks);
    table_sweep(t);
    while (t->groups[AXIS_kind]) {
        struct slot *slot = t->groups[AXIS_kind]->head->slot;

        table_set(t, slot, NULL);
        slot_free(t, slot);
    }
    index_done(&t->by_name);
    index_done(&t->by_id);
    index_done(&t->by_group);
    free(t->walks);
    free(t);
}
