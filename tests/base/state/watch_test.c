#include "tests/base/state/watching.h"

#include "base/banned.h"

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
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
