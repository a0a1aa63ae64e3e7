#ifndef RUNNER_RUN_COURSE_H
#define RUNNER_RUN_COURSE_H

/*
 * The course of a case: its steps in their order, act by act, in a world that is
 * there already. An act ends when the world has come to rest; then its checks are
 * looked at once more. What every case ends with comes last.
 */
#include <stdint.h>

#include "runner/run/checks.h"
#include "runner/run/judge.h"
#include "runner/run/wait.h"

struct course {
    const struct judge_options *options;
    const struct spec_case *spec;
    struct waiting waiting; /* its world is set before */
    struct checks checks;   /* ready before */
    uint64_t when;          /* journal number at the begin of the first act */
};

void course_run(struct course *t);

#endif
