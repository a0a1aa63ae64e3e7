#ifndef RUNNER_TRIAL_TALLY_H
#define RUNNER_TRIAL_TALLY_H

/*
 * What came how often, in the order in which it came first. Of more kinds than
 * fit only the number is kept.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum { TALLY_MOST = 64 };

struct tally_row {
    const char *what, *note; /* note: of the first; NULL: none */
    size_t count;
};

struct tally {
    struct tally_row rows[TALLY_MOST];
    size_t count, others; /* others: that did not fit */
};

/* Copies both into the arena when they are new. */
void tally_add(struct tally *t, struct arena *a, const char *what, const char *note);
bool tally_has(const struct tally *t, const char *what);
/* "a, b, c", sorted; "" when empty. */
const char *tally_text(const struct tally *t, struct arena *a);

#endif
