#include "runner/run/crew.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/must.h"
#include "runner/proc/output.h"
#include "runner/proc/proc.h"
#include "runner/proc/strays.h"
#include "runner/run/handover.h"

#include "base/banned.h"

enum {
    GRACE_MS = 8000, /* for a child to stop its own programs */
    LOG_LINES = 40,
    READ_BYTES = 64 << 10,
};

struct worker {
    struct crew *crew;
    size_t task;
    struct proc *proc; /* NULL: this place is free */
    struct fd_watch pipe;
    struct buf line;
    struct timer limit;
    bool late, stopped;        /* why we ended it */
    struct check_result *told; /* so far, in the arena; for the result of one that breaks off */
    size_t told_count, told_room;
    const struct case_result *result;
    struct err err; /* of what it handed over */
};

struct crew {
    struct crew_options options;
    struct loop *loop;
    struct arena *arena;
    struct worker *workers;
    struct timer start; /* the next ones, from a clean stack */
    size_t next;        /* task to begin */
    size_t running;
    bool stopping;
};

#define OF(type, member, at) ((struct type *)(void *)((char *)(at)-offsetof(struct type, member)))

/* ---- what a child hands over ---- */

static void keep_check(struct worker *w, const struct check_result *c)
{
    if (w->told_count == w->told_room) {
        size_t room = w->told_room ? 2 * w->told_room : 16;
        struct check_result *more = arena_alloc(w->crew->arena, room * sizeof(*more));
        if (w->told_count)
            memcpy(more, w->told, w->told_count * sizeof(*more));
        w->told = more;
        w->told_room = room;
    }
    w->told[w->told_count++] = *c;
}

static void take_line(struct worker *w, struct str line)
{
    struct handover got;

    if (!handover_read(w->crew->arena, line, &got, &w->err))
        return;
    if (!got.check) {
        w->result = got.whole;
        return;
    }
    keep_check(w, got.check);
    w->crew->options.on_check(w->crew->options.arg, w->task, got.check);
}

static void take_bytes(struct worker *w, struct str bytes)
{
    size_t end;

    while (str_find(bytes, '\n', &end)) {
        buf_add(&w->line, (struct str){ bytes.at, end });
        take_line(w, buf_str(&w->line));
        buf_reset(&w->line);
        bytes = str_skip(bytes, end + 1);
    }
    buf_add(&w->line, bytes);
}

static void close_pipe(struct worker *w)
{
    if (w->pipe.fd < 0)
        return;
    loop_drop(w->crew->loop, &w->pipe);
    close(w->pipe.fd);
    w->pipe.fd = -1;
}

static bool read_pipe(struct worker *w)
{
    char bytes[READ_BYTES];
    ssize_t n = w->pipe.fd < 0 ? 0 : read(w->pipe.fd, bytes, sizeof(bytes));

    if (n > 0) {
        take_bytes(w, (struct str){ bytes, (size_t)n });
        return true;
    }
    if (n == 0 || (errno != EAGAIN && errno != EINTR))
        close_pipe(w);
    return false;
}

static void pipe_ready(struct fd_watch *watch, uint32_t events)
{
    (void)events;
    read_pipe(OF(worker, pipe, watch));
}

/* ---- its end ---- */

static const struct case_result *own_result(struct worker *w, enum verdict verdict,
                                            const char *reason)
{
    const struct crew_task *task = &w->crew->options.tasks[w->task];
    struct case_result *r = arena_new_of(w->crew->arena, struct case_result);

    *r = *task->case_;
    r->verdict = verdict;
    r->reason = reason;
    r->checks = w->told;
    r->count = w->told_count;
    if (w->proc && verdict == VERDICT_error)
        r->logs = output_shown(w->crew->arena, proc_log(w->proc), LOG_LINES);
    return r;
}

static const char *why_no_result(struct worker *w)
{
    struct arena *a = w->crew->arena;
    long long limit = w->crew->options.tasks[w->task].limit_ms / 1000;
    char how[64];

    if (w->late)
        return arena_printf(a, "the case took longer than %lld s and was stopped", limit);
    proc_exit_text(w->proc, how, sizeof(how));
    if (w->err.text[0])
        return arena_printf(a, "the case's process made no sense (%s): %s", how, w->err.text);
    return arena_printf(a, "the case's process ended without a result, %s", how);
}

static bool is_ours(void *arg, pid_t pid)
{
    const struct crew *c = arg;

    for (size_t i = 0; i < c->options.jobs; i++) {
        const struct proc *p = c->workers[i].proc;
        if (p && proc_running(p) && proc_pid(p) == pid)
            return true;
    }
    return c->options.spares && c->options.spares(c->options.arg, pid);
}

static void worker_ended(void *arg)
{
    struct worker *w = arg;
    struct crew *c = w->crew;
    const struct case_result *r;

    while (read_pipe(w))
        ;
    close_pipe(w);
    timer_stop(&w->limit);
    if (w->result && !w->late)
        r = w->result;
    else if (w->stopped && !w->late)
        r = own_result(w, VERDICT_skip, "the run was stopped");
    else
        r = own_result(w, VERDICT_error, why_no_result(w));
    proc_free(w->proc);
    w->proc = NULL;
    buf_done(&w->line);
    c->running--;
    strays_kill(is_ours, c);
    c->options.on_case(c->options.arg, w->task, r);
    timer_set(loop_clock(c->loop), &c->start, 0);
}

static void limit_over(struct timer *t)
{
    struct worker *w = OF(worker, limit, t);

    w->late = true;
    proc_stop(w->proc, GRACE_MS);
}

/* ---- its begin ---- */

static bool start_worker(struct worker *w, struct err *err)
{
    const struct crew_task *task = &w->crew->options.tasks[w->task];
    struct proc_spec s = { .name = task->case_->name, .argv = task->argv };
    int fds[2];

    if (pipe2(fds, O_CLOEXEC) < 0)
        return err_errno(err, "making", "a pipe");
    fcntl(fds[0], F_SETFL, O_NONBLOCK);
    s.env = w->crew->options.env;
    s.result_fd = fds[1];
    s.on_exit = worker_ended;
    s.arg = w;
    w->proc = proc_start(w->crew->loop, &s, err);
    close(fds[1]);
    if (!w->proc) {
        close(fds[0]);
        return false;
    }
    w->pipe = (struct fd_watch){ fds[0], pipe_ready };
    loop_add(w->crew->loop, &w->pipe, EPOLLIN);
    w->line = BUF_LIMIT(LIMIT_FETCH_BYTES);
    timer_set(loop_clock(w->crew->loop), &w->limit, task->limit_ms);
    return true;
}

static void begin_task(struct crew *c, struct worker *w)
{
    struct err err = { "" };

    *w = (struct worker){ .crew = c, .task = c->next++, .limit = { .fire = limit_over } };
    w->pipe.fd = -1;
    if (start_worker(w, &err))
        c->running++;
    else
        c->options.on_case(c->options.arg, w->task,
                           own_result(w, VERDICT_error, arena_strz(c->arena, str_of(err.text))));
}

static void start_more(struct timer *t)
{
    struct crew *c = OF(crew, start, t);

    for (size_t i = 0; i < c->options.jobs; i++) {
        while (!c->workers[i].proc && !c->stopping && c->next < c->options.count)
            begin_task(c, &c->workers[i]);
    }
}

struct crew *crew_new(struct loop *l, struct arena *a, const struct crew_options *o)
{
    struct crew *c = must_alloc(sizeof(*c));

    must(o->jobs > 0);
    c->options = *o;
    c->loop = l;
    c->arena = a;
    c->workers = must_alloc(o->jobs * sizeof(struct worker));
    c->start.fire = start_more;
    strays_adopt();
    timer_set(loop_clock(l), &c->start, 0);
    return c;
}

bool crew_is_done(const struct crew *c)
{
    return !c->running && (c->stopping || c->next == c->options.count);
}

void crew_stop(struct crew *c, bool running_too)
{
    c->stopping = true;
    for (size_t i = 0; running_too && i < c->options.jobs; i++) {
        if (!c->workers[i].proc)
            continue;
        c->workers[i].stopped = true;
        proc_stop(c->workers[i].proc, GRACE_MS);
    }
}

void crew_free(struct crew *c)
{
    if (!c)
        return;
    timer_stop(&c->start);
    for (size_t i = 0; i < c->options.jobs; i++) {
        struct worker *w = &c->workers[i];
        if (!w->proc)
            continue;
        timer_stop(&w->limit);
        close_pipe(w);
        proc_free(w->proc);
        buf_done(&w->line);
        w->proc = NULL;
    }
    strays_kill(is_ours, c);
    free(c->workers);
    free(c);
}
