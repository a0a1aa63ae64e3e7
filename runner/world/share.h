#ifndef RUNNER_WORLD_SHARE_H
#define RUNNER_WORLD_SHARE_H

/*
 * One case's part of a cloud that several cases share. What was there before
 * any of them is everybody's. The rest is a case's when
 *
 *   its body or the call that made it has the prefix of the case's names (a tag,
 *   a load balancer's name);
 *   it, or a call, names something that is the case's by id; or
 *   a call of the case names it, as a rule names the groups that it forwards to.
 *
 * What can be told only later is held. A call that may change something and names
 * load balancers, listeners or groups that are everybody's, and nobody's besides,
 * is shown to every case: it is wrong in each of them.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/str.h"
#include "runner/world/entries.h"
#include "runner/world/scope.h"

struct share;

/* base: the state document from before. Both outlive it. */
struct share *share_new(const struct scope *scope, const cJSON *base);
void share_free(struct share *s); /* NULL is fine */

/* For entries_sieve; arg is the share. */
enum sieved share_sieve(void *arg, cJSON *entry);
/* Since it was asked the last time, something came to be known as the case's: sieve again what is held. */
bool share_has_learned(struct share *s);

/* Takes out of a state document what is not the case's, and the prefix out of the rest. */
void share_cut(struct share *s, cJSON *state);
/* The same of which servers are reached: from the case's load balancers. */
void share_cut_reach(const struct share *s, cJSON *reach);

#endif
