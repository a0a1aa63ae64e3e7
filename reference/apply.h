#ifndef REFERENCE_APPLY_H
#define REFERENCE_APPLY_H

/*
 * Makes the calls of a plan. Those of one lane (one listener's rules, one
 * group's servers) go one after the other; lanes go side by side. A lane stops
 * at a call that is refused because something is busy: the next plan has it
 * again. Every outcome is written to the attempts.
 */
#include "reference/attempts.h"
#include "reference/plan.h"

struct applied {
    int accepted, refused, resting; /* resting: not made, since their pause is not over */
    int64_t wake_ms;                /* when the first pause ends; 0: none was met */
};

typedef void apply_fn(void *arg, const struct applied *result);

/* The plan lives until done is called. */
void apply_start(struct plan *p, struct cloud_client *client, struct attempts *attempts,
                 const struct clock *clock, apply_fn *done, void *arg);

#endif
