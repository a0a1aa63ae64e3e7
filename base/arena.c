/*
 * Blocks in a list, filled from their start. A large allocation gets a block of its own, behind the
 * first, so that the current one stays in use. Deferred calls live in the arena themselves.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/must.h"

#include "base/banned.h"

enum { BLOCK_ROOM = 16384 - 64, ALIGN = alignof(max_align_t) };

struct block {
    struct block *next;
    size_t used, room;
    alignas(max_align_t) char bytes[];
};

struct deferred {
    struct deferred *next;
    void (*fn)(void *arg);
    void *arg;
};

struct arena {
    struct block *blocks; /* the one in use first */
    struct deferred *deferred;
};

static struct block *block_new(size_t room)
{
    struct block *b = must_alloc(sizeof(*b) + room);

    b->room = room;
    return b;
}

struct arena *arena_new(void)
{
    struct arena *a = must_alloc(sizeof(*a));

    a->blocks = block_new(BLOCK_ROOM);
    return a;
}

static void run_deferred(struct arena *a)
{
    while (a->deferred) {
        struct deferred *d = a->deferred;
        a->deferred = d->next;
        d->fn(d->arg);
    }
}

static void free_blocks(struct block *b)
{
    while (b) {
        struct block *next = b->next;
        free(b);
        b = next;
    }
}

void arena_reset(struct arena *a)
{
    run_deferred(a);
    free_blocks(a->blocks->next);
    a->blocks->next = NULL;
    memset(a->blocks->bytes, 0, a->blocks->used);
    a->blocks->used = 0;
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    run_deferred(a);
    free_blocks(a->blocks);
    free(a);
}

void *arena_alloc(struct arena *a, size_t size)
{
    struct block *b = a->blocks;
    size_t need;
    void *at;

    must(size <= SIZE_MAX / 2);
    need = (size + ALIGN - 1) / ALIGN * ALIGN;
    if (need > BLOCK_ROOM / 4) {
        struct block *own = block_new(need);
        own->used = need;
        own->next = b->next;
        b->next = own;
        return own->bytes;
    }
    if (need > b->room - b->used) {
        b = block_new(BLOCK_ROOM);
        b->next = a->blocks;
        a->blocks = b;
    }
    at = b->bytes + b->used;
    b->used += need;
    return at;
}

void arena_defer(struct arena *a, void (*fn)(void *), void *arg)
{
    struct deferred *d = arena_new_of(a, struct deferred);

    *d = (struct deferred){ a->deferred, fn, arg };
    a->deferred = d;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list args, again;
    char *text;
    int len;

    va_start(args, fmt);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    must(len >= 0);
    text = arena_alloc(a, (size_t)len + 1);
    vsnprintf(text, (size_t)len + 1, fmt, again);
    va_end(again);
    return text;
}

char *arena_strz(struct arena *a, struct str s)
{
    char *text = arena_alloc(a, s.len + 1);

    if (s.len)
        memcpy(text, s.at, s.len);
    return text;
}

char *arena_lower(struct arena *a, struct str s)
{
    char *copy = arena_strz(a, s);

    for (char *c = copy; *c; c++)
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c | 0x20 : *c);
    return copy;
}

struct str arena_str(struct arena *a, struct str s)
{
    return s.at ? (struct str){ arena_strz(a, s), s.len } : s;
}

static void delete_json(void *root)
{
    cJSON_Delete(root);
}

cJSON *arena_json(struct arena *a, cJSON *root)
{
    if (root)
        arena_defer(a, delete_json, root);
    return root;
}
