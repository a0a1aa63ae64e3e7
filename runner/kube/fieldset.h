#ifndef RUNNER_KUBE_FIELDSET_H
#define RUNNER_KUBE_FIELDSET_H

/*
 * Sets of fields of an object, as FieldsV1 writes them: a tree in which
 * "f:NAME" is a member, "k:{…}" an item of a list by its keys, "v:…" one of a set,
 * "." the thing itself. What has no members is owned whole.
 */
#include <cjson/cJSON.h>

#include "runner/kube/spot.h"

struct fields {
    struct arena *arena;
    const struct resource *resource;
};

/* The fields of now that before has not, or has otherwise; before NULL: all. The tree is the arena's. */
cJSON *fieldset_of(const struct fields *k, const cJSON *now, const cJSON *before);

void fieldset_unite(cJSON *into, const cJSON *set);
void fieldset_subtract(cJSON *from, const cJSON *set);
/* Drops the fields that the object has not. */
void fieldset_trim(const struct fields *k, cJSON *set, const cJSON *object);

/* A set, and the value whose fields it names. */
struct fieldset_side {
    const cJSON *set, *value;
};

/* Both sets have the field, and the values differ; path: ".spec.ports[port=80].name". */
typedef void fieldset_clash_fn(void *arg, const char *path);
/* Calls for each such field, and returns them as a set. */
cJSON *fieldset_clashes(const struct fields *k, struct fieldset_side mine,
                        struct fieldset_side theirs, fieldset_clash_fn *fn, void *arg);

/* Takes out of the object what old names and kept does not. */
void fieldset_remove(const struct fields *k, const cJSON *old, const cJSON *kept, cJSON *object);

#endif
