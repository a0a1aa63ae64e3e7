#ifndef RUNNER_RUN_CHECKS_H
#define RUNNER_RUN_CHECKS_H

/*
 * The checks of a case in their order: what is known of each before it is looked
 * at, what the looks at it come to, and who has been told. A look may change a
 * verdict until it is final; each is told once, and never before those in front
 * of it. Results live in the arena; options and case are borrowed.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "reports/report.h"
#include "runner/run/wait.h"
#include "runner/steps/step.h"
#include "runner/suite/suite.h"

struct judge_options; /* runner/run/judge.h */

struct check {
    const struct step *step;
    struct check_result *result;
    bool is_final;   /* it will not be looked at again */
    int64_t pass_ms; /* after its act began; -1: it has not passed yet */
};

struct checks {
    const struct judge_options *options;
    struct arena *arena;
    struct check *at; /* all of the case's and of the ending's */
    size_t count, told;
    size_t act;     /* the first of this act */
    size_t reached; /* those whose step has been run */
    int64_t act_ms; /* machine time of this act's begin */
};

bool is_check(const struct step *s);

void checks_init(struct checks *k, struct arena *a, const struct spec_case *c,
                 const struct judge_options *o);

/* Why one who needs these is left out, "it needs tls, which the controller lacks"; NULL: it is not. */
const char *checks_obstacle(const struct checks *k, const char *const *needs);

struct check *checks_reach(struct checks *k); /* the next one */
void check_leave_out(struct check *c, enum verdict verdict, const char *why);
void checks_note(struct checks *k, struct check *c, const struct waiting *w, enum outcome outcome,
                 const struct finding *f);

/* The case ends at a step: that becomes a check that did not pass; what is not final is skipped. */
void checks_break_off(struct checks *k, const struct step *s, const struct waiting *w,
                      enum outcome outcome, const struct finding *f);

void checks_tell(struct checks *k, size_t until);
void checks_take(const struct checks *k, struct case_result *to);

#endif
