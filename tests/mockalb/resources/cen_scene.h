#ifndef TESTS_MOCKALB_RESOURCES_CEN_SCENE_H
#define TESTS_MOCKALB_RESOURCES_CEN_SCENE_H

/*
 * The cloud of cen.yaml, and calls of CEN in it: actions are named without
 * their product.
 */
#include "harness.h"

struct world *cen_world(void);           /* profile instant */
struct world *cen_world_realistic(void); /* what changes, takes its time */

/* As answer() and get() of the harness. */
const char *cen_answer(struct world *w, const char *action, const char *params, ...)
    __attribute__((format(printf, 3, 4)));
const char *cen_get(struct world *w, const char *path, const char *action, const char *params, ...)
    __attribute__((format(printf, 4, 5)));

/* "list" of an action's reply: so many, the first of them, or a text of it. */
int cen_count(struct world *w, const char *list, const char *action, const char *params);

#endif
