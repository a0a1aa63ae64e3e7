#ifndef REFERENCE_ATTEMPTS_H
#define REFERENCE_ATTEMPTS_H

/*
 * What became of the calls that were made, so that a call which was refused is
 * not made again and again: each has a pause of its own, which doubles. A call
 * that differs in anything is another call, and is made at once; so nobody has
 * to wait after they have repaired their Ingress.
 *
 * A call that was accepted but is planned again has not taken effect; it is
 * treated like a refused one, which keeps a cloud that lags or lies from being
 * flooded.
 */
#include <stdbool.h>
#include <stdint.h>

#include "reference/cloud_client.h"

struct attempts;

struct attempt {
    bool accepted, passing;
    unsigned count;             /* how often it was made, with this outcome */
    int64_t first_ms, until_ms; /* made first; not to be made again before */
    int64_t pause_ms, planned_ms;
    char *cause; /* the refusal, without the request's id: the same for the same cause */
    char *text;  /* … with it */
};

struct attempts *attempts_new(void);
void attempts_free(struct attempts *a);

/* The call is in the plan of now. NULL: it was not made yet. */
const struct attempt *attempts_get(struct attempts *a, const char *key, int64_t now_ms);
bool attempts_may(struct attempts *a, const char *key, int64_t now_ms);
void attempts_note(struct attempts *a, const char *key, const struct cloud_answer *answer,
                   int64_t now_ms);

/* Worth telling somebody: it will not just pass, or has not for long. */
bool attempt_is_trouble(const struct attempt *t, int64_t now_ms);

/* Forgets calls that no plan has any more. */
void attempts_sweep(struct attempts *a, int64_t now_ms);

#endif
