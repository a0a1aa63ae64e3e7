#include <stddef.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/state/watch.h"
#include "tests/test.h"

#include "base/banned.h"

static const struct kind kind_pod = { .name = "Pod" };
static const struct kind kind_node = { .name = "Node" };

struct view {
    struct watcher watcher;
    struct buf seen;     /* "+a@1 ~a@2 -a@3 " */
    const char *only;    /* bodies whose "colour" is this; NULL: all */
    struct view *starts; /* from inside send */
    bool stops;
};

struct scene {
    struct clock *clock;
    struct store *store;
    struct watch_hub *hub;
    int renderings;
};

static struct blob *render(void *self, enum change_type type, const struct object *o,
                           uint64_t revision, int format)
{
    struct scene *s = self;
    struct buf text = BUF_LIMIT(200);

    s->renderings++;
    buf_printf(&text, "%c%s@%d%s ", "+~-"[type], o -> id, (int)revision, format ? "!" : "");
    return blob_of_buf(&text);
}

static struct view *view_of(struct watcher *w)
{
    return (struct view *)(void *)((char *)w - offsetof(struct view, watcher));
}

static bool match(struct watcher *w, const struct object *o)
{
    const char *only = view_of(w)->only;

    return !only || json_is_text(json_get(o->body, "colour"), only);
}

static void take(struct watcher *w, struct blob *event, uint64_t revision)
{
    struct view *v = view_of(w);

    (void)revision;
    buf_add(&v->seen, blob_str(event));
    if (v->starts) {
        struct view *other = v->starts;
        v->starts = NULL;
        ck_assert(watch_start(v->watcher.hub, &other->watcher, 0));
    }
    if (v->stops)
        watch_stop(w);
}

static struct scene scene_new(void)
{
    struct scene s = { .clock = clock_new(true) };

    s.store = store_new(s.clock);
    return s;
}

static void scene_done(struct scene *s)
{
    watch_hub_free(s->hub);
    store_free(s->store);
    clock_free(s->clock);
}

static struct view view_new(const char *only)
{
    return (struct view){ .watcher = { .kind = &kind_pod, .match = match, .send = take },
                          .seen = BUF_LIMIT(100000),
                          .only = only };
}

static void put(struct scene *s, const struct kind *k, const char *scope, const char *id,
                const char *colour)
{
    cJSON *body = cJSON_CreateObject();

    json_add_text(body, "colour", colour);
    store_begin(s->store);
    store_put(s->store, k, scope, id, body);
    store_commit(s->store);
}

static void drop(struct scene *s, const char *id)
{
    store_begin(s->store);
    store_drop(s->store, &kind_pod, "ns", id);
    store_commit(s->store);
}

START_TEST(tells_a_watcher_what_enters_changes_and_leaves_its_filter)
{
    struct scene s = scene_new();
    struct view red = view_new("red"), all = view_new(NULL);
    s.hub = watch_hub_new(s.store, render, &s);
    watch_start(s.hub, &red.watcher, 0);
    watch_start(s.hub, &all.watcher, 0);

    put(&s, &kind_pod, "ns", "a", "red");
    put(&s, &kind_pod, "ns", "a", "blue");
    put(&s, &kind_pod, "ns", "a", "red");
    put(&s, &kind_pod, "ns", "a", "red");
    drop(&s, "a");
    put(&s, &kind_pod, "ns", "b", "blue");

    ck_assert_str_eq(red.seen.at, "+a@1 -a@2 +a@3 ~a@4 -a@5 ");
    ck_assert_str_eq(all.seen.at, "+a@1 ~a@2 ~a@3 ~a@4 -a@5 +b@6 ");
    scene_done(&s);
    buf_done(&red.seen);
    buf_done(&all.seen);
}
END_TEST

START_TEST(keeps_to_its_kind_and_scope)
{
    struct scene s = scene_new();
    struct view v = view_new(NULL);
    s.hub = watch_hub_new(s.store, render, &s);
    v.watcher.scope = "ns";
    watch_start(s.hub, &v.watcher, 0);

    put(&s, &kind_pod, "other", "a", "red");
    put(&s, &kind_node, "ns", "a", "red");
    put(&s, &kind_pod, "ns", "a", "red");

    ck_assert_str_eq(v.seen.at, "+a@3 ");
    scene_done(&s);
    buf_done(&v.seen);
}
END_TEST

START_TEST(renders_an_event_once_for_each_format)
{
    enum { WATCHERS = 200 };
    struct scene s = scene_new();
    static struct view views[WATCHERS];
    s.hub = watch_hub_new(s.store, render, &s);
    for (int i = 0; i < WATCHERS; i++) {
        views[i] = view_new(NULL);
        views[i].watcher.format = i % 2;
        watch_start(s.hub, &views[i].watcher, 0);
    }

    for (int i = 0; i < 10; i++)
        put(&s, &kind_pod, "ns", "a", "red");

    ck_assert_int_eq(s.renderings, 20);
    for (int i = 0; i < WATCHERS; i++) {
        ck_assert_uint_eq(views[i].seen.len, i % 2 ? 61 : 51);
        buf_done(&views[i].seen);
    }
    scene_done(&s);
}
END_TEST

START_TEST(replays_what_happened_after_a_revision)
{
    struct scene s = scene_new();
    struct view v = view_new("red");
    s.hub = watch_hub_new(s.store, render, &s);
    put(&s, &kind_pod, "ns", "a", "red");
    put(&s, &kind_pod, "ns", "b", "blue");
    put(&s, &kind_pod, "ns", "b", "red");

    ck_assert(watch_start(s.hub, &v.watcher, 1));
    drop(&s, "a");

    ck_assert_str_eq(v.seen.at, "+b@3 -a@4 ");
    scene_done(&s);
    buf_done(&v.seen);
}
END_TEST

START_TEST(does_not_start_after_a_revision_that_is_forgotten)
{
    struct scene s = scene_new();
    struct view v = view_new(NULL);
    s.hub = watch_hub_new(s.store, render, &s);
    put(&s, &kind_pod, "ns", "a", "red");
    put(&s, &kind_pod, "ns", "a", "blue");
    store_compact(s.store);

    ck_assert(!watch_start(s.hub, &v.watcher, 1));
    put(&s, &kind_pod, "ns", "a", "red");

    ck_assert_uint_eq(v.seen.len, 0);
    ck_assert(watch_start(s.hub, &v.watcher, 3));
    scene_done(&s);
    buf_done(&v.seen);
}
END_TEST

START_TEST(lets_watchers_stop_and_start_from_inside_send)
{
    struct scene s = scene_new();
    struct view first = view_new(NULL), second = view_new(NULL), late = view_new(NULL);
    s.hub = watch_hub_new(s.store, render, &s);
    first.stops = true;
    second.starts = &late;
    watch_start(s.hub, &second.watcher, 0);
    watch_start(s.hub, &first.watcher, 0);

    put(&s, &kind_pod, "ns", "a", "red");
    put(&s, &kind_pod, "ns", "a", "blue");

    ck_assert_str_eq(first.seen.at, "+a@1 ");
    ck_assert_str_eq(second.seen.at, "+a@1 ~a@2 ");
    ck_assert_str_eq(late.seen.at, "+a@1 ~a@2 ");
    scene_done(&s);
    buf_done(&first.seen);
    buf_done(&second.seen);
    buf_done(&late.seen);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("watch");
    TCase *t = tcase_create("watch");

    tcase_add_test(t, tells_a_watcher_what_enters_changes_and_leaves_its_filter);
    tcase_add_test(t, keeps_to_its_kind_and_scope);
    tcase_add_test(t, renders_an_event_once_for_each_format);
    tcase_add_test(t, replays_what_happened_after_a_revision);
    tcase_add_test(t, does_not_start_after_a_revision_that_is_forgotten);
    tcase_add_test(t, lets_watchers_stop_and_start_from_inside_send);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
