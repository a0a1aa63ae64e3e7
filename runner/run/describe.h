#ifndef RUNNER_RUN_DESCRIBE_H
#define RUNNER_RUN_DESCRIBE_H

/*
 * Calls of the controller in words: number, time, action, what was asked for,
 * and what came of it.
 */
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "runner/world/mirror.h"

/*
 * "call 14 at 12:00:01.123, CreateRules: ListenerId lsn-…, Rules.1.Priority 1, …"; with a member only the
 * parameters in it, if there are any: "Rules.1 ServerGroupTuples.1.Weight 20, …".
 */
const char *describe_call(struct arena *a, const struct entry *call, const char *member);

/* A line for each call after a number that may change something, the oldest first; the last max of them. */
const char *describe_calls(struct arena *a, const struct mirror *m, uint64_t since, size_t max);

#endif
