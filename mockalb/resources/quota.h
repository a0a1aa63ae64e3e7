#ifndef MOCKALB_RESOURCES_QUOTA_H
#define MOCKALB_RESOURCES_QUOTA_H

/*
 * Limits of the service that depend on the edition or on what exists, by
 * limits.def: one table, and one function that asks it.
 */
#include <stdint.h>

#include "mockalb/gateway/call.h"

enum quota {
#define LIMIT(symbol, basic, standard, waf, error, name, confidence) QUOTA_##symbol,
#include "mockalb/resources/limits.def"
#undef LIMIT
    QUOTA_COUNT
};

int64_t quota_limit(enum quota q, const char *edition);
enum error_id quota_error(enum quota q);

/*
 * NULL when used and added together are within the limit. The refusal says what is
 * used: what there was before, or all of a rule's own values. resource is the id of what is full; NULL
 * for limits of the account and of one rule.
 */
const struct api_error *quota_check(struct call *call, enum quota q, const char *edition,
                                    const char *resource, int64_t used, int64_t added);

#endif
