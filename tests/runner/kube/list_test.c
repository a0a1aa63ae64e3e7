#include "tests/runner/kube/scene.h"

#include "base/banned.h"

#define MAPS  "/api/v1/namespaces/default/configmaps"
#define TABLE "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"

static const char *names_of(struct scene *s, const cJSON *list)
{
    const char *names = "";
    const cJSON *item;

    cJSON_ArrayForEach(item, json_get(list, "items"))
    {
        names = arena_printf(s->arena, "%s%s%s", names, *names ? " " : "",
                             json_text(item, "metadata.name"));
    }
    return names;
}

static void make_maps(struct scene *s)
{
    static const char *const names[] = { "c", "a", "e", "b", "d" };

    for (size_t i = 0; i < 5; i++)
        made(s, MAPS, arena_printf(s->arena, "{'metadata':{'name':'%s'}}", names[i]));
}

START_TEST(lists_by_namespace_and_name)
{
    struct scene *s = scene_new();
    make_maps(s);
    made(s, "/api/v1/namespaces/kube-system/configmaps", "{'metadata':{'name':'a0'}}");

    const cJSON *one = answer(s, "GET", MAPS, NULL);
    const cJSON *all = answer(s, "GET", "/api/v1/configmaps", NULL);

    ck_assert_str_eq(names_of(s, one), "a b c d e");
    ck_assert_str_eq(names_of(s, all), "a b c d e a0");
    ck_assert_str_eq(json_text(one, "kind"), "ConfigMapList");
    scene_free(s);
}
END_TEST

START_TEST(says_kind_and_version_once_for_built_in_kinds)
{
    struct scene *s = scene_new();
    make_maps(s);
    made(s, "/apis/alibabacloud.com/v1/albconfigs",
         "{'apiVersion':'alibabacloud.com/v1','kind':'AlbConfig','metadata':{'name':'a'}}");

    const cJSON *maps = answer(s, "GET", MAPS, NULL);
    const cJSON *custom = answer(s, "GET", "/apis/alibabacloud.com/v1/albconfigs", NULL);

    ck_assert_ptr_null(json_at(maps, "items.0.kind"));
    ck_assert_str_eq(json_text(custom, "items.0.kind"), "AlbConfig");
    scene_free(s);
}
END_TEST

START_TEST(gives_pages_that_together_are_the_list)
{
    struct scene *s = scene_new();
    const cJSON *page;
    const char *seen = "";
    make_maps(s);

    page = answer(s, "GET", MAPS "?limit=2", NULL);
    ck_assert_int_eq(json_int(page, "metadata.remainingItemCount"), 3);
    for (int pages = 0; pages < 5; pages++) {
        const char *next = json_text(page, "metadata.continue");
        seen = arena_printf(s->arena, "%s[%s]", seen, names_of(s, page));
        if (!next)
            break;
        page = answer(s, "GET", arena_printf(s->arena, MAPS "?limit=2&continue=%s", next), NULL);
    }

    ck_assert_str_eq(seen, "[a b][c d][e]");
    scene_free(s);
}
END_TEST

START_TEST(keeps_the_version_of_the_first_page)
{
    struct scene *s = scene_new();
    make_maps(s);
    const cJSON *first = answer(s, "GET", MAPS "?limit=2", NULL), *second;
    answer(s, "DELETE", MAPS "/d", NULL);

    second = answer(
        s, "GET",
        arena_printf(s->arena, MAPS "?continue=%s", json_text(first, "metadata.continue")), NULL);

    ck_assert_str_eq(names_of(s, second), "c e");
    ck_assert_str_eq(json_text(first, "metadata.resourceVersion"),
                     json_text(second, "metadata.resourceVersion"));
    scene_free(s);
}
END_TEST

START_TEST(ends_a_list_whose_version_is_forgotten)
{
    struct scene *s = scene_new();
    make_maps(s);
    const cJSON *first = answer(s, "GET", MAPS "?limit=2", NULL), *no;
    answer(s, "DELETE", MAPS "/d", NULL);
    store_compact(s->cluster->store);

    no = answer(s, "GET",
                arena_printf(s->arena, MAPS "?continue=%s", json_text(first, "metadata.continue")),
                NULL);

    ck_assert_int_eq(s->code, 410);
    ck_assert_str_eq(json_text(no, "reason"), "Expired");
    scene_free(s);
}
END_TEST

START_TEST(gives_what_selectors_let_through)
{
    struct scene *s = scene_new();
    make_maps(s);

    const cJSON *list = answer(s, "GET", MAPS "?fieldSelector=metadata.name=d", NULL);

    ck_assert_str_eq(names_of(s, list), "d");
    scene_free(s);
}
END_TEST

START_TEST(gives_metadata_alone_to_those_who_ask_for_no_more)
{
    struct scene *s = scene_new();
    struct call call = { .method = "GET", .target = MAPS };
    call.accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    made(s, MAPS, "{'metadata':{'name':'a'},'data':{'x':'y'}}");

    const cJSON *list = answer_to(s, &call);

    ck_assert_str_eq(json_text(list, "kind"), "PartialObjectMetadataList");
    ck_assert_str_eq(json_text(list, "items.0.metadata.name"), "a");
    ck_assert_ptr_null(json_at(list, "items.0.data"));
    scene_free(s);
}
END_TEST

START_TEST(gives_a_table_with_metadata_beside_its_cells)
{
    struct scene *s = scene_new();
    struct call call = { .method = "GET", .target = MAPS, .accept = TABLE };
    made(s, MAPS, "{'metadata':{'name':'a'},'data':{'x':'y'}}");
    clock_advance(s->clock, 125000);

    const cJSON *table = answer_to(s, &call);

    ck_assert_str_eq(json_text(table, "kind"), "Table");
    ck_assert_str_eq(json_text(table, "columnDefinitions.0.name"), "Name");
    ck_assert_str_eq(json_text(table, "columnDefinitions.0.format"), "name");
    ck_assert_str_eq(json_text(table, "rows.0.cells.0"), "a");
    ck_assert_str_eq(json_text(table, "rows.0.cells.1"), "1");
    ck_assert_str_eq(json_text(table, "rows.0.cells.2"), "2m5s");
    ck_assert_str_eq(json_text(table, "rows.0.object.kind"), "PartialObjectMetadata");
    ck_assert_ptr_null(json_at(table, "rows.0.object.data"));
    scene_free(s);
}
END_TEST

START_TEST(puts_the_whole_object_beside_the_cells_if_asked)
{
    struct scene *s = scene_new();
    struct call call = { .method = "GET", .accept = TABLE };
    call.target = MAPS "/a?includeObject=Object";
    made(s, MAPS, "{'metadata':{'name':'a'},'data':{'x':'y'}}");

    const cJSON *table = answer_to(s, &call);

    ck_assert_str_eq(json_text(table, "rows.0.object.data.x"), "y");
    scene_free(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/list");
    TCase *t = tcase_create("a list");

    tcase_add_test(t, lists_by_namespace_and_name);
    tcase_add_test(t, says_kind_and_version_once_for_built_in_kinds);
    tcase_add_test(t, gives_pages_that_together_are_the_list);
    tcase_add_test(t, keeps_the_version_of_the_first_page);
    tcase_add_test(t, ends_a_list_whose_version_is_forgotten);
    tcase_add_test(t, gives_what_selectors_let_through);
    tcase_add_test(t, gives_metadata_alone_to_those_who_ask_for_no_more);
    tcase_add_test(t, gives_a_table_with_metadata_beside_its_cells);
    tcase_add_test(t, puts_the_whole_object_beside_the_cells_if_asked);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
