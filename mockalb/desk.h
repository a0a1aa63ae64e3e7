#ifndef MOCKALB_DESK_H
#define MOCKALB_DESK_H

/*
 * A cloud that nobody serves: what commands read documents into.
 */
#include <stdbool.h>

#include "mockalb/control/state.h"
#include "mockalb/resources/cloud.h"

struct desk {
    struct arena *arena;
    struct clock *clock;
    struct random random, request_ids;
    uint64_t seed;
    struct store *store;
    struct cloud *cloud;
};

void desk_open(struct desk *d, const char *region);
void desk_close(struct desk *d);

bool desk_load(struct desk *d, const char *file, struct err *err); /* a state document */
cJSON *desk_document(struct desk *d);                              /* the caller's */

#endif
