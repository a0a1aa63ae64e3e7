#ifndef BASE_ARENA_H
#define BASE_ARENA_H

/*
 * Memory that dies together.
 *
 * Everything one request needs comes from one arena, and is gone in one call
 * when the reply has been sent; no code between free()s anything. Things that
 * have a destructor of their own (a cJSON tree, an open file) are tied to the
 * arena with arena_defer() and are destroyed, newest first, by the same call.
 *
 * An allocation never returns NULL: out of memory ends the process.
 * An arena belongs to one thread.
 */
#include <stddef.h>

#include <cjson/cJSON.h>

#include "base/str.h"

struct arena;

struct arena *arena_new(void);
void arena_reset(struct arena *a); /* runs deferred calls, keeps the first block */
void arena_free(struct arena *a);  /* NULL is fine */

void *arena_alloc(struct arena *a, size_t size); /* zeroed, aligned for any type */
void arena_defer(struct arena *a, void (*fn)(void *), void *arg);

char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *arena_strz(struct arena *a, struct str s);     /* NUL-terminated copy */
char *arena_lower(struct arena *a, struct str s);    /* the same with its ASCII letters small */
struct str arena_str(struct arena *a, struct str s); /* a copy that lives as long as the arena */

/* Hands a cJSON root to the arena and returns it. */
cJSON *arena_json(struct arena *a, cJSON *root);

#define arena_new_of(a, type) ((type *)arena_alloc((a), sizeof(type)))

#endif
