#ifndef REFERENCE_VERDICT_H
#define REFERENCE_VERDICT_H

/*
 * What a plan says to users. An Ingress for which nothing is left to do was
 * just seen as it should be, so it gets its host name; one with a problem, or
 * with a call that was refused, gets a warning that names the cause. The
 * others are on their way, and nothing is said about them yet.
 */
#include "reference/attempts.h"
#include "reference/plan.h"
#include "reference/report.h"

void verdict_on_plan(struct report *r, const struct plan *p, struct attempts *attempts,
                     int64_t now_ms);

/* The cloud did not even let us look. albconfig NULL: it is gone. */
void verdict_on_look(struct report *r, const cJSON *albconfig, const struct cloud_answer *refusal);

/* Something is wrong that no change of the cluster need heal: worth another look later. */
bool verdict_has_trouble(const struct plan *p);

#endif
