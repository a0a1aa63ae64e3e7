#include "tests/runner/kube/scene.h"

#include "base/banned.h"

#define MAPS  "/api/v1/namespaces/default/configmaps"
#define ALL   "/api/v1/configmaps"
#define TABLE "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"

/* The cluster's own first objects take versions 1 to 5. */
static void change_maps(struct scene *s)
{
    made(s, MAPS, "{'metadata':{'name':'a','labels':{'x':'1'}}}");
    made(s, MAPS, "{'metadata':{'name':'b'}}");
    answer(s, "PUT", MAPS "/a", "{'metadata':{'name':'a','labels':{'x':'2'}}}");
    answer(s, "DELETE", MAPS "/b", NULL);
}

START_TEST(starts_with_what_there_is_when_it_names_no_version)
{
    struct scene *s = scene_new();
    change_maps(s);

    struct frames *f = watch(s, MAPS "?watch=true");
    made(s, MAPS, "{'metadata':{'name':'c'}}");

    ck_assert_str_eq(seen(f), "ADDED a@8 ADDED c@10");
    scene_free(s);
}
END_TEST

/* Of a flag, only false and 0 are no: the Python client writes True. */
START_TEST(is_one_whatever_the_word_for_yes)
{
    static const char *const yes[] = { "True", "TRUE", "t", "yes", "" };
    static const char *const no[] = { "false", "False", "0" };
    struct scene *s = scene_new();
    made(s, MAPS, "{'metadata':{'name':'a'}}");

    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
        ck_assert_str_eq(seen(watch(s, arena_printf(s->arena, MAPS "?watch=%s", yes[i]))),
                         "ADDED a@6");
    for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
        ck_assert_str_eq(
            json_text(answer(s, "GET", arena_printf(s->arena, MAPS "?watch=%s", no[i]), NULL),
                      "kind"),
            "ConfigMapList");

    scene_free(s);
}
END_TEST

START_TEST(tells_every_change_after_its_version_in_order)
{
    struct scene *s = scene_new();
    change_maps(s);

    struct frames *f = watch(s, MAPS "?watch=1&resourceVersion=6");
    answer(s, "DELETE", MAPS "/a", NULL);

    ck_assert_str_eq(seen(f), "ADDED b@7 MODIFIED a@8 DELETED b@9 DELETED a@10");
    scene_free(s);
}
END_TEST

START_TEST(tells_nothing_when_nothing_changed)
{
    struct scene *s = scene_new();
    change_maps(s);

    struct frames *f = watch(s, MAPS "?watch=1&resourceVersion=9");
    answer(s, "PUT", MAPS "/a", "{'metadata':{'name':'a','labels':{'x':'2'}}}");
    made(s, "/api/v1/namespaces/default/secrets", "{'metadata':{'name':'other'}}");

    ck_assert_str_eq(seen(f), "");
    scene_free(s);
}
END_TEST

START_TEST(ends_with_410_when_its_version_is_forgotten)
{
    struct scene *s = scene_new();
    change_maps(s);
    store_compact(s->cluster->store);

    struct frames *f = watch(s, MAPS "?watch=1&resourceVersion=6");

    ck_assert_str_eq(seen(f), "ERROR -@- end");
    ck_assert_int_eq(json_int(f->last, "object.code"), 410);
    ck_assert_str_eq(json_text(f->last, "object.reason"), "Expired");
    ck_assert_str_eq(json_text(f->last, "object.message"), "too old resource version: 6 (9)");
    scene_free(s);
}
END_TEST

START_TEST(adds_what_begins_to_match_and_deletes_what_ceases_to)
{
    struct scene *s = scene_new();
    struct frames *f = watch(s, MAPS "?watch=1&labelSelector=x=2");

    change_maps(s);
    answer(s, "PUT", MAPS "/a", "{'metadata':{'name':'a','labels':{'x':'3'}}}");

    ck_assert_str_eq(seen(f), "ADDED a@8 DELETED a@10");
    scene_free(s);
}
END_TEST

START_TEST(of_one_object_tells_of_no_other)
{
    struct scene *s = scene_new();
    struct frames *by_field = watch(s, MAPS "?watch=1&fieldSelector=metadata.name=b");
    struct frames *by_name = watch(s, MAPS "/b?watch=1");

    change_maps(s);

    ck_assert_str_eq(seen(by_field), "ADDED b@7 DELETED b@9");
    ck_assert_str_eq(seen(by_name), "ADDED b@7 DELETED b@9");
    scene_free(s);
}
END_TEST

START_TEST(of_all_namespaces_tells_of_each)
{
    struct scene *s = scene_new();
    struct frames *all = watch(s, ALL "?watch=1");
    struct frames *one = watch(s, MAPS "?watch=1");

    made(s, "/api/v1/namespaces/kube-system/configmaps", "{'metadata':{'name':'k'}}");

    ck_assert_str_eq(seen(all), "ADDED k@6");
    ck_assert_str_eq(seen(one), "");
    scene_free(s);
}
END_TEST

START_TEST(shows_a_deletion_at_its_own_version_and_the_object_as_it_was)
{
    struct scene *s = scene_new();
    made(s, MAPS, "{'metadata':{'name':'a'},'data':{'x':'1'}}");
    struct frames *f = watch(s, MAPS "?watch=1&resourceVersion=6");

    answer(s, "DELETE", MAPS "/a", NULL);

    ck_assert_str_eq(seen(f), "DELETED a@7");
    ck_assert_str_eq(json_text(f->last, "object.data.x"), "1");
    ck_assert_str_eq(json_text(f->last, "object.kind"), "ConfigMap");
    scene_free(s);
}
END_TEST

START_TEST(ends_when_its_time_is_up)
{
    struct scene *s = scene_new();
    struct frames *f = watch(s, MAPS "?watch=1&timeoutSeconds=5");

    clock_advance(s->clock, 4999);
    bool open = f->watch;
    clock_advance(s->clock, 1);

    ck_assert(open);
    ck_assert_str_eq(seen(f), "end");
    scene_free(s);
}
END_TEST

START_TEST(sends_bookmarks_to_those_who_allow_them)
{
    struct scene *s = scene_new();
    struct frames *f =
        watch(s, MAPS "?watch=1&allowWatchBookmarks=true&timeoutSeconds=70&resourceVersion=5");
    struct frames *without = watch(s, MAPS "?watch=1&timeoutSeconds=70&resourceVersion=5");
    made(s, "/api/v1/namespaces/default/secrets", "{'metadata':{'name':'other'}}");

    clock_advance(s->clock, 60000);
    const char *kind = json_text(f->last, "object.kind");
    made(s, "/api/v1/namespaces/default/secrets", "{'metadata':{'name':'another'}}");
    clock_advance(s->clock, 10000);

    ck_assert_str_eq(kind, "ConfigMap");
    ck_assert_str_eq(seen(f), "BOOKMARK -@6 BOOKMARK -@7 end");
    ck_assert_str_eq(seen(without), "end");
    scene_free(s);
}
END_TEST

START_TEST(marks_the_end_of_the_initial_events)
{
    struct scene *s = scene_new();
    change_maps(s);

    struct frames *f = watch(s, MAPS "?watch=1&sendInitialEvents=true&allowWatchBookmarks=true&"
                                     "resourceVersionMatch=NotOlderThan");

    ck_assert_str_eq(seen(f), "ADDED a@8 BOOKMARK -@9");
    ck_assert(json_is_text(
        json_get(json_at(f->last, "object.metadata.annotations"), "k8s.io/initial-events-end"),
        "true"));
    scene_free(s);
}
END_TEST

START_TEST(as_a_table_says_its_columns_in_the_first_frame_only)
{
    struct scene *s = scene_new();
    struct call call = { .method = "GET", .target = MAPS "?watch=1", .accept = TABLE };
    struct frames *f = watch_of(s, &call);

    made(s, MAPS, "{'metadata':{'name':'a'}}");
    int first = cJSON_GetArraySize(json_at(f->last, "object.columnDefinitions"));
    made(s, MAPS, "{'metadata':{'name':'b'}}");
    int second = cJSON_GetArraySize(json_at(f->last, "object.columnDefinitions"));

    ck_assert_int_eq(first, 3);
    ck_assert_int_eq(second, 0);
    ck_assert_str_eq(json_text(f->last, "object.rows.0.cells.0"), "b");
    scene_free(s);
}
END_TEST

START_TEST(can_be_left_at_any_time)
{
    struct scene *s = scene_new();
    struct frames *one = watch(s, MAPS "?watch=1&allowWatchBookmarks=true&timeoutSeconds=5");
    struct frames *two = watch(s, MAPS "?watch=1");

    watching_free(one->watch);
    made(s, MAPS, "{'metadata':{'name':'a'}}");
    clock_advance(s->clock, 100000);

    ck_assert_str_eq(seen(one), "");
    ck_assert_str_eq(seen(two), "ADDED a@6");
    scene_free(s);
}
END_TEST

START_TEST(gets_the_same_frames_as_two_hundred_others)
{
    struct scene *s = scene_new();
    struct frames *all[200];

    for (int i = 0; i < 200; i++)
        all[i] = watch(s, MAPS "?watch=1&resourceVersion=5");
    change_maps(s);

    for (int i = 0; i < 200; i++)
        ck_assert_str_eq(seen(all[i]), "ADDED a@6 ADDED b@7 MODIFIED a@8 DELETED b@9");
    scene_free(s);
}
END_TEST

START_TEST(lists_and_watches_without_losing_anything_between)
{
    struct scene *s = scene_new();
    change_maps(s);
    const cJSON *list = answer(s, "GET", MAPS "?limit=500&resourceVersion=0", NULL);
    made(s, MAPS, "{'metadata':{'name':'between'}}");

    struct frames *f = watch(s, arena_printf(s->arena, MAPS "?watch=1&resourceVersion=%s",
                                             json_text(list, "metadata.resourceVersion")));

    ck_assert_str_eq(seen(f), "ADDED between@10");
    scene_free(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/watching");
    TCase *t = tcase_create("a watch");

    tcase_add_test(t, starts_with_what_there_is_when_it_names_no_version);
    tcase_add_test(t, is_one_whatever_the_word_for_yes);
    tcase_add_test(t, tells_every_change_after_its_version_in_order);
    tcase_add_test(t, tells_nothing_when_nothing_changed);
    tcase_add_test(t, ends_with_410_when_its_version_is_forgotten);
    tcase_add_test(t, adds_what_begins_to_match_and_deletes_what_ceases_to);
    tcase_add_test(t, of_one_object_tells_of_no_other);
    tcase_add_test(t, of_all_namespaces_tells_of_each);
    tcase_add_test(t, shows_a_deletion_at_its_own_version_and_the_object_as_it_was);
    tcase_add_test(t, ends_when_its_time_is_up);
    tcase_add_test(t, sends_bookmarks_to_those_who_allow_them);
    tcase_add_test(t, marks_the_end_of_the_initial_events);
    tcase_add_test(t, as_a_table_says_its_columns_in_the_first_frame_only);
    tcase_add_test(t, can_be_left_at_any_time);
    tcase_add_test(t, gets_the_same_frames_as_two_hundred_others);
    tcase_add_test(t, lists_and_watches_without_losing_anything_between);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
