#ifndef REPORTS_CASE_JSON_H
#define REPORTS_CASE_JSON_H

/*
 * Results as JSON trees. The members are the JSON report's, so that what a
 * worker hands over, what a report says and what is read back are one form.
 */
#include <cjson/cJSON.h>

#include "base/arena.h"
#include "reports/report.h"

cJSON *check_result_json(const struct check_result *c); /* the caller's */
cJSON *case_result_json(const struct case_result *c);   /* the caller's */
/* All of what they say is copied into the arena. */
const struct case_result *case_result_of(struct arena *a, const cJSON *json);
struct check_result check_result_of(struct arena *a, const cJSON *json);

#endif
