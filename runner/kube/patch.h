#ifndef RUNNER_KUBE_PATCH_H
#define RUNNER_KUBE_PATCH_H

/*
 * JSON merge patch (RFC 7386) and JSON patch (RFC 6902) on trees. What a patch
 * can make of a tree is bounded: a few operations that copy could otherwise
 * double it over and over.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/err.h"

/* Takes the target (NULL: nothing) and returns the result, which the caller owns. */
cJSON *patch_merge(cJSON *take_target, const cJSON *patch);

/*
 * Replaces *target by the result. On failure *target is still the caller's, but
 * half changed; err says which operation failed and why.
 */
bool patch_json(cJSON **target, const cJSON *operations, struct err *err);

/* Whether it is a patch at all: an array of known operations with their members. */
bool patch_json_is_well_formed(const cJSON *operations, struct err *err);

#endif
