#ifndef RUNNER_SUITE_SUITE_H
#define RUNNER_SUITE_SUITE_H

/*
 * A case as written: one YAML file, read whole and checked whole before anything
 * runs: unknown words, wrong arguments, undefined ${variables} and unknown
 * requirement ids are errors with file, line and the nearest known word.
 *
 *   case: one sentence, a claim
 *   tags: [scenario-1, core]
 *   given: steps    what is so before
 *   when: steps     what happens
 *   then: steps     what must be so after; those with "proves" are the checks
 *
 * A step is a map: its first key is the verb, the value its argument; the keys
 * after it are further arguments of the verb, or one of these, which any step may have:
 *   proves: A-06 or     the requirements that a check proves
 *   within: 5s                       instead of the run's time limit
 */
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/yaml.h"

struct step_type;

enum phase { PHASE_given, PHASE_when, PHASE_then };

struct step {
    const struct step_type *type;
    const struct node *args; /* the whole map, verb first */
    const struct node *arg;  /* the verb's value */
    enum phase phase;
    const char *const *proves; /* requirement ids; ends with NULL; empty: not a check */
    int64_t within_ms;         /* 0: the run's */
    int line;
    const struct step *next;
};

struct spec_case {
    const char *file;         /* as it was found: "suites/scenarios/scenario-1.yaml" */
    const char *name;         /* the file's name without folder and suffix: "scenario-1" */
    const char *area;         /* its folder: "scenarios" */
    struct str title, skip;   /* skip: the reason, when there is one */
    const char *const *tags;  /* ends with NULL */
    const char *const *needs; /* ends with NULL */
    const char *fixture;      /* of the first fixture step; NULL: none */
    const struct step *steps; /* given, when, then, in order */
};

/* find looks up a verb (NULL: unknown, *ret_near is the nearest). Lives in the arena. */
typedef const struct step_type *suite_find_fn(struct str verb, const char **ret_near);

const struct spec_case *suite_load(struct arena *a, const char *file, suite_find_fn *find,
                                   struct err *err);

#endif
