#ifndef REFERENCE_MUTANT_H
#define REFERENCE_MUTANT_H

/*
 * Defects on purpose. A conformance check is worth something once it was seen
 * failing; so a second program, albref-mutant, is built for tests only, which
 * takes --mutant NAME and has that one defect of mutants.def.
 *
 * mutant_is(symbol) asks at the place where the defect is. In albref itself it
 * is the constant false, and the compiler drops what follows. variant_is(symbol) is the same for what
 * is no defect, but another way of doing something that is left free (variants.def).
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
#define VARIANT(symbol, name, sentence) MUTANT_##symbol,
#include "reference/variants.def"
#undef VARIANT
};

/* The choice is kept in the environment (ALBREF_MUTANT), so that no code carries it around. */
bool mutant_active(enum mutant which);
bool mutant_choose(const char *name, struct err *err);
void mutant_list(struct buf *to); /* name, sentence, requirements; one a line, separated by tabs */

void mutant_list_variants(struct buf *to); /* name, sentence; the same way */

#define mutant_is(symbol)  mutant_active(MUTANT_##symbol)
#define variant_is(symbol) mutant_active(MUTANT_##symbol)

#else

#define mutant_is(symbol)  false
#define variant_is(symbol) false

#endif

#endif
