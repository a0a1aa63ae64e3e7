#ifndef RUNNER_RUN_LIVE_H
#define RUNNER_RUN_LIVE_H

/*
 * A run shown while it goes on, in the order of its cases: the first that has
 * not ended is shown as it is judged, what others say waits for its turn. So
 * what is shown is the text report, a piece at a time.
 */
#include <stddef.h>

#include "reports/report.h"
#include "reports/text.h"

struct live;

/* r: borrowed until it is freed; its cases hold what is known of each so far. */
struct live *live_new(int fd, const struct text_style *s, const struct run_result *r);
void live_check(struct live *l, size_t at, const struct check_result *c);
void live_case(struct live *l, size_t at, const struct case_result *c);
void live_end(struct live *l, const struct run_result *r); /* every case has ended */
void live_free(struct live *l);                            /* NULL is fine */

#endif
