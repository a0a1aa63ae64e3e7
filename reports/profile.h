#ifndef REPORTS_PROFILE_H
#define REPORTS_PROFILE_H

/*
 * A profile is passed when all of its cases ran and every check of them passed, or is only worth a
 * note. What the controller lacks, what failed, what was left out and what was not always so are
 * reasons why it is not. While some of its cases were not run nobody can tell: it is not judged.
 */
#include <cjson/cJSON.h>

#include "base/arena.h"
#include "reports/report.h"

enum profile_state { PROFILE_passed, PROFILE_not_passed, PROFILE_not_judged };

struct profile_sum {
    enum profile_state state;
    const char *why; /* one line; NULL: it is passed */
    size_t cases, checks;
    int64_t calls_read, calls_write;
    const struct call_count *actions; /* of all its cases, by name */
    size_t action_count;
};

struct profile_sum profile_sum(struct arena *a, const struct run_result *r,
                               const struct profile_result *p);
const char *profile_state_name(enum profile_state s); /* "passed" */

/*
 * Calls that a requirement limits, and how many there were: "scenarios/scenario-1 B-34 write 0 of 0; …".
 * What every case ends with is left out. NULL: there are none.
 */
const char *profile_limits(struct arena *a, const struct run_result *r,
                           const struct profile_result *p);

/* "core" among "core limits"; words NULL: no. */
bool profile_has_word(const char *words, const char *word);

/*
 * Features and profiles of a run as members of its JSON report, and back from there. What is known
 * already is another part of the same run: what that one lacks stays lacking.
 */
void profile_add_json(cJSON *to, const struct run_result *r);
void profile_take_json(struct arena *a, const cJSON *from, struct run_result *to);

#endif
