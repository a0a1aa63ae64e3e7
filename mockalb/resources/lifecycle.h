#ifndef MOCKALB_RESOURCES_LIFECYCLE_H
#define MOCKALB_RESOURCES_LIFECYCLE_H

/*
 * Things that change by themselves: Provisioning becomes Active, Deleting
 * becomes nothing, a job succeeds. Which state follows which, and after how
 * long, is lifecycle.def.
 *
 * What is pending is written in the body ("_next", "_dueMs"), so it is part of
 * a state document and is undone with its transaction; the lifecycle follows
 * the store and keeps one timer. What comes due together changes together, in
 * one transaction, and an object that goes takes along what it owns.
 */
#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/clock.h"
#include "base/state/store.h"

struct lifecycle;

struct lifecycle *lifecycle_new(struct store *s, struct clock *c, const char *profile);
void lifecycle_free(struct lifecycle *l);
bool lifecycle_knows(const char *profile); /* "instant", "realistic" */

/* Forgets what it knew and reads what is pending from the store, after that was restored or cleared. */
void lifecycle_resume(struct lifecycle *l);

/*
 * The body, put into a transitional state of its kind, which it leaves by itself. It is changed in its place and
 * stays the caller's; a state that lifecycle.def lacks is a mistake of the program.
 * The second names what follows in place of what the table says, the third how long it lasts.
 */
cJSON *lifecycle_enter(const struct lifecycle *l, const struct kind *k, cJSON *body,
                       const char *state);
cJSON *lifecycle_enter_then(const struct lifecycle *l, const struct kind *k, cJSON *body,
                            const char *state, const char *next);
cJSON *lifecycle_enter_for(const struct lifecycle *l, const struct kind *k, cJSON *body,
                           const char *state, int64_t ms);
cJSON *lifecycle_settled(const struct kind *k, cJSON *body,
                         const char *state); /* and nothing pending */
/* How long that state lasts: in the profile instant 0, else lifecycle.def's milliseconds. */
int64_t lifecycle_ms(const struct lifecycle *l, const struct kind *k, const char *state);

const char *
lifecycle_state(const struct object *o); /* its state's name; "" of a kind without states */
bool lifecycle_is_settled(const struct object *o); /* nothing is pending */
bool lifecycle_is_going(const struct object *o);   /* it is on its way out */

/* Drops an object and all that it owns. Inside a transaction. */
void lifecycle_drop(struct store *s, const struct object *o);

#endif
