#ifndef REFERENCE_RECONCILE_H
#define REFERENCE_RECONCILE_H

/*
 * Brings one AlbConfig's part of the cloud to where it should be, and keeps it
 * there: look, think, act, and again, until a look finds nothing left to do.
 * Then it rests until something changes.
 *
 *     trigger → adopt (finalizer) → look → think → act → look → … → rest
 *
 * One round at a time. What changes while a round is under way is seen by the
 * next one; triggers only say that there should be one.
 */
#include "reference/cloud_client.h"
#include "reference/cluster.h"
#include "reference/kube_client.h"
#include "reference/place.h"
#include "reference/report.h"

struct reconcile;

struct reconcile_options {
    struct loop *loop;
    struct cloud_client *cloud;
    struct kube_client *kube;
    const struct cluster *cluster;
    const struct place *place;
    struct report *report;
    const struct log *log;
    int64_t resync_ms;
    int64_t change_delay_ms;
};

/* ns NULL: the AlbConfig has none. Starts by itself. */
struct reconcile *reconcile_new(const struct reconcile_options *o, const char *ns,
                                const char *name);
void reconcile_free(struct reconcile *r); /* after the clients: nothing may be under way */
void reconcile_trigger(struct reconcile *r);

/* Whether Ingresses of its AlbConfig are in that namespace, so that its Services matter. */
bool reconcile_uses_namespace(const struct reconcile *r, const char *ns);

#endif
