#ifndef RUNNER_CEL_FUNCTIONS_H
#define RUNNER_CEL_FUNCTIONS_H

/*
 * The functions and operators there are: the rows of functions.def. A row is
 * one overload, with its types in letters; the checker picks those that fit the
 * declared types, the evaluator the first that fits the values.
 *
 *   n null  b bool  i int  u uint  d double  s string  y bytes  t timestamp  r duration
 *   U url  I ip  C cidr  Q quantity  F format  * dyn  T a type
 *   N an index: int, and when it runs any number
 *   Lx list of x   Mxy map from x to y   Ox optional of x   A B any, the same each time
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "runner/cel/type.h"
#include "runner/cel/value.h"

typedef struct cel_value cel_fn(struct run *r, const struct cel_value *args, size_t count);

/* What a call costs, by the sizes of its arguments. */
enum cost_kind {
    COST_one,
    COST_walk,  /* a tenth of the first */
    COST_least, /* a tenth of the smaller one */
    COST_both,  /* a tenth of both */
    COST_items, /* the second's items */
    COST_list,  /* the first's items */
    COST_match, /* the text by the pattern */
    COST_find,  /* the text by what is looked for */
};

struct function {
    const char *name, *args, *result;
    cel_fn *run;
    enum cost_kind cost;
    bool member; /* called on its first argument */
};

/* All rows of one name. */
struct function_set {
    const struct function *first;
    size_t count;
};

struct function_set functions_named(struct str name); /* count 0: there is no such function */

/* Whether the types fit the row; *ret_result is in the arena. */
bool function_takes(struct arena *a, const struct function *f, const struct cel_type *const *types,
                    size_t count, const struct cel_type **ret_result);
bool function_takes_values(const struct function *f, const struct cel_value *args, size_t count);
void function_charge(struct run *r, const struct function *f, const struct cel_value *args);

#define BODY(fn) cel_fn fn;
#define FUNCTION(name, style, args, result, cost, fn)
#include "runner/cel/functions.def"
#undef FUNCTION
#undef BODY

#endif
