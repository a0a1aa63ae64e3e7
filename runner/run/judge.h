#ifndef RUNNER_RUN_JUDGE_H
#define RUNNER_RUN_JUDGE_H

/*
 * One case from its world's begin to its end, in this process.
 *
 * Steps run in their order. A step that looks is looked at after every change
 * until it passes, or fails, or its time is up, or the world has settled and it
 * still does not pass. The checks of an act are looked at once more when the
 * world has settled after them, and what they show then is the verdict
 * (runner/steps/step.h). A failed check does not end the case; any other step
 * that fails does: the checks after it are skipped.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "reports/report.h"
#include "runner/suite/requirement.h"
#include "runner/suite/suite.h"
#include "runner/world/world.h"

struct judge_options {
    const struct world_options *world;
    const struct requirements *requirements; /* NULL: a check's sentence is its step */
    const struct spec_case *ending; /* its steps are run after those of the case; NULL: none */
    const char *const *features;    /* that the controller has; ends with NULL; NULL: all */
    const char *rerun;
    bool strict; /* what SHOULD be fails the run */
    bool keep;   /* calls, cloud and objects are written to the case's directory */
    /* Each check as soon as its verdict is known. */
    void (*on_check)(void *arg, const struct check_result *c);
    void *arg;
};

/* The result lives in the arena. SIGTERM and SIGINT end it early; what was judged by then counts. */
const struct case_result *judge_case(struct arena *a, const struct spec_case *c,
                                     const struct judge_options *o);

#endif
