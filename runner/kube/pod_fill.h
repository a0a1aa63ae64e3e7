#ifndef RUNNER_KUBE_POD_FILL_H
#define RUNNER_KUBE_POD_FILL_H

/*
 * What the spec of a Pod, or of a template of one, is filled with, as by the defaults of core/v1: of its
 * containers, their probes, and its volumes.
 */
#include <cjson/cJSON.h>

void pod_fill_spec(cJSON *spec);
/* Of a Pod alone: a container that limits what it takes asks for as much. */
void pod_fill_requests(cJSON *spec);

/*
 * "Guaranteed", "Burstable" or "BestEffort", of a spec whose requests are filled in.
 * Differs: amounts are compared as they are written, so that 1 and 1000m are not the same.
 */
const char *pod_qos_class(const cJSON *spec);

#endif
