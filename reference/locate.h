#ifndef REFERENCE_LOCATE_H
#define REFERENCE_LOCATE_H

/*
 * Finds out where we run (reference/place.h): asks the instance metadata and
 * the Kubernetes API until both have answered.
 */
#include "base/log.h"
#include "reference/kube_client.h"
#include "reference/place.h"

struct locate;

struct locate_options {
    struct loop *loop;
    struct fetch *fetch;
    struct kube_client *kube;
    const char *endpoint; /* whose /latest/meta-data/ is asked */
    const struct log *log;
    void (*on_found)(void *arg, const struct place *place); /* once */
    void *arg;
};

struct locate *locate_start(const struct locate_options *o);
void locate_free(struct locate *l);

#endif
