#ifndef MOCKALB_RESOURCES_VPC_FILTERS_H
#define MOCKALB_RESOURCES_VPC_FILTERS_H

/*
 * The filters of Express Connect: pairs of a member's name and the values that pass.
 */
#include <stdbool.h>

#include "mockalb/gateway/call.h"

bool filter_pairs(struct call *call, const char *param, const cJSON *body);

#endif
