#ifndef RUNNER_TRIAL_STAGES_H
#define RUNNER_TRIAL_STAGES_H

/*
 * The way of a controller, as a table: what each stage is called, when it is
 * reached, and what the runner does before it is waited for.
 */
#include "runner/trial/trial.h"

struct stage {
    const char *title;                               /* "reaches the Kubernetes API" */
    bool (*begin)(struct trial *t, struct err *err); /* NULL: nothing is to be done */
    bool (*is_reached)(struct trial *t);
    /* What it asked for and got, one line, to be wrapped; NULL: nothing. */
    const char *(*detail)(struct trial *t);
    bool goes_on; /* without it the next can still be reached */
};

extern const struct stage stages[STAGES];

#endif
