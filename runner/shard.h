#ifndef RUNNER_SHARD_H
#define RUNNER_SHARD_H

/*
 * One of n parts of a run, for machines that share it: every n-th case. A
 * Kubernetes Indexed Job names the part in the environment.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "runner/run/select.h"

/*
 * text is "i/n", i from 1; NULL: JOB_COMPLETION_INDEX (from 0) and JOB_COMPLETIONS, if both are set, else
 * the whole. The list may become empty. False: a wrong word.
 */
bool shard_cut(struct arena *a, const char *text, struct case_list *list, struct err *err);

#endif
