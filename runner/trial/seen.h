#ifndef RUNNER_TRIAL_SEEN_H
#define RUNNER_TRIAL_SEEN_H

/*
 * What a controller asked for, on both sides, and what it did not get.
 */
#include "runner/kube/api.h"
#include "runner/trial/tally.h"
#include "runner/world/world.h"

struct seen {
    struct arena *arena, *scratch;
    struct world *world;
    struct kube_observer observer;
    size_t heard; /* journal entries that were looked at */

    /* of the Kubernetes API */
    size_t requests;
    const char *agent; /* User-Agent of the first; NULL: none came */
    struct tally lists, watches, reads, changes, leases; /* reads: of one object by its name */
    struct tally unknown;    /* "GET /apis/x/v1/things": there is no such thing in the API */
    struct tally missing;    /* "ingresses default/x": there is no such object */
    struct tally refused;    /* "POST /…", note: "415 the body …" */
    struct tally albconfigs; /* looked for in vain: "kube-system/default"; "/alb": in the cluster */

    /* of the cloud */
    size_t calls, accepted, served; /* served: ways to the cloud that were told of */
    struct tally actions;           /* that were accepted */
    struct tally denied;            /* codes for who it is, note: the call's caller */
    struct tally unknown_actions;   /* "ListFoos", note: why not */
    struct tally rejected;          /* "CreateRule: Code", note: the message */
    struct tally hosts;             /* "alb.cn-hangzhou.aliyuncs.com by https" */
    struct tally elsewhere, handshakes, paths;
};

void seen_init(struct seen *s, struct arena *a, struct world *w);
void seen_done(struct seen *s);
void seen_update(struct seen *s); /* with what the journal has now */

#endif
