#ifndef RUNNER_TEXTS_H
#define RUNNER_TEXTS_H

/*
 * What a person reads when a defect was found: a text for each one, kept in a
 * folder as MUTANT.txt, so that a change of wording is seen as such. What is
 * of one run alone (ids, times, numbers of calls, how many lines there was no
 * room for, where the suites are) is written there as something that stays.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "reports/report.h"

enum { TEXT_MAX_LINES = 40, TEXT_MAX_WIDTH = 80 };

/* The case's text as far as it is about the first of these requirements that failed; ids ends with NULL. */
const char *text_of_defect(struct arena *a, const struct case_result *c, const char *const *ids,
                           const char *suites);

/* What is wrong with a text as such: too long or too wide, with the line; NULL: nothing. */
const char *text_defect(struct arena *a, const char *text);

/* Adds a line to wrong if it is not what the folder has, or is wrong as such. */
void text_compare(struct arena *a, const char *dir, const char *mutant, const char *text,
                  struct buf *wrong);
bool text_keep(struct arena *a, const char *dir, const char *mutant, const char *text,
               struct err *err);

#endif
