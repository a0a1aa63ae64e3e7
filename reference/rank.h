#ifndef REFERENCE_RANK_H
#define REFERENCE_RANK_H

/*
 * Priorities for rules that must be tried in a given order, such that as few
 * of the existing ones as possible move, and that none takes a number that
 * another still has. So an Ingress can be put before or between others by one
 * call, and at no moment is anybody else's rule out of its place.
 *
 * Numbers are given with room between them. Should the room run out somewhere,
 * all move to a free stretch, one after the other, in the order in which the
 * calls have to be made (move_last_first).
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

#define PRIORITY_MAX  10000
#define PRIORITY_STEP 50

struct rank {
    int current;  /* 0: has none yet */
    int priority; /* the result; the current one if it can stay */
};

/* taken: PRIORITY_MAX + 1 flags, true for every number that some rule has now. False: no room. */
bool rank_assign(struct arena *a, struct rank *ranks, size_t count, const bool *taken,
                 bool *ret_last_first);

#endif
