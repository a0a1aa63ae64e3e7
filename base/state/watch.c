/*
 * The hub is one follower of the store. For a change it goes through the watchers; the renderings of
 * that change are kept until the next one, so that each (type, format) is rendered once. A watcher may
 * be stopped or started from inside send: the walk keeps the next watcher in the hub, and watch_stop
 * moves it on when that one goes. A watcher that starts meanwhile is put first, where the walk is past.
 */
#include "base/state/watch.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"

#include "base/banned.h"

struct rendering {
    enum change_type type;
    int format;
    struct blob *event;
};

struct watch_hub {
    struct follower follower;
    struct store *store;
    watch_render_fn *render;
    void *self;
    struct watcher *watchers;
    struct watcher *upcoming; /* where the walk goes on */
    struct rendering *renderings;
    size_t count, room;
};

static struct blob *rendered(struct watch_hub *h, enum change_type type, const struct object *o,
                             uint64_t revision, int format)
{
    for (size_t i = 0; i < h->count; i++) {
        if (h->renderings[i].type == type && h->renderings[i].format == format)
            return h->renderings[i].event;
    }
    if (h->count == h->room) {
        h->room = h->room ? 2 * h->room : 8;
        h->renderings = must_resize(h->renderings, h->room * sizeof(*h->renderings));
    }
    h->renderings[h->count] =
        (struct rendering){ type, format, h->render(h->self, type, o, revision, format) };
    return h->renderings[h->count++].event;
}

static void forget_renderings(struct watch_hub *h)
{
    while (h->count)
        blob_unref(h->renderings[--h->count].event);
}

static bool concerns(struct watcher *w, const struct object *o)
{
    return o && (!w->match || w->match(w, o));
}

/* The event that a change is for this watcher, if it is one. */
static void tell(struct watch_hub *h, struct watcher *w, const struct change *c)
{
    const struct object *any = c->after ? c->after : c->before;
    bool was, is;
    enum change_type type;
    struct blob *event;

    if (w->kind != any->kind || (w->scope && strcmp(w->scope, any->scope) != 0))
        return;
    was = concerns(w, c->before);
    is = concerns(w, c->after);
    if (!was && !is)
        return;
    type = !was ? CHANGE_added : is ? CHANGE_modified : CHANGE_deleted;
    /* Who no longer matches is told of the object as it last matched. The rendering is held on to:
     * a watcher that starts from inside send has renderings of its own made. */
    event = blob_ref(rendered(h, type, is ? c->after : c->before, c->revision, w->format));
    w->send(w, event, c->revision);
    blob_unref(event);
}

static struct watch_hub *hub_of(struct follower *f)
{
    return (struct watch_hub *)(void *)((char *)f - offsetof(struct watch_hub, follower));
}

static void changed(struct follower *f, const struct change *c)
{
    struct watch_hub *h = hub_of(f);

    forget_renderings(h);
    h->upcoming = h->watchers;
    while (h->upcoming) {
        struct watcher *w = h->upcoming;
        h->upcoming = w->next;
        tell(h, w, c);
    }
    forget_renderings(h);
}

struct watch_hub *watch_hub_new(struct store *s, watch_render_fn *render, void *self)
{
    struct watch_hub *h = must_alloc(sizeof(*h));

    h->follower.changed = changed;
    h->store = s;
    h->render = render;
    h->self = self;
    store_follow(s, &h->follower);
    return h;
}

void watch_hub_free(struct watch_hub *h)
{
    if (!h)
        return;
    store_unfollow(&h->follower);
    while (h->watchers)
        watch_stop(h->watchers);
    forget_renderings(h);
    free(h->renderings);
    free(h);
}

/* A replay tells one watcher; its renderings are nobody else's. */
struct replay {
    struct follower follower;
    struct watch_hub *hub;
    struct watcher *watcher;
};

static void replay_one(struct follower *f, const struct change *c)
{
    struct replay *r = (struct replay *)(void *)((char *)f - offsetof(struct replay, follower));

    if (!r->watcher->link)
        return; /* stopped from inside send */
    forget_renderings(r->hub);
    tell(r->hub, r->watcher, c);
}

bool watch_start(struct watch_hub *h, struct watcher *w, uint64_t after)
{
    struct replay r = { .follower = { .changed = replay_one }, .hub = h, .watcher = w };

    must(!w->link);
    w->hub = h;
    w->next = h->watchers;
    w->link = &h->watchers;
    if (w->next)
        w->next->link = &w->next;
    h->watchers = w;
    if (!store_replay(h->store, after, &r.follower)) {
        watch_stop(w);
        return false;
    }
    forget_renderings(h);
    return true;
}

void watch_stop(struct watcher *w)
{
    if (!w->link)
        return;
    if (w->hub->upcoming == w)
        w->hub->upcoming = w->next;
    *w->link = w->next;
    if (w->next)
        w->next->link = w->link;
    w->next = NULL;
    w->link = NULL;
}
