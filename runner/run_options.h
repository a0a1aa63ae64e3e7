#ifndef RUNNER_RUN_OPTIONS_H
#define RUNNER_RUN_OPTIONS_H

/*
 * What a person can ask of a run: the options of albspec run, which an options
 * file names too (runner/options_file.h). What they come to lives as long as the
 * command line and the arena of the options file.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/options.h"
#include "runner/rounds.h"
#include "runner/settings.h"

struct run_settings {
    struct case_settings common;
    const char *format,
        *color; /* of what stdout gets; format NULL: text, unless a report says "-" */
    struct option_list reports; /* "junit=out.xml" */
    int64_t jobs;               /* 0: as many as the machine takes */
    int64_t timeout_ms;         /* of the whole run */
    struct rounds rounds;
    struct option_list skips;       /* "A-06=reason" */
    struct option_list profiles;    /* their names */
    const char *shard;              /* "2/5"; NULL: not said */
    const char *baseline, *options; /* files; NULL: none */
    bool print_config, fail_fast;
};

extern const struct option_set run_options; /* they fill a struct run_settings */

#endif
