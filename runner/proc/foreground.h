#ifndef RUNNER_PROC_FOREGROUND_H
#define RUNNER_PROC_FOREGROUND_H

/*
 * A program in our own place: it has our input, output and terminal, as a command
 * behind env(1) has, and we wait for its end. It gets the signals that we are told
 * of; those of the terminal's keys it gets by itself.
 */
#include <stdbool.h>

#include "base/err.h"
#include "base/net/loop.h"

struct foreground;

/* argv, env: end with NULL. At its end the loop is stopped. */
struct foreground *foreground_start(struct loop *l, const char *const *argv, const char *const *env,
                                    struct err *err);
void foreground_free(struct foreground *f); /* NULL is fine; kills it if it still runs */

void foreground_signal(struct foreground *f, int signo);
bool foreground_runs(const struct foreground *f);
/* As a shell has it: its exit code, or 128 and the number of the signal that it died of. */
int foreground_code(const struct foreground *f);

#endif
