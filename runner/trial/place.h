#ifndef RUNNER_TRIAL_PLACE_H
#define RUNNER_TRIAL_PLACE_H

/*
 * What a path of the Kubernetes API is about: "/apis/networking.k8s.io/v1/
 * namespaces/default/ingresses/tea/status" is the status of one Ingress.
 */
#include <stdbool.h>

#include "base/arena.h"

struct place {
    const char *resource; /* "ingresses"; NULL: discovery, health, or nothing that we know */
    const char *kind; /* with its group, as kube_knows() takes it: "ingresses.networking.k8s.io" */
    const char *ns, *name; /* NULL: not said */
    const char *part;      /* "status"; NULL: the whole */
};

struct place place_of(struct arena *a, struct str path);

#endif
