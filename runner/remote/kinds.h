#ifndef RUNNER_REMOTE_KINDS_H
#define RUNNER_REMOTE_KINDS_H

/*
 * The kinds of kinds.def, and the paths of their objects.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct remote_kind {
    const char *kind, *plural, *group;
    bool namespaced, has_status, is_followed;
};

enum { REMOTE_KINDS = 11 };

/* By its kind or its plural, in any case; NULL: not one of them. */
const struct remote_kind *remote_kind_named(const char *name);
const struct remote_kind *remote_kind_at(size_t index);

/* ns NULL: none; name NULL: the list of them. */
const char *remote_path(struct arena *a, const struct remote_kind *k, const char *ns,
                        const char *name);

#endif
