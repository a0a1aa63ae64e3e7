#ifndef RUNNER_TARGET_TARGET_H
#define RUNNER_TARGET_TARGET_H

/*
 * A controller under test: how it is started and pointed at our API and our
 * cloud. The command and the environment are templates; ${kubeconfig},
 * ${endpoint}, ${cloud}, ${ca}, ${access_key_id}, ${access_key_secret}, ${region}
 * and ${dir} are replaced.
 *
 * A controller needs no word about us: what clouds' SDKs read from the environment
 * leads them here by proxy, with certificates that they are told to trust.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

struct target {
    const char *name;        /* "albref" */
    const char *const *argv; /* templates; ends with NULL */
    const char *const *env;  /* templates, "NAME=value"; ends with NULL */
    int64_t settle_ms;       /* silence after which it counts as done */
};

struct target_values {
    const char *kubeconfig, *endpoint, *access_key_id, *access_key_secret, *region, *dir;
    const char *ca;    /* file with the certificate that our servers' are signed by */
    const char *cloud; /* as endpoint, without its scheme: "127.0.0.1:41231" */
};

/* The reference controller that lies beside this program; mutant: the name of a defect, or NULL. */
const struct target *target_albref(struct arena *a, const char *program, const char *mutant);

/* Any other, from a command line as a shell would read it (quotes, no variables of the shell). */
const struct target *target_command(struct arena *a, const char *command, struct err *err);

/* The templates with their values in; an unknown ${name} is an error that lists the known ones. */
bool target_expand(const struct target *t, const struct target_values *v, struct arena *a,
                   const char *const **ret_argv, const char *const **ret_env, struct err *err);

#endif
