#ifndef MOCKALB_RESOURCES_CAS_SHOW_H
#define MOCKALB_RESOURCES_CAS_SHOW_H

/*
 * What replies say of a certificate, in the members that each version of the
 * API has for it.
 */
#include "mockalb/gateway/call.h"

/* Adds those members of the body that have these names; ends with NULL. */
void show_members(cJSON *to, const struct object *certificate, const char *const *names);
void show_metadata(cJSON *to, const struct object *certificate); /* of version 2020-06-19 */
void show_dates(struct call *call, cJSON *to, const struct object *certificate);

#endif
