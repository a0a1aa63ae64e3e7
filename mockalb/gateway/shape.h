#ifndef MOCKALB_GATEWAY_SHAPE_H
#define MOCKALB_GATEWAY_SHAPE_H

/*
 * Whether a reply has the shape that the catalog gives it: no member that the
 * catalog does not know, each of its type. A reply that is not so is our
 * mistake. Members may be absent.
 */
#include "base/arena.h"
#include "mockalb/gateway/action.h"

#include <cjson/cJSON.h>

/* The path of the first member that does not fit ("Rules.0.Priority: …"), or NULL. */
const char *shape_defect(struct arena *a, const struct reply_member *shape, const cJSON *reply);

#endif
