#ifndef RUNNER_CEL_QUANTITY_H
#define RUNNER_CEL_QUANTITY_H

/*
 * Quantities of Kubernetes: "1500m", "2Gi", "1e3". A quantity is kept in
 * thousandths of thousandths of thousandths: 128 bits of nanos, in which all
 * that the API keeps exactly has room.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

__extension__ typedef __int128 quantity_nanos;

struct quantity {
    quantity_nanos nanos;
};

bool quantity_read(struct str text, struct quantity *ret);
int quantity_compare(const struct quantity *a, const struct quantity *b);
/* Whether it is a whole number that an int has room for. */
bool quantity_int(const struct quantity *q, int64_t *ret);
double quantity_double(const struct quantity *q);

#endif
