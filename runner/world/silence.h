#ifndef RUNNER_WORLD_SILENCE_H
#define RUNNER_WORLD_SILENCE_H

/*
 * When a world is quiet: after settle_ms without a call that may change something
 * and without a change of an object, with nothing under way in the mock. Two more
 * things make that true on a busy machine: a controller that has never been heard
 * of is given some seconds to begin, and one that runs at this very moment, or
 * waits for a processor, is not silent.
 */
#include <stdbool.h>
#include <stdint.h>

#include "runner/world/world.h"

/* Something happened that the controller did, or may answer to: the silence is counted anew. */
void world_stir(struct world *w);

bool world_settled(const struct world *w);
int64_t world_settles_in_ms(const struct world *w); /* 0: it is; for the loop's next wake-up */

#endif
