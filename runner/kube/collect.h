#ifndef RUNNER_KUBE_COLLECT_H
#define RUNNER_KUBE_COLLECT_H

/*
 * What a cluster's own controllers do with what is going: objects whose owners
 * are gone go too, namespaces and definitions that go are emptied first, and
 * the finalizers of foreground and orphaning deletion are worked off. And, if
 * asked to, EndpointSlices are kept for Endpoints.
 *
 * The collector follows the store to know when there may be work; the work is
 * a look at all objects, and writes by the same ways as a client's.
 */
#include <stdbool.h>

#include "runner/kube/cluster.h"

struct collector;

struct collector *collector_new(struct cluster *c, bool derive_endpoints);
void collector_free(struct collector *k);             /* NULL is fine */
void collector_derive_from_pods(struct collector *k); /* Endpoints, from now on */
bool collector_has_work(const struct collector *k);
void collector_work(struct collector *k);

#endif
