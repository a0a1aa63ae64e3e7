#ifndef BASE_MAP_H
#define BASE_MAP_H

/*
 * Names to pointers: a hash table that owns copies of its keys and borrows its
 * values. map_each visits in the order in which keys were first put, so that
 * what is printed from a map is the same in every run.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct map;

struct map *map_new(void);
void map_free(struct map *m); /* NULL is fine; values are not freed */

void *map_get(const struct map *m, struct str key);        /* NULL when absent */
void *map_put(struct map *m, struct str key, void *value); /* returns what stood there before */
void *map_drop(struct map *m, struct str key);             /* returns what stood there */
size_t map_count(const struct map *m);

/* Calls fn for each until it returns false; fn may drop the entry it is called for, nothing else. */
void map_each(struct map *m, bool (*fn)(void *arg, struct str key, void *value), void *arg);

#endif
