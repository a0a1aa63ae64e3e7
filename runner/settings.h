#ifndef RUNNER_SETTINGS_H
#define RUNNER_SETTINGS_H

/*
 * What a run was asked to do, and the part of it that the process of one case
 * needs to know too. Both are filled by base/options.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/options.h"
#include "runner/target/target.h"

struct case_settings {
    const char *data, *controller_cmd, *target, *mutant;
    const char *features; /* that the controller has, "tls,ordering"; NULL: all */
    int64_t seed, settle_ms, check_timeout_ms; /* 0: the target's */
    bool strict, keep;
    bool isolate; /* each case in a network of its own */
    bool bare;    /* without what every case ends with */
    /* Of the run, not of a case's process: one controller for many cases, in a cluster of ours, … */
    bool share;
    const char *kubeconfig, *context; /* … or in this one */
    const char *cloud;                /* a mock that runs already; NULL: one is started */
    bool runs;                        /* so does the controller */
};

/* The controller that these mean. Programs: the folder of ours. NULL: err says why not. */
const struct target *settings_target(struct arena *a, const struct case_settings *s,
                                     const char *programs, struct err *err);
/* What is said of a cluster of somebody else's makes sense together. */
bool settings_check_cluster(const struct case_settings *s, struct err *err);
/* The target can be run as they want. */
bool settings_check_target(const struct case_settings *s, const struct target *t, struct err *err);
int64_t settings_settle_ms(const struct case_settings *s, const struct target *t);
int64_t settings_check_timeout_ms(const struct case_settings *s);

/* The same as words of a command line, for the process of a case; count words at ret, at most 16. */
size_t settings_words(struct arena *a, const struct case_settings *s, const char **ret);

/* "albspec run NAME --seed 7 …": what a person types to run a case again. */
const char *settings_rerun(struct arena *a, const struct case_settings *s, const char *name);

#endif
