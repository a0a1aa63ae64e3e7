#ifndef MOCKALB_RESOURCES_ALB_RESOURCE_GROUP_H
#define MOCKALB_RESOURCES_ALB_RESOURCE_GROUP_H

/*
 * The resource group that a thing is in, for whoever pays: a name on it, no more.
 */
#include "mockalb/gateway/call.h"

/* NULL when there is such a group, or id is NULL or empty: then the account's first one is meant. */
const struct api_error *resource_group_check(struct call *call, const char *id);

#endif
