#ifndef BASE_NET_LOOP_H
#define BASE_NET_LOOP_H

/*
 * One thread and one loop run the whole program.
 *
 * Everything that waits (a listening socket, a child, a signal, a timer) is an
 * fd_watch here or a timer of the loop's clock; everything else runs to its end
 * without waiting. That is why there is no lock in this program, and why a
 * change to the store is seen whole or not at all.
 *
 * A turn: hooks (work to do before sleeping), wait for descriptors or the next
 * timer, call who is ready, fire the timers that are due. Whatever is called may
 * add and drop watches and hooks, its own too, and free what they are embedded in.
 * A watch is dropped before its descriptor is closed.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

struct loop;

/* Embed one per file descriptor, which does not block. events and what ready gets are epoll's. */
struct fd_watch {
    int fd;
    void (*ready)(struct fd_watch *w, uint32_t events);
};

/* Embed one per thing that has work to do before each sleep. */
struct loop_hook {
    /* How long the loop may sleep because of this hook, in ms; -1: as long as it likes. */
    int64_t (*before_sleep)(struct loop_hook *h);
    struct loop_hook *next, **link;
};

struct loop *loop_new(struct clock *c);
void loop_free(struct loop *l);
struct clock *loop_clock(const struct loop *l);

void loop_add(struct loop *l, struct fd_watch *w, uint32_t events);
void loop_change(struct loop *l, struct fd_watch *w, uint32_t events);
void loop_drop(struct loop *l, struct fd_watch *w); /* also forgets events of this round */
void loop_hook_add(struct loop *l, struct loop_hook *h);
void loop_hook_drop(struct loop_hook *h);
void loop_wake(struct loop *l); /* no sleep before every hook has run once more */

void loop_turn(struct loop *l, int64_t max_wait_ms); /* -1: until something happens */

/* Turns the loop until done() or wait_ms of the machine's time have gone; tells which it was. */
bool loop_until(struct loop *l, bool (*done)(void *arg), void *arg, int64_t wait_ms);

/* Turns the loop until loop_stop(), which anything may call: before loop_run() it makes that return
 * at once. */
void loop_run(struct loop *l);
void loop_stop(struct loop *l);

/* From now on SIGTERM and SIGINT call fn in a turn of the loop (signalfd), SIGPIPE is ignored. */
void loop_on_signals(struct loop *l, void (*fn)(void *arg, int signo), void *arg);

#endif
