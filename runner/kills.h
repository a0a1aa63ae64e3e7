#ifndef RUNNER_KILLS_H
#define RUNNER_KILLS_H

/*
 * The kill matrix: which checks each defect of the reference controller must
 * fail, as suites/mutants.yaml says it. A check that no defect fails proves
 * nothing: it could as well be empty.
 *
 *   weights-swapped:
 *     scenarios/scenario-1: A-06
 *     usage-notes/weights-are-passed-on
 *
 *     every-case of scenarios/scenario-1: A-78
 *   shared-groups:
 *     passes: [lifecycle/one-service-in-two-ingresses]
 *
 * What every case ends with is judged in a run of its own, which "every-case of"
 * asks for; the other rows are of cases without it.
 *
 * The first case of a mutant is the one that shows it best; it alone is run
 * where time is short. What "passes" is no defect but a variant, and must pass
 * every case; where time is short those in which it does something else than
 * the others.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "runner/library.h"

/* One mutant in one case. */
struct kill {
    const char *mutant;
    const struct spec_case *in;
    const char *const *ids; /* the requirements whose checks fail; ends with NULL */
    bool first;             /* of its mutant */
    bool at_end;            /* what every case ends with is judged, and nothing before it */
    int line;
};

struct variant {
    const char *name; /* NULL ends the list */
    struct case_list cases;
};

struct kills {
    const struct variant *variants;
    const struct kill *at; /* the rows of a mutant stand together */
    size_t count;
    const char *file;
};

/* False: err names file, line, the unknown word and the nearest known one. No file: no rows. */
bool kills_load(struct arena *a, const struct library *l, struct kills *ret, struct err *err);

bool kill_names(const struct kill *k, const char *id);

#endif
