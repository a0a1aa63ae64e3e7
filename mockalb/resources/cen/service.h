#ifndef MOCKALB_RESOURCES_CEN_SERVICE_H
#define MOCKALB_RESOURCES_CEN_SERVICE_H

/*
 * The transit router service, which an account opens once. An account that
 * has a router (of a cloud document) has opened it.
 */
#include "mockalb/gateway/call.h"

bool router_service_is_open(struct call *call);

#endif
