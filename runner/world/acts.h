#ifndef RUNNER_WORLD_ACTS_H
#define RUNNER_WORLD_ACTS_H

/*
 * What the case itself did, and when: between which calls. Where the
 * controller makes one call after another and the case did nothing in between,
 * the second cannot be an answer to anything new.
 */
#include <stdbool.h>
#include <stdint.h>

struct world; /* runner/world/world.h */

/* The case is about to act. */
void acts_note(struct world *w);

/*
 * Whether what the case did may be why a later call says something else than an earlier one. Where
 * it acted before all was silent nobody can tell: then it may.
 */
bool acts_explain(const struct world *w, uint64_t earlier, uint64_t later);

#endif
