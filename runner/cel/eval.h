#ifndef RUNNER_CEL_EVAL_H
#define RUNNER_CEL_EVAL_H

/*
 * The walk over a checked tree. Errors are values; && and || come out whatever
 * side the error is on, if the other one decides. Costs are counted as the real
 * API counts them, as near as a walk of another shape can.
 */
#include "runner/cel/expr.h"

struct cel_value cel_eval(struct run *r, const struct expr *n);
struct cel_value cel_fold(struct run *r, const struct expr *n); /* an expression that is one */

#endif
