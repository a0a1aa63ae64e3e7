#ifndef RUNNER_BOARD_H
#define RUNNER_BOARD_H

/*
 * The results of a session's cases as they come in: each is written down and
 * shown once, as text on stdout or as a line of progress on stderr, or not at
 * all. The board borrows the results, which stand in the order of the cases.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "reports/report.h"
#include "reports/text.h"
#include "runner/run/live.h"

struct board {
    struct case_result *results; /* first what is known before a case runs */
    bool *ended;                 /* each case: its result is known, and told */
    size_t count;
    struct live *live; /* NULL: no text on stdout */
    bool progress;
};

void board_init(struct board *b, struct arena *a, size_t count);

/* How it is shown from now on. Live: as text on stdout; else on stderr, if that is a terminal. */
void board_show(struct board *b, bool live, const struct text_style *style,
                const struct run_result *run);

void board_check(struct board *b, size_t at, const struct check_result *c);
void board_case(struct board *b, size_t at, const struct case_result *c);
/* Of a case that has no result of its own. */
void board_settle(struct board *b, size_t at, enum verdict v, const char *reason);

/* The run is over: those that never began say why. */
void board_end(struct board *b, const char *why, const struct run_result *run);

#endif
