#ifndef RUNNER_RUN_HANDOVER_H
#define RUNNER_RUN_HANDOVER_H

/*
 * How the process that runs a case tells its parent: a line of JSON for each
 * check as it is judged, and one for the whole case at the end.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "reports/report.h"

enum { HANDOVER_FD = 3 }; /* the parent's pipe, in the child */

/* False: nobody reads it any more. */
bool handover_check(int fd, const struct check_result *c);
bool handover_case(int fd, const struct case_result *c);

/* One of the two is set, to what lives in the arena. False: the line is none of these. */
struct handover {
    const struct check_result *check;
    const struct case_result *whole;
};
bool handover_read(struct arena *a, struct str line, struct handover *ret, struct err *err);

#endif
