#ifndef MOCKALB_CATALOG_TABLES_H
#define MOCKALB_CATALOG_TABLES_H

/*
 * C tables as they are written: each array gets a name, and one that says the
 * same as an earlier one is not written twice. Texts are made in the arena.
 */
#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"

struct tables {
    struct arena *arena;
    struct buf code;  /* the arrays, in an order in which each stands before its first use */
    struct map *seen; /* "type rows" → the array's name */
    size_t count;
};

void tables_init(struct tables *t, struct arena *arena);
void tables_done(struct tables *t);

/* The name of the static const array of this type with these rows. */
const char *tables_array(struct tables *t, const char *type, const char *rows);

const char *tables_literal(struct tables *t, const char *text); /* "a \"b\""; NULL for NULL */

/* A list of texts that ends with NULL; numbers are written as text. */
const char *tables_texts(struct tables *t, const cJSON *array);

/* A number or boolean or string as text; NULL for anything else. */
const char *tables_scalar(struct tables *t, const cJSON *item);

/* False, naming the member and the nearest known one, when an object has a member that is not in names. */
bool tables_check_members(const cJSON *object, const char *const *names, const char *place,
                          struct err *err);

#endif
