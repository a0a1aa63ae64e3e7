#ifndef RUNNER_KUBE_TABLE_H
#define RUNNER_KUBE_TABLE_H

/*
 * The columns that "kubectl get" shows, as the server computes them: rows of
 * tables.def for the kinds that are built in, additionalPrinterColumns for
 * custom resources.
 */
#include <stdint.h>

#include <cjson/cJSON.h>

#include "runner/kube/kinds.h"

cJSON *table_columns(const struct resource *r);                                  /* the caller's */
cJSON *table_cells(const struct resource *r, const cJSON *body, int64_t now_ms); /* the caller's */

#endif
