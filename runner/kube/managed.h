#ifndef RUNNER_KUBE_MANAGED_H
#define RUNNER_KUBE_MANAGED_H

/*
 * Who owns which field of an object (metadata.managedFields), as server-side
 * apply needs it: an apply owns what its document says; a field that another
 * manager owns and has set otherwise is a conflict, unless it is forced; what a
 * manager no longer says, and nobody else owns, is taken away.
 *
 * Differs: owners are only noted from an object's first apply on. Until then a
 * write owns nothing, so that a first apply never conflicts. Lists of custom
 * resources belong to one owner whole.
 */
#include <cjson/cJSON.h>

#include "runner/kube/status.h"

struct manager {
    const char *name;
    const char *api_version;
    const char *now;
    bool force;
};

/* An apply of the document to the object as it is: NULL, or the conflicts. */
cJSON *managed_conflicts(struct arena *a, const struct resource *r, const struct manager *m,
                         const cJSON *document, const cJSON *before);

/* Takes away what the manager's last apply said and this one does not. */
void managed_prune(struct arena *a, const struct resource *r, const struct manager *m,
                   const cJSON *document, cJSON *object);

/* Notes in the object who owns what now. document: of an apply; NULL: another write. */
void managed_note(struct arena *a, const struct resource *r, const struct manager *m,
                  const cJSON *document, cJSON *object, const cJSON *before);

#endif
