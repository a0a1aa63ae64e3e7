#ifndef RUNNER_SUITE_SUITE_H
#define RUNNER_SUITE_SUITE_H

/*
 * A case as written: one YAML file, read whole and checked whole before anything
 * runs: unknown words, wrong arguments, undefined ${variables} and unknown
 * requirement ids are errors with file, line and the nearest known word.
 *
 *   case: one sentence, a claim
 *   tags: [scenario-1, core]
 *   needs: [feature]        what the controller must offer; without it the case is skipped
 *   skip: why               does not run, and says why
 *   given: steps            what is so before
 *   when: steps             what happens
 *   then: steps             what must be so after; those with "proves" are the checks
 *
 * A step is a map: its first key is the verb, the value its argument; the keys
 * after it are further arguments of the verb, or one of these, which any step may have:
 *   proves: A-06 or     the requirements that a check proves
 *   severity: advisory               of this check, instead of the requirement's
 *   within: 5s                       instead of the run's time limit
 *   learn: { dns: DNSName }          (verbs that can) variables for the steps after this one
 *
 * «then» may hold acting steps too (a second change, a deletion), so that one
 * file tells a whole life; each opens an act of its own: see runner/steps/step.h.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/yaml.h"

struct requirements; /* runner/suite/requirement.h */
struct features;     /* runner/suite/feature.h */
struct step;
struct step_type; /* runner/steps/step.h */

enum phase { PHASE_given, PHASE_when, PHASE_then };

struct step {
    const struct step_type *type;
    const char *verb;
    const struct node *args; /* the whole map, verb first */
    const struct node *arg;  /* the verb's value */
    enum phase phase;
    const char *const *proves; /* requirement ids; ends with NULL; empty: not a check */
    const char *const *needs;  /* features, for a check alone; ends with NULL */
    const char *severity;      /* MUST, SHOULD, MAY, advisory; NULL: the requirement's */
    int64_t within_ms;         /* 0: the run's */
    const char *file;
    int line;
    const struct step *next;
};

struct spec_case {
    const char *file;         /* as it was found: "suites/scenarios/scenario-1.yaml" */
    const char *name;         /* the file's name without folder and suffix: "scenario-1" */
    const char *area;         /* its folder: "scenarios" */
    struct str title, skip;   /* skip: the reason, when there is one */
    const char *const *tags;  /* ends with NULL */
    const char *const *needs; /* features; ends with NULL */
    const char *fixture;      /* of the fixture step; NULL: none */
    const struct step *steps; /* given, when, then, in order */
};

/* What a case may say, as the loader needs it: runner/steps fills it (step_language). */
struct suite_language {
    /* NULL: unknown, *ret_near is the nearest known verb or NULL. */
    const struct step_type *(*find)(struct str verb, const char **ret_near);
    /* Arguments, by name and value. A step of no verb is never passed. */
    bool (*check)(const struct step *s, struct err *err);
    const char *fixtures;                    /* their folder: for the names that a fixture gives */
    const struct requirements *requirements; /* NULL: ids are not checked */
    const struct features *features;         /* NULL: words of «needs» are not checked */
};

/* The keys that any step may have; ends with NULL. */
extern const char *const suite_step_keys[];

/* NULL: err names file, line and the nearest known word. Everything lives in the arena. */
const struct spec_case *suite_load(struct arena *a, const char *file,
                                   const struct suite_language *l, struct err *err);

#endif
