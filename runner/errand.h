#ifndef RUNNER_ERRAND_H
#define RUNNER_ERRAND_H

/*
 * What the process of one case is told: its command line, in which directory it
 * works, and how long it may take; and what is known of the case before it runs.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "reports/report.h"
#include "runner/run/crew.h"
#include "runner/session.h"

struct worlds; /* runner/worlds.h */

struct errands {
    const struct session_options *options;
    struct arena *arena;
    const char *dir;             /* in which each case has its own */
    const struct worlds *worlds; /* that cases share; NULL: none do */
};

/*
 * Case number at: an empty directory is made for it. Alone: in a world of its own, whatever it could
 * share. The result says that the case was skipped, until something better is known of it.
 */
bool errand_prepare(const struct errands *e, size_t at, bool alone, struct case_result *ret_result,
                    struct crew_task *ret_task, struct err *err);

#endif
