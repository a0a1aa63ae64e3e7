#ifndef RUNNER_CEL_COMPLAINT_H
#define RUNNER_CEL_COMPLAINT_H

/*
 * What is wrong with an expression: each with its line and column, the line
 * itself, and a mark below the place, as authors of rules know it.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "runner/cel/type.h"

#define COMPLAINTS_SHOWN 20

#define COMPLAINT_NOWHERE SIZE_MAX /* about the expression as a whole */

struct complaints {
    struct arena *arena;
    struct str source;
    int count;
    struct {
        size_t at;
        const char *text;
    } shown[COMPLAINTS_SHOWN];
};

void complain_at(struct complaints *c, size_t at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* No overload of that name takes such arguments; the first one is called on when it is a member. */
void complain_overload(struct complaints *c, size_t at, struct str name, bool member,
                       const struct cel_type *const *types, size_t count);
/* All of them in the order of their places; NULL when there are none. */
const char *complaints_text(struct complaints *c);

#endif
