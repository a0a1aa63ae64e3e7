/*
 * Open addressing over an array of entries kept in the order of insertion: slots hold positions in
 * that array, so that map_each is a walk through it. A dropped entry leaves a tombstone in the slots
 * and a hole in the array; both go at the next growth.
 */
#include "base/map.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/must.h"

#include "base/banned.h"

enum { SLOT_FREE = 0, SLOT_DROPPED = 1, SLOT_FIRST = 2 };

struct entry {
    char *key; /* NULL: a hole */
    size_t len;
    uint64_t hash;
    void *value;
};

struct map {
    struct entry *entries;
    size_t *slots;
    size_t used, count; /* entries with holes, without */
    size_t room;        /* of slots: a power of two; entries have half of it */
};

static uint64_t hash_of(struct str key)
{
    uint64_t h = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < key.len; i++)
        h = (h ^ (unsigned char)key.at[i]) * UINT64_C(1099511628211);
    return h ^ (h >> 29);
}

struct map *map_new(void)
{
    return must_alloc(sizeof(struct map));
}

void map_free(struct map *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < m->used; i++)
        free(m->entries[i].key);
    free(m->entries);
    free(m->slots);
    free(m);
}

/* The slot of a key, or NULL. */
static size_t *find(const struct map *m, struct str key, uint64_t hash)
{
    if (!m->room)
        return NULL;
    for (size_t i = hash & (m->room - 1); m->slots[i] != SLOT_FREE; i = (i + 1) & (m->room - 1)) {
        const struct entry *e;
        if (m->slots[i] == SLOT_DROPPED)
            continue;
        e = &m->entries[m->slots[i] - SLOT_FIRST];
        if (e->hash == hash && e->len == key.len && memcmp(e->key, key.at, key.len) == 0)
            return &m->slots[i];
    }
    return NULL;
}

static void take_slot(struct map *m, size_t position)
{
    size_t i = m->entries[position].hash & (m->room - 1);

    while (m->slots[i] != SLOT_FREE)
        i = (i + 1) & (m->room - 1);
    m->slots[i] = position + SLOT_FIRST;
}

static void rebuild(struct map *m)
{
    size_t used = 0, room = 16;

    while (room < (m->count + 1) * 4)
        room *= 2;
    for (size_t i = 0; i < m->used; i++) {
        if (m->entries[i].key)
            m->entries[used++] = m->entries[i];
    }
    m->used = used;
    m->room = room;
    m->entries = must_resize(m->entries, room / 2 * sizeof(*m->entries));
    free(m->slots);
    m->slots = must_alloc(room * sizeof(*m->slots));
    for (size_t i = 0; i < used; i++)
        take_slot(m, i);
}

void *map_get(const struct map *m, struct str key)
{
    const size_t *slot = find(m, key, hash_of(key));

    return slot ? m->entries[*slot - SLOT_FIRST].value : NULL;
}

void *map_put(struct map *m, struct str key, void *value)
{
    uint64_t hash = hash_of(key);
    const size_t *slot = find(m, key, hash);
    struct entry *e;

    if (slot) {
        void *before;
        e = &m->entries[*slot - SLOT_FIRST];
        before = e->value;
        e->value = value;
        return before;
    }
    if (m->used >= m->room / 2)
        rebuild(m);
    e = &m->entries[m->used];
    *e = (struct entry){ must_alloc(key.len + 1), key.len, hash, value };
    if (key.len)
        memcpy(e->key, key.at, key.len);
    take_slot(m, m->used++);
    m->count++;
    return NULL;
}

void *map_drop(struct map *m, struct str key)
{
    size_t *slot = find(m, key, hash_of(key));
    struct entry *e;

    if (!slot)
        return NULL;
    e = &m->entries[*slot - SLOT_FIRST];
    *slot = SLOT_DROPPED;
    free(e->key);
    e->key = NULL;
    m->count--;
    return e->value;
}

size_t map_count(const struct map *m)
{
    return m->count;
}

void map_each(struct map *m, bool (*fn)(void *arg, struct str key, void *value), void *arg)
{
    for (size_t i = 0; i < m->used; i++) {
        const struct entry *e = &m->entries[i];
        if (e->key && !fn(arg, (struct str){ e->key, e->len }, e->value))
            return;
    }
}
