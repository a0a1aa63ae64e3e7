#include <stddef.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/must.h"
#include "base/random.h"
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

static void view_free(struct view *v)
{
    watch_stop(&v->watcher);
    buf_done(&v->seen);
    free(v);
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
    if (v->ends) {
        view_free(v->ends);
        v->ends = NULL;
    }
    if (v->stops)
        watch_stop(w);
    if (v->dies)
        view_free(v);
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

static struct view *mortal_view(void)
{
    struct view *v = must_alloc(sizeof *v);

    *v = view_new(NULL);
    v->dies = true;
    return v;
}

START_TEST(lets_a_watcher_be_freed_when_it_stops)
{
    struct scene s = scene_new();
    struct view other = view_new(NULL);
    s.hub = watch_hub_new(s.store, render, &s);
    put(&s, &kind_pod, "ns", "a", "red");
    put(&s, &kind_pod, "ns", "a", "blue");

    ck_assert(watch_start(s.hub, &mortal_view()->watcher, 0)); /* ends inside of its replay */
    ck_assert(watch_start(s.hub, &mortal_view()->watcher, 2));
    ck_assert(watch_start(s.hub, &other.watcher, 2));
    put(&s, &kind_pod, "ns", "a", "red");

    ck_assert_str_eq(other.seen.at, "~a@3 ");
    scene_done(&s);
    buf_done(&other.seen);
}
END_TEST

START_TEST(lets_a_watcher_free_the_one_that_is_told_next)
{
    struct scene s = scene_new();
    struct view first = view_new(NULL), last = view_new(NULL);
    s.hub = watch_hub_new(s.store, render, &s);
    first.ends = mortal_view();
    watch_start(s.hub, &first.watcher, 0);
    watch_start(s.hub, &first.ends->watcher, 0);
    watch_start(s.hub, &last.watcher, 0);

    put(&s, &kind_pod, "ns", "a", "red");

    ck_assert_str_eq(first.seen.at, "+a@1 ");
    ck_assert_str_eq(last.seen.at, "+a@1 ");
    scene_done(&s);
    buf_done(&first.seen);
    buf_done(&last.seen);
}
END_TEST

static struct blob *render_colour(void *self, enum change_type type, const struct object *o,
                                  uint64_t revision, int format)
{
    struct buf text = BUF_LIMIT(200);

    (void)self;
    (void)format;
    buf_printf(&text, "%c%s@%d ", "+~-"[type], json_text(o->body, "colour"), (int)revision);
    return blob_of_buf(&text);
}

START_TEST(shows_what_leaves_a_filter_as_it_last_was_in_it)
{
    struct scene s = scene_new();
    struct view red = view_new("red"), all = view_new(NULL);
    s.hub = watch_hub_new(s.store, render_colour, &s);
    watch_start(s.hub, &red.watcher, 0);
    watch_start(s.hub, &all.watcher, 0);

    put(&s, &kind_pod, "ns", "a", "red");
    put(&s, &kind_pod, "ns", "a", "blue");
    drop(&s, "a");

    ck_assert_str_eq(red.seen.at, "+red@1 -red@2 ");
    ck_assert_str_eq(all.seen.at, "+red@1 ~blue@2 -blue@3 ");
    scene_done(&s);
    buf_done(&red.seen);
    buf_done(&all.seen);
}
END_TEST

struct opener {
    struct follower follower;
    struct scene *scene;
    struct view *view;
};

static void open_view(struct follower *f, const struct change *c)
{
    struct opener *o = (struct opener *)f;

    (void)c;
    if (o->view)
        ck_assert(watch_start(o->scene->hub, &o->view->watcher, 0));
    o->view = NULL;
}

START_TEST(tells_each_change_once_to_who_starts_before_the_hub_hears_of_it)
{
    struct scene s = scene_new();
    struct view v = view_new(NULL);
    struct opener o = { .follower.changed = open_view, .scene = &s, .view = &v };
    store_follow(s.store, &o.follower);
    s.hub = watch_hub_new(s.store, render, &s);

    put(&s, &kind_pod, "ns", "a", "red");
    put(&s, &kind_pod, "ns", "a", "blue");

    ck_assert_str_eq(v.seen.at, "+a@1 ~a@2 ");
    store_unfollow(&o.follower);
    scene_done(&s);
    buf_done(&v.seen);
}
END_TEST

START_TEST(goes_on_when_the_store_was_restored)
{
    struct scene s = scene_new();
    struct view v = view_new(NULL);
    s.hub = watch_hub_new(s.store, render, &s);
    put(&s, &kind_pod, "ns", "a", "red");
    put(&s, &kind_pod, "ns", "a", "blue");
    watch_start(s.hub, &v.watcher, 2);

    store_clear(s.store);
    store_set_revision(s.store, 1);
    put(&s, &kind_pod, "ns", "b", "red");

    ck_assert_str_eq(v.seen.at, "+b@2 ");
    scene_done(&s);
    buf_done(&v.seen);
}
END_TEST

static struct blob *render_pods_without_a(void *self, enum change_type type, const struct object *o,
                                          uint64_t revision, int format)
{
    return strcmp(o->id, "a") == 0 ? NULL : render(self, type, o, revision, format);
}

START_TEST(sends_nothing_when_there_is_no_rendering)
{
    struct scene s = scene_new();
    struct view v = view_new(NULL);
    s.hub = watch_hub_new(s.store, render_pods_without_a, &s);
    watch_start(s.hub, &v.watcher, 0);

    put(&s, &kind_pod, "ns", "a", "red");
    put(&s, &kind_pod, "ns", "b", "red");

    ck_assert_str_eq(v.seen.at, "+b@2 ");
    scene_done(&s);
    buf_done(&v.seen);
}
END_TEST

START_TEST(knows_more_formats_than_it_has_places_for_renderings)
{
    enum { FORMATS = 40 };
    struct scene s = scene_new();
    static struct view views[FORMATS];
    s.hub = watch_hub_new(s.store, render, &s);
    for (int i = 0; i < FORMATS; i++) {
        views[i] = view_new(NULL);
        views[i].watcher.format = i;
        watch_start(s.hub, &views[i].watcher, 0);
    }

    put(&s, &kind_pod, "ns", "a", "red");

    ck_assert_int_eq(s.renderings, FORMATS);
    for (int i = 0; i < FORMATS; i++) {
        ck_assert_str_eq(views[i].seen.at, i ? "+a@1! " : "+a@1 ");
        buf_done(&views[i].seen);
    }
    scene_done(&s);
}
END_TEST

/*
 * Two hundred watchers with selectors, some of them started late, and six hundred random changes:
 * what each has been told, applied to nothing, must be what matches its selector in the end.
 */
enum { CROWD = 200, EVENTS = 600, PODS = 30, COLOURS = 4 };

static const char *const colours[COLOURS] = { "red", "blue", "green", "white" };

static void random_change(struct scene *s, struct random *r)
{
    char id[16];

    snprintf(id, sizeof id, "pod-%02d", (int)random_below(r, PODS));
    if (random_below(r, 4))
        put(s, &kind_pod, "ns", id, colours[random_below(r, COLOURS)]);
    else
        drop(s, id);
}

/* Follows the events of one view; false when one is not possible after those before it. */
static bool apply_events(const struct view *v, bool ret_there[PODS])
{
    struct str events = buf_str(&v->seen);
    int64_t last = 0, pod, revision;
    bool ok = true;

    while (events.len) {
        struct str e = str_cut(&events, ' ');
        char what = e.at[0];
        struct str id = str_cut(&e, '@');

        ok = ok && str_int(str_skip(id, 5), &pod) && str_int(e, &revision) && revision > last &&
             ret_there[pod] == (what != '+');
        if (!ok)
            return false;
        ret_there[pod] = what != '-';
        last = revision;
    }
    return true;
}

/* Check writes a line for each assertion: this has too many for that. */
static bool has_what_it_selects(const struct scene *s, struct view *v)
{
    bool there[PODS] = { false };
    bool ok = apply_events(v, there);
    char id[16];

    for (int pod = 0; pod < PODS; pod++) {
        snprintf(id, sizeof id, "pod-%02d", pod);
        const struct object *o = store_get(s->store, &kind_pod, "ns", id);
        ok = ok && there[pod] == (o && match(&v->watcher, o));
    }
    return ok;
}

START_TEST(two_hundred_watchers_end_up_with_what_they_select)
{
    struct scene s = scene_new();
    static struct view views[CROWD];
    struct random r;
    s.hub = watch_hub_new(s.store, render, &s);
    random_init(&r, (uint64_t)_i);
    for (int i = 0; i < CROWD; i++)
        views[i] = view_new(i % 5 ? colours[i % COLOURS] : NULL);

    for (int event = 0, started = 0; event < EVENTS; event++) {
        for (; started < CROWD && started <= event; started++)
            watch_start(s.hub, &views[started].watcher, 0);
        random_change(&s, &r);
    }

    for (int i = 0; i < CROWD; i++) {
        ck_assert_msg(has_what_it_selects(&s, &views[i]), "watcher %d: %s", i, views[i].seen.at);
        buf_done(&views[i].seen);
    }
    scene_done(&s);
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
    tcase_add_test(t, lets_a_watcher_be_freed_when_it_stops);
    tcase_add_test(t, lets_a_watcher_free_the_one_that_is_told_next);
    tcase_add_test(t, shows_what_leaves_a_filter_as_it_last_was_in_it);
    tcase_add_test(t, tells_each_change_once_to_who_starts_before_the_hub_hears_of_it);
    tcase_add_test(t, goes_on_when_the_store_was_restored);
    tcase_add_test(t, sends_nothing_when_there_is_no_rendering);
    tcase_add_test(t, knows_more_formats_than_it_has_places_for_renderings);
    tcase_add_loop_test(t, two_hundred_watchers_end_up_with_what_they_select, 0, 5);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
