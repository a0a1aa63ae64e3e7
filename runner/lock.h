#ifndef RUNNER_LOCK_H
#define RUNNER_LOCK_H

/*
 * The ids of requirements are for ever. suites/requirements/lock.txt has a line
 * for each id that was ever given and a digest of what it means:
 *
 *   A-06 3f2a…
 *
 * So an id that vanished, or that was given to another sentence, is found.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "runner/library.h"

/* A line for each thing that is wrong; false: the file could not be read. */
bool lock_check(struct arena *a, const struct library *l, struct buf *complaints, struct err *err);

/* Adds the ids that are not in it yet; those that are stay as they are. */
bool lock_extend(struct arena *a, const struct library *l, struct err *err);

#endif
