#ifndef RUNNER_CEL_LITERAL_H
#define RUNNER_CEL_LITERAL_H

/*
 * What the literals of an expression mean: numbers, and texts with their escapes.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

bool literal_int(struct str text, bool negative, int64_t *ret); /* "0x1F", "12" */
bool literal_uint(struct str text, uint64_t *ret);              /* "12u" */
bool literal_double(struct str text, double *ret);              /* the whole of it */

/* With its prefix and quotes; false when an escape in it means nothing. */
bool literal_text(struct arena *a, struct str token, bool bytes, struct str *ret);

void literal_add_rune(struct buf *b, uint32_t rune); /* as UTF-8 */

#endif
