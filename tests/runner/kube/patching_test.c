#include "runner/kube/object.h"
#include "tests/runner/kube/scene.h"

#include "base/banned.h"

#define MAPS       "/api/v1/namespaces/default/configmaps"
#define CONFIGS    "/apis/alibabacloud.com/v1/albconfigs"
#define MERGE      "application/merge-patch+json"
#define STRATEGIC  "application/strategic-merge-patch+json"
#define OPERATIONS "application/json-patch+json"
#define APPLY      "application/apply-patch+yaml"

static const cJSON *patched(struct scene *s, const char *target, const char *type, const char *body)
{
    return answer_to(s, &(struct call){ "PATCH", target, body, type, NULL });
}

static struct scene *scene_with_map(void)
{
    struct scene *s = scene_new();

    made(s, MAPS, "{'metadata':{'name':'m','labels':{'a':'b'}},'data':{'x':'1'}}");
    made(s, CONFIGS,
         "{'apiVersion':'alibabacloud.com/v1','kind':'AlbConfig','metadata':{'name':'alb'},"
         "'spec':{'listeners':[{'port':80}]}}");
    return s;
}

static const struct {
    const char *type, *target, *body;
    int code;
    const char *message; /* a part of it; NULL: any */
} rows[] = {
    /* clang-format off */
    { MERGE,      MAPS "/m",      "{'data':{'x':'2'}}",  200, NULL },
    { STRATEGIC,  MAPS "/m",      "{'data':{'x':'2'}}",  200, NULL },
    { OPERATIONS, MAPS "/m",      "[{'op':'replace','path':'/data/x','value':'2'}]", 200, NULL },
    { APPLY,      MAPS "/m?fieldManager=me&force=true", "{'apiVersion':'v1','kind':'ConfigMap',"
                                  "'metadata':{'name':'m'},'data':{'x':'2'}}", 200, NULL },
    { "application/merge-patch+json; charset=utf-8", MAPS "/m", "{'data':{'x':'2'}}", 200, NULL },
    { MERGE,      CONFIGS "/alb", "{'spec':{'config':{'name':'y'}}}", 200, NULL },
    { STRATEGIC,  CONFIGS "/alb", "{'spec':{}}",         415, "application/merge-patch+json" },
    { "application/json", MAPS "/m", "{}",               415, "in an unknown format" },
    { MERGE,      MAPS "/none",   "{}",                  404, "configmaps \"none\" not found" },
    { MERGE,      MAPS "/m",      "[1]",                 400, "a merge patch is a JSON object" },
    { MERGE,      MAPS "/m",      "{",                   400, "line 1" },
    { MERGE,      MAPS "/m",      "{'metadata':{'name':'n'}}", 400, "does not match the name" },
    { MERGE,      MAPS "/m",      "{'metadata':{'resourceVersion':'1'}}", 409, "modified" },
    { MERGE,      MAPS "/m",      "{'metadata':{'labels':{'a':' '}}}", 422, "a valid label" },
    { MERGE,      MAPS "/m",      "{'kind':'Secret'}",   400, "does not match the expected kind" },
    { OPERATIONS, MAPS "/m",      "[{'op':'test','path':'/data/x','value':'9'}]", 422, "test failed" },
    { OPERATIONS, MAPS "/m",      "[{'op':'paint','path':'/data/x'}]", 400, "error decoding patch" },
    { OPERATIONS, MAPS "/m",      "[{'op':'replace','path':'','value':7}]", 400, "no JSON object" },
    { OPERATIONS, MAPS "/m",      "[{'op':'remove','path':'/metadata'}]", 200, NULL },
    { STRATEGIC,  MAPS "/m",      "{'$patch':'paint'}",  400, "unknown $patch" },
    { APPLY,      MAPS "/m",      "{}",                  422, "is required for apply patch" },
    { APPLY,      MAPS "/m?fieldManager=me", "{'metadata':{'name':'n'}}", 400, "does not match" },
    { APPLY,      MAPS "/m?fieldManager=me", "{'data':{'x':'2'}}", 409, ".data.x" },
    { APPLY,      MAPS "/m?fieldManager=me", "{'metadata':{'managedFields':[{}]}}", 400, "must be nil" },
    /* clang-format on */
};

START_TEST(is_answered_by_its_type)
{
    struct scene *s = scene_with_map();

    const cJSON *reply = patched(s, rows[_i].target, rows[_i].type, rows[_i].body);

    const char *message = json_text_or(reply, "message", "");
    ck_assert_msg(s->code == rows[_i].code, "%s %s: %d %s", rows[_i].type, rows[_i].body, s->code,
                  message);
    ck_assert_msg(!rows[_i].message || strstr(message, rows[_i].message), "%s: %s", rows[_i].body,
                  message);
    scene_free(s);
}
END_TEST

START_TEST(of_nothing_keeps_the_version)
{
    struct scene *s = scene_with_map();
    const cJSON *before = answer(s, "GET", MAPS "/m", NULL);

    const cJSON *after = patched(s, MAPS "/m", MERGE, "{}");

    ck_assert_str_eq(object_version(before), object_version(after));
    scene_free(s);
}
END_TEST

START_TEST(adds_and_clears_a_finalizer_with_the_version_as_a_lock)
{
    struct scene *s = scene_with_map();
    const cJSON *alb = answer(s, "GET", CONFIGS "/alb", NULL), *held;

    held = patched(s, CONFIGS "/alb", MERGE,
                   arena_printf(s->arena,
                                "{'metadata':{'finalizers':['ingress.k8s.alibaba/resources'],"
                                "'resourceVersion':'%s'}}",
                                object_version(alb)));
    ck_assert_int_eq(s->code, 200);
    const cJSON *going = answer(s, "DELETE", CONFIGS "/alb", NULL);
    patched(s, CONFIGS "/alb", MERGE,
            arena_printf(s->arena, "{'metadata':{'finalizers':null,'resourceVersion':'%s'}}",
                         object_version(going)));
    ck_assert_int_eq(s->code, 200);
    answer(s, "GET", CONFIGS "/alb", NULL);

    ck_assert_int_eq(s->code, 404);
    ck_assert_ptr_nonnull(json_at(held, "metadata.finalizers.0"));
    scene_free(s);
}
END_TEST

START_TEST(of_the_status_changes_labels_of_a_built_in_kind)
{
    struct scene *s = scene_new();
    made(s, "/apis/networking.k8s.io/v1/namespaces/default/ingresses",
         "{'metadata':{'name':'tea'},'spec':{'rules':[{'host':'a.b'}]}}");

    const cJSON *ing =
        patched(s, "/apis/networking.k8s.io/v1/namespaces/default/ingresses/tea/status", MERGE,
                "{'metadata':{'labels':{'alb.ingress.kubernetes.io/hash':'f42b'}},"
                "'spec':{'ingressClassName':'x'}}");

    ck_assert_str_eq(object_label(ing, "alb.ingress.kubernetes.io/hash"), "f42b");
    ck_assert_ptr_null(json_at(ing, "spec.ingressClassName"));
    scene_free(s);
}
END_TEST

START_TEST(that_applies_makes_what_is_missing)
{
    struct scene *s = scene_new();

    const cJSON *map = patched(s, MAPS "/new?fieldManager=me&force=true", APPLY,
                               "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: new\n");

    ck_assert_int_eq(s->code, 201);
    ck_assert_str_eq(object_name(map), "new");
    scene_free(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/patching");
    TCase *t = tcase_create("a patch");

    tcase_add_loop_test(t, is_answered_by_its_type, 0, sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(t, of_nothing_keeps_the_version);
    tcase_add_test(t, adds_and_clears_a_finalizer_with_the_version_as_a_lock);
    tcase_add_test(t, of_the_status_changes_labels_of_a_built_in_kind);
    tcase_add_test(t, that_applies_makes_what_is_missing);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
