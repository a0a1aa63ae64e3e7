#ifndef RUNNER_SESSION_H
#define RUNNER_SESSION_H

/*
 * The cases of a run, each in its own process and its own directory, shown as
 * they are judged. Signals and the time limit end it early; then what was not
 * judged is skipped, and says why.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "reports/report.h"
#include "reports/text.h"
#include "runner/profiles.h"
#include "runner/run/select.h"
#include "runner/settings.h"

struct offer; /* runner/offer.h */

struct session_options {
    const struct case_settings *settings;
    const struct target *target;
    const char *programs; /* the folder of ours */
    const char *suites;   /* a case below it is known by its name, another by its file */
    const char *fixtures;
    const struct case_list *cases;
    /* Each case: the defect it runs against, or NULL; without what every case ends with. NULL: as settings say. */
    const char *const *mutants;
    const bool *bare;
    const struct profiles *profiles; /* NULL: none */
    const struct offer *offer;       /* what the controller has; NULL: not told */
    size_t jobs;
    int64_t timeout_ms;
    bool fail_fast;
    bool live; /* text on stdout; else a line a case on stderr, if that is a terminal */
    struct text_style style;
};

enum session_end { SESSION_whole, SESSION_timeout, SESSION_signal };

struct session_result {
    struct run_result run;
    enum session_end end;
};

/* False: it could not begin. The result lives in the arena. */
bool session_run(struct arena *a, const struct session_options *o, struct session_result *ret,
                 struct err *err);

#endif
