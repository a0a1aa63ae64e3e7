#ifndef RUNNER_KUBE_TREE_H
#define RUNNER_KUBE_TREE_H

/*
 * How large a tree is, since a few bytes of patch can make a large one: its
 * memory, its depth, and the members of its widest list or map (comparing and
 * merging look them up one by one).
 */
#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

#include "base/err.h"

size_t tree_memory(const cJSON *tree);  /* about; 0 for NULL */
unsigned tree_depth(const cJSON *tree); /* 1 for a tree without members */

/* A name that two members of one object have; NULL when there is none. */
const char *tree_twin(const cJSON *tree);

/* Within the limits of one object; otherwise err says which it exceeds. */
bool tree_is_bearable(const cJSON *tree, struct err *err);

#endif
