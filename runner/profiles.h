#ifndef RUNNER_PROFILES_H
#define RUNNER_PROFILES_H

/*
 * Sets of cases with a verdict each, suites/profiles.yaml:
 *
 *   core:
 *     sentence: one sentence, what a controller that passes it can do
 *     cases: [WORD]           as albspec run takes them
 *
 * Here too: what can only be said of features once all cases are known.
 */
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "reports/report.h"
#include "runner/run/select.h"

struct profile {
    const char *name, *sentence;
    struct case_list cases;
};

struct profiles {
    const struct profile *at;
    size_t count;
};

/* Without the file there are none. The probe of every feature must be a check of a case that needs it. */
bool profiles_load(struct arena *a, const char *suites, const struct case_list *cases,
                   const struct suite_language *l, struct profiles *ret, struct err *err);

/* NULL: there is none, and err names the nearest known one. */
const struct profile *profiles_find(struct arena *a, const struct profiles *p, const char *name,
                                    struct err *err);

/* Their names, with blanks between; NULL: none. */
const char *profiles_of(struct arena *a, const struct profiles *p, const struct spec_case *c);
/* The features that a case needs, or a check of it, the same way. */
const char *case_needs(struct arena *a, const struct spec_case *c);

/* As reports know them. */
const struct profile_result *profiles_results(struct arena *a, const struct profiles *p);

#endif
