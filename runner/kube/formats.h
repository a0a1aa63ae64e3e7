#ifndef RUNNER_KUBE_FORMATS_H
#define RUNNER_KUBE_FORMATS_H

/*
 * The formats of strings that an API server enforces in the schemas of custom
 * resources; a hyphen in the name does not count. It passes over all others, and
 * over those of numbers (int32, int64, double) as well.
 */
#include <stdbool.h>

#include "base/str.h"

bool format_is_known(struct str name);
bool format_fits(struct str name, struct str text); /* true when the format is not known */

#endif
