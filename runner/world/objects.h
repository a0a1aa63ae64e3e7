#ifndef RUNNER_WORLD_OBJECTS_H
#define RUNNER_WORLD_OBJECTS_H

/*
 * Objects as a case says them, made so as the controller under test wants them:
 * its scope of AlbConfigs, its name in IngressClasses, its kind of Services. And
 * a nudge after each change, for one that would not notice it.
 */
#include "runner/world/world.h"

bool world_apply(struct world *w, const cJSON *object, struct err *err); /* as kube_apply() */
void world_nudge(struct world *w); /* after any other change by a step */

#endif
