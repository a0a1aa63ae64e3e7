#ifndef RUNNER_EXITS_H
#define RUNNER_EXITS_H

/*
 * What albspec's exit codes say. A run that was not whole has no verdict: its
 * codes go before those of what it found.
 */
#include "reports/report.h"

enum {
    EXIT_passed = 0,   /* a check ran, and none failed */
    EXIT_failed = 1,   /* a check failed */
    EXIT_usage = 2,    /* a wrong word: flag, value, selection, suite */
    EXIT_harness = 3,  /* our fault or the machine's; a controller that did not start; a signal */
    EXIT_timeout = 4,  /* the whole run took too long */
    EXIT_skipped = 77, /* everything selected was skipped */
};

/* That of a run by what its checks came to, also when its parts were joined. */
int exit_of_run(const struct run_result *r);

#endif
