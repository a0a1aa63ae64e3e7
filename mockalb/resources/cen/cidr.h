#ifndef MOCKALB_RESOURCES_CEN_CIDR_H
#define MOCKALB_RESOURCES_CEN_CIDR_H

/*
 * Blocks of a transit router's own, of which the addresses of its VPN
 * connections are taken.
 */
#include "mockalb/gateway/call.h"

/* Those that a call makes together with the router; NULL or empty makes none. */
const struct api_error *cidr_add_all(struct call *call, const struct object *router,
                                     const cJSON *given);
void cidr_list(struct call *call, const char *router, cJSON *to); /* "TransitRouterCidrList" */

#endif
