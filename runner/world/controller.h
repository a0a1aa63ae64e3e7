#ifndef RUNNER_WORLD_CONTROLLER_H
#define RUNNER_WORLD_CONTROLLER_H

/*
 * The controller of a world: what it is given, how it is started and stopped, and
 * what is known of it. Of one that somebody else started, and sees to the end of
 * (the world's site says so), only that is known which it did since.
 *
 * The runner starts it after the first fixture steps of «given» (at once when
 * there are none), unless a step of «given» has the verb "controller": then the
 * case does it itself.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "runner/world/world.h"

struct controlled; /* a world's: what is known of its controller */

/* The world's part in it; free: the program is killed if it still runs. */
struct controlled *controlled_new(void);
void controlled_free(struct world *w);

bool world_controller_start(struct world *w, struct err *err);
/* Writes what the controller needs: its files; and tells its command and environment, in w->arena. */
bool world_prepare(struct world *w, const char *const **ret_argv, const char *const **ret_env,
                   struct err *err);
void world_controller_stop(struct world *w); /* returns at once: look at w->controller */
/*
 * It is killed as soon as it has made that many more calls that may change something; 0: it is not. True:
 * it runs, since it did not come to the number that it was to die after.
 */
bool world_controller_crash(struct world *w, int64_t writes);
/* The world's to tell: it has called the cloud, perhaps to change something. */
void world_controller_called(struct world *w, bool write);

/* It is started, by us or by whoever keeps the world, and has not ended. */
bool world_controller_runs(const struct world *w);
/* It was told to end, and has not yet. */
bool world_controller_is_ending(const struct world *w);
/* It ended though nobody stopped it: how, and its last words. */
bool world_controller_died(const struct world *w, struct err *err);
/* It did not come up in the time that its target gives it: err says what was waited for, and its last words. */
bool world_controller_is_late(const struct world *w, struct err *err);
/* Since it was started it has called the cloud. */
bool world_controller_was_heard(const struct world *w);
/* It was heard, and is ready as far as its target says when that is. */
bool world_controller_is_up(const struct world *w);
/* What it wrote: the last lines, of a shared one those that name this case. */
struct str world_controller_log(const struct world *w, size_t lines);

#endif
