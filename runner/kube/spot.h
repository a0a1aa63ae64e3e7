#ifndef RUNNER_KUBE_SPOT_H
#define RUNNER_KUBE_SPOT_H

/*
 * A place in an object, as its type sees it: what a member or an item there is,
 * and how it is merged and owned. Of a built-in kind the type is its message
 * with the rows of list_types.def, of a custom resource its schema.
 *
 * A list belongs to one owner whole, or is a set of values, or a map by some
 * members of its items. An object is merged member by member unless its type
 * says that it belongs together.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "runner/kube/kinds.h"
#include "runner/kube/messages.h"

struct spot {
    const struct message *owner, *message; /* of a built-in kind: what it is in; what it is */
    const struct field *field;             /* NULL: the object itself, or an item */
    const cJSON *schema;                   /* of a custom resource */
    bool custom, root, metadata, unknown;  /* unknown: the type has no such member */
};

struct spot spot_root(const struct resource *r);
struct spot spot_member(const struct spot *s, const char *name);
struct spot spot_item(const struct spot *s);

/* A value there has one owner: a scalar, or what belongs together. */
bool spot_is_whole(const struct spot *s, const cJSON *value);

enum spot_list { SPOT_atomic, SPOT_set, SPOT_map };

enum spot_list spot_list_of(const struct spot *s);
/* What tells the item apart: {"port":80,"protocol":"TCP"}, sorted; the arena's. */
const cJSON *spot_keys_of(struct arena *a, const struct spot *list, const cJSON *item);
/* The item with these keys, or of that value in a set; NULL. */
cJSON *spot_find(struct arena *a, const struct spot *list, const cJSON *items, const cJSON *keys);

#endif
