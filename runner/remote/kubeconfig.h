#ifndef RUNNER_REMOTE_KUBECONFIG_H
#define RUNNER_REMOTE_KUBECONFIG_H

/*
 * Which cluster a kubeconfig means, and who we are there: a token, a client's
 * certificate, or nobody. What stands in it as data is written to files, since
 * TLS libraries read those.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"

struct remote_config {
    const char *server; /* "https://10.0.0.1:6443", without a slash at its end */
    const char *token;
    const char *ca_file, *cert_file, *key_file;
    bool unverified;
};

/* context NULL: the current one. dir: ours alone, for the files. */
bool remote_config_load(struct arena *a, const char *file, const char *context, const char *dir,
                        struct remote_config *ret, struct err *err);

#endif
