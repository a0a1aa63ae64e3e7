#include "runner/kube/object.h"
#include "tests/runner/kube/scene.h"

#include "base/banned.h"

#define NS "/api/v1/namespaces/default"

static struct scene *scene_derived(void)
{
    struct scene *s = scene_with(&(struct cluster_options){ .seed = 1, .derive_endpoints = true });

    cluster_derive_from_pods(s->cluster);
    made(s, NS "/services",
         "{'metadata':{'name':'tea'},'spec':{'selector':{'app':'tea'},'ports':[{'name':'http',"
         "'port':80,'targetPort':'web'}]}}");
    return s;
}

static void add_pod(struct scene *s, const char *name, const char *ip, const char *ready, int port)
{
    made(
        s, NS "/pods",
        arena_printf(
            s->arena,
            "{'metadata':{'name':'%s','labels':{'app':'tea'}},'spec':{'nodeName':'n',"
            "'containers':[{'name':'c','image':'i','ports':[{'name':'web','containerPort':%d}]}]}}",
            name, port));
    answer_to(s, &(struct call){
                     .method = "PATCH",
                     .target = arena_printf(s->arena, NS "/pods/%s/status", name),
                     .type = "application/merge-patch+json",
                     .body = arena_printf(s->arena,
                                          "{'status':{'phase':'Running','podIP':'%s','conditions':"
                                          "[{'type':'Ready','status':'%s'}]}}",
                                          ip, ready) });
    ck_assert_int_eq(s->code, 200);
}

static const cJSON *endpoints(struct scene *s)
{
    for (int i = 0; i < 10 && cluster_has_work(s->cluster); i++)
        cluster_work(s->cluster);
    ck_assert(!cluster_has_work(s->cluster));
    return answer(s, "GET", NS "/endpoints/tea", NULL);
}

START_TEST(puts_ready_pods_among_the_addresses_and_others_beside)
{
    struct scene *s = scene_derived();
    add_pod(s, "a", "10.0.0.1", "True", 8080);
    add_pod(s, "b", "10.0.0.2", "False", 8080);

    const cJSON *ep = endpoints(s);

    ck_assert_str_eq(json_text(ep, "subsets.0.addresses.0.ip"), "10.0.0.1");
    ck_assert_str_eq(json_text(ep, "subsets.0.addresses.0.targetRef.name"), "a");
    ck_assert_str_eq(json_text(ep, "subsets.0.addresses.0.nodeName"), "n");
    ck_assert_ptr_null(json_at(ep, "subsets.0.addresses.1"));
    ck_assert_str_eq(json_text(ep, "subsets.0.notReadyAddresses.0.ip"), "10.0.0.2");
    ck_assert_int_eq(json_int(ep, "subsets.0.ports.0.port"), 8080);
    ck_assert_str_eq(json_text(ep, "subsets.0.ports.0.name"), "http");
    scene_free(s);
}
END_TEST

START_TEST(makes_a_subset_for_each_set_of_ports)
{
    struct scene *s = scene_derived();
    add_pod(s, "a", "10.0.0.1", "True", 8080);
    add_pod(s, "b", "10.0.0.2", "True", 9090);

    const cJSON *ep = endpoints(s);

    ck_assert_int_eq(cJSON_GetArraySize(json_get(ep, "subsets")), 2);
    ck_assert_int_eq(json_int(ep, "subsets.1.ports.0.port"), 9090);
    scene_free(s);
}
END_TEST

START_TEST(follows_what_comes_and_goes)
{
    struct scene *s = scene_derived();
    add_pod(s, "a", "10.0.0.1", "True", 8080);
    endpoints(s);

    answer(s, "DELETE", NS "/pods/a", NULL);
    const cJSON *without_pod = endpoints(s);
    answer(s, "DELETE", NS "/services/tea", NULL);
    endpoints(s);

    ck_assert_int_eq(cJSON_GetArraySize(json_get(without_pod, "subsets")), 0);
    ck_assert_int_eq(s->code, 404);
    scene_free(s);
}
END_TEST

START_TEST(makes_slices_of_them_too)
{
    struct scene *s = scene_derived();
    add_pod(s, "a", "10.0.0.1", "True", 8080);
    endpoints(s);

    const cJSON *list = answer(s, "GET",
                               "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"
                               "?labelSelector=kubernetes.io/service-name=tea",
                               NULL);

    ck_assert_str_eq(json_text(list, "items.0.endpoints.0.addresses.0"), "10.0.0.1");
    ck_assert_str_eq(json_text(list, "items.0.metadata.ownerReferences.0.kind"), "Service");
    ck_assert_str_eq(
        object_label(json_at(list, "items.0"), "endpointslice.kubernetes.io/managed-by"),
        "endpointslice-controller.k8s.io");
    ck_assert_ptr_null(
        object_label(json_at(list, "items.0"), "endpoints.kubernetes.io/managed-by"));
    scene_free(s);
}
END_TEST

START_TEST(has_slices_of_endpoints_that_somebody_wrote_belong_to_these)
{
    struct scene *s = scene_derived();
    made(s, "/api/v1/namespaces/default/services",
         "{'metadata':{'name':'own'},'spec':{'ports':[{'port':80}]}}");
    made(s, "/api/v1/namespaces/default/endpoints",
         "{'metadata':{'name':'own'},'subsets':[{'addresses':[{'ip':'10.0.0.9'}]}]}");
    endpoints(s);

    const cJSON *list =
        answer(s, "GET", "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices", NULL);

    ck_assert_str_eq(json_text(list, "items.0.metadata.ownerReferences.0.kind"), "Endpoints");
    ck_assert_str_eq(
        object_label(json_at(list, "items.0"), "endpointslice.kubernetes.io/managed-by"),
        "endpointslicemirroring-controller.k8s.io");
    scene_free(s);
}
END_TEST

START_TEST(leaves_endpoints_of_services_without_a_selector_alone)
{
    struct scene *s = scene_derived();
    made(s, NS "/services", "{'metadata':{'name':'own'},'spec':{'ports':[{'port':80}]}}");
    made(s, NS "/endpoints",
         "{'metadata':{'name':'own'},'subsets':[{'addresses':[{'ip':'10.9.9.9'}],'ports':[{'port':"
         "1}]}]}");
    endpoints(s);

    const cJSON *own = answer(s, "GET", NS "/endpoints/own", NULL);

    ck_assert_str_eq(json_text(own, "subsets.0.addresses.0.ip"), "10.9.9.9");
    scene_free(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/derive");
    TCase *t = tcase_create("a cluster that derives Endpoints");

    tcase_add_test(t, puts_ready_pods_among_the_addresses_and_others_beside);
    tcase_add_test(t, makes_a_subset_for_each_set_of_ports);
    tcase_add_test(t, follows_what_comes_and_goes);
    tcase_add_test(t, makes_slices_of_them_too);
    tcase_add_test(t, has_slices_of_endpoints_that_somebody_wrote_belong_to_these);
    tcase_add_test(t, leaves_endpoints_of_services_without_a_selector_alone);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
