#ifndef MOCKALB_RESOURCES_ALB_ADDITIONAL_H
#define MOCKALB_RESOURCES_ALB_ADDITIONAL_H

/*
 * The certificates that a listener has besides its default ones, for other
 * names. Each is an object of its own that the listener owns: it is being
 * associated for a while, and taken away for a while.
 */
#include "mockalb/gateway/call.h"

/* NULL unless a certificate that the call gives as a default one is an additional one of the listener. */
const struct api_error *additional_check_defaults(struct call *call, const char *listener);

#endif
