#ifndef RUNNER_WORLD_LAUNCH_H
#define RUNNER_WORLD_LAUNCH_H

/*
 * mockalb as a program of ours: how it is started.
 */
#include <stdbool.h>

#include "runner/proc/proc.h"
#include "runner/world/mirror.h"

/* to: what happens with its lines and at its end; the rest is set here. */
struct proc *launch_mockalb(struct loop *l, const struct mirror_options *o, struct proc_spec *to,
                            struct err *err);

#endif
