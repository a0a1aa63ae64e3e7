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

struct acts;    /* runner/world/acts.h */
struct fixture; /* runner/suite/fixture.h */
struct guest;   /* runner/world/guest.h */
struct ready;   /* runner/world/ready.h */
struct site;    /* runner/world/site.h */
struct mirror;  /* runner/world/mirror.h: the mock's state and journal, as last heard of */
struct vars;    /* runner/suite/vars.h */

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

struct world {
    struct arena *arena; /* as long as the case */
    struct loop *loop;
    struct clock *clock;
    struct fetch *fetch;
    struct kube *kube;   /* NULL: it is */
    struct guest *guest; /* … elsewhere: runner/world/guest.h */
    struct relay *relay; /* to the mock, of what arrives at the API and is for the cloud */
    struct mirror *mock;
    struct names *names;     /* the name server of an isolated case; else NULL */
    struct proc *controller; /* NULL: not started */
    struct ready *ready;     /* whether it has come up; NULL: nobody asks */
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
/* The controller ended though nobody stopped it: how, and its last words. */
bool world_controller_died(const struct world *w, struct err *err);
/* It did not come up in the time that its target gives it: err says what was waited for, and its last words. */
bool world_controller_is_late(const struct world *w, struct err *err);
/* Since it was started it has called the cloud, or changed an object. */
bool world_controller_was_heard(const struct world *w);
/* It was heard, and is ready as far as its target says when that is. */
bool world_controller_is_up(const struct world *w);
/* What is kept of a case: the calls, the cloud and the objects, beside the logs that are there already. */
bool world_keep(const struct world *w, struct err *err);

/* The controller is started, by us or by whoever keeps the world, and has not ended. */
bool world_controller_runs(const struct world *w);
/* What it wrote: the last lines, of a shared one those that name this case. */
struct str world_controller_log(const struct world *w, size_t lines);

/*
 * The runner starts the controller after the first fixture steps of «given» (at once when there are
 * none), unless a step of «given» has the verb "controller": then the case does it itself.
 */
bool world_controller_start(struct world *w, struct err *err);
/* Writes what the controller needs: its files; and tells its command and environment, in w->arena. */
bool world_prepare(struct world *w, const char *const **ret_argv, const char *const **ret_env,
                   struct err *err);
void world_controller_stop(struct world *w); /* returns at once: look at w->controller */
/*
 * It is killed as soon as it has made that many more calls that may change something; 0: it is not. True:
 * it runs, since it did not come to the number that it was to die after.
 */
bool world_controller_crash(struct world *w, int64_t writes);

/* An act begins: sets both marks to now. The runner's, before «when» and before a step of «then» that acts. */
void world_mark(struct world *w);

/* A step did something that the controller may answer to: the silence is counted anew. */
void world_stir(struct world *w);

/* No mutating call and no object change by the controller for settle_ms, and the mock in a stable state. */
bool world_settled(const struct world *w);
int64_t world_settles_in_ms(const struct world *w); /* 0: it is; for the loop's next wake-up */

#endif
