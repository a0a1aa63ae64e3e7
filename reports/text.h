#ifndef REPORTS_TEXT_H
#define REPORTS_TEXT_H

/*
 * The text format piece by piece, so that a run can be shown while it goes on:
 * the pieces in this order are the report.
 *
 *     begin  ( case_begin  check*  case_end )*  end
 */
#include <stdbool.h>

#include "reports/report.h"

struct text_style {
    bool color;
};

void text_begin(struct buf *to, const struct text_style *s, const struct run_result *r);
void text_case_begin(struct buf *to, const struct text_style *s, const struct case_result *c);
void text_check(struct buf *to, const struct text_style *s, const struct case_result *c,
                const struct check_result *check);
void text_case_end(struct buf *to, const struct text_style *s, const struct case_result *c);
void text_end(struct buf *to, const struct text_style *s, const struct run_result *r);

#endif
