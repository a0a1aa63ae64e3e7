#ifndef MOCKALB_RESOURCES_ALB_USAGE_H
#define MOCKALB_RESOURCES_ALB_USAGE_H

/*
 * What listeners, rules and servers use up. The service counts by association: a
 * backend reached through two listeners and two rules of one load balancer is
 * counted four times.
 *
 * A handler makes its changes and then asks whether a limit that they made grow
 * is past: the transaction undoes what was too much. What was before is told by the
 * transaction, so only what the changes touch is counted.
 */
#include "mockalb/gateway/call.h"

const struct api_error *usage_check(struct call *call);

#endif
