#ifndef TESTS_MOCKALB_RESOURCES_LIES_H
#define TESTS_MOCKALB_RESOURCES_LIES_H

/*
 * A state document may say anything of a thing: every member of it is, one after the other, absent or of another
 * type, and every call is made then. Whatever comes of a call, it must come to an end.
 */
#include <stddef.h>

#include "harness.h"

struct lies {
    struct world *(*make)(void); /* in which the thing is */
    const char *product;         /* of the calls: "cen:"; "": as answer() says */
    const char *const *texts;    /* what members say instead, as JSON; NULL: they are absent */
    size_t text_count;
    const struct lie_call {
        const char *action, *params;
    } * calls;
    size_t call_count;
};

void lies_tell(const struct lies *l, const char *kind, const char *id);

#endif
