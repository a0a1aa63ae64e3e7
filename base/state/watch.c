#include "base/state/watch.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"

#include "base/banned.h"

/*
 * The hub is one follower of the store and walks its watchers for each change.
 * While it does, or while one watcher is told of the past, any of them may
 * stop and be freed, and others may start. So the walk keeps what comes next in
 * the hub, where watch_stop moves it on; a watcher that is told of the past has
 * a flag on that stack, which watch_stop sets; and one that starts is last in
 * the ring, but wants nothing up to what its replay has told it ("since").
 */
enum { MAX_RENDERINGS = 16 };

struct rendering {
    enum change_type type;
    int format;
    struct blob *event; /* NULL: not to be sent */
};

/* A change, and what was rendered of it until now. */
struct telling {
    struct watch_hub *hub;
    const struct change *change;
    struct rendering made[MAX_RENDERINGS];
    size_t count;
};

struct watch_hub {
    struct follower follower;
    struct store *store;
    watch_render_fn *render;
    void *self;
    struct watcher ring;      /* through this one, so that its link is the end */
    struct watcher *upcoming; /* where the walk goes on; NULL when there is none */
    uint64_t last;            /* revision of the last change */
};

static struct blob *rendered(struct telling *t, enum change_type type, int format)
{
    const struct change *c = t->change;
    struct rendering *r = t->made;

    for (; r < t->made + t->count; r++) {
        if (r->type == type && r->format == format)
            return r->event;
    }
    if (t->count == MAX_RENDERINGS)
        blob_unref((--r)->event); /* more formats than anybody has: the last place is shared */
    else
        t->count++;
    *r = (struct rendering){ .type = type, .format = format };
    r->event = t->hub->render(t->hub->self, type, type == CHANGE_deleted ? c->before : c->after,
                              c->revision, format);
    return r->event;
}

static void end_telling(struct telling *t)
{
    while (t->count)
        blob_unref(t->made[--t->count].event);
}

static bool is_wanted(struct watcher *w, const struct object *o)
{
    return o && (!w->match || w->match(w, o));
}

/* The event that a change is for this watcher, if it is one. Who no longer matches is told of the
 * object as it last did. */
static void tell(struct telling *t, struct watcher *w)
{
    const struct change *c = t->change;
    const struct object *any = c->after ? c->after : c->before;
    enum change_type type;
    struct blob *event;
    bool was, is;

    if (w->kind != any->kind || (w->scope && strcmp(w->scope, any->scope) != 0))
        return;
    was = is_wanted(w, c->before);
    is = is_wanted(w, c->after);
    if (!was && !is)
        return;
    type = !was ? CHANGE_added : is ? CHANGE_modified : CHANGE_deleted;
    event = rendered(t, type, w->format);
    if (event)
        w->send(w, event, c->revision);
}

static void forget_since(struct watch_hub *h)
{
    for (struct watcher *w = h->ring.next; w != &h->ring; w = w->next)
        w->since = 0;
}

static void changed(struct follower *f, const struct change *c)
{
    struct watch_hub *h =
        (struct watch_hub *)(void *)((char *)f - offsetof(struct watch_hub, follower));
    struct telling t = { .hub = h, .change = c };

    if (c->revision <= h->last) /* the store was restored: what was told before is no more */
        forget_since(h);
    h->last = c->revision;
    for (struct watcher *w = h->ring.next; w != &h->ring; w = h->upcoming) {
        h->upcoming = w->next;
        if (w->since < c->revision)
            tell(&t, w);
    }
    h->upcoming = NULL;
    end_telling(&t);
}

struct watch_hub *watch_hub_new(struct store *s, watch_render_fn *render, void *self)
{
    struct watch_hub *h = must_alloc(sizeof *h);

    h->store = s;
    h->render = render;
    h->self = self;
    h->ring.next = &h->ring;
    h->ring.link = &h->ring.next;
    h->follower.changed = changed;
    store_follow(s, &h->follower);
    return h;
}

void watch_hub_free(struct watch_hub *h)
{
    if (!h)
        return;
    must(!h->upcoming);
    while (h->ring.next != &h->ring)
        watch_stop(h->ring.next);
    store_unfollow(&h->follower);
    free(h);
}

struct replay {
    struct follower follower;
    struct watch_hub *hub;
    struct watcher *watcher;
    bool stopped;
};

static void replay_one(struct follower *f, const struct change *c)
{
    struct replay *r = (struct replay *)(void *)((char *)f - offsetof(struct replay, follower));
    struct telling t = { .hub = r->hub, .change = c };

    if (r->stopped)
        return;
    r->watcher->since = c->revision;
    tell(&t, r->watcher);
    end_telling(&t);
}

bool watch_start(struct watch_hub *h, struct watcher *w, uint64_t after)
{
    struct replay r = { .follower.changed = replay_one, .hub = h, .watcher = w };
    bool known;
    must(!w->link);

    w->hub = h;
    w->since = after;
    w->stopped = &r.stopped;
    w->link = h->ring.link;
    w->next = &h->ring;
    *w->link = w;
    h->ring.link = &w->next;
    known = store_replay(h->store, after, &r.follower);
    if (!known)
        watch_stop(w);
    if (!r.stopped)
        w->stopped = NULL;
    return known;
}

void watch_stop(struct watcher *w)
{
    if (!w->link)
        return;
    if (w->stopped)
        *w->stopped = true;
    if (w->hub->upcoming == w)
        w->hub->upcoming = w->next;
    *w->link = w->next;
    w->next->link = w->link;
    w->link = NULL;
    w->stopped = NULL;
}
