#ifndef RUNNER_TARGET_TARGET_H
#define RUNNER_TARGET_TARGET_H

/*
 * A controller under test: how it is started and pointed at our API and our
 * cloud. The command and the environment are templates; ${kubeconfig},
 * ${endpoint}, ${cloud}, ${ca}, ${access_key_id}, ${access_key_secret}, ${region},
 * ${vpc}, ${vswitches}, ${port} and ${dir} are replaced.
 *
 * A controller needs no word about us: what clouds' SDKs read from the environment
 * leads them here by proxy, with certificates that they are told to trust.
 */
#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/err.h"

struct target_file {
    const char *name, *text; /* in ${dir}; the text is a template */
};

/* How one sees that it has come up, and how long that may take. */
struct target_ready {
    enum { READY_list, READY_http, READY_log, READY_lease } by;
    const char *what;  /* "ingresses", "http://…" (a template), a pattern, "kube-system/lock" */
    int64_t within_ms; /* 0: nobody asks */
};

struct target {
    const char *name;        /* "albref" */
    const char *file;        /* that describes it, as somebody calls it; NULL: none does */
    const char *const *argv; /* templates; ends with NULL */
    const char *const *env;  /* templates, "NAME=value"; ends with NULL */
    int64_t settle_ms;       /* silence after which it counts as done */
    struct target_ready ready;
    /* What target files say besides (runner/target/target_file.h); NULL: nothing. */
    const struct target_file *files; /* ends with a name of NULL */
    const char *albconfig_namespace; /* NULL: AlbConfigs are in the cluster's scope */
    const char *albconfig_name;      /* the only one that it looks at; NULL: any */
    const cJSON *albconfig_with;     /* what AlbConfigs have besides; NULL: nothing */
    const char *ingress_controller;  /* NULL: as the case says */
    const char *backends;            /* "eni", "nodePort", "ip"; NULL: as the case says */
    bool needs_nudge;
    const char *const *features; /* names, or one word: auto, all; ends with NULL; NULL: not said */
};

struct target_values {
    const char *kubeconfig, *endpoint, *access_key_id, *access_key_secret, *region, *dir;
    const char *ca;        /* file with the certificate that our servers' are signed by */
    const char *programs;  /* the folder of ours */
    const char *cloud;     /* as endpoint, without its scheme: "127.0.0.1:41231" */
    const char *vpc;       /* of the cluster; "" when there is none */
    const char *vswitches; /* of that VPC: "zone:id,zone:id" */
    const char *port;      /* a free one, for what it serves itself */
};

/* The reference controller that lies beside this program; mutant: the name of a defect, or NULL. */
const struct target *target_albref(struct arena *a, const char *program, const char *mutant);

/* Any other, from a command line as a shell would read it (quotes, no variables of the shell). */
const struct target *target_command(struct arena *a, const char *command, struct err *err);

/* How many of env come from our own environment; those of the target stand behind. */
size_t target_own_variables(const struct target *t);

/* What an AlbConfig that a case calls so is called for this controller. */
const char *target_albconfig_name(const struct target *t, const char *name);

/* The same, not led to the cloud by proxies: for a controller that finds it by name. */
const struct target *target_without_proxies(struct arena *a, const struct target *t);

/* One template with its values in; NULL: err says which name is unknown. */
const char *target_text(const char *text, const struct target_values *v, struct arena *a,
                        struct err *err);

/* The templates with their values in; an unknown ${name} is an error that lists the known ones. */
bool target_expand(const struct target *t, const struct target_values *v, struct arena *a,
                   const char *const **ret_argv, const char *const **ret_env, struct err *err);

/* Whether every name that its command and variables use is known; an error as target_expand() has it. */
bool target_is_sound(const struct target *t, struct arena *a, struct err *err);

#endif
