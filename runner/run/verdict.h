#ifndef RUNNER_RUN_VERDICT_H
#define RUNNER_RUN_VERDICT_H

/*
 * From what a check saw to what a report says of it.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "reports/report.h"
#include "runner/suite/requirement.h"
#include "runner/suite/suite.h"

/* Everything that is known of a check before it is looked at: ids, sentence, source, severity, line. */
struct check_result verdict_begin(struct arena *a, const struct step *s,
                                  const struct requirements *r);

/* A FAIL, or a NOTE when its severity does not fail the run. */
enum verdict verdict_of_failure(enum severity s, bool strict);

/* A case by its checks. */
enum verdict verdict_of_case(const struct check_result *checks, size_t count);

#endif
