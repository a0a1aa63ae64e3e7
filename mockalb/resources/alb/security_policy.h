#ifndef MOCKALB_RESOURCES_ALB_SECURITY_POLICY_H
#define MOCKALB_RESOURCES_ALB_SECURITY_POLICY_H

/*
 * Which versions of TLS and which ciphers a listener speaks: the service's own
 * policies, which are rows of tls_policies.def, and those that clients make.
 */
#include "mockalb/gateway/call.h"

/* NULL when the policy of a listener's body is there and takes one more listener. */
const struct api_error *security_policy_check(struct call *call, const cJSON *listener_body);

#endif
