#include "runner/kube/object.h"
#include "tests/runner/kube/scene.h"

#include "base/banned.h"

#define MAPS      "/api/v1/namespaces/default/configmaps"
#define SECRETS   "/api/v1/namespaces/default/secrets"
#define ENDPOINTS "/api/v1/namespaces/default/endpoints"
#define SLICES    "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"

static bool is_there(struct scene *s, const char *target)
{
    answer(s, "GET", target, NULL);
    return s->code == 200;
}

/* A map "owner" and a secret "owned" that says so. */
static void make_pair(struct scene *s, const char *finalizers, bool blocks)
{
    const cJSON *owner =
        made(s, MAPS,
             arena_printf(s->arena, "{'metadata':{'name':'owner','finalizers':%s}}", finalizers));

    made(s, SECRETS,
         arena_printf(s->arena,
                      "{'metadata':{'name':'owned','ownerReferences':[{'apiVersion':'v1',"
                      "'kind':'ConfigMap','name':'owner','uid':'%s','blockOwnerDeletion':%s}]}}",
                      object_uid(owner), blocks ? "true" : "false"));
    cluster_work(s->cluster);
}

START_TEST(deletes_what_lost_its_only_owner)
{
    struct scene *s = scene_new();
    make_pair(s, "[]", false);
    bool before = is_there(s, SECRETS "/owned");

    answer(s, "DELETE", MAPS "/owner", NULL);
    ck_assert(cluster_has_work(s->cluster));
    cluster_work(s->cluster);

    ck_assert(before);
    ck_assert(!is_there(s, SECRETS "/owned"));
    ck_assert(!cluster_has_work(s->cluster));
    scene_free(s);
}
END_TEST

START_TEST(deletes_what_names_an_owner_of_another_uid)
{
    struct scene *s = scene_new();
    made(s, MAPS, "{'metadata':{'name':'owner'}}");
    made(s, SECRETS,
         "{'metadata':{'name':'owned','ownerReferences':[{'apiVersion':'v1','kind':'ConfigMap',"
         "'name':'owner','uid':'another'}]}}");

    cluster_work(s->cluster);

    ck_assert(!is_there(s, SECRETS "/owned"));
    scene_free(s);
}
END_TEST

START_TEST(leaves_what_names_an_owner_of_a_kind_that_it_does_not_know)
{
    struct scene *s = scene_new();
    made(s, SECRETS,
         "{'metadata':{'name':'owned','ownerReferences':[{'apiVersion':'batch/v1',"
         "'kind':'Job','name':'owner','uid':'another'}]}}");

    cluster_work(s->cluster);

    ck_assert(is_there(s, SECRETS "/owned"));
    scene_free(s);
}
END_TEST

START_TEST(drops_the_reference_to_one_of_two_owners)
{
    struct scene *s = scene_new();
    const cJSON *stays = made(s, MAPS, "{'metadata':{'name':'stays'}}");
    const cJSON *goes = made(s, MAPS, "{'metadata':{'name':'goes'}}");
    made(s, SECRETS,
         arena_printf(s->arena,
                      "{'metadata':{'name':'owned','ownerReferences':["
                      "{'apiVersion':'v1','kind':'ConfigMap','name':'stays','uid':'%s'},"
                      "{'apiVersion':'v1','kind':'ConfigMap','name':'goes','uid':'%s'}]}}",
                      object_uid(stays), object_uid(goes)));

    answer(s, "DELETE", MAPS "/goes", NULL);
    cluster_work(s->cluster);

    const cJSON *owned = answer(s, "GET", SECRETS "/owned", NULL);
    ck_assert_int_eq(cJSON_GetArraySize(json_at(owned, "metadata.ownerReferences")), 1);
    ck_assert_str_eq(json_text(owned, "metadata.ownerReferences.0.name"), "stays");
    scene_free(s);
}
END_TEST

START_TEST(deletes_dependents_before_their_owner_in_the_foreground)
{
    struct scene *s = scene_new();
    make_pair(s, "[]", true);
    made(s, MAPS, "{'metadata':{'name':'other'}}");
    struct frames *all = watch(s, "/api/v1/configmaps?watch=1&resourceVersion=8");

    answer(s, "DELETE", MAPS "/owner", "{'propagationPolicy':'Foreground'}");
    bool held = is_there(s, MAPS "/owner");
    cluster_work(s->cluster);

    ck_assert(held);
    ck_assert(!is_there(s, SECRETS "/owned"));
    ck_assert(!is_there(s, MAPS "/owner"));
    ck_assert_str_eq(seen(all), "MODIFIED owner@9 DELETED owner@11");
    scene_free(s);
}
END_TEST

START_TEST(leaves_dependents_behind_when_they_are_to_be_orphans)
{
    struct scene *s = scene_new();
    make_pair(s, "[]", false);

    answer(s, "DELETE", MAPS "/owner?propagationPolicy=Orphan", NULL);
    cluster_work(s->cluster);

    const cJSON *owned = answer(s, "GET", SECRETS "/owned", NULL);
    ck_assert_int_eq(s->code, 200);
    ck_assert_ptr_null(json_at(owned, "metadata.ownerReferences"));
    ck_assert(!is_there(s, MAPS "/owner"));
    scene_free(s);
}
END_TEST

START_TEST(follows_a_chain_of_owners_to_its_end)
{
    struct scene *s = scene_new();
    const char *owner = object_uid(made(s, MAPS, "{'metadata':{'name':'m0'}}"));

    for (int i = 1; i < 20; i++) {
        const char *body = arena_printf(
            s->arena,
            "{'metadata':{'name':'m%d','ownerReferences':[{'apiVersion':'v1','kind':'ConfigMap',"
            "'name':'m%d','uid':'%s'}]}}",
            i, i - 1, owner);
        owner = object_uid(made(s, MAPS, body));
    }
    answer(s, "DELETE", MAPS "/m0", NULL);
    cluster_work(s->cluster);

    const cJSON *left = answer(s, "GET", MAPS, NULL);
    ck_assert_int_eq(cJSON_GetArraySize(json_get(left, "items")), 0);
    scene_free(s);
}
END_TEST

START_TEST(empties_a_namespace_before_it_is_gone)
{
    struct scene *s = scene_new();
    made(s, "/api/v1/namespaces", "{'metadata':{'name':'shop'}}");
    made(s, "/api/v1/namespaces/shop/configmaps", "{'metadata':{'name':'a'}}");
    made(s, "/api/v1/namespaces/shop/secrets",
         "{'metadata':{'name':'held','finalizers':['a.b/c']}}");

    const cJSON *going = answer(s, "DELETE", "/api/v1/namespaces/shop", NULL);
    cluster_work(s->cluster);
    const cJSON *no =
        answer(s, "POST", "/api/v1/namespaces/shop/configmaps", "{'metadata':{'name':'late'}}");
    int late = s->code;
    bool emptied = !is_there(s, "/api/v1/namespaces/shop/configmaps/a");
    bool waits = is_there(s, "/api/v1/namespaces/shop");
    answer(s, "PUT", "/api/v1/namespaces/shop/secrets/held", "{'metadata':{'name':'held'}}");
    cluster_work(s->cluster);

    ck_assert_str_eq(json_text(going, "status.phase"), "Terminating");
    ck_assert_int_eq(late, 403);
    ck_assert_str_eq(json_text(no, "details.causes.0.reason"), "NamespaceTerminating");
    ck_assert(emptied);
    ck_assert(waits);
    ck_assert(!is_there(s, "/api/v1/namespaces/shop"));
    scene_free(s);
}
END_TEST

START_TEST(frees_a_namespaces_name_for_another)
{
    struct scene *s = scene_new();
    const cJSON *first = made(s, "/api/v1/namespaces", "{'metadata':{'name':'shop'}}"), *second;
    answer(s, "DELETE", "/api/v1/namespaces/shop", NULL);
    cluster_work(s->cluster);

    second = made(s, "/api/v1/namespaces", "{'metadata':{'name':'shop'}}");

    ck_assert_str_ne(object_uid(first), object_uid(second));
    ck_assert_str_eq(json_text(second, "status.phase"), "Active");
    scene_free(s);
}
END_TEST

static struct scene *scene_with_slices(void)
{
    return scene_with(&(struct cluster_options){ .seed = 1, .derive_endpoints = true });
}

#define TEA(addresses)                                                                             \
    "{'metadata':{'name':'tea-svc'},'subsets':[{'addresses':[" addresses                           \
    "],'ports':[{'name':'http','port':8080}]}]}"

START_TEST(makes_a_slice_for_endpoints)
{
    struct scene *s = scene_with_slices();
    made(s, ENDPOINTS,
         "{'metadata':{'name':'tea-svc','labels':{'app':'tea'}},'subsets':[{'addresses':["
         "{'ip':'10.0.0.1','nodeName':'n1','targetRef':{'kind':'Pod','name':'p'}}],"
         "'notReadyAddresses':[{'ip':'10.0.0.2'}],'ports':[{'port':8080}]}]}");

    cluster_work(s->cluster);

    const cJSON *list =
        answer(s, "GET", SLICES "?labelSelector=kubernetes.io/service-name=tea-svc", NULL);
    const cJSON *slice = json_at(list, "items.0");
    ck_assert_int_eq(cJSON_GetArraySize(json_get(list, "items")), 1);
    ck_assert_str_eq(json_text(slice, "addressType"), "IPv4");
    ck_assert_str_eq(json_text(slice, "endpoints.0.addresses.0"), "10.0.0.1");
    ck_assert(json_bool(slice, "endpoints.0.conditions.ready"));
    ck_assert_str_eq(json_text(slice, "endpoints.0.targetRef.name"), "p");
    ck_assert(!json_bool(slice, "endpoints.1.conditions.ready"));
    ck_assert_int_eq(json_int(slice, "ports.0.port"), 8080);
    ck_assert_str_eq(json_text(slice, "metadata.ownerReferences.0.kind"), "Endpoints");
    scene_free(s);
}
END_TEST

START_TEST(keeps_the_slice_when_its_endpoints_change)
{
    struct scene *s = scene_with_slices();
    made(s, ENDPOINTS, TEA("{'ip':'10.0.0.1'}"));
    cluster_work(s->cluster);
    const cJSON *before = answer(s, "GET", SLICES, NULL);

    answer(s, "PUT", ENDPOINTS "/tea-svc", TEA("{'ip':'10.0.0.1'},{'ip':'10.0.0.3'}"));
    cluster_work(s->cluster);

    const cJSON *after = answer(s, "GET", SLICES, NULL);
    ck_assert_int_eq(cJSON_GetArraySize(json_get(after, "items")), 1);
    ck_assert_str_eq(json_text(before, "items.0.metadata.name"),
                     json_text(after, "items.0.metadata.name"));
    ck_assert_str_eq(json_text(after, "items.0.endpoints.1.addresses.0"), "10.0.0.3");
    scene_free(s);
}
END_TEST

START_TEST(deletes_the_slices_of_endpoints_that_are_gone)
{
    struct scene *s = scene_with_slices();
    made(s, ENDPOINTS, TEA("{'ip':'10.0.0.1'},{'ip':'fd00::1'}"));
    cluster_work(s->cluster);
    int before = cJSON_GetArraySize(json_get(answer(s, "GET", SLICES, NULL), "items"));

    answer(s, "DELETE", ENDPOINTS "/tea-svc", NULL);
    cluster_work(s->cluster);

    int after = cJSON_GetArraySize(json_get(answer(s, "GET", SLICES, NULL), "items"));
    ck_assert_int_eq(before, 2); /* one for each address family */
    ck_assert_int_eq(after, 0);
    scene_free(s);
}
END_TEST

START_TEST(makes_no_slices_unless_it_is_asked_to)
{
    struct scene *s = scene_new();

    made(s, ENDPOINTS, TEA("{'ip':'10.0.0.1'}"));
    cluster_work(s->cluster);

    ck_assert_int_eq(cJSON_GetArraySize(json_get(answer(s, "GET", SLICES, NULL), "items")), 0);
    scene_free(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/collect");
    TCase *t = tcase_create("a cluster");

    tcase_add_test(t, deletes_what_lost_its_only_owner);
    tcase_add_test(t, deletes_what_names_an_owner_of_another_uid);
    tcase_add_test(t, leaves_what_names_an_owner_of_a_kind_that_it_does_not_know);
    tcase_add_test(t, drops_the_reference_to_one_of_two_owners);
    tcase_add_test(t, deletes_dependents_before_their_owner_in_the_foreground);
    tcase_add_test(t, leaves_dependents_behind_when_they_are_to_be_orphans);
    tcase_add_test(t, follows_a_chain_of_owners_to_its_end);
    tcase_add_test(t, empties_a_namespace_before_it_is_gone);
    tcase_add_test(t, frees_a_namespaces_name_for_another);
    tcase_add_test(t, makes_a_slice_for_endpoints);
    tcase_add_test(t, keeps_the_slice_when_its_endpoints_change);
    tcase_add_test(t, deletes_the_slices_of_endpoints_that_are_gone);
    tcase_add_test(t, makes_no_slices_unless_it_is_asked_to);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
