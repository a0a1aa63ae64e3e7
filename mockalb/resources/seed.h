#ifndef MOCKALB_RESOURCES_SEED_H
#define MOCKALB_RESOURCES_SEED_H

/*
 * A cloud document into the store: what exists before anybody calls. Things
 * are made in the order of the sections, whatever their order in the document, and
 * what one refers to must exist by then. Inside a transaction of the caller's,
 * who undoes everything when this fails.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/err.h"
#include "mockalb/gateway/call.h"

/* call has no action and no params; each section sets its region. */
bool seed_apply(struct call *call, const cJSON *document, struct err *err);

#endif
