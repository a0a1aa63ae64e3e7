#ifndef RUNNER_WORLD_OUTSIDE_H
#define RUNNER_WORLD_OUTSIDE_H

/*
 * What an isolated case knows of who wanted to leave it (runner/proc/isolate.h).
 */
#include "base/arena.h"
#include "runner/world/world.h"

/* Where the mock of an isolated case listens as well, as its arguments; ends with NULL. */
extern const char *const outside_mock_args[];

/* "asked for the address of example.com; called an address outside 2 times"; NULL: nobody wanted to. */
const char *outside_text(const struct world *w, struct arena *a);

#endif
