#ifndef RUNNER_TRIAL_TRIAL_H
#define RUNNER_TRIAL_TRIAL_H

/*
 * One controller, watched from its start to its clean-up: it gets a cloud, an
 * API and one small Ingress (fixtures/one-ingress), and has to come through the
 * stages one after the other. The first that it does not reach ends the trial;
 * what to change is read off what it asked for and did not get.
 */
#include "base/arena.h"
#include "base/err.h"
#include "runner/target/target.h"
#include "runner/trial/seen.h"
#include "runner/world/world.h"

enum stage_id {
    STAGE_start,
    STAGE_api,
    STAGE_reads,
    STAGE_ready,
    STAGE_calls,
    STAGE_let_in,
    STAGE_load_balancer,
    STAGE_listener,
    STAGE_servers,
    STAGE_rule,
    STAGE_address,
    STAGE_rule_gone,
    STAGE_load_balancer_gone,
    STAGES
};

enum stage_state { STAGE_not_tried, STAGE_passed, STAGE_failed };

struct stage_result {
    enum stage_state state;
    int64_t at_ms;   /* since the trial began */
    const char *why; /* it failed; NULL */
};

/* What a person should do about it. */
struct proposal {
    const char *
        where; /* "command", "environment", "albconfig" …: a member of the target file; NULL: none */
    const char *what, *why;
};

enum { MAX_PROPOSALS = 16 };

struct trial_options {
    const struct target *target;
    const char *mockalb, *fixtures, *dir; /* as struct world_options has them */
    int64_t patience_ms; /* for each stage; 0: as the target says, at most a minute */
    uint64_t seed;
    bool isolated;                                 /* as struct world_options has it */
    void (*on_stage)(void *arg, enum stage_id id); /* it is decided */
    void (*on_second)(void *arg);                  /* one more has passed */
    void *arg;
};

struct trial {
    const struct trial_options *options;
    struct arena *arena;
    struct world_options world_options;
    struct world *world;
    struct seen seen;
    enum stage_id stage; /* the one that is waited for */
    struct stage_result results[STAGES];
    struct proposal proposals[MAX_PROPOSALS];
    size_t proposal_count;
    int64_t began_ms, took_ms;
    bool stopped; /* by a signal */
};

/* False: our own half failed, err says how. Whether it passed is in the results. Ends with trial_done(). */
bool trial_run(struct trial *t, const struct trial_options *o, struct err *err);
void trial_done(struct trial *t);
bool trial_passed(const struct trial *t);

#endif
