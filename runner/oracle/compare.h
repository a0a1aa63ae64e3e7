#ifndef RUNNER_ORACLE_COMPARE_H
#define RUNNER_ORACLE_COMPARE_H

/*
 * What was wanted and what is there, row by row: "tea-svc:80  80". Both sides
 * are written with the same rows at the same places, so that reading across
 * shows the difference; a row that one side lacks says so.
 */
#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/buf.h"

struct comparison;

struct comparison *comparison_new(struct arena *a);

/* A line above the rows that follow, the same on both sides; rows are indented below it. */
void comparison_head(struct comparison *c, const char *text);
/* NULL: that side does not have it. Rows are equal when their texts are. */
void comparison_row(struct comparison *c, const char *label, const char *expected,
                    const char *found);
/* Two sets of names, each a list that ends with NULL; names that both have stand side by side. */
void comparison_sets(struct comparison *c, const char *label, const char *const *expected,
                     const char *const *found);

bool comparison_is_same(const struct comparison *c);
void comparison_print(const struct comparison *c, struct buf *to_expected, struct buf *to_found);

/* A row for each scalar in which two trees differ, called by its path. */
void comparison_changes(struct comparison *c, const char *path, const cJSON *expected,
                        const cJSON *found);

#endif
