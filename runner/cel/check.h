#ifndef RUNNER_CEL_CHECK_H
#define RUNNER_CEL_CHECK_H

/*
 * Types, before anything runs: each name is declared, each member is there,
 * each call has an overload that takes what it is given. Literals that can only
 * fail (a pattern, a duration, a moment that is none) are told as well.
 */
#include "runner/cel/complaint.h"
#include "runner/cel/expr.h"
#include "runner/cel/program.h"

struct checked {
    size_t slots;  /* that a run needs */
    uint64_t uses; /* a bit for each variable */
};

/* Fills in what the evaluator needs; whether all is well tells the count of complaints. */
struct checked cel_check(struct arena *a, struct complaints *c, struct expr *root,
                         const struct cel_variable *variables, size_t count);

#endif
