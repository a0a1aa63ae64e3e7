/*
 * epoll keeps the watches; a round is what one epoll_wait() brought. Rounds live on the stack and
 * are listed in the loop, so that loop_drop() can strike a watch out of all that are not yet served,
 * also when a callback turns the loop itself.
 */
#include "base/net/loop.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/must.h"

#include "base/banned.h"

enum { ROUND_EVENTS = 64 };

struct round {
    struct epoll_event events[ROUND_EVENTS];
    int at, count;
    struct round *outer;
};

struct loop {
    struct clock *clock;
    int epoll_fd;
    struct round *rounds; /* the innermost first */
    struct loop_hook *hooks, here;
    bool awake, stopped, has_signals;
    struct fd_watch signals;
    void (*on_signal)(void *arg, int signo);
    void *on_signal_arg;
    sigset_t mask_before;
};

struct loop *loop_new(struct clock *c)
{
    struct loop *l = must_alloc(sizeof(*l));

    l->clock = c;
    l->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    must(l->epoll_fd >= 0);
    return l;
}

/* Signals that came too late for anybody must not hit when the mask is lifted. */
static void stop_signals(struct loop *l)
{
    struct signalfd_siginfo info;

    while (read(l->signals.fd, &info, sizeof(info)) > 0)
        continue;
    close(l->signals.fd);
    must(sigprocmask(SIG_SETMASK, &l->mask_before, NULL) == 0);
}

void loop_free(struct loop *l)
{
    if (!l)
        return;
    must(!l->rounds);
    if (l->has_signals)
        stop_signals(l);
    close(l->epoll_fd);
    free(l);
}

struct clock *loop_clock(const struct loop *l)
{
    return l->clock;
}

static void control(struct loop *l, int op, struct fd_watch *w, uint32_t events)
{
    struct epoll_event e = { .events = events, .data.ptr = w };

    must(epoll_ctl(l->epoll_fd, op, w->fd, &e) == 0);
}

void loop_add(struct loop *l, struct fd_watch *w, uint32_t events)
{
    control(l, EPOLL_CTL_ADD, w, events);
}

void loop_change(struct loop *l, struct fd_watch *w, uint32_t events)
{
    control(l, EPOLL_CTL_MOD, w, events);
}

void loop_drop(struct loop *l, struct fd_watch *w)
{
    control(l, EPOLL_CTL_DEL, w, 0);
    for (struct round *r = l->rounds; r; r = r->outer) {
        for (int i = r->at; i < r->count; i++) {
            if (r->events[i].data.ptr == w)
                r->events[i].data.ptr = NULL;
        }
    }
}

static void insert_hook(struct loop_hook **link, struct loop_hook *h)
{
    h->next = *link;
    h->link = link;
    if (h->next)
        h->next->link = &h->next;
    *link = h;
}

void loop_hook_add(struct loop *l, struct loop_hook *h)
{
    struct loop_hook **link = &l->hooks;

    while (*link)
        link = &(*link)->next;
    insert_hook(link, h);
}

void loop_hook_drop(struct loop_hook *h)
{
    must(h->link);
    *h->link = h->next;
    if (h->next)
        h->next->link = h->link;
    h->next = NULL;
    h->link = NULL;
}

void loop_wake(struct loop *l)
{
    l->awake = true;
}

static int64_t sooner(int64_t a, int64_t b)
{
    if (a < 0 || b < 0)
        return a < 0 ? b : a;
    return a < b ? a : b;
}

/* The loop's place holder in the list remembers how far we are, whatever the hooks add and drop. */
static int64_t run_hooks(struct loop *l)
{
    struct loop_hook *here = &l->here, *h;
    int64_t wait = -1;

    must(!here->link); /* a hook does not turn the loop */
    l->awake = false;
    insert_hook(&l->hooks, here);
    while ((h = here->next) != NULL) {
        struct loop_hook **after = &h->next;
        loop_hook_drop(here);
        insert_hook(after, here);
        wait = sooner(wait, h->before_sleep(h));
    }
    loop_hook_drop(here);
    return l->awake ? 0 : wait;
}

static void serve(struct loop *l, struct round *r)
{
    r->outer = l->rounds;
    l->rounds = r;
    while (r->at < r->count) {
        struct epoll_event *e = &r->events[r->at++];
        struct fd_watch *w = e->data.ptr;
        if (w)
            w->ready(w, e->events);
    }
    l->rounds = r->outer;
}

static void wait_and_serve(struct loop *l, int64_t wait)
{
    struct round r;

    wait = sooner(wait, clock_wait_ms(l->clock));
    if (wait > INT_MAX)
        wait = INT_MAX;
    r.at = 0;
    r.count = epoll_wait(l->epoll_fd, r.events, ROUND_EVENTS, (int)wait);
    must(r.count >= 0 || errno == EINTR);
    serve(l, &r);
    clock_fire(l->clock);
}

void loop_turn(struct loop *l, int64_t max_wait_ms)
{
    wait_and_serve(l, sooner(max_wait_ms, run_hooks(l)));
}

/* Hooks may do what is waited for: so it is looked at before the sleep as well. */
bool loop_until(struct loop *l, bool (*done)(void *arg), void *arg, int64_t wait_ms)
{
    int64_t now = clock_machine_ms();
    int64_t end = wait_ms > INT64_MAX - now ? INT64_MAX : now + wait_ms; /* as good as for ever */

    while (!done(arg)) {
        int64_t left = end - clock_machine_ms();
        int64_t wait;
        if (left <= 0)
            return false;
        wait = run_hooks(l);
        if (done(arg))
            return true;
        wait_and_serve(l, sooner(left, wait));
    }
    return true;
}

void loop_run(struct loop *l)
{
    while (!l->stopped)
        loop_turn(l, -1);
    l->stopped = false;
}

void loop_stop(struct loop *l)
{
    l->stopped = true;
    loop_wake(l);
}

static void signal_ready(struct fd_watch *w, uint32_t events)
{
    struct loop *l = (struct loop *)((char *)w - offsetof(struct loop, signals));
    struct signalfd_siginfo info;

    (void)events;
    if (read(w->fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
        l->on_signal(l->on_signal_arg, (int)info.ssi_signo);
}

void loop_on_signals(struct loop *l, void (*fn)(void *arg, int signo), void *arg)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    sigset_t wanted;

    l->on_signal = fn;
    l->on_signal_arg = arg;
    if (l->has_signals)
        return;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGTERM);
    sigaddset(&wanted, SIGINT);
    must(sigprocmask(SIG_BLOCK, &wanted, &l->mask_before) == 0);
    must(sigaction(SIGPIPE, &ignore, NULL) == 0);
    l->signals =
        (struct fd_watch){ signalfd(-1, &wanted, SFD_NONBLOCK | SFD_CLOEXEC), signal_ready };
    must(l->signals.fd >= 0);
    l->has_signals = true;
    loop_add(l, &l->signals, EPOLLIN);
}
