#ifndef REFERENCE_KUBECONFIG_H
#define REFERENCE_KUBECONFIG_H

/*
 * Which API server a kubeconfig means: that of its current context (or of its
 * first cluster), and the user's token if it has one. Servers are spoken to by
 * plain HTTP only; "kubectl proxy" makes one of any other.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"

struct kubeconfig {
    const char *server; /* "http://127.0.0.1:8001", without a slash at its end */
    const char *token;  /* NULL: none */
};

bool kubeconfig_load(struct arena *a, const char *file, struct kubeconfig *ret, struct err *err);

#endif
