#ifndef RUNNER_TARGET_TARGET_FILE_H
#define RUNNER_TARGET_TARGET_FILE_H

/*
 * A target written down, so that a controller is described once:
 *
 *   name: my-controller
 *   command: my-controller --kubeconfig=${kubeconfig} --cloud-config=${dir}/cloud.yaml
 *   environment: { NAME: value }    beside what every controller gets
 *   files: { cloud.yaml: text }     written into ${dir} before it starts
 *   settle: 10s                     the silence after which it counts as done
 *   ready: { list: ingresses, within: 60s }   or http: URL, log: PATTERN, lease: NAMESPACE/NAME
 *   albconfig: { scope: Cluster | Namespaced, namespace: kube-system, name: default, with: {…} }
 *   ingress-controller: name        what IngressClasses say in spec.controller
 *   backends: eni | nodePort | ip   Services get the annotation, become NodePort, or neither
 *   nudge: true                     it notices other objects only when an AlbConfig changes
 *   features: [name] | auto | all    what it has of suites/features.yaml
 *
 * Only name and command must be there; the values of command, environment and
 * files are templates (runner/target/target.h).
 */
#include "runner/target/target.h"

const struct target *target_load(struct arena *a, const char *file, struct err *err);

#endif
