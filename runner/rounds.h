#ifndef RUNNER_ROUNDS_H
#define RUNNER_ROUNDS_H

/*
 * Cases more than once: all of them again and again, to find what does not
 * always come out the same (--repeat, --until-fail); or those that failed, to
 * tell a flake from a defect (--retries). What passed once and failed once is
 * FLAKY, however often it passed.
 */
#include <stdbool.h>
#include <stdint.h>

#include "runner/session.h"

struct rounds {
    int64_t repeat; /* at least 1 */
    bool until_fail;
    int64_t retries;
};

bool rounds_are_many(const struct rounds *r);

/* As session_run; the result has each case once. */
bool rounds_run(struct arena *a, const struct session_options *o, const struct rounds *r,
                struct session_result *ret, struct err *err);

#endif
