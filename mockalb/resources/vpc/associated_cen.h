#ifndef MOCKALB_RESOURCES_VPC_ASSOCIATED_CEN_H
#define MOCKALB_RESOURCES_VPC_ASSOCIATED_CEN_H

/*
 * The CENs that a VPC or a virtual border router is attached to, as its own
 * Describe actions show them.
 */
#include <stdbool.h>

#include "mockalb/gateway/call.h"

bool is_in_cen(struct call *call, const char *instance);
void add_associated_cens(struct call *call, cJSON *to, const char *instance);

#endif
