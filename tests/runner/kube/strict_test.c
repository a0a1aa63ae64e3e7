#include "tests/runner/kube/scene.h"

#include "base/banned.h"

#define DEPLOYMENTS "/apis/apps/v1/namespaces/default/deployments"
#define INGRESSES   "/apis/networking.k8s.io/v1/namespaces/default/ingresses"
#define POTS        "/apis/tea.example/v1/namespaces/default/pots"
#define MERGE       "application/merge-patch+json"
#define STRATEGIC   "application/strategic-merge-patch+json"
#define OPERATIONS  "application/json-patch+json"
#define APPLY       "application/apply-patch+yaml"

#define BACKEND "'defaultBackend':{'service':{'name':'s','port':{'number':80}}}"
#define ING(more)                                                                                  \
    "{'apiVersion':'networking.k8s.io/v1','kind':'Ingress','metadata':{'name':'i'},"               \
    "'spec':{" more BACKEND "}}"
#define POT(spec)                                                                                  \
    "{'apiVersion':'tea.example/v1','kind':'Pot','metadata':{'name':'p'},'spec':{" spec "}}"
#define STRICT "strict decoding error: "

static struct scene *scene_with_kinds(void)
{
    struct scene *s = scene_new();

    made(s, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
         "{'metadata':{'name':'pots.tea.example'},'spec':{'group':'tea.example','scope':"
         "'Namespaced','names':{'plural':'pots','kind':'Pot'},'versions':[{'name':'v1','served':"
         "true,'storage':true,'schema':{'openAPIV3Schema':{'type':'object','properties':{'spec':{"
         "'type':'object','properties':{'size':{'type':'integer'},'free':{'type':'object',"
         "'x-kubernetes-preserve-unknown-fields':true},'lids':{'type':'array','items':{'type':"
         "'object','properties':{'n':{'type':'integer'}}}}}}}}}}]}}");
    made(s, INGRESSES, "{'metadata':{'name':'old'},'spec':{" BACKEND "}}");
    return s;
}

static const struct {
    const char *method, *target, *type, *body;
    int code;
    const char *message; /* a part of it, or NULL */
    const char *warned;  /* all of it */
} rows[] = {
    /* clang-format off */
    { "POST", INGRESSES "?fieldValidation=Strict", NULL, ING("'clas':'x',"), 400,
      "Ingress in version \"v1\" cannot be handled as a Ingress: " STRICT "unknown field \"spec.clas\"", "" },
    { "POST", INGRESSES "?fieldValidation=Strict", NULL, ING("'ingressClassName':'a','ingressClassName':'b',"), 400,
      STRICT "duplicate field \"spec.ingressClassName\"", "" },
    { "POST", INGRESSES "?fieldValidation=Strict", NULL, ING("'rules':[{'http':{'paths':[{'pathtype':'x'}]}}],"), 400,
      "unknown field \"spec.rules[0].http.paths[0].pathtype\"", "" },
    { "POST", INGRESSES "?fieldValidation=Warn", NULL, ING("'clas':'x',"), 201, NULL,
      "299 - \"unknown field \\\"spec.clas\\\"\"\n" },
    { "POST", INGRESSES, NULL, ING("'clas':'x','ingressClassName':'a','ingressClassName':'b',"), 201, NULL,
      "299 - \"duplicate field \\\"spec.ingressClassName\\\"\"\n299 - \"unknown field \\\"spec.clas\\\"\"\n" },
    { "POST", INGRESSES "?fieldValidation=Ignore", NULL, ING("'clas':'x',"), 201, NULL, "" },
    { "POST", INGRESSES "?fieldValidation=Often", NULL, ING(""), 422,
      "CreateOptions.meta.k8s.io \"\" is invalid: fieldValidation: Unsupported value: \"Often\"", "" },
    { "POST", INGRESSES "?fieldValidation=Strict", NULL, ING(""), 201, NULL, "" },
    { "POST", INGRESSES "?fieldValidation=Strict", NULL, "{'metadata':{'name':'i','label':{}},'spec':{" BACKEND "}}", 400,
      "unknown field \"metadata.label\"", "" },
    { "PUT", INGRESSES "/old?fieldValidation=Strict", NULL, "{'metadata':{'name':'old'},'spec':{'a':1," BACKEND "}}", 400,
      "unknown field \"spec.a\"", "" },
    { "PATCH", INGRESSES "/old?fieldValidation=Strict", MERGE, "{'spec':{'a':1}}", 422,
      " \"\" is invalid: patch: Invalid value: ", "" },
    { "PATCH", INGRESSES "/old?fieldValidation=Strict", MERGE, "{'spec':{'a':1}}", 422, STRICT "unknown field \"spec.a\"", "" },
    { "PATCH", INGRESSES "/old?fieldValidation=Strict", STRATEGIC, "{'spec':{'a':1}}", 422, STRICT "unknown field \"spec.a\"", "" },
    { "PATCH", INGRESSES "/old", STRATEGIC, "{'spec':{'a':1}}", 200, NULL, "299 - \"unknown field \\\"spec.a\\\"\"\n" },
    { "PATCH", INGRESSES "/old?fieldValidation=Strict", MERGE, "{'spec':{'ingressClassName':'a','ingressClassName':'b'}}", 422,
      "duplicate field \"spec.ingressClassName\"", "" },
    { "PATCH", INGRESSES "/old", OPERATIONS, "[{'op':'add','op':'add','path':'/spec/a','value':1}]", 200, NULL,
      "299 - \"json patch duplicate field \\\"[0].op\\\"\"\n299 - \"unknown field \\\"spec.a\\\"\"\n" },
    { "PATCH", INGRESSES "/i?fieldManager=m&fieldValidation=Strict", APPLY,
      ING("'ingressClassName':'a','ingressClassName':'b',"), 400,
      "error strict decoding YAML: duplicate field \"spec.ingressClassName\"", "" },
    { "PATCH", INGRESSES "/i?fieldManager=m", APPLY, ING("'ingressClassName':'a','ingressClassName':'b',"), 201, NULL,
      "299 - \"duplicate field \\\"spec.ingressClassName\\\"\"\n" },
    { "POST", POTS "?fieldValidation=Strict", NULL, POT("'size':1,'colour':'red'"), 400,
      "Pot in version \"v1\" cannot be handled as a Pot: " STRICT "unknown field \"spec.colour\"", "" },
    { "POST", POTS "?fieldValidation=Strict", NULL, POT("'lids':[{'n':1},{'m':1}]"), 400, "unknown field \"spec.lids[1].m\"", "" },
    { "POST", POTS "?fieldValidation=Strict", NULL, POT("'free':{'anything':1}"), 201, NULL, "" },
    { "POST", POTS, NULL, POT("'size':1,'size':2,'colour':'red'"), 201, NULL,
      "299 - \"duplicate field \\\"spec.size\\\"\"\n299 - \"unknown field \\\"spec.colour\\\"\"\n" },
    { "POST", DEPLOYMENTS "?fieldValidation=Strict", NULL,
      "{'metadata':{'name':'d'},'spec':{'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':{'a':'b'}},"
      "'spec':{'containers':[{'name':'c','image':'i','livenessProbe':{'httpGet':{'port':80}}}],'volumes':[{'name':'v','ephemeral':{}}],"
      "'resourceClaims':[]}}}}", 201, NULL, "" },
    /* clang-format on */
};

START_TEST(member_is_taken_as_fieldValidation_says)
{
    struct scene *s = scene_with_kinds();

    const cJSON *reply = answer_to(s, &(struct call){ .method = rows[_i].method,
                                                      .target = rows[_i].target,
                                                      .type = rows[_i].type,
                                                      .body = rows[_i].body });

    const char *message = json_text_or(reply, "message", "");
    ck_assert_msg(s->code == rows[_i].code, "%s %s: %d %s", rows[_i].target, rows[_i].body, s->code,
                  message);
    ck_assert_msg(!rows[_i].message || strstr(message, rows[_i].message), "%s: %s", rows[_i].body,
                  message);
    ck_assert_str_eq(s->warnings, rows[_i].warned);
    scene_free(s);
}
END_TEST

START_TEST(member_does_not_stay)
{
    struct scene *s = scene_with_kinds();

    const cJSON *ingress =
        made(s, INGRESSES, ING("'clas':'x','ingressClassName':'a','ingressClassName':'b',"));

    ck_assert_ptr_null(json_at(ingress, "spec.clas"));
    ck_assert_str_eq(json_text(ingress, "spec.ingressClassName"), "b");
    scene_free(s);
}
END_TEST

START_TEST(member_is_told_beside_another_refusal)
{
    struct scene *s = scene_with_kinds();

    answer(s, "POST", INGRESSES, "{'metadata':{'name':'I'},'spec':{'clas':'x'}}");

    ck_assert_int_eq(s->code, 422);
    ck_assert_str_eq(s->warnings, "299 - \"unknown field \\\"spec.clas\\\"\"\n");
    scene_free(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/strict");
    TCase *t = tcase_create("an unknown or repeated");

    tcase_add_loop_test(t, member_is_taken_as_fieldValidation_says, 0,
                        sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(t, member_does_not_stay);
    tcase_add_test(t, member_is_told_beside_another_refusal);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
