#ifndef RUNNER_PROC_STRAYS_H
#define RUNNER_PROC_STRAYS_H

/*
 * Processes that our programs started and that left their group, as daemons do:
 * when their parent ends they become our children, and can be ended too.
 */
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

void strays_adopt(void); /* from now on orphans below us are our children */

/* Kills and reaps every child of ours that is_kept does not claim (NULL: all); tells how many. */
size_t strays_kill(bool (*is_kept)(void *arg, pid_t pid), void *arg);

#endif
