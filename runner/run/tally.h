#ifndef RUNNER_RUN_TALLY_H
#define RUNNER_RUN_TALLY_H

/*
 * How often the controller called what, in the whole of a case.
 */
#include "base/arena.h"
#include "reports/report.h"
#include "runner/world/mirror.h"

/* Fills the result's actions, by name, and the sums of them. What the case itself did to the cloud does not count. */
void tally_calls(struct arena *a, const struct mirror *m, struct case_result *to);

#endif
