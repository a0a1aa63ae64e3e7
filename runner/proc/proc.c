/*
 * The child gets a process group of its own, so that what it starts is signalled and killed with it,
 * and PR_SET_PDEATHSIG, so that it ends when we do. Its end shows on a pidfd: then the rest of its
 * group is killed, what is still in its pipes is read, and only then is it reaped and told of, so that
 * its log is whole in on_exit.
 */
#include "runner/proc/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/must.h"
#include "runner/proc/busy.h"
#include "runner/proc/output.h"

#include "base/banned.h"

enum {
    RESULT_FD = 3,
    ABOVE_STANDARD = 10, /* where the child's descriptors are moved before they take their places */
    READ_BYTES = 64 << 10, /* read at once */
    READS_A_TURN = 4,      /* so that a program that floods its log does not keep the loop */
    LINE_BYTES = 64 << 10, /* a longer line comes in pieces */
};

struct pipe_end {
    struct fd_watch watch; /* fd -1: closed */
    struct proc *proc;
    bool lines;
};

struct proc {
    struct proc_spec spec;
    struct loop *loop;
    pid_t pid;
    bool running;
    int status;
    struct fd_watch end; /* the pidfd */
    struct pipe_end out, err;
    struct output output;
    struct buf line;
    struct timer grace;
};

#define PROC_OF(member_at, member)                                                                 \
    ((struct proc *)(void *)((char *)(member_at)-offsetof(struct proc, member)))

/* ---- the child's side, between fork and exec ---- */

struct child {
    const struct proc_spec *spec;
    int out, err, status;
    pid_t parent;
};

static _Noreturn void give_up(int status_fd)
{
    int why = errno;
    ssize_t ignored = write(status_fd, &why, sizeof(why));

    (void)ignored;
    _exit(127);
}

static void reset_signals(void)
{
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
}

/* exec takes the words as if it might change them, and does not. */
static char *const *exec_words(const char *const *words)
{
    union {
        const char *const *ours;
        char *const *of_exec;
    } same = { words };

    return same.of_exec;
}

static _Noreturn void run_child(const struct child *c)
{
    int status = fcntl(c->status, F_DUPFD_CLOEXEC, ABOVE_STANDARD);
    int out = fcntl(c->out, F_DUPFD_CLOEXEC, ABOVE_STANDARD);
    int err = fcntl(c->err, F_DUPFD_CLOEXEC, ABOVE_STANDARD);
    int result =
        c->spec->result_fd > 0 ? fcntl(c->spec->result_fd, F_DUPFD_CLOEXEC, ABOVE_STANDARD) : -1;
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

    reset_signals();
    if (setpgid(0, 0) || prctl(PR_SET_PDEATHSIG, SIGKILL))
        give_up(status);
    if (getppid() != c->parent)
        _exit(127);
    if (dup2(null, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
        dup2(err, STDERR_FILENO) < 0 || close_range(RESULT_FD, UINT_MAX, CLOSE_RANGE_CLOEXEC))
        give_up(status);
    if (result >= 0 && dup2(result, RESULT_FD) < 0)
        give_up(status);
    if (c->spec->dir && chdir(c->spec->dir))
        give_up(status);
    execvpe(c->spec->argv[0], exec_words(c->spec->argv), exec_words(c->spec->env));
    give_up(status);
}

/* ---- output ---- */

static void add_line_bytes(struct proc *p, struct str bytes)
{
    while (bytes.len) {
        size_t end;
        bool ends = str_find(bytes, '\n', &end);
        size_t room = LINE_BYTES - p->line.len;
        size_t take = ends ? end : bytes.len;
        bool whole = ends && take <= room;
        if (take > room)
            take = room;
        buf_add(&p->line, (struct str){ bytes.at, take });
        bytes = str_skip(bytes, take + (whole ? 1 : 0));
        if (whole || p->line.len == LINE_BYTES) {
            p->spec.on_line(p->spec.arg, buf_str(&p->line));
            buf_reset(&p->line);
        }
    }
}

static void pipe_close(struct pipe_end *e)
{
    if (e->watch.fd < 0)
        return;
    loop_drop(e->proc->loop, &e->watch);
    close(e->watch.fd);
    e->watch.fd = -1;
}

/* False: nothing more now. */
static bool pipe_read(struct pipe_end *e)
{
    char bytes[READ_BYTES];
    ssize_t n;

    if (e->watch.fd < 0)
        return false;
    n = read(e->watch.fd, bytes, sizeof(bytes));
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    if (n <= 0) {
        pipe_close(e);
        return false;
    }
    struct str got = { bytes, (size_t)n };
    if (e->lines)
        add_line_bytes(e->proc, got);
    else
        output_add(&e->proc->output, got);
    return true;
}

static void pipe_ready(struct fd_watch *w, uint32_t events)
{
    struct pipe_end *e = (struct pipe_end *)w;
    (void)events;

    for (int i = 0; i < READS_A_TURN && pipe_read(e); i++)
        ;
}

static bool pipe_open(struct proc *p, struct pipe_end *e, int fd, bool lines)
{
    *e = (struct pipe_end){ { fd, pipe_ready }, p, lines };
    loop_add(p->loop, &e->watch, EPOLLIN);
    return true;
}

/* ---- the end ---- */

static void reap(struct proc *p)
{
    siginfo_t info = { 0 };
    int got;

    kill(-p->pid,
         SIGKILL); /* what it started; before the reaping, while the number is still ours */
    do
        got = waitid(P_PID, (id_t)p->pid, &info, WEXITED);
    while (got < 0 && errno == EINTR);
    p->running = false;
    p->status = info.si_code == CLD_EXITED ? (info.si_status & 0xff) << 8 : info.si_status & 0x7f;
    loop_drop(p->loop, &p->end);
    close(p->end.fd);
    timer_stop(&p->grace);
}

static void drain(struct pipe_end *e)
{
    /* The group is dead: what is left is at most a pipe's room. A stranger who kept the pipe is not waited for. */
    for (int i = 0; i < 2 * READS_A_TURN && pipe_read(e); i++)
        ;
    pipe_close(e);
}

static void end_ready(struct fd_watch *w, uint32_t events)
{
    struct proc *p = PROC_OF(w, end);
    (void)events;

    reap(p);
    drain(&p->out);
    drain(&p->err);
    if (p->line.len) {
        p->spec.on_line(p->spec.arg, buf_str(&p->line));
        buf_reset(&p->line);
    }
    if (p->spec.on_exit)
        p->spec.on_exit(p->spec.arg);
}

static void grace_over(struct timer *t)
{
    proc_signal(PROC_OF(t, grace), SIGKILL);
}

/* ---- start ---- */

struct pipes {
    int out[2], err[2], status[2]; /* 0: ours, 1: the child's */
};

static void close_pair(const int fds[2])
{
    if (fds[0] >= 0)
        close(fds[0]);
    if (fds[1] >= 0)
        close(fds[1]);
}

static bool make_pipe(int fds[2])
{
    fds[0] = fds[1] = -1;
    return pipe2(fds, O_CLOEXEC) == 0;
}

static bool open_pipes(struct pipes *s, struct err *err)
{
    if (make_pipe(s->out) & make_pipe(s->err) & make_pipe(s->status)) {
        fcntl(s->out[0], F_SETFL, O_NONBLOCK);
        fcntl(s->err[0], F_SETFL, O_NONBLOCK);
        return true;
    }
    err_errno(err, "making", "pipes");
    close_pair(s->out);
    close_pair(s->err);
    close_pair(s->status);
    return false;
}

/* Waits until the child has become the program, which takes no longer than the fork itself. */
static bool became_program(int status_fd, int *ret_errno)
{
    ssize_t n;

    do
        n = read(status_fd, ret_errno, sizeof(*ret_errno));
    while (n < 0 && errno == EINTR);
    return n != (ssize_t)sizeof(*ret_errno);
}

static bool start_child(struct proc *p, struct pipes *s, struct err *err)
{
    struct child c = { &p->spec, s->out[1], p->spec.lines ? s->err[1] : s->out[1], s->status[1],
                       getpid() };
    int why = 0;

    p->pid = fork();
    if (p->pid < 0)
        return err_errno(err, "starting", p->spec.argv[0]);
    if (p->pid == 0)
        run_child(&c);
    setpgid(p->pid, p->pid); /* also here: whoever is first */
    close(s->status[1]);
    s->status[1] = -1;
    if (became_program(s->status[0], &why))
        return true;
    waitpid(p->pid, NULL, 0);
    if (why == ENOENT && !p->spec.dir && !strchr(p->spec.argv[0], '/'))
        return err_set(err, "there is no program '%s' in PATH", p->spec.argv[0]);
    errno = why;
    return err_errno(err, "starting", p->spec.argv[0]);
}

static void watch_child(struct proc *p, struct pipes *s)
{
    pipe_open(p, &p->out, s->out[0], p->spec.lines);
    pipe_open(p, &p->err, s->err[0], false);
    s->out[0] = s->err[0] = -1;
    p->end = (struct fd_watch){ pidfd_open(p->pid, 0), end_ready };
    must(p->end.fd >= 0);
    loop_add(p->loop, &p->end, EPOLLIN);
    p->running = true;
}

struct proc *proc_start(struct loop *l, const struct proc_spec *s, struct err *err)
{
    struct proc *p = must_alloc(sizeof(*p));
    struct pipes pipes;
    bool started;

    p->spec = *s;
    p->loop = l;
    p->out.watch.fd = p->err.watch.fd = -1;
    p->line = BUF_LIMIT(LINE_BYTES + 1);
    p->grace.fire = grace_over;
    if (!output_init(&p->output, s->log_path, err) || !open_pipes(&pipes, err)) {
        proc_free(p);
        return NULL;
    }
    started = start_child(p, &pipes, err);
    if (started)
        watch_child(p, &pipes);
    close_pair(pipes.out);
    close_pair(pipes.err);
    close_pair(pipes.status);
    if (started)
        return p;
    proc_free(p);
    return NULL;
}

bool proc_running(const struct proc *p)
{
    return p->running;
}

pid_t proc_pid(const struct proc *p)
{
    return p->pid;
}

bool proc_is_busy(const struct proc *p)
{
    return p->running && busy_is(p->pid);
}

int proc_exit_status(const struct proc *p)
{
    must(!p->running);
    return p->status;
}

void proc_exit_text(const struct proc *p, char *ret, size_t room)
{
    if (p->running)
        snprintf(ret, room, "still running");
    else if (WIFEXITED(p->status))
        snprintf(ret, room, "exit code %d", WEXITSTATUS(p->status));
    else
        snprintf(ret, room, "signal %d (%s)", WTERMSIG(p->status),
                 sigdescr_np(WTERMSIG(p->status)));
}

struct str proc_log(struct proc *p)
{
    return output_text(&p->output);
}

void proc_signal(struct proc *p, int signo)
{
    if (p->running)
        kill(-p->pid, signo);
}

void proc_stop(struct proc *p, int64_t grace_ms)
{
    if (!p->running)
        return;
    proc_signal(p, SIGTERM);
    timer_set(loop_clock(p->loop), &p->grace, grace_ms);
}

void proc_free(struct proc *p)
{
    if (!p)
        return;
    if (p->running)
        reap(p);
    pipe_close(&p->out);
    pipe_close(&p->err);
    output_done(&p->output);
    buf_done(&p->line);
    free(p);
}
