#ifndef MOCKALB_COVERED_H
#define MOCKALB_COVERED_H

/*
 * What this build does with an action and with each of its parameters, from its own tables: the catalog
 * says which there are, and reads.h which of them the handlers read.
 *
 *   implemented   a handler reads it, or the gateway does (paging, ClientToken, DryRun, RegionId)
 *   partial       it is checked as the catalog says, but no handler reads it
 *   accepted      withdrawn or internal: taken and ignored, as the service does
 *   refused       its action has no handler: every call of it is answered with an error
 *
 * An action is partial when one of its parameters is. How reads are found, and what that can't see, is
 * told in mockalb/catalog/sources.h.
 */
#include <stddef.h>

#include "mockalb/gateway/action.h"

enum covered {
    COVERED_implemented,
    COVERED_partial,
    COVERED_accepted,
    COVERED_refused,
    COVERED_COUNT
};

const char *covered_name(enum covered covered);

/*
 * Calls fn for each parameter and each member of one, those within lists and objects as
 * "Rules.Priority". Nothing for an action that is refused.
 */
typedef void covered_fn(void *arg, const char *path, enum covered covered);
void covered_each(const struct action *a, covered_fn *fn, void *arg);

enum covered covered_action(const struct action *a);

/* How many parameters of the action there are of each; adds to the counts. */
void covered_count(const struct action *a, size_t counts[COVERED_COUNT]);

#endif
