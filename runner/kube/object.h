#ifndef RUNNER_KUBE_OBJECT_H
#define RUNNER_KUBE_OBJECT_H

/*
 * What every Kubernetes object has: metadata. Reading it, and the few changes
 * that the API itself makes to it. Keys of labels and annotations have dots,
 * so they are read by whole names, never by paths.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#define FINALIZER_foreground "foregroundDeletion"
#define FINALIZER_orphan     "orphan"

const char *object_name(const cJSON *object);      /* "" when absent */
const char *object_namespace(const cJSON *object); /* "" when absent */
const char *object_uid(const cJSON *object);       /* "" when absent */
const char *object_version(const cJSON *object);   /* resourceVersion; "" when absent */
const char *object_label(const cJSON *object, const char *key); /* NULL when absent */
const char *object_annotation(const cJSON *object, const char *key);
bool object_is_terminating(const cJSON *object); /* has a deletionTimestamp */
bool object_is_held(const cJSON *object);        /* has finalizers */
bool object_has_finalizer(const cJSON *object, const char *name);
bool object_has_owners(const cJSON *object);

cJSON *object_meta(cJSON *object); /* made when it is missing */
void object_add_finalizer(cJSON *object, const char *name);
void object_drop_finalizer(cJSON *object, const char *name);
void object_rename(cJSON *object, const char *from,
                   const char *to); /* a member; last of all then */

/* A NULL member of either says nothing: gone, as a typed decoder would have it; so are empty maps of metadata. */
void object_tidy(cJSON *object, bool drop_nulls);

/* All but metadata and status are the same. */
bool object_same_spec(const cJSON *a, const cJSON *b);

#endif
