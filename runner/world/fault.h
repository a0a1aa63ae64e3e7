#ifndef RUNNER_WORLD_FAULT_H
#define RUNNER_WORLD_FAULT_H

/*
 * Why a mock is of no use any more: the first thing that was wrong with it. A lost
 * connection is none until a moment has passed, since the end of the program,
 * which may come right after, says more. Once the mock is told to end nothing
 * is wrong.
 */
#include <stdbool.h>

#include "base/clock.h"
#include "base/err.h"

struct fault {
    bool broken, stopping;
    struct err why;
    void (*on_loss)(void *arg); /* nothing came that says more: it is broken now */
    void *arg;
    struct timer lost;
};

void fault_init(struct fault *f, void (*on_loss)(void *arg), void *arg);
void fault_done(struct fault *f);

void fault_break(struct fault *f, const char *why);
void fault_lose(struct fault *f, struct clock *c, const char *why);
void fault_end(struct fault *f,
               const char *why); /* of the program: goes before what was wrong so far */

#endif
