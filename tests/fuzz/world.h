#ifndef TESTS_FUZZ_WORLD_H
#define TESTS_FUZZ_WORLD_H

/*
 * One tenant of the mock with a manual clock, as the targets need it that change its
 * state from outside.
 */
#include "base/arena.h"
#include "base/clock.h"
#include "mockalb/tenant.h"

struct world {
    struct arena *arena;
    struct clock *clock;
    struct tenant *tenant;
};

void world_init(struct world *w);
void world_done(struct world *w);

const char *world_text(struct world *w); /* the state document; the arena's */

/*
 * Lives on: reads everything that can be listed, and lets a day pass. The state may be anything by now, so all that is
 * asked is that each call is answered.
 */
void world_live(struct world *w);

#endif
