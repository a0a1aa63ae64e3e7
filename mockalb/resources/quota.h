#ifndef MOCKALB_RESOURCES_QUOTA_H
#define MOCKALB_RESOURCES_QUOTA_H

/*
 * Limits of the service that depend on the edition or on what exists, by
 * limits.def: one table, and one function that asks it.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "mockalb/gateway/call.h"
#include "mockalb/gateway/validate.h"

enum quota {
#define LIMIT(symbol, basic, standard, waf, error, name, confidence) QUOTA_##symbol,
#include "mockalb/resources/limits.def"
#undef LIMIT
    QUOTA_COUNT
};

enum { QUOTA_EDITIONS = 3 }; /* Basic, Standard, StandardWithWaf */

/* Numbers that stand in the place of those of limits.def. All zero: none does. */
struct quotas {
    struct {
        bool given;
        int64_t number;
    } of[QUOTA_COUNT][QUOTA_EDITIONS];
    struct maximum
        maxima[QUOTA_COUNT + 1]; /* those of a row's whole name, for parameters' bounds */
};

/*
 * "alb_quota_loadbalancers_num=80": an id as refusals name it, and a number. False: err names what is wrong and
 * the nearest known id.
 */
bool quotas_set(struct quotas *q, const char *assignment, struct err *err);

/* A row as people see it. name has a %s where the edition's part of the id stands, if there is one. */
struct quota_row {
    const char *name, *confidence;
    int64_t numbers[QUOTA_EDITIONS];
    const char *code; /* of the refusal */
};
struct quota_row quota_row(enum quota q);
const char *quota_edition_part(size_t edition); /* "basic_edition", … by number */

int64_t quota_limit(enum quota q, const char *edition); /* what limits.def says */
/* … and what holds here, where another number may have been given. */
int64_t quota_number(const struct call *call, enum quota q, const char *edition);
enum error_id quota_error(enum quota q);

/*
 * NULL when used and added together are within the limit. The refusal says what is
 * used: what there was before, or all of a rule's own values. resource is the id of what is full; NULL
 * for limits of the account and of one rule.
 */
const struct api_error *quota_check(struct call *call, enum quota q, const char *edition,
                                    const char *resource, int64_t used, int64_t added);

#endif
