#ifndef RUNNER_CEL_COMPARE_H
#define RUNNER_CEL_COMPARE_H

/*
 * Whether two values are the same, and which comes first. Numbers of different
 * types are the same when they mean the same number. Lists that are sets are
 * compared as sets, lists that are maps by the keys of their items.
 */
#include "runner/cel/value.h"

#define UNORDERED 2 /* one of them is not a number */

bool value_equal(struct run *r, const struct cel_value *a, const struct cel_value *b);
/* False when there is no order between such values; *ret_order is below, at or above zero, or UNORDERED. */
bool value_order(const struct cel_value *a, const struct cel_value *b, int *ret_order);

/* Items of a list that is a map: whether they are the same one of it. */
bool value_same_keys(const struct cel_type *list, const struct cel_value *a,
                     const struct cel_value *b);

#endif
