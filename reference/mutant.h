#ifndef REFERENCE_MUTANT_H
#define REFERENCE_MUTANT_H

/*
 * Defects on purpose. A conformance check is worth something once it was seen
 * failing; so a second program, albref-mutant, is built for tests only, which
 * takes --mutant NAME and has that one defect of mutants.def.
 *
 * mutant_is(symbol) asks at the place where the defect is. In albref itself it
 * is the constant false, and the compiler drops what follows.
 */
#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

#ifdef ALBREF_MUTANTS

enum mutant {
    MUTANT_none,
#define MUTANT(symbol, name, sentence, requirements) MUTANT_##symbol,
#include "reference/mutants.def"
#undef MUTANT
};

/* The choice is kept in the environment (ALBREF_MUTANT), so that no code carries it around. */
bool mutant_active(enum mutant which);
bool mutant_choose(const char *name, struct err *err);
void mutant_list(struct buf *to); /* name, sentence, requirements; one a line, separated by tabs */

#define mutant_is(symbol) mutant_active(MUTANT_##symbol)

#else

#define mutant_is(symbol) false

#endif

#endif
