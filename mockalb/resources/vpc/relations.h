#ifndef MOCKALB_RESOURCES_VPC_RELATIONS_H
#define MOCKALB_RESOURCES_VPC_RELATIONS_H

/*
 * Whether there is something that belongs to a thing, or refers to it: what
 * may not be deleted before that is gone.
 */
#include <stdbool.h>

#include "base/state/store.h"

typedef bool counts_fn(void *arg, const struct object *o); /* NULL: every object counts */

/* A child of that parent; an object with that key. What is on its way out counts still. */
bool has_child(const struct store *s, const struct kind *k, const char *parent, counts_fn *counts);
bool has_child_for(const struct store *s, const struct kind *k, const char *parent,
                   counts_fn *counts, void *arg);
bool has_keyed(const struct store *s, const struct kind *k, const char *key, counts_fn *counts);
bool has_keyed_for(const struct store *s, const struct kind *k, const char *key, counts_fn *counts,
                   void *arg);
int64_t count_children(const struct store *s, const struct kind *k, const char *parent);

#endif
