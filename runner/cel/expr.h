#ifndef RUNNER_CEL_EXPR_H
#define RUNNER_CEL_EXPR_H

/*
 * An expression as a tree, in the program's arena. The parser makes it, the
 * checker fills in types, slots and functions, the evaluator walks it.
 *
 * Chains of && and of || are one node with many terms. Operators are calls of
 * functions with such names as _+_. What loops is a fold.
 */
#include "base/regex.h"
#include "runner/cel/functions.h"
#include "runner/cel/type.h"
#include "runner/cel/value.h"

enum expr_kind {
    EXPR_constant,
    EXPR_name,
    EXPR_select,
    EXPR_call,
    EXPR_list,
    EXPR_map, /* keys and values take turns */
    EXPR_and,
    EXPR_or,
    EXPR_choice,
    EXPR_fold,
};

enum fold_kind {
    FOLD_all,
    FOLD_exists,
    FOLD_exists_one,
    FOLD_map,
    FOLD_filter,
    FOLD_map_if,     /* a map with a condition, which comes first */
    FOLD_map_values, /* the same keys, with other values */
    FOLD_map_values_if,
    FOLD_opt_map,
    FOLD_opt_flat_map,
};

struct expr {
    enum expr_kind kind;
    enum fold_kind fold;
    size_t at;    /* in the source: where a complaint about it points */
    size_t op_at; /* of the term of a chain: its operator */
    int depth;
    struct str name;         /* of a variable, a member, a function */
    struct str variables[2]; /* of a fold; the second may be absent */
    struct expr *target;     /* what is selected from, called on, folded */
    struct expr **args;
    size_t count;
    bool has;               /* a select: asks only whether it is there */
    bool maybe;             /* a select with .? */
    bool spread;            /* an item or entry with ?: only when it has a value */
    bool mixed;             /* a list whose items may be of any types */
    struct cel_value value; /* of a constant */
    const struct cel_type *type;
    int slot; /* of a variable; the first one of a fold */
    struct function_set functions;
    const struct regex *regex; /* a pattern that is known beforehand */
};

#endif
