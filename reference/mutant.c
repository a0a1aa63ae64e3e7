#include "reference/mutant.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

#ifdef ALBREF_MUTANTS

#define MUTANT_ENV "ALBREF_MUTANT"

static const char *const names[] = { "none",
#define MUTANT(symbol, name, sentence, requirements) name,
#include "reference/mutants.def"
#undef MUTANT
#define VARIANT(symbol, name, sentence) name,
#include "reference/variants.def"
#undef VARIANT
                                     NULL };

bool mutant_active(enum mutant which)
{
    const char *chosen = getenv(MUTANT_ENV);

    return chosen && strcmp(chosen, names[which]) == 0;
}

bool mutant_choose(const char *name, struct err *err)
{
    for (const char *const *known = names; *known; known++) {
        if (strcmp(*known, name) == 0)
            return setenv(MUTANT_ENV, name, 1) == 0 || err_errno(err, "setting", MUTANT_ENV);
    }
    const char *near = str_nearest(str_of(name), names);
    return err_set(err, "--mutant: there is no mutant '%s'%s%s%s; --mutant list prints them all",
                   name, near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
}

void mutant_list(struct buf *to)
{
#define MUTANT(symbol, name, sentence, requirements)                                               \
    buf_add_text(to, name "\t" sentence "\t" requirements "\n");
#include "reference/mutants.def"
#undef MUTANT
}

void mutant_list_variants(struct buf *to)
{
#define VARIANT(symbol, name, sentence) buf_add_text(to, name "\t" sentence "\n");
#include "reference/variants.def"
#undef VARIANT
}

#else

extern int mutant_is_not_built; /* a translation unit holds at least one declaration */

#endif
