#ifndef RUNNER_KUBE_STRICT_H
#define RUNNER_KUBE_STRICT_H

/*
 * Members that a kind has not, and members that come twice: fieldValidation in
 * the query says whether they are refused (Strict), told in Warning headers (Warn,
 * and when nothing is said) or dropped without a word (Ignore). They never stay:
 * of two the later counts.
 *
 * Differs: YAML in which a key comes twice is refused in every case.
 */
#include <cjson/cJSON.h>

#include "runner/kube/kinds.h"
#include "runner/kube/request.h"

/* What the query of a write is called: "CreateOptions". */
const char *strict_options(const struct request *q);

/* Of the body of a create or an update. NULL: it is as it should be now; otherwise the refusal. */
cJSON *strict_object(const struct request *q, const struct resource *r, cJSON *object,
                     struct reply *reply);

/*
 * Of a patch before it is used, and of what it has made: the second call tells what both were found
 * to have.
 */
struct strict_patch {
    const char *before; /* of each finding: "json patch " */
    cJSON *found;       /* texts; the arena's */
};

cJSON *strict_patch_begin(const struct request *q, struct strict_patch *p, cJSON *patch);
cJSON *strict_patch_end(const struct request *q, const struct resource *r, struct strict_patch *p,
                        cJSON *result, struct reply *reply);
/* The same of a server-side apply, whose unknown members are refused elsewhere. */
cJSON *strict_applied(const struct request *q, cJSON *document, struct reply *reply);

#endif
