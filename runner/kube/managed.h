#ifndef RUNNER_KUBE_MANAGED_H
#define RUNNER_KUBE_MANAGED_H

/*
 * Who owns which field of an object (metadata.managedFields): an apply owns what
 * its document says, any other write what it changes. A field that another
 * manager owns and has set otherwise is a conflict for an apply, unless it is
 * forced; what an applier no longer says, and nobody else owns, is taken away.
 *
 * A manager has one entry for what it applies and one for what it writes
 * otherwise, and each apart for a subresource. What was written by nobody that
 * is known belongs to "before-first-apply" from the first apply on.
 *
 * Differs: what is handed out at creation (clusterIP, nodePort) belongs to whoever created the object; the
 * API server gives it to nobody.
 */
#include <cjson/cJSON.h>

#include "runner/kube/status.h"

struct manager {
    const char *name;
    const char *api_version;
    const char *subresource; /* NULL: the object itself */
    const char *now;
    bool force;
};

/* Before an apply: an object without owners gets one. */
void managed_begin(struct arena *a, const struct resource *r, const struct manager *m,
                   cJSON *object);

/* An apply of the document to the object as it is: NULL, or the conflicts. */
cJSON *managed_conflicts(struct arena *a, const struct resource *r, const struct manager *m,
                         const cJSON *document, const cJSON *before);

/* Takes away what the manager's last apply said and this one does not. */
void managed_prune(struct arena *a, const struct resource *r, const struct manager *m,
                   const cJSON *document, cJSON *object);

/*
 * The owners that an update begins with: those that the client sent, if they make sense (so a client may
 * hand ownership on), else those of before. One empty entry means none.
 */
void managed_choose(cJSON *object, const cJSON *before);

/* Notes in the object who owns what now. document: of an apply; NULL: another write. */
void managed_note(struct arena *a, const struct resource *r, const struct manager *m,
                  const cJSON *document, cJSON *object, const cJSON *before);

#endif
