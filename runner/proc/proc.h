#ifndef RUNNER_PROC_PROC_H
#define RUNNER_PROC_PROC_H

/*
 * A program that we start: with its own directory, environment and process
 * group, its output kept (head and tail, up to LIMIT_LOG_BYTES), its end noticed
 * by the loop (pidfd) and never waited for. Nothing of it outlives proc_free(),
 * nor us: the child is told to die with its parent.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/net/loop.h"
#include "base/str.h"

struct proc;

struct proc_spec {
    const char *name;        /* in reports */
    const char *const *argv; /* ends with NULL; argv[0] is looked up in PATH */
    const char *const *env;  /* the whole environment; nothing is inherited; ends with NULL */
    const char *dir;         /* to run in; NULL: ours */
    const char *log_path;    /* also written there, up to LIMIT_LOG_BYTES; NULL: nowhere */
    int result_fd;           /* the child's fd 3 when > 0: its writing end of our pipe */
    bool lines;              /* stdout goes line by line to on_line instead of the log */
    void (*on_line)(void *arg, struct str line);
    void (*on_exit)(void *arg); /* in a turn of the loop; proc_free is allowed there */
    void *arg;
};

struct proc *proc_start(struct loop *l, const struct proc_spec *s, struct err *err);
bool proc_running(const struct proc *p);
pid_t proc_pid(const struct proc *p);
bool proc_is_busy(const struct proc *p); /* it runs or wants to, now; false: it waits, or is gone */
int proc_exit_status(const struct proc *p); /* as wait(2) tells it; only when it no longer runs */
/* "exit code 1", "signal 9 (Killed)"; ret has that room. */
void proc_exit_text(const struct proc *p, char *ret, size_t room);
struct str proc_log(struct proc *p);         /* until the loop turns */
void proc_signal(struct proc *p, int signo); /* the group */
/* TERM, then KILL after a grace; returns at once. */
void proc_stop(struct proc *p, int64_t grace_ms);
void proc_free(struct proc *p); /* kills the group if it still runs, and reaps it; NULL is fine */

#endif
