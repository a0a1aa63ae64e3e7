#ifndef RUNNER_RUN_WAIT_H
#define RUNNER_RUN_WAIT_H

/*
 * Waiting in a world until a step's look is decided. This is the only place in
 * which the loop of a case turns.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "reports/report.h"
#include "runner/steps/step.h"
#include "runner/world/world.h"

enum outcome {
    OUTCOME_pass,
    OUTCOME_wrong,    /* it failed for good */
    OUTCOME_settled,  /* the world is at rest, and still it does not pass */
    OUTCOME_late,     /* its time is up */
    OUTCOME_restless, /* time is up, and the world did not come to rest */
    OUTCOME_end,      /* the world came to an end: why and end_verdict say how */
};

struct waiting {
    struct world *world;
    struct arena *arena; /* what a look makes; emptied before the next look */
    bool stopped;        /* set by whoever wants the waiting to end */
    enum verdict end_verdict;
    struct err why;
};

/* What the last look saw is in f, which the caller gives to finding_done. */
enum outcome wait_for(struct waiting *w, const struct step *s, struct finding *f);

/* Until the world is at rest (OUTCOME_pass), or patience is over. */
enum outcome wait_for_rest(struct waiting *w);

/* One look, now, in a world that does not come to rest. */
enum outcome wait_no_more(struct waiting *w, const struct step *s, struct finding *f);

void finding_done(struct finding *f);

/* In words, in the arena; NULL for what passed. */
const char *outcome_text(const struct waiting *w, struct arena *a, const struct step *s,
                         enum outcome outcome);

#endif
