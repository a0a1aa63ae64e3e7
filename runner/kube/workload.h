#ifndef RUNNER_KUBE_WORKLOAD_H
#define RUNNER_KUBE_WORKLOAD_H

/*
 * Pods, and the kinds that hold a template of one. Nobody runs them: there is no scheduler, no
 * kubelet and no controller of Deployments here. Differs: a Deployment makes no Pods.
 */
#include "runner/kube/status.h"

void workload_fill_pod(cJSON *object);
void workload_fill_replicaset(cJSON *object);
void workload_fill_deployment(cJSON *object);

void workload_check_pod(struct faults *f, const cJSON *object, const cJSON *before);
void workload_check_template(struct faults *f, const cJSON *object, const cJSON *before);

/* A label selector as text: "a=b,c in (d,e)". */
const char *workload_selector_text(struct arena *a, const cJSON *selector);

#endif
