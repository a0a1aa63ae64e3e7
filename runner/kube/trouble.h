#ifndef RUNNER_KUBE_TROUBLE_H
#define RUNNER_KUBE_TROUBLE_H

/*
 * Trouble on request, to see what a client does then: below /_kube, which is no
 * path of Kubernetes.
 *
 *   POST   /_kube/troubles      {"verb":"watch","resource":"ingresses","status":410,"times":1}: so many requests
 *                               of that verb (as in a Role; absent: any) to that resource (absent: any)
 *                               are refused with that status. times absent: until they are cleared.
 *   DELETE /_kube/troubles      clears them
 *   POST   /_kube/watches/end   ends every open watch, as a server does that goes down for a moment
 *   POST   /_kube/forget        forgets all changes: who watches from an earlier version is told 410
 */
#include <cjson/cJSON.h>

#include "runner/kube/cluster.h"
#include "runner/kube/request.h"

/* Whether the request was one of these; then it is answered. */
bool trouble_answer(struct cluster *c, const struct request *q, struct reply *reply);

/* The refusal that was asked for, if the request meets one; NULL: none. resource: plural. */
cJSON *trouble_met(struct cluster *c, struct arena *a, const char *verb, const char *resource);

#endif
