#ifndef RUNNER_RUN_KEEPER_H
#define RUNNER_RUN_KEEPER_H

/*
 * The process that keeps a world for cases to share, seen from the run that
 * started it: it says when the world is there, what the user should know, and at
 * its end what it could not clean up.
 */
#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/net/loop.h"
#include "base/str.h"

struct keeper;

struct keeper_options {
    const char *const *argv, *const *env;
    void (*on_note)(void *arg, struct str line);
    void *arg;
};

struct keeper *keeper_start(struct loop *l, const struct keeper_options *o, struct err *err);
void keeper_stop(struct keeper *k); /* returns at once; it cleans up before it ends */
void keeper_free(struct keeper *k); /* NULL is fine */

pid_t keeper_pid(const struct keeper *k);
bool keeper_is_ready(const struct keeper *k);
bool keeper_is_over(const struct keeper *k);
/* It ended by itself, or its controller did: the world is of no use any more. */
bool keeper_is_broken(const struct keeper *k);
const char *keeper_last_words(const struct keeper *k); /* what went wrong; until it is freed */

#endif
