#ifndef RUNNER_WORLD_READY_H
#define RUNNER_WORLD_READY_H

/*
 * Whether a controller has come up, by the way that its target names: it lists a
 * kind, an address of its own answers, its log says so, or it holds a lease.
 * Watched from its start on, until it is so or its time is over.
 */
#include "base/net/fetch.h"
#include "runner/kube/api.h"
#include "runner/proc/proc.h"
#include "runner/target/target.h"

struct ready;

enum ready_state { READY_waiting, READY_reached, READY_missed };

struct ready_world {
    struct loop *loop;
    struct fetch *fetch;
    struct kube *kube;
    struct proc *controller;
    /* The state is another one. */
    void (*on_change)(void *arg);
    void *arg;
};

/* how: with its templates expanded; both are copied, the texts borrowed. */
struct ready *ready_new(const struct ready_world *w, const struct target_ready *how);
void ready_free(struct ready *r); /* NULL is fine */
enum ready_state ready_state(const struct ready *r);

/* "it lists ingresses", "http://… answers": what is waited for. */
const char *ready_about(const struct ready *r, struct arena *a);

#endif
