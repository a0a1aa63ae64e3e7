#ifndef RUNNER_TRIAL_TELL_H
#define RUNNER_TRIAL_TELL_H

/*
 * A trial in words, 80 columns wide: each stage as it is decided, then what was
 * asked for in vain, the controller's own last words, and what to change. Or the
 * whole as JSON.
 */
#include "base/buf.h"
#include "runner/trial/trial.h"

void tell_begin(const struct trial_options *o, struct buf *to);
void tell_stage(struct trial *t, enum stage_id id, struct buf *to);
/* again: what the person types to run the suites with this target. */
void tell_end(struct trial *t, const char *again, struct buf *to);
/* One line for a terminal: what is waited for, and since when. */
void tell_waiting(const struct trial *t, struct buf *to);

void tell_json(struct trial *t, struct buf *to);

#endif
