#include "runner/kube/object.h"
#include "tests/runner/kube/scene.h"

#include "base/banned.h"

#define CRDS "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
#define BETA "/apis/apiextensions.k8s.io/v1beta1/customresourcedefinitions"
#define POTS "/apis/tea.example/v1/namespaces/default/pots"

/* A definition of Pots whose spec has that schema. */
static struct scene *scene_of(const char *spec)
{
    struct scene *s = scene_new();

    made(s, CRDS,
         arena_printf(s->arena,
                      "{'metadata':{'name':'pots.tea.example'},'spec':{'group':'tea.example',"
                      "'scope':'Namespaced','names':{'plural':'pots','kind':'Pot'},'versions':[{"
                      "'name':'v1','served':true,'storage':true,'subresources':{'status':{}},"
                      "'schema':{'openAPIV3Schema':{'type':'object','properties':{'spec':%s,"
                      "'status':{'type':'object','properties':{'n':{'type':'integer'}}}}}}}]}}",
                      spec));
    return s;
}

static const cJSON *post(struct scene *s, const char *spec)
{
    return answer(s, "POST", POTS,
                  arena_printf(s->arena,
                               "{'apiVersion':'tea.example/v1','kind':'Pot','metadata':{'name':"
                               "'p'},'spec':%s}",
                               spec));
}

static const struct {
    const char *schema, *value; /* of spec.x, in an object */
    const char *says;           /* NULL: it is taken */
} rows[] = {
    /* clang-format off */
    { "{'type':'string'}",  "'a'",  NULL },
    { "{'type':'string'}",  "1",    "spec.x: Invalid value: \"integer\": spec.x in body must be of type string: \"integer\"" },
    { "{'type':'integer'}", "1.5",  "must be of type integer: \"number\"" },
    { "{'type':'integer'}", "2",    NULL },
    { "{'type':'number'}",  "2",    NULL },
    { "{'type':'boolean'}", "'x'",  "must be of type boolean: \"string\"" },
    { "{'type':'object'}",  "[]",   "must be of type object: \"array\"" },
    { "{'type':'array','items':{'type':'string'}}", "['a',1]", "spec.x[1]: Invalid value: \"integer\": spec.x[1] in body must be of type string" },
    { "{'type':'string','nullable':true}", "null", NULL },
    { "{'type':'string'}",  "null", "must be of type string: \"null\"" },
    { "{'x-kubernetes-int-or-string':true}", "'80%'", NULL },
    { "{'x-kubernetes-int-or-string':true}", "80", NULL },
    { "{'x-kubernetes-int-or-string':true}", "true", "must be of type integer,string: \"boolean\"" },
    { "{'type':'string','enum':['a','b']}", "'a'", NULL },
    { "{'type':'string','enum':['a','b']}", "'c'", "spec.x: Unsupported value: \"c\": supported values: \"a\", \"b\"" },
    { "{'type':'integer','minimum':3}", "3", NULL },
    { "{'type':'integer','minimum':3}", "2", "spec.x in body should be greater than or equal to 3" },
    { "{'type':'integer','minimum':3,'exclusiveMinimum':true}", "3", "should be greater than 3" },
    { "{'type':'integer','maximum':3}", "4", "should be less than or equal to 3" },
    { "{'type':'integer','maximum':3,'exclusiveMaximum':true}", "3", "should be less than 3" },
    { "{'type':'integer','multipleOf':5}", "11", "should be a multiple of 5" },
    { "{'type':'string','minLength':2}", "'a'", "should be at least 2 chars long" },
    { "{'type':'string','maxLength':2}", "'\303\244\303\266'", NULL },
    { "{'type':'string','maxLength':2}", "'abc'", "spec.x: Too long: may not be more than 2 bytes" },
    { "{'type':'string','pattern':'^a+$'}", "'aa'", NULL },
    { "{'type':'string','pattern':'^a+$'}", "'ab'", "spec.x in body should match '^a+$'" },
    { "{'type':'array','items':{'type':'string'},'minItems':1}", "[]", "should have at least 1 items" },
    { "{'type':'array','items':{'type':'string'},'maxItems':1}", "['a','b']", "spec.x: Too many: 2: must have at most 1 items" },
    { "{'type':'array','items':{'type':'string'},'x-kubernetes-list-type':'set'}", "['a','a']", "spec.x[1]: Duplicate value: \"a\"" },
    { "{'type':'array','items':{'type':'object','properties':{'k':{'type':'string'}}},"
      "'x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['k']}", "[{'k':'a'},{'k':'a'}]", "spec.x[1]: Duplicate value: {\"k\":\"a\"}" },
    { "{'type':'object','additionalProperties':{'type':'integer'}}", "{'a':1,'b':'c'}", "spec.x.b: Invalid value: \"string\"" },
    { "{'type':'object','additionalProperties':{'type':'integer'},'maxProperties':1}", "{'a':1,'b':2}", "spec.x: Too many: 2: must have at most 1 items" },
    { "{'type':'object','required':['y'],'properties':{'y':{'type':'string'}}}", "{}", "spec.x.y: Required value" },
    { "{'type':'integer','anyOf':[{'minimum':5},{'maximum':1}]}", "3", "must validate at least one schema (anyOf)" },
    { "{'type':'integer','anyOf':[{'minimum':5},{'maximum':1}]}", "0", NULL },
    { "{'type':'integer','oneOf':[{'minimum':1},{'maximum':3}]}", "2", "must validate one and only one schema (oneOf)" },
    { "{'type':'integer','allOf':[{'minimum':1},{'maximum':3}]}", "4", "should be less than or equal to 3" },
    { "{'type':'object','x-kubernetes-embedded-resource':true,'x-kubernetes-preserve-unknown-fields':true}",
      "{'apiVersion':'v1','kind':'Pod','metadata':{}}", NULL },
    { "{'type':'object','x-kubernetes-embedded-resource':true,'x-kubernetes-preserve-unknown-fields':true}",
      "{'apiVersion':'v1'}", "spec.x.kind: Required value: must not be empty" },
    { "{'type':'integer','not':{'enum':[4]}}", "4", "must not validate the schema (not)" },
    /* clang-format on */
};

START_TEST(judges_a_value_by_its_schema)
{
    struct arena *a = arena_new();
    struct scene *with =
        scene_of(arena_printf(a, "{'type':'object','properties':{'x':%s}}", rows[_i].schema));

    const cJSON *pot = post(with, arena_printf(a, "{'x':%s}", rows[_i].value));

    ck_assert_msg(with->code == (rows[_i].says ? 422 : 201), "%s: %d %s", rows[_i].schema,
                  with->code, json_text_or(pot, "message", ""));
    if (rows[_i].says)
        ck_assert_msg(strstr(json_text(pot, "message"), rows[_i].says) != NULL, "%s: %s",
                      rows[_i].schema, json_text(pot, "message"));
    scene_free(with);
    arena_free(a);
}
END_TEST

START_TEST(fills_in_defaults_at_every_depth)
{
    struct scene *s = scene_of(
        "{'type':'object','properties':{'size':{'type':'integer','default':3},'lid':{'type':"
        "'object','default':{},'properties':{'colour':{'type':'string','default':'red'}}},'spouts':"
        "{'type':'array','items':{'type':'object','properties':{'n':{'type':'integer','default':"
        "1}}}}}}");

    const cJSON *pot = post(s, "{'size':null,'spouts':[{},{'n':5}]}");

    ck_assert_int_eq(json_int(pot, "spec.size"), 3);
    ck_assert_str_eq(json_text(pot, "spec.lid.colour"), "red");
    ck_assert_int_eq(json_int(pot, "spec.spouts.0.n"), 1);
    ck_assert_int_eq(json_int(pot, "spec.spouts.1.n"), 5);
    scene_free(s);
}
END_TEST

START_TEST(drops_members_that_the_schema_does_not_name)
{
    struct scene *s = scene_of("{'type':'object','properties':{'a':{'type':'string'},'free':{'type'"
                               ":'object','x-kubernetes-preserve-unknown-fields':true}}}");

    const cJSON *pot = post(s, "{'a':'1','b':'2','free':{'c':{'d':1}}}");

    ck_assert_str_eq(json_text(pot, "spec.a"), "1");
    ck_assert_ptr_null(json_at(pot, "spec.b"));
    ck_assert_int_eq(json_int(pot, "spec.free.c.d"), 1);
    ck_assert_str_eq(object_name(pot), "p");
    scene_free(s);
}
END_TEST

START_TEST(judges_the_status_too)
{
    struct scene *s = scene_of("{'type':'object'}");
    post(s, "{}");

    answer_to(s, &(struct call){ .method = "PATCH",
                                 .target = POTS "/p/status",
                                 .body = "{'status':{'n':'many'}}",
                                 .type = "application/merge-patch+json" });

    ck_assert_int_eq(s->code, 422);
    scene_free(s);
}
END_TEST

START_TEST(wants_a_schema_in_v1_and_keeps_all_without_one_in_v1beta1)
{
    struct scene *s = scene_new();
    const char *body = "{'metadata':{'name':'pots.tea.example'},'spec':{'group':'tea.example',"
                       "'version':'v1','scope':'Namespaced','names':{'plural':'pots','kind':'Pot'},"
                       "'versions':[{'name':'v1','served':true,'storage':true}]}}";

    const cJSON *no = answer(s, "POST", CRDS, body);
    int code = s->code;
    made(s, BETA, body);
    const cJSON *pot = post(s, "{'anything':{'goes':1}}");

    ck_assert_int_eq(code, 422);
    ck_assert_ptr_nonnull(strstr(json_text(no, "message"), "schemas are required"));
    ck_assert_int_eq(json_int(pot, "spec.anything.goes"), 1);
    scene_free(s);
}
END_TEST

static const struct {
    const char *schema;
    const char *says; /* NULL: it is taken */
} structures[] = {
    /* clang-format off */
    { "{'type':'object'}", NULL },
    { "{'x-kubernetes-preserve-unknown-fields':true}", NULL },
    { "{}", "spec.versions[0].schema.openAPIV3Schema.type: Required value: must not be empty at the root" },
    { "{'type':'array','items':{'type':'string'}}", "openAPIV3Schema.type: Invalid value: \"array\": must be object at the root" },
    { "{'type':'object','properties':{'a':{}}}",
      "openAPIV3Schema.properties[a].type: Required value: must not be empty for specified object fields" },
    { "{'type':'object','properties':{'a':{'x-kubernetes-int-or-string':true}}}", NULL },
    { "{'type':'object','properties':{'a':{'type':'text'}}}", "properties[a].type: Unsupported value: \"text\"" },
    { "{'type':'object','properties':{'a':{'type':'array'}}}", "properties[a].items: Required value: must be specified" },
    { "{'type':'object','properties':{'a':{'type':'array','items':{}}}}",
      "properties[a].items.type: Required value: must not be empty for specified array items" },
    { "{'type':'object','properties':{'a':{'type':'object','additionalProperties':{}}}}", "additionalProperties.type: Required value" },
    { "{'type':'object','additionalProperties':false}", "additionalProperties: Forbidden: additionalProperties cannot be set to false" },
    { "{'type':'object','properties':{'a':{'type':'string'}},'additionalProperties':{'type':'string'}}", "are mutual exclusive" },
    { "{'type':'object','properties':{'a':{'$ref':'#/b','type':'string'}}}", "properties[a].$ref: Forbidden: $ref is not supported" },
    { "{'type':'object','properties':{'a':{'type':'array','uniqueItems':true,'items':{'type':'string'}}}}", "uniqueItems cannot be set to true" },
    { "{'type':'object','properties':{'a':{'type':'string','pattern':'('}}}", "properties[a].pattern: Invalid value: \"(\"" },
    { "{'type':'object','properties':{'a':{'type':'integer','default':'x'}}}", "properties[a].default: Invalid value: \"string\"" },
    { "{'type':'object','properties':{'a':{'type':'string','x-kubernetes-embedded-resource':true}}}",
      "properties[a].type: Invalid value: \"string\": must be object if x-kubernetes-embedded-resource is true" },
    { "{'type':'object','properties':{'a':{'type':'string','x-kubernetes-list-type':'set'}}}", "must be array if x-kubernetes-list-type is specified" },
    { "{'type':'object','properties':{'a':{'type':'array','items':{'type':'string'},'x-kubernetes-list-type':'bag'}}}",
      "x-kubernetes-list-type: Unsupported value: \"bag\"" },
    { "{'type':'object','properties':{'a':{'type':'array','items':{'type':'object'},'x-kubernetes-list-type':'map'}}}",
      "x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map" },
    { "{'type':'object','properties':{'a':{'type':'array','items':{'type':'object'},'x-kubernetes-list-type':'map',"
      "'x-kubernetes-list-map-keys':['k']}}}", "x-kubernetes-list-map-keys[0]: Invalid value: \"k\"" },
    /* clang-format on */
};

START_TEST(is_taken_when_it_is_structural)
{
    struct scene *s = scene_new();

    const cJSON *crd = answer(
        s, "POST", CRDS,
        arena_printf(s->arena,
                     "{'metadata':{'name':'pots.tea.example'},'spec':{'group':'tea.example',"
                     "'scope':'Namespaced','names':{'plural':'pots','kind':'Pot'},'versions':[{"
                     "'name':'v1','served':true,'storage':true,'schema':{'openAPIV3Schema':%s}}]}}",
                     structures[_i].schema));

    const char *message = json_text_or(crd, "message", "");
    ck_assert_msg(s->code == (structures[_i].says ? 422 : 201), "%s: %d %s", structures[_i].schema,
                  s->code, message);
    ck_assert_msg(!structures[_i].says || strstr(message, structures[_i].says), "%s: %s",
                  structures[_i].schema, message);
    scene_free(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/schema");
    TCase *t = tcase_create("a schema");

    tcase_add_loop_test(t, judges_a_value_by_its_schema, 0, sizeof(rows) / sizeof(rows[0]));
    tcase_add_loop_test(t, is_taken_when_it_is_structural, 0,
                        sizeof(structures) / sizeof(structures[0]));
    tcase_add_test(t, fills_in_defaults_at_every_depth);
    tcase_add_test(t, drops_members_that_the_schema_does_not_name);
    tcase_add_test(t, judges_the_status_too);
    tcase_add_test(t, wants_a_schema_in_v1_and_keeps_all_without_one_in_v1beta1);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
