#ifndef REFERENCE_CONTROLLER_H
#define REFERENCE_CONTROLLER_H

/*
 * The whole controller: finds out where it runs, follows the kinds of the
 * Kubernetes API that it needs, and keeps one reconcile for each AlbConfig.
 *
 * Nothing is done before every kind has been listed once: with half a picture
 * a controller deletes what it only has not heard of yet.
 */
#include "base/log.h"
#include "base/net/fetch.h"
#include "reference/kubeconfig.h"

struct controller;

struct controller_options {
    struct loop *loop;
    struct kubeconfig kubeconfig;
    const char *endpoint, *key_id, *key_secret;
    int64_t resync_ms;
    int64_t change_delay_ms; /* between a change and its being acted on */
    const struct log *log;
};

struct controller *controller_new(const struct controller_options *o);
void controller_free(struct controller *c);

#endif
