#ifndef RUNNER_WORKDIR_H
#define RUNNER_WORKDIR_H

/*
 * The folder in which a command works: one that was named, which is made if need
 * be and stays, or a new one below $TMPDIR, which is removed when it is left.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"

struct workdir {
    const char *path; /* from the root and without links, so that it is right wherever it is read */
    bool is_new;
};

/* named NULL: a new one, "$TMPDIR/NAME-x3f9Qa". The path lives in the arena. */
bool workdir_enter(struct workdir *d, struct arena *a, const char *named, const char *name,
                   struct err *err);
void workdir_leave(struct workdir *d); /* one that was never entered is fine */

#endif
