#ifndef RUNNER_MERGE_H
#define RUNNER_MERGE_H

/*
 * The JSON reports of the parts of a run (--shard), joined to one: it began with
 * the first of them and took as long as the longest, since they run side by
 * side. No case is in two of them.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "reports/report.h"

struct merge;

/* Everything lives in the arena. */
struct merge *merge_new(struct arena *a);

/* False: err names the file and what is wrong with it. */
bool merge_add(struct merge *m, const char *file, struct err *err);

const struct run_result *merge_result(const struct merge *m); /* of what was added so far */

#endif
