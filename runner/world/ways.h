#ifndef RUNNER_WORLD_WAYS_H
#define RUNNER_WORLD_WAYS_H

/*
 * Ways that a controller took to the cloud and that led to no call: hosts that are
 * not the cloud's, TLS that it broke off. From the lines of mockalb --visits.
 */
#include "base/arena.h"
#include "base/str.h"

struct ways;

struct ways *ways_new(struct arena *a); /* lives in it */
void ways_hear(void *ways, struct str line);
/* Sentences, a line each: "the controller called example.com:443, …"; NULL: every way led there. */
const char *ways_text(const struct ways *w, struct arena *a);

#endif
