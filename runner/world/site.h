#ifndef RUNNER_WORLD_SITE_H
#define RUNNER_WORLD_SITE_H

/*
 * What of a world is there already, and not made for one case: a Kubernetes API,
 * a mock cloud, a controller that runs between them. The process that keeps them
 * writes it down for those that run cases there.
 */
#include <stdbool.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"

struct site {
    const char *kubeconfig, *context; /* NULL: an API of the world's own; NULL: the current one */
    const char *cloud;      /* "http://127.0.0.1:41231"; NULL: a mock of the world's own */
    const char *base;       /* file: the cloud's state before any case; NULL: there is none */
    const char *log;        /* file: what the controller writes; NULL: nobody knows */
    const char *run;        /* "albspec-x3f9"; see runner/world/scope.h */
    const char *prefix;     /* NULL: names are as they are: it is the keeper's own world */
    bool foreign;           /* the cluster is somebody else's */
    bool runs;              /* the controller runs already */
    pid_t controller, mock; /* their processes; 0: not here, or not known */
};

bool site_write(const struct site *s, const char *file, struct err *err);
/* All but the prefix, which is of the reader's case. */
bool site_read(struct arena *a, const char *file, struct site *ret, struct err *err);

#endif
