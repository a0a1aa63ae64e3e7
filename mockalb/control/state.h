#ifndef MOCKALB_CONTROL_STATE_H
#define MOCKALB_CONTROL_STATE_H

/*
 * The whole state as one JSON document, the same bytes for the same state:
 *
 *   {"version":1, "seed":"1", "random":"…", "requestIds":"…", "revision":"57", "clockMs":"…",
 *    "objects":[{"kind","scope","id","revision","created","changedMs","body"}, …]}
 *
 * Numbers that JSON readers might round are texts. requestIds may be absent. Objects stand in the order
 * of their creation. What was answered to ClientTokens is no part of it, nor is
 * the journal.
 */
#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/random.h"
#include "base/state/store.h"

struct cloud;

/* Whose state it is; all borrowed. */
struct state {
    struct store *store;
    struct clock *clock;
    struct random *random, *request_ids;
    struct cloud *cloud;
    uint64_t *seed;
};

cJSON *state_document(const struct state *s); /* the caller's */

/*
 * Puts a document in the place of all there is; or changes nothing, and err names the place in
 * the document. A manual clock shows the document's time after.
 */
bool state_restore(const struct state *s, struct arena *a, const cJSON *document, struct err *err);

#endif
