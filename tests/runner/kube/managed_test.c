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
                     "Apply failed with 1 conflict: conflict with \"one\": .data.a");
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

static const cJSON *apply_to(struct scene *s, const char *target, const char *body)
{
    return answer_to(s, &(struct call){ .method = "PATCH",
                                        .target = target,
                                        .body = body,
                                        .type = "application/apply-patch+yaml" });
}

START_TEST(conflicts_at_first_with_who_made_the_object_otherwise)
{
    struct scene *s = scene_new();
    made(s, MAPS "?fieldManager=hand", MAP("{'a':'1','b':'2'}"));

    const cJSON *no = apply(s, "one", MAP("{'a':'2','b':'2'}"));
    int code = s->code;
    const cJSON *shared = apply(s, "one", MAP("{'b':'2'}"));

    ck_assert_int_eq(code, 409);
    ck_assert_str_eq(json_text(no, "message"),
                     "Apply failed with 1 conflict: conflict with \"hand\" using v1: .data.a");
    ck_assert_int_eq(s->code, 200);
    ck_assert_ptr_nonnull(json_at(shared, "metadata.managedFields.0.fieldsV1.f:data.f:b"));
    ck_assert_ptr_nonnull(json_at(shared, "metadata.managedFields.1.fieldsV1.f:data.f:b"));
    scene_free(s);
}
END_TEST

START_TEST(names_every_conflict_by_manager)
{
    struct scene *s = scene_new();
    apply(s, "one", MAP("{'a':'1','b':'1'}"));

    const cJSON *no = apply(s, "two", MAP("{'a':'2','b':'2'}"));

    ck_assert_str_eq(json_text(no, "message"), "Apply failed with 2 conflicts: conflicts with "
                                               "\"one\":\n- .data.a\n- .data.b");
    ck_assert_int_eq(cJSON_GetArraySize(json_at(no, "details.causes")), 2);
    scene_free(s);
}
END_TEST

START_TEST(gives_what_nobody_is_known_to_have_written_to_before_first_apply)
{
    struct scene *s = scene_new();

    const cJSON *no =
        apply_to(s, "/api/v1/namespaces/default?fieldManager=one",
                 "{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'default','labels':{"
                 "'kubernetes.io/metadata.name':'x'}}}");

    ck_assert_int_eq(s->code, 409);
    ck_assert_ptr_nonnull(strstr(json_text(no, "message"), "\"before-first-apply\" using v1"));
    scene_free(s);
}
END_TEST

START_TEST(tells_ports_apart_by_number_and_protocol)
{
    struct scene *s = scene_new();
    apply_to(s, SERVICES "/s?fieldManager=one",
             SERVICE("[{'name':'t','port':53},{'name':'u','port':53,'protocol':'UDP'}]"));

    const cJSON *service =
        apply_to(s, SERVICES "/s?fieldManager=one",
                 SERVICE("[{'name':'t','port':53,'targetPort':99},{'name':'u','port':53,"
                         "'protocol':'UDP'}]"));
    int code = s->code;
    const cJSON *no =
        apply_to(s, SERVICES "/s?fieldManager=two", SERVICE("[{'name':'x','port':53}]"));

    ck_assert_int_eq(code, 200);
    ck_assert_int_eq(cJSON_GetArraySize(json_at(service, "spec.ports")), 2);
    ck_assert_int_eq(json_int(service, "spec.ports.0.targetPort"), 99);
    ck_assert_str_eq(json_text(no, "details.causes.0.field"),
                     ".spec.ports[port=53,protocol=\"TCP\"].name");
    scene_free(s);
}
END_TEST

START_TEST(owns_a_list_without_keys_whole)
{
    struct scene *s = scene_new();
#define SLICES "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"
#define SLICE(address)                                                                             \
    "{'apiVersion':'discovery.k8s.io/v1','kind':'EndpointSlice','metadata':{'name':'e'},"          \
    "'addressType':'IPv4','endpoints':[{'addresses':['" address "']}]}"
    apply_to(s, SLICES "/e?fieldManager=one", SLICE("10.0.0.1"));

    const cJSON *no = apply_to(s, SLICES "/e?fieldManager=two", SLICE("10.0.0.2"));
    int code = s->code;
    const cJSON *slice = apply_to(s, SLICES "/e?fieldManager=two&force=true", SLICE("10.0.0.2"));

    ck_assert_int_eq(code, 409);
    ck_assert_str_eq(json_text(no, "details.causes.0.field"), ".endpoints");
    ck_assert_int_eq(cJSON_GetArraySize(json_at(slice, "endpoints")), 1);
    scene_free(s);
}
END_TEST

START_TEST(keeps_what_is_written_to_the_status_apart)
{
    struct scene *s = scene_new();
#define INGRESSES "/apis/networking.k8s.io/v1/namespaces/default/ingresses"
#define INGRESS(name)                                                                              \
    "{'apiVersion':'networking.k8s.io/v1','kind':'Ingress','metadata':{'name':'i'},'spec':{"       \
    "'defaultBackend':{'service':{'name':'s','port':{'number':80}}}},"                             \
    "'status':{'loadBalancer':{'ingress':[{'hostname':'" name "'}]}}}"
    made(s, INGRESSES, INGRESS("a"));
    apply_to(s, INGRESSES "/i/status?fieldManager=one", INGRESS("a"));

    const cJSON *no = apply_to(s, INGRESSES "/i/status?fieldManager=two", INGRESS("b"));
    const cJSON *ingress = answer(s, "GET", INGRESSES "/i", NULL);
    const cJSON *entry = json_at(ingress, "metadata.managedFields.1");

    ck_assert_ptr_nonnull(strstr(json_text(no, "message"), "\"one\" with subresource \"status\""));
    ck_assert_ptr_null(json_at(ingress, "metadata.managedFields.0.fieldsV1.f:status"));
    ck_assert_str_eq(json_text(entry, "subresource"), "status");
    ck_assert_ptr_nonnull(json_at(entry, "fieldsV1.f:status"));
    ck_assert_ptr_null(json_at(entry, "fieldsV1.f:spec"));
    scene_free(s);
}
END_TEST

START_TEST(merges_lists_of_custom_resources_as_their_schema_says)
{
    struct scene *s = scene_new();
#define POT(lids)                                                                                  \
    "{'apiVersion':'tea.example/v1','kind':'Pot','metadata':{'name':'p'},'spec':{'lids':" lids "}" \
    "}"
#define POTS "/apis/tea.example/v1/namespaces/default/pots/p?fieldManager="
    made(s, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
         "{'metadata':{'name':'pots.tea.example'},'spec':{'group':'tea.example','scope':"
         "'Namespaced','names':{'plural':'pots','kind':'Pot'},'versions':[{'name':'v1','served':"
         "true,'storage':true,'schema':{'openAPIV3Schema':{'type':'object','properties':{'spec':{"
         "'type':'object','properties':{'lids':{'type':'array','x-kubernetes-list-type':'map',"
         "'x-kubernetes-list-map-keys':['n'],'items':{'type':'object','properties':{'n':{'type':"
         "'integer'},'c':{'type':'string'}}}}}}}}}}]}}");
    apply_to(s, POTS "one", POT("[{'n':1,'c':'red'}]"));

    const cJSON *pot = apply_to(s, POTS "two", POT("[{'n':2,'c':'blue'}]"));
    const cJSON *no = apply_to(s, POTS "two", POT("[{'n':1,'c':'blue'}]"));
    const cJSON *unknown = apply_to(s, POTS "two", POT("[{'n':2,'colour':'blue'}]"));

    ck_assert_int_eq(cJSON_GetArraySize(json_at(pot, "spec.lids")), 2);
    ck_assert_str_eq(json_text(no, "details.causes.0.field"), ".spec.lids[n=1].c");
    ck_assert_int_eq(s->code, 500);
    ck_assert_str_eq(json_text(unknown, "message"),
                     "failed to create typed patch object (p; tea.example/v1, Kind=Pot): "
                     ".spec.lids[0].colour: field not declared in schema");
    scene_free(s);
}
END_TEST

START_TEST(lets_a_client_hand_ownership_on)
{
    struct scene *s = scene_new();
    made(s, MAPS "?fieldManager=hand", MAP("{'a':'1'}"));
    answer_to(s,
              &(struct call){ .method = "PATCH",
                              .target = MAPS "/m",
                              .body = "[{'op':'replace','path':'/metadata/managedFields/0/manager',"
                                      "'value':'one'},{'op':'replace','path':"
                                      "'/metadata/managedFields/0/operation','value':'Apply'}]",
                              .type = "application/json-patch+json" });
    int code = s->code;

    const cJSON *map = apply(s, "one", MAP("{'b':'2'}"));

    ck_assert_int_eq(code, 200);
    ck_assert_int_eq(s->code, 200);
    ck_assert_ptr_null(json_at(map, "data.a"));
    scene_free(s);
}
END_TEST

START_TEST(forgets_who_owned_what_is_gone)
{
    struct scene *s = scene_new();
    apply(s, "one", MAP("{'a':'1','b':'1'}"));
    answer_to(s, &(struct call){ .method = "PATCH",
                                 .target = MAPS "/m?fieldManager=hand",
                                 .body = "{'data':{'a':null}}",
                                 .type = "application/merge-patch+json" });

    const cJSON *map = apply(s, "two", MAP("{'a':'2'}"));

    ck_assert_int_eq(s->code, 200);
    ck_assert_str_eq(json_text(map, "data.a"), "2");
    ck_assert_ptr_null(json_at(map, "metadata.managedFields.0.fieldsV1.f:data.f:a"));
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
    tcase_add_test(t, conflicts_at_first_with_who_made_the_object_otherwise);
    tcase_add_test(t, names_every_conflict_by_manager);
    tcase_add_test(t, gives_what_nobody_is_known_to_have_written_to_before_first_apply);
    tcase_add_test(t, tells_ports_apart_by_number_and_protocol);
    tcase_add_test(t, owns_a_list_without_keys_whole);
    tcase_add_test(t, keeps_what_is_written_to_the_status_apart);
    tcase_add_test(t, merges_lists_of_custom_resources_as_their_schema_says);
    tcase_add_test(t, lets_a_client_hand_ownership_on);
    tcase_add_test(t, forgets_who_owned_what_is_gone);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
