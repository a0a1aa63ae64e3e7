#ifndef REPORTS_FORMATS_H
#define REPORTS_FORMATS_H

/*
 * The formats, each in the file of its name, and what they share.
 */
#include "reports/report.h"

extern const struct report_type report_text;
extern const struct report_type report_json;
extern const struct report_type report_junit;
extern const struct report_type report_markdown;
extern const struct report_type report_html;

/* A case that came to no check, or broke off beside its checks, is a line of its own in every format. */
bool case_counts_itself(const struct case_result *c);

/* A reader is to look at it: neither as it should be nor left out. */
bool verdict_is_trouble(enum verdict v);

#endif
