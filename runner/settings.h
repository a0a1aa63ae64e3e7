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

/*
 * What the process of a case, or of a world that cases share, is told of them: rows of its table of
 * options. OF(member): the offset of that member in the struct which it fills.
 */
#define SETTINGS_ROWS(OF)                                                                          \
    { .name = "data", .type = OPTION_text, .offset = OF(data), .about = "Suites, fixtures." },     \
        { .name = "controller-cmd",                                                                \
          .type = OPTION_text,                                                                     \
          .offset = OF(controller_cmd),                                                            \
          .about = "The controller under test." },                                                 \
        { .name = "target",                                                                        \
          .type = OPTION_text,                                                                     \
          .offset = OF(target),                                                                    \
          .about = "The same, as a file or a name." },                                             \
        { .name = "mutant", .type = OPTION_text, .offset = OF(mutant), .about = "Its defect." },   \
        { .name = "features", .type = OPTION_text, .offset = OF(features), .about = "It has." },   \
        { .name = "seed", .type = OPTION_int, .offset = OF(seed), .about = "Of the mock." },       \
        { .name = "settle",                                                                        \
          .type = OPTION_duration,                                                                 \
          .offset = OF(settle_ms),                                                                 \
          .about = "Silence." },                                                                   \
        { .name = "check-timeout",                                                                 \
          .type = OPTION_duration,                                                                 \
          .offset = OF(check_timeout_ms),                                                          \
          .about = "Patience." },                                                                  \
        { .name = "strict", .type = OPTION_flag, .offset = OF(strict), .about = "SHOULD fails." }, \
        { .name = "keep", .type = OPTION_flag, .offset = OF(keep), .about = "Write all to dir." }, \
        { .name = "bare", .type = OPTION_flag, .offset = OF(bare), .about = "No ending." },        \
    {                                                                                              \
        .name = "isolate", .type = OPTION_flag, .offset = OF(isolate),                             \
        .about = "In a network of its own."                                                        \
    }

/* … and what only a world is told. */
#define SETTINGS_CLUSTER_ROWS(OF)                                                                  \
    { .name = "kubeconfig",                                                                        \
      .type = OPTION_text,                                                                         \
      .offset = OF(kubeconfig),                                                                    \
      .about = "A cluster of somebody else." },                                                    \
        { .name = "context",                                                                       \
          .type = OPTION_text,                                                                     \
          .offset = OF(context),                                                                   \
          .about = "Its name there." },                                                            \
        { .name = "cloud",                                                                         \
          .type = OPTION_text,                                                                     \
          .offset = OF(cloud),                                                                     \
          .about = "A mock that runs." },                                                          \
    {                                                                                              \
        .name = "controller-runs", .type = OPTION_flag, .offset = OF(runs),                        \
        .about = "It is started already."                                                          \
    }

enum { SETTINGS_WORDS = 16 }; /* the most there are */

/* The words of a command line that fill these rows so; ret has room for SETTINGS_WORDS. The count of them. */
size_t settings_words(struct arena *a, const struct case_settings *s, const char **ret);
size_t settings_cluster_words(struct arena *a, const struct case_settings *s, const char **ret);

/* "albspec run NAME --seed 7 …": what a person types to run a case again. */
const char *settings_rerun(struct arena *a, const struct case_settings *s, const char *name);

#endif
