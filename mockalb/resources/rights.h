#ifndef MOCKALB_RESOURCES_RIGHTS_H
#define MOCKALB_RESOURCES_RIGHTS_H

/*
 * What the caller has no rights to: kinds of things of ALB, by rights.def. There are no
 * policies and no single resources in it; that is enough for a client to meet the refusals.
 */
#include <stdbool.h>

#include "base/err.h"
#include "mockalb/gateway/call.h"

/* Names of kinds, as "LoadBalancer,Acl"; err names those that there are. One bit for each kind is set. */
bool rights_deny(unsigned *in_out_denied, const char *names, struct err *err);

/* By the cloud's options. NULL: the call may go on. */
const struct api_error *rights_check(struct call *call);

#endif
