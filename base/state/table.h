#ifndef BASE_STATE_TABLE_H
#define BASE_STATE_TABLE_H

/*
 * The objects of a store as they are now, found by name and listed in order of
 * creation: all of a kind, those of a scope, those of a parent, those with a
 * key. It knows nothing of transactions; store.c undoes a change by setting a slot back.
 *
 * A slot is an object's place from its creation to its deletion. An emptied
 * slot keeps its place in every list until it is forgotten, so that an undone
 * deletion leaves no trace, and so that a list may be changed while it is walked.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/state/object.h"

struct table;
struct slot;

enum axis { AXIS_kind, AXIS_scope, AXIS_parent, AXIS_key, AXIS_COUNT };

typedef bool table_visit_fn(void *arg, const struct object *o);

struct table *table_new(void);
void table_free(struct table *t); /* NULL is fine */

struct slot *table_find(const struct table *t, const struct kind *k, const char *scope,
                        const char *id); /* NULL when there is none, or it is emptied */
const struct object *table_find_id(const struct table *t, const struct kind *k, const char *id);
const struct object *slot_object(const struct slot *slot); /* NULL when emptied */

/* o is counted by the table. A new slot stands last in its lists. */
struct slot *table_add(struct table *t, const struct object *o);
void table_set(struct table *t, struct slot *slot, const struct object *o); /* NULL empties it */
void table_forget(struct table *t, struct slot *emptied);
void table_sweep(struct table *t); /* frees what was forgotten, unless a list is being walked */
void table_sort(struct table *t);  /* for objects that were added in another order */
bool table_is_read(const struct table *t); /* a list is being walked */

/* name is NULL for AXIS_kind. Visits what is there when it is called, until fn returns false. */
void table_each(const struct table *t, const struct kind *k, enum axis axis, const char *name,
                table_visit_fn *fn, void *arg);
/* The same for what stands in a list behind a slot; the axis is that of the kind or of the scope. */
void table_each_behind(const struct table *t, const struct slot *slot, enum axis axis,
                       table_visit_fn *fn, void *arg);
size_t table_count(const struct table *t, const struct kind *k, enum axis axis, const char *name);
void table_each_kind(const struct table *t, bool (*fn)(void *arg, const struct kind *k), void *arg);

#endif
