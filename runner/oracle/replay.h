#ifndef RUNNER_ORACLE_REPLAY_H
#define RUNNER_ORACLE_REPLAY_H

/*
 * The rules as they were after each call, made of the calls themselves: what a
 * request would have met at any moment, and not only at the end.
 */
#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "runner/oracle/history.h"

struct replay;

struct replay *replay_new(struct arena *a, const struct history *h);

/* On to the state behind the next accepted call about rules; its number, or 0 when there is none. */
uint64_t replay_next(struct replay *r);

/* The state that is given, with the rules of now instead of its own; good until the next one. */
const cJSON *replay_state(struct replay *r, const cJSON *state);

#endif
