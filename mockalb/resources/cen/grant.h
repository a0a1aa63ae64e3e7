#ifndef MOCKALB_RESOURCES_CEN_GRANT_H
#define MOCKALB_RESOURCES_CEN_GRANT_H

/*
 * What an owner of a network lets a CEN attach. Two products grant so, and each shows what the other
 * granted: the calls of both name CenId, CenOwnerId and InstanceId.
 */
#include <stdbool.h>

#include "mockalb/gateway/call.h"

/* Granting what is granted changes who pays. seen_as is what the CEN's owner calls its type: "VPC", "VBR". */
void grant_put(struct call *call, const char *seen_as, const char *region, const char *order);

/* That of the call; or NULL. */
const struct object *grant_of_call(struct call *call, const char *seen_as);

/* A CEN of the account's own must exist; of another account's none is known here. */
bool grant_cen_exists(struct call *call);

#endif
