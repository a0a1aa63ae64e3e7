#ifndef RUNNER_AMEND_H
#define RUNNER_AMEND_H

/*
 * What people have decided about checks before they ran: some are left out,
 * with a reason (--skip), some are known to fail, for a while (--baseline).
 *
 * A baseline is a YAML file that names a requirement, or a case and a
 * requirement, and says who minds it, why, and until when:
 *
 *
 *     owner: somebody
 *     reason: waits for the next release
 *     expires: 2027-01-31
 *   errors/a-weight-below-zero A-42: …
 *
 * A check that fails as the baseline says is XFAIL. An entry that is over, or
 * whose checks all pass, is stale: that fails the run.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/options.h"
#include "reports/report.h"
#include "runner/library.h"

struct amend;

/* False: err names the file and line, or the word, and the nearest known one. baseline NULL: none. */
bool amend_read(struct arena *a, const struct library *l, const struct option_list *skips,
                const char *baseline, struct amend **ret, struct err *err);

/* Cases whose every check is left out need not run. NULL: it runs. */
const char *amend_skips_case(const struct amend *m, const struct spec_case *c);

/* Changes verdicts; today as 2026-11-28. */
void amend_results(const struct amend *m, struct arena *a, const char *today,
                   struct run_result *run);

#endif
