#include "runner/kube/apply.h"
#include "runner/kube/object.h"
#include "runner/kube/status.h"
#include "tests/runner/kube/scene.h"

#include "base/banned.h"

#define INGRESS "/apis/networking.k8s.io/v1/namespaces/default/ingresses/tea"

static const cJSON *applied(struct scene *s, const char *text)
{
    struct written done;
    cJSON *no = apply_document(s->cluster, s->arena, tree_of(s, text), &done);

    ck_assert_msg(!no, "%s", no ? status_message(no) : "");
    return arena_json(s->arena, json_copy(done.object));
}

static const char *refused(struct scene *s, const char *text)
{
    struct written done;
    cJSON *no = apply_document(s->cluster, s->arena, tree_of(s, text), &done);

    ck_assert_ptr_nonnull(no);
    return status_message(no);
}

#define TEA(annotations, spec)                                                                     \
    "{'apiVersion':'networking.k8s.io/v1','kind':'Ingress','metadata':{'name':'tea',"              \
    "'namespace':'default','annotations':{" annotations "}},'spec':{" spec "}}"
#define POD(phase)                                                                                 \
    "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p'},'spec':{'containers':[{'name':'c','"  \
    "image':'i'}]}"                                                                                \
    ","                                                                                            \
    "'status':{'phase':'" phase "','podIP':'1.2.3.4'}}"
#define SERVICE(ports)                                                                             \
    "{'apiVersion':'v1','kind':'Service','metadata':{'name':'s'},'spec':{'type':'NodePort',"       \
    "'ports':[" ports "]}}"
#define RULES "'rules':[{'host':'a.b'}]"

START_TEST(makes_an_object_and_its_namespace)
{
    struct scene *s = scene_new();

    const cJSON *map = applied(s, "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'m',"
                                  "'namespace':'shop'}}");

    ck_assert_str_eq(object_namespace(map), "shop");
    answer(s, "GET", "/api/v1/namespaces/shop", NULL);
    ck_assert_int_eq(s->code, 200);
    scene_free(s);
}
END_TEST

START_TEST(twice_changes_nothing)
{
    struct scene *s = scene_new();
    const cJSON *first = applied(s, TEA("'a':'b'", RULES));

    const cJSON *second = applied(s, TEA("'a':'b'", RULES));

    ck_assert_str_eq(object_version(first), object_version(second));
    scene_free(s);
}
END_TEST

START_TEST(takes_away_what_it_no_longer_says_and_keeps_what_others_added)
{
    struct scene *s = scene_new();
    applied(s, TEA("'a':'b','c':'d'", "'ingressClassName':'alb'," RULES));
    answer_to(s, &(struct call){ "PATCH", INGRESS,
                                 "{'metadata':{'annotations':{'x':'y'},'labels':{'l':'m'},"
                                 "'finalizers':['a.b/c']}}",
                                 "application/merge-patch+json", NULL });

    const cJSON *ing = applied(s, TEA("'a':'z'", RULES));

    ck_assert_str_eq(object_annotation(ing, "a"), "z");
    ck_assert_ptr_null(object_annotation(ing, "c"));
    ck_assert_str_eq(object_annotation(ing, "x"), "y");
    ck_assert_str_eq(object_label(ing, "l"), "m");
    ck_assert(object_has_finalizer(ing, "a.b/c"));
    ck_assert_ptr_null(json_at(ing, "spec.ingressClassName"));
    ck_assert_int_eq(json_int(ing, "metadata.generation"), 2);
    scene_free(s);
}
END_TEST

START_TEST(keeps_the_status_that_the_document_does_not_name)
{
    struct scene *s = scene_new();
    applied(s, TEA("", RULES));
    answer_to(s, &(struct call){ "PATCH", INGRESS "/status",
                                 "{'status':{'loadBalancer':{'ingress':[{'hostname':'h'}]}}}",
                                 "application/merge-patch+json", NULL });

    const cJSON *ing = applied(s, TEA("'a':'b'", RULES));

    ck_assert_str_eq(json_text(ing, "status.loadBalancer.ingress.0.hostname"), "h");
    scene_free(s);
}
END_TEST

START_TEST(writes_the_status_that_the_document_names)
{
    struct scene *s = scene_new();

    const cJSON *first = applied(s, POD("Running"));
    const cJSON *second = applied(s, POD("Failed"));

    ck_assert_str_eq(json_text(first, "status.phase"), "Running");
    ck_assert_str_eq(json_text(second, "status.phase"), "Failed");
    scene_free(s);
}
END_TEST

START_TEST(merges_keyed_lists_item_by_item)
{
    struct scene *s = scene_new();
    const cJSON *first = applied(s, SERVICE("{'name':'a','port':80},{'name':'b','port':81}"));

    const cJSON *second = applied(s, SERVICE("{'name':'b','port':81}"));

    ck_assert_int_eq(cJSON_GetArraySize(json_at(second, "spec.ports")), 1);
    ck_assert_int_eq(json_int(second, "spec.ports.0.nodePort"),
                     json_int(first, "spec.ports.1.nodePort"));
    ck_assert_str_eq(json_text(second, "spec.clusterIP"), json_text(first, "spec.clusterIP"));
    scene_free(s);
}
END_TEST

START_TEST(remembers_the_document_where_kubectl_does)
{
    struct scene *s = scene_new();

    const cJSON *ing = applied(s, TEA("'a':'b'", RULES));

    const char *memory = object_annotation(ing, "kubectl.kubernetes.io/last-applied-configuration");
    ck_assert_ptr_nonnull(memory);
    ck_assert(json_equal(tree_of(s, memory), tree_of(s, TEA("'a':'b'", RULES))));
    scene_free(s);
}
END_TEST

START_TEST(says_why_it_could_not)
{
    struct scene *s = scene_new();

    const char *kind = refused(s, "{'apiVersion':'v1','kind':'Tea','metadata':{'name':'x'}}");
    const char *invalid = refused(s, TEA("", "'rules':[{'host':'A'}]"));
    const char *bare = refused(s, "{'apiVersion':'v1','kind':'ConfigMap'}");

    ck_assert_str_eq(kind, "no matches for kind \"Tea\" in version \"v1\"");
    ck_assert_ptr_nonnull(strstr(invalid, "Ingress.networking.k8s.io \"tea\" is invalid"));
    ck_assert_str_eq(bare, "ConfigMap: metadata is missing");
    scene_free(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/apply");
    TCase *t = tcase_create("applying");

    tcase_add_test(t, makes_an_object_and_its_namespace);
    tcase_add_test(t, twice_changes_nothing);
    tcase_add_test(t, takes_away_what_it_no_longer_says_and_keeps_what_others_added);
    tcase_add_test(t, keeps_the_status_that_the_document_does_not_name);
    tcase_add_test(t, writes_the_status_that_the_document_names);
    tcase_add_test(t, merges_keyed_lists_item_by_item);
    tcase_add_test(t, remembers_the_document_where_kubectl_does);
    tcase_add_test(t, says_why_it_could_not);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
