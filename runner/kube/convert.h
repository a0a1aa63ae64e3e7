#ifndef RUNNER_KUBE_CONVERT_H
#define RUNNER_KUBE_CONVERT_H

/*
 * From the version that a client speaks to the one that is stored, and back.
 * Both take the tree and return it, or another in its place. Versions of custom
 * resources differ in nothing but their apiVersion (conversion strategy None).
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "runner/kube/kinds.h"

bool convert_is_needed(const struct resource *r); /* what is stored is not what is served */
void convert_in(const struct resource *r, cJSON *object);
void convert_out(const struct resource *r, cJSON *object);

#endif
