#ifndef REFERENCE_LISTEN_H
#define REFERENCE_LISTEN_H

/*
 * On which listeners a host of an Ingress is published: those that its
 * annotation listen-ports lists; else HTTPS:443 for a host with TLS, and
 * HTTP:80 for one without.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/err.h"

struct listen {
    const char *protocol;
    int port;
    const struct listen *next;
};

/* host NULL or "": any. False: the annotation makes no sense. */
bool listen_for_host(struct arena *a, const cJSON *ingress, const char *host,
                     const struct listen **ret_first, struct err *err);

#endif
