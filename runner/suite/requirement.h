#ifndef RUNNER_SUITE_REQUIREMENT_H
#define RUNNER_SUITE_REQUIREMENT_H

/*
 * The requirements, rows of suites/requirements/<area>.yaml:
 *
 *
 *     severity: MUST | SHOULD | MAY | advisory
 *     sentence: one sentence, what a controller must show
 *     source: where it is said
 *     confidence: doc | client | inferred
 *     excluded: why no check proves it (only there if so)
 *
 * An id is for ever: it never gets another meaning.
 */
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct requirement {
    const char *id;       /* "A-06" */
    const char *area;     /* the file's name: "scenarios" */
    const char *severity; /* "MUST", "SHOULD", "MAY", "advisory" */
    const char *sentence, *source, *confidence;
    const char *excluded; /* NULL: it can be checked */
    const char *file;
    int line;
};

struct requirements;

/* Reads every file of the folder; NULL: err names file, line and what is wrong. */
const struct requirements *requirements_load(struct arena *a, const char *folder, struct err *err);

size_t requirement_count(const struct requirements *r);
const struct requirement *requirement_at(const struct requirements *r, size_t at); /* by id */
/* NULL: unknown, *ret_near (may be NULL) is the nearest known id or NULL. */
const struct requirement *requirement_find(const struct requirements *r, struct str id,
                                           const char **ret_near);

#endif
