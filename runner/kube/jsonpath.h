#ifndef RUNNER_KUBE_JSONPATH_H
#define RUNNER_KUBE_JSONPATH_H

/*
 * As much of JSONPath as printer columns use: .a.b, ['a.b'], [0], [*] and
 * [?(@.type=="Ready")]. What it does not know matches nothing.
 */
#include <cjson/cJSON.h>

/* Calls fn for each match, in order, until it has called it limit times. */
void jsonpath_each(const cJSON *root, const char *path, unsigned limit,
                   void (*fn)(void *arg, const cJSON *match), void *arg);

#endif
