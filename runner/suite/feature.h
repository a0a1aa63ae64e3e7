#ifndef RUNNER_SUITE_FEATURE_H
#define RUNNER_SUITE_FEATURE_H

/*
 * What a controller may have or lack, suites/features.yaml:
 *
 *   several-listeners:
 *     sentence: one sentence, what a controller that has it does
 *     probe: AREA/CASE ID     the check that shows whether one has it
 *     verbs: [events]         every check with one of these needs it; or not there
 *
 * A case, or a check of it, that "needs" a feature is not supported by a controller that lacks it.
 */
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct feature {
    const char *name, *sentence;
    const char *probe_case, *probe_id; /* "sharing/a-smaller-order-goes-first", "B-48" */
    const char *const *verbs;          /* ends with NULL */
    const char *file;
    int line;
};

struct features;

/* NULL: err names file, line and what is wrong. */
const struct features *features_load(struct arena *a, const char *file, struct err *err);

size_t feature_count(const struct features *f); /* f NULL: 0 */
const struct feature *feature_at(const struct features *f, size_t at);
/* NULL: unknown, *ret_near (may be NULL) is the nearest known name or NULL. */
const struct feature *feature_find(const struct features *f, struct str name,
                                   const char **ret_near);

#endif
