#ifndef TESTS_BASE_STATE_WATCHING_H
#define TESTS_BASE_STATE_WATCHING_H

/*
 * A store with a hub, and views: watchers that write down what they are told.
 */
#include <stddef.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/must.h"
#include "base/state/watch.h"
#include "tests/test.h"

static const struct kind kind_pod = { .name = "Pod" };
static const struct kind kind_node = { .name = "Node" };

struct view {
    struct watcher watcher;
    struct buf seen;     /* "+a@1 ~a@2 -a@3 " */
    const char *only;    /* bodies whose "colour" is this; NULL: all */
    struct view *starts; /* from inside send */
    struct view *ends;   /* from inside send: stops and is freed */
    bool stops;
    bool dies; /* stops and is freed */
};

struct scene {
    struct clock *clock;
    struct store *store;
    struct watch_hub *hub;
    int renderings;
};

static inline struct blob *render(void *self, enum change_type type, const struct object *o,
                                  uint64_t revision, int format)
{
    struct scene *s = self;
    struct buf text = BUF_LIMIT(200);
    char what = "+~-"[type];

    s->renderings++;
    buf_printf(&text, "%c%s@%d%s ", what, o->id, (int)revision, format ? "!" : "");
    return blob_of_buf(&text);
}

static inline struct view *view_of(struct watcher *w)
{
    return (struct view *)(void *)((char *)w - offsetof(struct view, watcher));
}

static inline bool match(struct watcher *w, const struct object *o)
{
    const char *only = view_of(w)->only;

    return !only || json_is_text(json_get(o->body, "colour"), only);
}

static inline void view_free(struct view *v)
{
    watch_stop(&v->watcher);
    buf_done(&v->seen);
    free(v);
}

static inline void take(struct watcher *w, struct blob *event, uint64_t revision)
{
    struct view *v = view_of(w);

    (void)revision;
    buf_add(&v->seen, blob_str(event));
    if (v->starts) {
        struct view *other = v->starts;
        v->starts = NULL;
        ck_assert(watch_start(v->watcher.hub, &other->watcher, 0));
    }
    if (v->ends) {
        view_free(v->ends);
        v->ends = NULL;
    }
    if (v->stops)
        watch_stop(w);
    if (v->dies)
        view_free(v);
}

static inline struct scene scene_new(void)
{
    struct scene s = { .clock = clock_new(true) };

    s.store = store_new(s.clock);
    return s;
}

static inline void scene_done(struct scene *s)
{
    watch_hub_free(s->hub);
    store_free(s->store);
    clock_free(s->clock);
}

static inline struct view view_new(const char *only)
{
    return (struct view){ .watcher = { .kind = &kind_pod, .match = match, .send = take },
                          .seen = BUF_LIMIT(100000),
                          .only = only };
}

static inline void put(struct scene *s, const struct kind *k, const char *scope, const char *id,
                       const char *colour)
{
    cJSON *body = cJSON_CreateObject();

    json_add_text(body, "colour", colour);
    store_begin(s->store);
    store_put(s->store, k, scope, id, body);
    store_commit(s->store);
}

static inline void drop(struct scene *s, const char *id)
{
    store_begin(s->store);
    store_drop(s->store, &kind_pod, "ns", id);
    store_commit(s->store);
}

#endif
