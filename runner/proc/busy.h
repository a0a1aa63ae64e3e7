#ifndef RUNNER_PROC_BUSY_H
#define RUNNER_PROC_BUSY_H

/*
 * Is a process, or one that it started, doing something at this moment: running,
 * or ready to run on a machine that is busy with others? One that waits is not.
 */
#include <stdbool.h>
#include <sys/types.h>

bool busy_is(pid_t pid);

#endif
