#ifndef RUNNER_WORLD_OBJECTS_H
#define RUNNER_WORLD_OBJECTS_H

/*
 * Objects as a case says them, made so as the controller under test wants them:
 * its scope of AlbConfigs, its name in IngressClasses, its kind of Services. And
 * a nudge after each change, for one that would not notice it.
 */
#include "runner/world/world.h"

/* As kube_apply(), kube_patch() and kube_delete(), wherever the API is. */
bool world_apply(struct world *w, const cJSON *object, struct err *err);
bool world_patch(struct world *w, const struct object_place *at, const cJSON *patch,
                 struct err *err);
bool world_delete(struct world *w, const char *kind, const char *ns, const char *name,
                  struct err *err);
/* As kube_each() and kube_get(): as last heard of. */
void world_each(const struct world *w, const char *kind, bool (*fn)(void *arg, const cJSON *object),
                void *arg);
const cJSON *world_get(const struct world *w, const char *kind, const char *ns, const char *name);
/* Ends every watch, as far as that is ours to do. */
bool world_end_watches(struct world *w, struct err *err);
void world_nudge(struct world *w); /* after any other change by a step */

#endif
