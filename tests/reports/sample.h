#ifndef TESTS_REPORTS_SAMPLE_H
#define TESTS_REPORTS_SAMPLE_H

/*
 * Runs as reports get them, for the golden files: one with every verdict, one
 * whose texts come from a hostile controller.
 */
#include "reports/report.h"

const struct run_result *sample_run(void);
const struct run_result *sample_hostile(void);

#endif
