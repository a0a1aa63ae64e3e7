#ifndef RUNNER_WORLD_KEEP_H
#define RUNNER_WORLD_KEEP_H

/*
 * What is kept of a case beside the logs, in its directory: the cloud
 * (state.json), the calls (journal.jsonl), the objects (objects.json).
 */
#include <stdbool.h>

#include "base/err.h"
#include "runner/world/world.h"

bool world_keep(const struct world *w, struct err *err);

#endif
