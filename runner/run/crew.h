#ifndef RUNNER_RUN_CREW_H
#define RUNNER_RUN_CREW_H

/*
 * A process for each case, some of them at once. A crash or a hang of one is
 * that case's result and nobody else's: a child that ends without a result, or
 * exceeds its time, makes an ERROR with the tail of what it wrote.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/net/loop.h"
#include "reports/report.h"

struct crew;

struct crew_task {
    const char *const *argv; /* what runs the case and writes its result to HANDOVER_FD */
    /* What is known before it has run: file, names, title, rerun. */
    const struct case_result *case_;
    int64_t limit_ms; /* then it is killed, and that is its result */
};

struct crew_options {
    const struct crew_task *tasks;
    size_t count;
    size_t jobs; /* at once */
    const char *const *env;
    /* A check of a case, as soon as it is judged; a case's whole result: once for each task that began. */
    void (*on_check)(void *arg, size_t task, const struct check_result *c);
    void (*on_case)(void *arg, size_t task, const struct case_result *c);
    /* A process that is ours and no case's, which is not to be taken for one left behind; or NULL. */
    bool (*spares)(void *arg, pid_t pid);
    void *arg;
};

/* Results live in the arena; the tasks are borrowed. Starts with the first turn of the loop. */
struct crew *crew_new(struct loop *l, struct arena *a, const struct crew_options *o);
bool crew_is_done(const struct crew *c); /* nothing runs, and nothing more will */
/* Starts no more; and asks those that run to end, if they are meant too. */
void crew_stop(struct crew *c, bool running_too);
void crew_free(struct crew *c); /* kills what runs; NULL is fine */

#endif
