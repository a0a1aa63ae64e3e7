#ifndef RUNNER_KUBE_SELECTOR_H
#define RUNNER_KUBE_SELECTOR_H

/*
 * Which objects a list or watch means: label selectors (a=b, a!=b, a in (x,y),
 * a notin (x), a, !a, a>1, a<1) and field selectors (a.b=c, a.b!=c), all of
 * whose requirements must hold. A filter lives in the arena it was parsed in.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "runner/kube/kinds.h"

struct requirement;

struct filter {
    const struct requirement *labels, *fields; /* NULL: none */
};

bool filter_parse_labels(struct filter *f, struct arena *a, struct str text, struct err *err);
/* Only fields that the kind offers; every kind has metadata.name and metadata.namespace. */
bool filter_parse_fields(struct filter *f, struct arena *a, const struct resource *r,
                         struct str text, struct err *err);
/* As if the field selector had said metadata.name=NAME besides. */
void filter_add_name(struct filter *f, struct arena *a, struct str name);

bool filter_matches(const struct filter *f, const cJSON *object); /* in its stored form */

#endif
