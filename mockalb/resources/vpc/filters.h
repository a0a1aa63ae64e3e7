#ifndef MOCKALB_RESOURCES_VPC_FILTERS_H
#define MOCKALB_RESOURCES_VPC_FILTERS_H

/*
 * Filters that lists of VPC have besides those of params.h: by pairs of a member's name and the values that
 * pass, which Express Connect has, and by numbers.
 */
#include <stdbool.h>

#include "mockalb/gateway/call.h"

bool filter_pairs(struct call *call, const char *param, const cJSON *body);

/* A number that was not given lets everything pass. */
bool filter_number(struct call *call, const char *param, const cJSON *body, const char *member);

#endif
