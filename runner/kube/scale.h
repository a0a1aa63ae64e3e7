#ifndef RUNNER_KUBE_SCALE_H
#define RUNNER_KUBE_SCALE_H

/* The scale subresource: an autoscaling/v1 Scale that stands for the replicas of an object. */
#include "runner/kube/verbs.h"

verb_fn scale_get, scale_update, scale_patch;

#endif
