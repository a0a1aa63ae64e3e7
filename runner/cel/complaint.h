#ifndef RUNNER_CEL_COMPLAINT_H
#define RUNNER_CEL_COMPLAINT_H

/*
 * What is wrong with an expression: each with its line and column, the line
 * itself, and a mark below the place, as authors of rules know it.
 */
#include "base/arena.h"
#include "base/buf.h"

#define COMPLAINTS_SHOWN 20

struct complaints {
    struct str source;
    struct buf text;
    int count;
};

#define COMPLAINTS_OF(source)                                                                      \
    {                                                                                              \
        source, BUF_LIMIT(32u << 10), 0                                                            \
    }

void complain_at(struct complaints *c, size_t at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* All of them, and no more after that; NULL when there are none. */
const char *complaints_take(struct complaints *c, struct arena *a);

#endif
