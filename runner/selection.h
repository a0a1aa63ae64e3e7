#ifndef RUNNER_SELECTION_H
#define RUNNER_SELECTION_H

/*
 * Which cases of the library a run takes: words and profiles choose together, a
 * shard takes its part of them. Those of which --skip leaves out every check are
 * not run, but the run's report tells of them. All of it lives in the arena.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/options.h"
#include "reports/report.h"
#include "runner/amend.h"
#include "runner/library.h"
#include "runner/run/select.h"

struct selection {
    struct case_list cases; /* to run */
    struct case_list left_out;
};

struct selection_options {
    const char *const
        *words; /* end with NULL; none and no profile: what cases_select() takes then */
    const struct option_list *profiles;
    const char *shard; /* NULL: not said */
};

/* False: a word, a profile or the shard is wrong, and err says which. */
bool selection_choose(struct arena *a, const struct library *l, const struct selection_options *o,
                      struct selection *ret, struct err *err);

/* Takes out of the cases those that are skipped as a whole. */
void selection_leave_out(struct selection *s, struct arena *a, const struct amend *skips);

/* Adds these to a run's cases, as skipped and with their reason. */
void selection_tell_left_out(const struct selection *s, struct arena *a, const struct amend *skips,
                             struct run_result *run);

#endif
