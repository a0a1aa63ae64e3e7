#ifndef RUNNER_CEL_PARSE_H
#define RUNNER_CEL_PARSE_H

/*
 * From text to tree. The grammar is that of the language's specification, with
 * the optional syntax (a.?b, a[?b], [?x]); macros are taken apart here.
 *
 * Differs: after the first mistake in the grammar it stops, and names only
 * the word at which it is.
 */
#include "runner/cel/complaint.h"
#include "runner/cel/expr.h"

#define PARSE_DEPTH 250 /* of a tree */
#define PARSE_BYTES (100u << 10)

/* NULL: there are complaints. */
struct expr *cel_parse(struct arena *a, struct complaints *c);

#endif
