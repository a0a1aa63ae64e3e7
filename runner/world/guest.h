#ifndef RUNNER_WORLD_GUEST_H
#define RUNNER_WORLD_GUEST_H

/*
 * A world that is not all its own: its Kubernetes API is reached over the
 * network, and if the case shares it, what the case names is called there as its
 * scope says. Everything here is for worlds with a site only.
 */
#include <stdbool.h>

#include "base/buf.h"
#include "runner/world/world.h"

struct guest;

/* The remote API is followed from now on; changes are told by fn. */
struct guest *guest_new(struct world *w, void (*on_change)(void *arg, bool background), void *arg,
                        struct err *err);
void guest_free(struct guest *g); /* NULL is fine */

bool guest_is_ready(const struct guest *g);
bool guest_is_refused(const struct guest *g, struct err *err);
/* The controller's process is gone, as far as it is known. */
bool guest_lost_controller(const struct guest *g);

struct share *guest_share(const struct guest *g); /* NULL: the cloud is not shared */
const cJSON *guest_base(const struct guest *g);   /* NULL: none */
struct remote *guest_remote(const struct guest *g);

/* As kube_…(), with the case's names. */
bool guest_apply(struct guest *g, const cJSON *object, struct err *err);
bool guest_patch(struct guest *g, const struct object_place *at, const cJSON *patch,
                 struct err *err);
bool guest_delete(struct guest *g, const char *kind, const char *ns, const char *name,
                  struct err *err);
/* The environment of a controller that we start, so that no proxy is asked for that API. The world's. */
const char *const *guest_spare_proxy(const struct guest *g, const char *const *env);
/* The name of an AlbConfig there that is none of the run's; NULL: there is none, or no answer. */
const char *guest_stranger(struct guest *g);
/* Takes out what the case, or with all the run, has made. True: nothing is left; else a line for each. */
bool guest_sweep(struct guest *g, bool all, int64_t patience_ms, struct buf *left);
/* After a case: the world is left as it was found. What stays all the same is told when the world ends. */
void guest_leave(struct guest *g, bool in_a_hurry);
/* Every watch of a controller ends, if the API is one of ours. */
bool guest_end_watches(struct guest *g, struct err *err);

#endif
