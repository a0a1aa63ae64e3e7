#ifndef RUNNER_CEL_MACRO_H
#define RUNNER_CEL_MACRO_H

/*
 * Calls that are no calls: has(a.b), list.all(x, …) and its kin. They are taken
 * apart in place, into a select that only asks, or a fold.
 */
#include "runner/cel/complaint.h"
#include "runner/cel/expr.h"

/* What is no macro stays as it is. False: there is a complaint. */
bool macro_expand(struct expr *call, struct complaints *c);

#endif
