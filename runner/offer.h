#ifndef RUNNER_OFFER_H
#define RUNNER_OFFER_H

/*
 * What the controller has of the features: as somebody says, on the command
 * line or in its target file, or as is found out by the probe of each. Unless
 * anybody says so it is taken to have them all.
 *
 *     all · auto · none · NAME,NAME · all,-NAME
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "reports/report.h"
#include "runner/library.h"
#include "runner/session.h"
#include "runner/target/target.h"

struct offer {
    struct feature_result *at; /* by the order of the file */
    size_t count;
    bool is_auto; /* nobody knows yet */
};

/* text NULL: as the target says. False: err names the word and the nearest known one. */
bool offer_read(struct arena *a, const struct library *l, const char *text, const struct target *t,
                struct offer *ret, struct err *err);

/* Runs the probes of what these cases need, as the session would, and takes what they show. */
bool offer_find_out(struct arena *a, const struct library *l, const struct session_options *o,
                    struct offer *offer, struct err *err);

/* The words that say it to the process of a case: "tls,ordering"; NULL: all. */
const char *offer_words(struct arena *a, const struct offer *offer);

#endif
