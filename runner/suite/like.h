#ifndef RUNNER_SUITE_LIKE_H
#define RUNNER_SUITE_LIKE_H

/*
 * Whether a tree has at least what was expected of it:
 *
 *   a map      each expected member is there and is like; further members are ignored
 *   a list     each expected element is like one found element, each with another; in any order
 *   a scalar   equal: 80 is not "80"
 *   "*"        anything but null
 *   null       absent, or null
 *
 * Both sides are written as lines of YAML, expected and found with the same
 * lines at the same places, so that a line that differs marks the difference;
 * of what was found only that is shown which was asked for.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/buf.h"

bool like(const cJSON *expected, const cJSON *found);

/* The same, and writes both sides. found NULL: nothing was there. */
bool like_show(struct arena *a, const cJSON *expected, const cJSON *found, struct buf *to_expected,
               struct buf *to_found);

#endif
