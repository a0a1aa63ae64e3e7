#ifndef MOCKALB_KINDS_KINDS_H
#define MOCKALB_KINDS_KINDS_H

/*
 * The kinds of things that the mock remembers, by kinds.def: kind_listener,
 * kind_rule and so on. The names are those of state documents ("alb/Rule").
 */
#include <stddef.h>

#include "base/state/store.h"

#define KIND(symbol, name, prefix, parent, state) extern const struct kind kind_##symbol;
#define OWNED(kind, owner)
#include "mockalb/kinds/kinds.def"
#undef OWNED
#undef KIND

const struct kind *kind_named(const char *name); /* NULL when there is none */
const char *const *kind_names(void);             /* ends with NULL */

const char *kind_state(const struct kind *k); /* the member with the state: "RuleStatus"; or NULL */

/* The kinds whose objects go away with their parent of kind k, by number from 0; NULL after the last. */
const struct kind *kind_owned_by(const struct kind *k, size_t number);

#endif
