#include "runner/kube/object.h"
#include "tests/runner/kube/scene.h"

#include "base/banned.h"

#define MAPS      "/api/v1/namespaces/default/configmaps"
#define SERVICES  "/api/v1/namespaces/default/services"
#define MAP(data) "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'m'},'data':" data "}"

static const cJSON *apply(struct scene *s, const char *manager, const char *body)
{
    return answer_to(
        s, &(struct call){ .method = "PATCH",
                           .target = arena_printf(s->arena, MAPS "/m?fieldManager=%s", manager),
                           .body = body,
                           .type = "application/apply-patch+yaml" });
}

START_TEST(notes_who_owns_what)
{
    struct scene *s = scene_new();

    const cJSON *map = apply(s, "one", MAP("{'a':'1'}"));
    const cJSON *entry = json_at(map, "metadata.managedFields.0");

    ck_assert_int_eq(s->code, 201);
    ck_assert_str_eq(json_text(entry, "manager"), "one");
    ck_assert_str_eq(json_text(entry, "operation"), "Apply");
    ck_assert_ptr_nonnull(json_at(entry, "fieldsV1.f:data.f:a"));
    ck_assert_ptr_null(json_at(entry, "fieldsV1.f:metadata.f:name"));
    scene_free(s);
}
END_TEST

START_TEST(refuses_to_change_what_another_owns_and_names_the_field)
{
    struct scene *s = scene_new();
    apply(s, "one", MAP("{'a':'1'}"));

    const cJSON *no = apply(s, "two", MAP("{'a':'2'}"));

    ck_assert_int_eq(s->code, 409);
    ck_assert_str_eq(json_text(no, "message"),
                     "Apply failed with 1 conflict: conflict with \"one\" using v1: .data.a");
    ck_assert_str_eq(json_text(no, "details.causes.0.reason"), "FieldManagerConflict");
    ck_assert_str_eq(json_text(no, "details.causes.0.field"), ".data.a");
    scene_free(s);
}
END_TEST

START_TEST(lets_two_own_what_both_say_alike)
{
    struct scene *s = scene_new();
    apply(s, "one", MAP("{'a':'1'}"));

    const cJSON *map = apply(s, "two", MAP("{'a':'1','b':'2'}"));

    ck_assert_int_eq(s->code, 200);
    ck_assert_int_eq(cJSON_GetArraySize(json_at(map, "metadata.managedFields")), 2);
    ck_assert_str_eq(json_text(map, "data.b"), "2");
    scene_free(s);
}
END_TEST

START_TEST(takes_what_another_owns_by_force)
{
    struct scene *s = scene_new();
    apply(s, "one", MAP("{'a':'1'}"));

    const cJSON *map = apply(s, "two&force=true", MAP("{'a':'2'}"));
    int code = s->code;
    apply(s, "one", MAP("{'a':'3'}"));

    ck_assert_int_eq(code, 200);
    ck_assert_str_eq(json_text(map, "data.a"), "2");
    ck_assert_int_eq(cJSON_GetArraySize(json_at(map, "metadata.managedFields")), 1);
    ck_assert_int_eq(s->code, 409);
    scene_free(s);
}
END_TEST

START_TEST(takes_away_what_a_manager_no_longer_says_unless_another_owns_it)
{
    struct scene *s = scene_new();
    apply(s, "one", MAP("{'a':'1','b':'2','c':'3'}"));
    apply(s, "two", MAP("{'b':'2'}"));

    const cJSON *map = apply(s, "one", MAP("{'c':'3'}"));

    ck_assert_int_eq(s->code, 200);
    ck_assert_ptr_null(json_at(map, "data.a"));
    ck_assert_str_eq(json_text(map, "data.b"), "2");
    ck_assert_str_eq(json_text(map, "data.c"), "3");
    scene_free(s);
}
END_TEST

START_TEST(keeps_the_version_when_the_same_is_applied_again)
{
    struct scene *s = scene_new();
    const cJSON *one = apply(s, "one", MAP("{'a':'1'}"));
    clock_advance(s->clock, 5000);

    const cJSON *two = apply(s, "one", MAP("{'a':'1'}"));

    ck_assert_str_eq(object_version(one), object_version(two));
    scene_free(s);
}
END_TEST

START_TEST(gives_a_field_to_who_changes_it_by_another_write)
{
    struct scene *s = scene_new();
    apply(s, "one", MAP("{'a':'1'}"));
    answer_to(s, &(struct call){ .method = "PATCH",
                                 .target = MAPS "/m?fieldManager=hand",
                                 .body = "{'data':{'a':'2'}}",
                                 .type = "application/merge-patch+json" });

    const cJSON *no = apply(s, "one", MAP("{'a':'1'}"));

    ck_assert_int_eq(s->code, 409);
    ck_assert_ptr_nonnull(strstr(json_text(no, "message"), "conflict with \"hand\""));
    scene_free(s);
}
END_TEST

START_TEST(owns_items_of_a_keyed_list_one_by_one)
{
    struct scene *s = scene_new();
#define SERVICE(ports)                                                                             \
    "{'apiVersion':'v1','kind':'Service','metadata':{'name':'s'},'spec':{'ports':" ports "}}"
    static const char *const bodies[] = { SERVICE("[{'name':'a','port':80}]"),
                                          SERVICE("[{'name':'b','port':81}]"),
                                          SERVICE("[{'name':'c','port':82}]") };
    static const char *const managers[] = { "one", "two", "one" };
    const cJSON *service = NULL;

    for (int i = 0; i < 3; i++)
        service =
            answer_to(s, &(struct call){ .method = "PATCH",
                                         .target = arena_printf(
                                             s->arena, SERVICES "/s?fieldManager=%s", managers[i]),
                                         .body = bodies[i],
                                         .type = "application/apply-patch+yaml" });

    ck_assert_int_eq(s->code, 200);
    ck_assert_int_eq(cJSON_GetArraySize(json_at(service, "spec.ports")), 2);
    ck_assert_int_eq(json_int(service, "spec.ports.0.port"), 81);
    ck_assert_int_eq(json_int(service, "spec.ports.1.port"), 82);
    scene_free(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/managed");
    TCase *t = tcase_create("an apply");

    tcase_add_test(t, notes_who_owns_what);
    tcase_add_test(t, refuses_to_change_what_another_owns_and_names_the_field);
    tcase_add_test(t, lets_two_own_what_both_say_alike);
    tcase_add_test(t, takes_what_another_owns_by_force);
    tcase_add_test(t, takes_away_what_a_manager_no_longer_says_unless_another_owns_it);
    tcase_add_test(t, keeps_the_version_when_the_same_is_applied_again);
    tcase_add_test(t, gives_a_field_to_who_changes_it_by_another_write);
    tcase_add_test(t, owns_items_of_a_keyed_list_one_by_one);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
