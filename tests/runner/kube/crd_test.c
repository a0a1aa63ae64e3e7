#include "runner/kube/object.h"
#include "tests/runner/kube/scene.h"

#include "base/banned.h"

#define SCHEMA                                                                                     \
    "'schema':{'openAPIV3Schema':{'type':'object','x-kubernetes-preserve-unknown-fields':true}}"

#define CRDS "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
#define BETA "/apis/apiextensions.k8s.io/v1beta1/customresourcedefinitions"
#define TEAS "/apis/shop.example/v1/namespaces/default/teas"
#define CRD(scope, versions)                                                                       \
    "{'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition',"                   \
    "'metadata':{'name':'teas.shop.example'},'spec':{'group':'shop.example','scope':'" scope       \
    "','names':{'plural':'teas','kind':'Tea','shortNames':['t']},'versions':[" versions "]}}"
#define V1  "{'name':'v1','served':true,'storage':true," SCHEMA ",'subresources':{'status':{}}}"
#define V2  "{'name':'v2','served':true,'storage':false," SCHEMA "}"
#define POT "{'apiVersion':'shop.example/v1','kind':'Tea','metadata':{'name':'pot'},'spec':{'g':3}}"

START_TEST(is_served_at_once)
{
    struct scene *s = scene_new();
    answer(s, "GET", TEAS, NULL);
    int before = s->code;

    const cJSON *crd = made(s, CRDS, CRD("Namespaced", V1));
    const cJSON *pot = made(s, TEAS, POT);

    ck_assert_int_eq(before, 404);
    ck_assert_str_eq(json_text(crd, "spec.names.singular"), "tea");
    ck_assert_str_eq(json_text(crd, "spec.names.listKind"), "TeaList");
    ck_assert_str_eq(json_text(crd, "status.conditions.0.type"), "NamesAccepted");
    ck_assert_str_eq(json_text(crd, "status.conditions.1.type"), "Established");
    ck_assert_str_eq(json_text(crd, "status.conditions.1.status"), "True");
    ck_assert_str_eq(json_text(crd, "status.storedVersions.0"), "v1");
    ck_assert_str_eq(object_namespace(pot), "default");
    ck_assert_str_eq(json_text(answer(s, "GET", TEAS, NULL), "kind"), "TeaList");
    scene_free(s);
}
END_TEST

START_TEST(has_a_status_only_if_it_says_so)
{
    struct scene *s = scene_new();
    made(s, CRDS, CRD("Namespaced", "{'name':'v1','served':true,'storage':true," SCHEMA "}"));
    made(s, TEAS, POT);

    answer(s, "GET", TEAS "/pot/status", NULL);

    ck_assert_int_eq(s->code, 404);
    scene_free(s);
}
END_TEST

START_TEST(serves_one_object_in_all_its_versions)
{
    struct scene *s = scene_new();
    made(s, CRDS, CRD("Namespaced", V1 "," V2));
    made(s, TEAS, POT);

    const cJSON *pot = answer(s, "GET", "/apis/shop.example/v2/namespaces/default/teas/pot", NULL);

    ck_assert_int_eq(s->code, 200);
    ck_assert_str_eq(json_text(pot, "apiVersion"), "shop.example/v2");
    ck_assert_int_eq(json_int(pot, "spec.g"), 3);
    scene_free(s);
}
END_TEST

START_TEST(can_be_replaced_but_not_its_scope)
{
    struct scene *s = scene_new();
    const cJSON *crd = made(s, CRDS, CRD("Namespaced", V1));
    cJSON *with_version = tree_of(s, CRD("Namespaced", V1 "," V2));
    struct buf body = BUF_LIMIT(100000);
    json_add_text(object_meta(with_version), "resourceVersion", object_version(crd));
    json_print(&body, with_version);

    const cJSON *after = answer(s, "PUT", CRDS "/teas.shop.example", body.at);
    int replaced = s->code;
    answer(s, "GET", "/apis/shop.example/v2", NULL);
    int second = s->code;
    json_set(json_mutable(with_version, "spec"), "scope", cJSON_CreateString("Cluster"));
    json_set(object_meta(with_version), "resourceVersion",
             cJSON_CreateString(object_version(after)));
    buf_reset(&body);
    json_print(&body, with_version);
    answer(s, "PUT", CRDS "/teas.shop.example", body.at);

    ck_assert_int_eq(replaced, 200);
    ck_assert_int_eq(second, 200);
    ck_assert_int_eq(s->code, 422);
    buf_done(&body);
    scene_free(s);
}
END_TEST

START_TEST(takes_its_objects_along_when_it_goes)
{
    struct scene *s = scene_new();
    made(s, CRDS, CRD("Namespaced", V1));
    made(s, TEAS, POT);

    answer(s, "DELETE", CRDS "/teas.shop.example", NULL);
    cluster_work(s->cluster);
    answer(s, "GET", TEAS "/pot", NULL);
    int object = s->code;
    answer(s, "GET", CRDS "/teas.shop.example", NULL);
    int definition = s->code;
    made(s, CRDS, CRD("Namespaced", V1));

    ck_assert_int_eq(object, 404);
    ck_assert_int_eq(definition, 404);
    ck_assert_int_eq(cJSON_GetArraySize(json_get(answer(s, "GET", TEAS, NULL), "items")), 0);
    scene_free(s);
}
END_TEST

START_TEST(ends_the_watches_of_its_objects_when_it_is_gone)
{
    struct scene *s = scene_new();
    made(s, CRDS, CRD("Namespaced", V1));
    made(s, TEAS, POT);
    struct frames *pots = watch(s, TEAS "?watch=1");
    struct frames *others = watch(s, "/api/v1/pods?watch=1");

    answer(s, "DELETE", CRDS "/teas.shop.example", NULL);
    cluster_work(s->cluster);

    ck_assert_str_eq(seen(pots), "ADDED pot@7 DELETED pot@9 end");
    ck_assert_str_eq(seen(others), "");
    scene_free(s);
}
END_TEST

START_TEST(waits_for_objects_that_are_held)
{
    struct scene *s = scene_new();
    made(s, CRDS, CRD("Namespaced", V1));
    made(s, TEAS,
         "{'apiVersion':'shop.example/v1','kind':'Tea',"
         "'metadata':{'name':'pot','finalizers':['a.b/c']}}");

    answer(s, "DELETE", CRDS "/teas.shop.example", NULL);
    cluster_work(s->cluster);
    answer(s, "GET", CRDS "/teas.shop.example", NULL);
    int held = s->code;
    answer_to(s, &(struct call){ "PATCH", TEAS "/pot", "{'metadata':{'finalizers':null}}",
                                 "application/merge-patch+json", NULL });
    cluster_work(s->cluster);
    answer(s, "GET", CRDS "/teas.shop.example", NULL);

    ck_assert_int_eq(held, 200);
    ck_assert_int_eq(s->code, 404);
    scene_free(s);
}
END_TEST

/* The body of an older controller, which knows no other version; it exits when this is not answered. */
START_TEST(of_v1beta1_is_taken_for_what_it_means)
{
    struct scene *s = scene_new();
    const cJSON *beta =
        made(s, BETA,
             "{'kind':'CustomResourceDefinition','apiVersion':'apiextensions.k8s.io/v1beta1',"
             "'metadata':{'name':'teas.shop.example'},'spec':{'group':'shop.example',"
             "'version':'v1','names':{'plural':'teas','kind':'Tea'},'scope':'Namespaced',"
             "'subresources':{'status':{}},'additionalPrinterColumns':[{'name':'G',"
             "'type':'integer','JSONPath':'.spec.g'}]},'status':{'acceptedNames':{}}}");

    const cJSON *crd = answer(s, "GET", CRDS "/teas.shop.example", NULL);
    made(s, TEAS, POT);
    answer(s, "GET", TEAS "/pot/status", NULL);

    ck_assert_int_eq(s->code, 200);
    ck_assert_str_eq(json_text(beta, "apiVersion"), "apiextensions.k8s.io/v1beta1");
    ck_assert_str_eq(json_text(beta, "spec.version"), "v1");
    ck_assert_str_eq(json_text(crd, "apiVersion"), "apiextensions.k8s.io/v1");
    ck_assert_str_eq(json_text(crd, "spec.versions.0.name"), "v1");
    ck_assert_str_eq(json_text(crd, "spec.versions.0.additionalPrinterColumns.0.jsonPath"),
                     ".spec.g");
    scene_free(s);
}
END_TEST

START_TEST(of_albconfig_is_there_from_the_start)
{
    struct scene *s = scene_new();

    const cJSON *crd = answer(s, "GET", CRDS "/albconfigs.alibabacloud.com", NULL);
    answer(s, "POST", BETA,
           "{'metadata':{'name':'albconfigs.alibabacloud.com'},'spec':{'group':'alibabacloud.com',"
           "'version':'v1','names':{'plural':'albconfigs','kind':'AlbConfig'},"
           "'scope':'Namespaced'}}");

    ck_assert_str_eq(json_text(crd, "spec.scope"), "Cluster");
    ck_assert_int_eq(s->code, 409);
    scene_free(s);
}
END_TEST

START_TEST(of_albconfig_can_have_namespaces_for_older_controllers)
{
    struct scene *s =
        scene_with(&(struct cluster_options){ .seed = 1, .namespaced_albconfig = true });

    made(s, "/apis/alibabacloud.com/v1/namespaces/kube-system/albconfigs",
         "{'apiVersion':'alibabacloud.com/v1','kind':'AlbConfig','metadata':{'name':'default'}}");

    ck_assert_int_eq(s->code, 201);
    scene_free(s);
}
END_TEST

static const struct {
    const char *why, *body, *message;
} wrongs[] = {
    /* clang-format off */
    { "a name that does not follow from the rest",
      "{'metadata':{'name':'x.shop.example'},'spec':{'group':'shop.example','scope':'Cluster',"
      "'names':{'plural':'teas','kind':'Tea'},'versions':[" V1 "]}}",
      "must be spec.names.plural+\".\"+spec.group" },
    { "no version that is stored", CRD("Cluster", V2), "exactly one version marked as storage" },
    { "two versions that are stored", CRD("Cluster", V1 "," V1), "exactly one version" },
    { "no versions", CRD("Cluster", ""), "exactly one version" },
    { "a scope that is none", CRD("Galaxy", V1), "spec.scope: Unsupported value: \"Galaxy\"" },
    { "a kind without a name",
      "{'metadata':{'name':'teas.shop.example'},'spec':{'group':'shop.example','scope':'Cluster',"
      "'names':{'plural':'teas'},'versions':[" V1 "]}}", "spec.names.kind: Required value" },
    { "no spec", "{'metadata':{'name':'teas.shop.example'}}", "spec.group" },
    /* clang-format on */
};

START_TEST(is_refused_for_what_no_cluster_would_take)
{
    struct scene *s = scene_new();

    const cJSON *no = answer(s, "POST", CRDS, wrongs[_i].body);

    ck_assert_msg(s->code == 422, "%s: %d", wrongs[_i].why, s->code);
    ck_assert_msg(strstr(json_text(no, "message"), wrongs[_i].message), "%s: %s", wrongs[_i].why,
                  json_text(no, "message"));
    scene_free(s);
}
END_TEST

START_TEST(is_refused_when_more_were_made_than_are_kept)
{
    struct scene *s = scene_new();
    int code = 201;

    for (int i = 0; i < 600 && code == 201; i++) {
        answer(s, "POST", CRDS,
               arena_printf(s->arena,
                            "{'metadata':{'name':'k%d.shop.example'},'spec':{'group':"
                            "'shop.example','scope':'Cluster','names':{'plural':'k%d',"
                            "'kind':'K%d'},'versions':[" V1 "]}}",
                            i, i, i));
        code = s->code;
    }

    ck_assert_int_eq(code, 403);
    scene_free(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/crd");
    TCase *t = tcase_create("a definition");

    tcase_add_test(t, is_served_at_once);
    tcase_add_test(t, has_a_status_only_if_it_says_so);
    tcase_add_test(t, serves_one_object_in_all_its_versions);
    tcase_add_test(t, can_be_replaced_but_not_its_scope);
    tcase_add_test(t, takes_its_objects_along_when_it_goes);
    tcase_add_test(t, ends_the_watches_of_its_objects_when_it_is_gone);
    tcase_add_test(t, waits_for_objects_that_are_held);
    tcase_add_test(t, of_v1beta1_is_taken_for_what_it_means);
    tcase_add_test(t, of_albconfig_is_there_from_the_start);
    tcase_add_test(t, of_albconfig_can_have_namespaces_for_older_controllers);
    tcase_add_loop_test(t, is_refused_for_what_no_cluster_would_take, 0,
                        sizeof(wrongs) / sizeof(wrongs[0]));
    tcase_add_test(t, is_refused_when_more_were_made_than_are_kept);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
