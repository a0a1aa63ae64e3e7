#ifndef REPORTS_REPORT_H
#define REPORTS_REPORT_H

/*
 * A result, and the formats it can be written in. A format is one file in this
 * folder and one row of report_types[]; it gets finished results only, so it
 * knows nothing of how cases run.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum verdict {
    VERDICT_pass,
    VERDICT_fail,
    VERDICT_error, /* the harness, never the controller */
    VERDICT_skip,
    VERDICT_xfail,
    VERDICT_xpass,
    VERDICT_flaky,
    VERDICT_note,        /* it does not hold, but its severity does not fail the run */
    VERDICT_unsupported, /* it needs a feature that the controller lacks */
    VERDICT_COUNT
};

enum severity { SEVERITY_must, SEVERITY_should, SEVERITY_may, SEVERITY_advisory };

/* One check: one step of «then» that proves a requirement, or the step at which a case broke off. */
struct check_result {
    const char *id;       /* "A-06", "A-06 A-11"; "" when it proves no requirement */
    const char *title;    /* a few words for one line; NULL: the sentence's begin */
    const char *sentence; /* the requirement's, or the step's own words */
    const char *source;   /* where the requirement comes from; may be NULL */
    enum severity severity;
    enum verdict verdict;
    int64_t took_ms;
    int line;                     /* in the file */
    const char *file;             /* NULL: the case's; of what every case ends with its own */
    const char *reason;           /* one line; NULL when it passed */
    const char *expected, *found; /* many lines; NULL when there is nothing to compare */
    const char *call;             /* the call that set the wrong value; NULL: none */
    const char *object;           /* the Kubernetes object it came from; NULL: none */
    const char *figure; /* "write 1 of 1": calls that it counted, and how many may be; NULL */
};

/* How often one action of the cloud was called. */
struct call_count {
    const char *action;
    bool write; /* it may change something */
    int64_t count;
};

struct case_result {
    const char *file, *name, *title, *area;
    enum verdict verdict;
    int64_t took_ms;
    const char *reason; /* one line; of a skip, an error */
    const char *calls;  /* the calls since «when»; many lines; NULL when all passed */
    const char *logs;   /* tails; NULL when all passed */
    const char *rerun;  /* the command that runs this case alone */
    int64_t calls_read, calls_write;  /* what the controller did in the whole case */
    const struct call_count *actions; /* the same, action by action */
    size_t action_count;
    const char *profiles, *needs; /* names with blanks between: of profiles, features; NULL: none */
    const struct check_result *checks;
    size_t count;
};

/* Something that a controller may have or lack, and how we know. */
struct feature_result {
    const char *name, *sentence;
    bool has;
    const char *how; /* "taken for granted", "declared", "seen", "not seen", … */
    const char *why; /* what was looked at; NULL: nothing was */
};

/* A set of cases that is passed, or not, as a whole (reports/profile.h). */
struct profile_result {
    const char *name, *sentence;
    size_t cases; /* that belong to it, whether they ran or not */
};

struct run_result {
    const char *subject, *version; /* what was tested; ours */
    int64_t started_ms, took_ms;
    uint64_t seed;
    const struct case_result *cases;
    size_t count;
    const struct feature_result *features;
    size_t feature_count;
    const struct profile_result *profiles;
    size_t profile_count;
};

struct report_type {
    const char *name, *suffix, *about;
    void (*write)(const struct run_result *r, struct buf *to);
};

extern const struct report_type *const report_types[];   /* ends with NULL */
const struct report_type *report_find(const char *name); /* NULL when unknown */

const char *verdict_name(enum verdict v);   /* "PASS" */
const char *severity_name(enum severity s); /* "MUST" */

/*
 * How many checks have each verdict. A case that came to no check, or broke off beside them, counts as
 * one more of its own verdict.
 */
struct report_counts {
    size_t of[VERDICT_COUNT];
};
struct report_counts report_count(const struct run_result *r);

#endif
