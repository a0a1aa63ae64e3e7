#ifndef RUNNER_WORLD_WORLD_H
#define RUNNER_WORLD_WORLD_H

/*
 * The world of one case: a Kubernetes API of its own, a mock cloud of its own,
 * the controller under test between the two, and what the case has learned
 * (variables). Steps act on it and look at it; nothing here judges.
 *
 * The mock runs as a program. Its journal is followed as a stream, so calls and
 * cloud are always what was last heard of; "changed" tells the runner to
 * look again after any change: a call, a transition, a Kubernetes object, a
 * program's end.
 */
#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/net/fetch.h"
#include "base/net/loop.h"
#include "runner/kube/api.h"
#include "runner/proc/proc.h"
#include "runner/suite/suite.h"
#include "runner/target/target.h"

struct acts;       /* runner/world/acts.h */
struct controlled; /* runner/world/controller.h */
struct fixture;    /* runner/suite/fixture.h */
struct guest;      /* runner/world/guest.h */
struct ready;      /* runner/world/ready.h */
struct site;       /* runner/world/site.h */
struct mirror;     /* runner/world/mirror.h: the mock's state and journal, as last heard of */
struct vars;       /* runner/suite/vars.h */

struct world_options {
    const char *dir;                 /* this case's own: logs, kubeconfig; exists */
    const char *fixtures;            /* folder of the fixtures */
    const char *mockalb;             /* the program */
    const char *const *mockalb_args; /* further arguments of it; ends with NULL; may be NULL */
    const char *region;              /* of the controller; NULL: the mock's default */
    const struct target *target;
    const struct site *site; /* what is there already; NULL: nothing */
    bool brief;              /* it is kept for others, who look for themselves */
    bool isolated; /* this process is, by isolate_enter(): names and ports are the cloud's own */
    uint64_t seed;
    int64_t settle_ms;  /* silence that counts as settled */
    int64_t timeout_ms; /* how long a check may stay undecided */
};

enum { WORLD_GRACE_MS = 2000 }; /* between TERM and KILL, for each of its programs */

struct world {
    struct arena *arena; /* as long as the case */
    struct loop *loop;
    struct clock *clock;
    struct fetch *fetch;
    struct kube *kube;   /* NULL: it is */
    struct guest *guest; /* … elsewhere: runner/world/guest.h */
    struct relay *relay; /* to the mock, of what arrives at the API and is for the cloud */
    struct mirror *mock;
    struct ways *ways;             /* that led to no call */
    struct names *names;           /* the name server of an isolated case; else NULL */
    struct proc *controller;       /* NULL: not started */
    struct ready *ready;           /* whether it has come up; NULL: nobody asks */
    struct controlled *controlled; /* what else is known of it */
    struct vars *vars;
    const struct world_options *options;
    const struct fixture *fixture; /* of the fixture step; NULL: none yet */
    const cJSON *before;           /* the mock's state once the fixture was there; NULL: none yet */
    uint64_t mark;      /* journal number at the begin of this act; the first is «when» */
    uint64_t kube_mark; /* revision of the Kubernetes store at that moment */
    int64_t stirred_ms; /* machine time of the last call or object change by the controller */
    struct acts *acts;  /* what the case did so far (runner/world/acts.h); NULL: nothing */
    int nudges;
    bool changed; /* since the last look */
    bool settled; /* as of the begin of this look: it must not change while one judges */
};

/* An object, or with a subresource ("status") that part of it; ns NULL: of the cluster's scope. */
struct object_place {
    const char *kind, *ns, *name, *subresource;
};

/* Starts API and mock, and waits until both answer. NULL: err says which did not, and why. */
struct world *world_new(const struct world_options *o, struct err *err);
/* Stops controller and mock, gently and then not. */
void world_free(struct world *w);

/* The mock is of no use any more, or the controller did not start: err says why. The harness's fault. */
bool world_broke(const struct world *w, struct err *err);

/* An act begins: sets both marks to now. The runner's, before «when» and before a step of «then» that acts. */
void world_mark(struct world *w);

#endif
