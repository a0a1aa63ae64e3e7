#ifndef BASE_STATE_WATCH_H
#define BASE_STATE_WATCH_H

/*
 * From the store to a stream of events, for each of many watchers, each with a
 * filter. An object that begins to match is added to a watcher, one that ceases
 * to match is deleted from it, whatever the change was for the others.
 *
 * An event is rendered once for each (change, type, format) and shared as one
 * blob by all watchers that are told of it when it happens; what a late watcher
 * is told of the past is rendered for it. A watch hub follows one store.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/blob.h"
#include "base/state/store.h"

struct watch_hub;

/* Embed one per watcher. What is above the hub is set by its owner before watch_start. */
struct watcher {
    const struct kind *kind;
    const char *scope; /* NULL: every scope */
    int format;        /* the owner's number; passed to render */
    bool (*match)(struct watcher *w, const struct object *o);               /* NULL: all */
    void (*send)(struct watcher *w, struct blob *event, uint64_t revision); /* event is borrowed */
    struct watch_hub *hub; /* this and the rest are the hub's */
    struct watcher *next, **link;
    uint64_t since; /* was told of all changes up to this one */
    bool *stopped;  /* set while the past is told */
};

/*
 * object is as after the change; for a deletion as it was before, with the deletion's revision.
 * NULL: nothing is sent.
 */
typedef struct blob *watch_render_fn(void *self, enum change_type type, const struct object *object,
                                     uint64_t revision, int format);

struct watch_hub *watch_hub_new(struct store *s, watch_render_fn *render, void *self);
void watch_hub_free(struct watch_hub *h);

/*
 * From now on; first, at once, what changed after the revision. False: too old to know (or in the
 * future), and not started. Not in a transaction; it may be called from inside send.
 */
bool watch_start(struct watch_hub *h, struct watcher *w, uint64_t after);
/* Harmless when not started. Also from inside any send; the watcher may be freed at once. */
void watch_stop(struct watcher *w);

#endif
