#ifndef MOCKALB_RESOURCES_RESOURCEMANAGER_GROUP_H
#define MOCKALB_RESOURCES_RESOURCEMANAGER_GROUP_H

/*
 * Resource groups. They are of the account, not of a region: they stand in the mock's own. The first is there from
 * the beginning.
 */
#include "mockalb/gateway/call.h"

/* What the account has before anybody made one; the caller's. made: when. */
cJSON *default_group_body(const char *account, const char *made);

/* The group that the call names by ResourceGroupId, if things can be put into it; or NULL and why not. */
const struct object *group_named(struct call *call, const struct api_error **ret_refusal);

#endif
