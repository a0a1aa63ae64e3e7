#ifndef MOCKALB_GATEWAY_VALIDATE_H
#define MOCKALB_GATEWAY_VALIDATE_H

/*
 * Everything that the catalog says about parameters: which must be there, their
 * types, bounds, sizes, spellings. What passes has been rewritten: numbers and
 * booleans are such, enum values have the catalog's spelling whatever case the
 * client used, and what was sent empty but means "not given" is gone.
 *
 * Parameters that are withdrawn are taken as they are, if their type is right,
 * and forgotten otherwise.
 *
 * Differs: the codes are those of ALB for every product, and facts that
 * documentation calls conditions of effect (effectiveWhen) are not used: a
 * value out of bounds is refused even where it would have no effect.
 */
#include <cjson/cJSON.h>

#include "mockalb/gateway/call.h"

struct patterns; /* the catalog's regular expressions, compiled when first used; and the maxima */

/* A maximum that can be raised or lowered has a name ("quota" in the catalog); this one was. */
struct maximum {
    const char *quota; /* NULL ends a list */
    double number;
};

struct patterns *patterns_new(const struct maximum *maxima); /* borrowed; may be NULL */
void patterns_free(struct patterns *p);

const struct api_error *validate_params(struct call *call, struct patterns *patterns,
                                        cJSON *params);

#endif
