#include "base/state/index.h"

#include <stdlib.h>

#include "base/must.h"

#include "base/banned.h"

enum { FIRST_ROOM = 64 };

static struct entry **bucket_of(const struct index *x, uint64_t hash)
{
    return &x->at[hash & (x->room - 1)]; /* room is a power of two */
}

static void link_entry(struct index *x, struct entry *e)
{
    struct entry **bucket = bucket_of(x, e->hash);

    e->next = *bucket;
    e->link = bucket;
    if (e->next)
        e->next->link = &e->next;
    *bucket = e;
}

static void grow(struct index *x)
{
    struct index bigger = { .room = x->room ? x->room * 2 : FIRST_ROOM, .count = x->count };

    bigger.at = must_alloc(bigger.room * sizeof(struct entry *));
    for (size_t i = 0; i < x->room; i++) {
        for (struct entry *e = x->at[i], *next; e; e = next) {
            next = e->next;
            link_entry(&bigger, e);
        }
    }
    free(x->at);
    *x = bigger;
}

void index_add(struct index *x, struct entry *e, uint64_t hash, void *of)
{
    if (x->count >= x->room)
        grow(x);
    e->hash = hash;
    e->of = of;
    link_entry(x, e);
    x->count++;
}

void index_drop(struct index *x, struct entry *e)
{
    *e->link = e->next;
    if (e->next)
        e->next->link = e->link;
    e->link = NULL;
    x->count--;
}

static struct entry *same_hash(struct entry *e, uint64_t hash)
{
    while (e && e->hash != hash)
        e = e->next;
    return e;
}

struct entry *index_first(const struct index *x, uint64_t hash)
{
    return x->room ? same_hash(*bucket_of(x, hash), hash) : NULL;
}

struct entry *index_next(const struct entry *e)
{
    return same_hash(e->next, e->hash);
}

void index_done(struct index *x)
{
    free(x->at);
    *x = (struct index){ 0 };
}

/* FNV-1a, its end stirred because buckets are taken from the low bits. */
uint64_t index_hash(uint64_t seed, const char *text)
{
    uint64_t hash = seed ^ UINT64_C(0xcbf29ce484222325);

    for (const unsigned char *c = (const unsigned char *)text; *c; c++)
        hash = (hash ^ *c) * UINT64_C(0x100000001b3);
    hash = (hash ^ (hash >> 33)) * UINT64_C(0xff51afd7ed558ccd);
    return hash ^ (hash >> 33);
}
