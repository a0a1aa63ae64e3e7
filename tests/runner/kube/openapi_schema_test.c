#include <string.h>

#include "tests/runner/kube/documents.h"

#include "base/banned.h"

#define CORE "io.k8s.api.core.v1."
#define DEFS "#/definitions/"
#define COMP "#/components/schemas/"

/* One part of a schema in the core group's documents; v3 NULL: as in version 2. */
static const struct {
    const char *schema, *part, *v2, *v3;
} parts[] = {
    /* clang-format off */
    { CORE "ServiceSpec", "properties.ports",
      "{'type':'array','items':{'$ref':'" DEFS CORE "ServicePort'},'x-kubernetes-list-type':'map',"
      "'x-kubernetes-list-map-keys':['port','protocol'],'x-kubernetes-patch-merge-key':'port',"
      "'x-kubernetes-patch-strategy':'merge'}",
      "{'type':'array','items':{'$ref':'" COMP CORE "ServicePort'},'x-kubernetes-list-type':'map',"
      "'x-kubernetes-list-map-keys':['port','protocol'],'x-kubernetes-patch-merge-key':'port',"
      "'x-kubernetes-patch-strategy':'merge'}" },
    { CORE "ServiceSpec", "properties.selector",
      "{'type':'object','additionalProperties':{'type':'string'},'x-kubernetes-map-type':'atomic'}", NULL },
    { CORE "ServiceSpec", "properties.externalIPs",
      "{'type':'array','items':{'type':'string'},'x-kubernetes-list-type':'atomic'}", NULL },
    { CORE "ServicePort", "required", "['port']", NULL },
    { CORE "ServicePort", "properties.port", "{'type':'integer','format':'int32'}", NULL },
    { "io.k8s.apimachinery.pkg.util.intstr.IntOrString", "", "{'type':'string','format':'int-or-string'}",
      "{'oneOf':[{'type':'integer'},{'type':'string'}],'format':'int-or-string'}" },
    { "io.k8s.apimachinery.pkg.api.resource.Quantity", "", "{'type':'string'}",
      "{'oneOf':[{'type':'string'},{'type':'number'}]}" },
    { META "Time", "", "{'type':'string','format':'date-time'}", NULL },
    { META "MicroTime", "", "{'type':'string','format':'date-time'}", NULL },
    { META "FieldsV1", "", "{'type':'object'}", NULL },
    { META "Patch", "", "{'type':'object'}", NULL },
    { META "ObjectMeta", "properties.generation", "{'type':'integer','format':'int64'}", NULL },
    { META "ObjectMeta", "properties.finalizers",
      "{'type':'array','items':{'type':'string'},'x-kubernetes-list-type':'set',"
      "'x-kubernetes-patch-strategy':'merge'}", NULL },
    { META "LabelSelector", "x-kubernetes-map-type", "'atomic'", NULL },
    { META "Status", "x-kubernetes-group-version-kind", "[{'group':'','kind':'Status','version':'v1'}]", NULL },
    { META "DeleteOptions", "x-kubernetes-group-version-kind.1",
      "{'group':'apps','kind':'DeleteOptions','version':'v1'}", NULL },
    { CORE "Pod", "x-kubernetes-group-version-kind", "[{'group':'','kind':'Pod','version':'v1'}]", NULL },
    { CORE "Pod", "properties.kind", "{'type':'string'}", NULL },
    { CORE "Pod", "properties.metadata", "{'$ref':'" DEFS META "ObjectMeta'}",
      "{'$ref':'" COMP META "ObjectMeta'}" },
    { CORE "PodList", "required", "['items']", NULL },
    { CORE "PodList", "properties.items", "{'type':'array','items':{'$ref':'" DEFS CORE "Pod'}}",
      "{'type':'array','items':{'$ref':'" COMP CORE "Pod'}}" },
    { CORE "PodList", "x-kubernetes-group-version-kind",
      "[{'group':'','kind':'PodList','version':'v1'}]", NULL },
    { CORE "PodSpec", "properties.volumes.x-kubernetes-patch-strategy", "'merge,retainKeys'", NULL },
    { CORE "EphemeralContainer", "properties.env.x-kubernetes-patch-merge-key", "'name'", NULL },
    { CORE "EphemeralContainer", "required", "['name']", NULL },
    { CORE "Volume", "properties.hostPath", "{'$ref':'" DEFS CORE "HostPathVolumeSource'}",
      "{'$ref':'" COMP CORE "HostPathVolumeSource'}" },
    { CORE "Volume", "properties.rbd", "{'type':'object'}", NULL },
    { CORE "NodeStatus", "properties.declaredFeatures",
      "{'type':'array','items':{'type':'string'},'x-kubernetes-list-type':'atomic'}", NULL },
    { CORE "NodeStatus", "properties.capacity.additionalProperties",
      "{'$ref':'" DEFS "io.k8s.apimachinery.pkg.api.resource.Quantity'}",
      "{'$ref':'" COMP "io.k8s.apimachinery.pkg.api.resource.Quantity'}" },
    { CORE "PodSecurityContext", "properties.supplementalGroups.items",
      "{'type':'integer','format':'int64'}", NULL },
    { CORE "Secret", "properties.data",
      "{'type':'object','additionalProperties':{'type':'string','format':'byte'}}", NULL },
    { CORE "Secret", "properties.immutable", "{'type':'boolean'}", NULL },
    /* clang-format on */
};

START_TEST(describe_each_member_as_the_real_one_does)
{
    struct scene *s = scene_new();
    const char *name = parts[_i].schema, *part = parts[_i].part;
    const cJSON *v2 = json_get(schemas_of(s, "/openapi/v2"), name);
    const cJSON *v3 = json_get(schemas_of(s, "/openapi/v3/api/v1"), name);

    is_json(s, *part ? json_at(v2, part) : v2, parts[_i].v2, name);
    is_json(s, *part ? json_at(v3, part) : v3, parts[_i].v3 ? parts[_i].v3 : parts[_i].v2, name);
    scene_free(s);
}
END_TEST

START_TEST(say_beside_a_reference_how_it_is_merged)
{
    struct scene *s = scene_new();
    const cJSON *v2 = json_get(schemas_of(s, "/openapi/v2"), "io.k8s.api.apps.v1.DeploymentSpec");
    const cJSON *v3 =
        json_get(schemas_of(s, "/openapi/v3/apis/apps/v1"), "io.k8s.api.apps.v1.DeploymentSpec");

    is_json(s, json_at(v2, "properties.strategy"),
            "{'$ref':'" DEFS "io.k8s.api.apps.v1.DeploymentStrategy',"
            "'x-kubernetes-patch-strategy':'retainKeys'}",
            "version 2");
    is_json(s, json_at(v3, "properties.strategy"),
            "{'allOf':[{'$ref':'" COMP "io.k8s.api.apps.v1.DeploymentStrategy'}],"
            "'x-kubernetes-patch-strategy':'retainKeys'}",
            "version 3");
    scene_free(s);
}
END_TEST

/* What a definition says of spec, and what is published of it. */
static const struct {
    const char *why, *schema, *v2, *v3; /* v3 NULL: the schema as it is */
} customs[] = {
    /* clang-format off */
    { "what both can say",
      "{'type':'object','description':'d','required':['a'],'properties':{'a':{'type':'string','maxLength':3,"
      "'pattern':'^x','enum':['x'],'default':'x'},'b':{'type':'string','format':'date'}}}",
      "{'type':'object','description':'d','required':['a'],'properties':{'a':{'type':'string','maxLength':3,"
      "'pattern':'^x','enum':['x'],'default':'x'},'b':{'type':'string','format':'date'}}}", NULL },
    { "junctors are no word of version 2",
      "{'type':'object','allOf':[{'required':['a']}],'anyOf':[{'required':['a']}],'oneOf':[{'required':['a']}],"
      "'not':{'required':['b']}}",
      "{'type':'object'}", NULL },
    { "a number or a text",
      "{'x-kubernetes-int-or-string':true}", "{'x-kubernetes-int-or-string':true}",
      "{'x-kubernetes-int-or-string':true,'anyOf':[{'type':'integer'},{'type':'string'}]}" },
    { "a number or a text that says so itself",
      "{'x-kubernetes-int-or-string':true,'anyOf':[{'type':'integer'},{'type':'string'}],'maxLength':5}",
      "{'x-kubernetes-int-or-string':true,'maxLength':5}", NULL },
    { "what may be null has no type, and need not be there",
      "{'type':'object','required':['a','b'],'properties':{'a':{'type':'object','nullable':true,"
      "'properties':{'x':{'type':'string'}}},'b':{'type':'string'}}}",
      "{'type':'object','required':['b'],'properties':{'a':{},'b':{'type':'string'}}}", NULL },
    { "nothing is required of values that may be null",
      "{'type':'object','required':['a'],'additionalProperties':{'type':'string','nullable':true}}",
      "{'type':'object','additionalProperties':{}}", NULL },
    { "an object that keeps what it does not know",
      "{'type':'object','x-kubernetes-preserve-unknown-fields':true,'properties':{'a':{'type':'string'}}}",
      "{'x-kubernetes-preserve-unknown-fields':true}", NULL },
    { "a list that keeps what it does not know",
      "{'type':'array','x-kubernetes-preserve-unknown-fields':true,'items':{'type':'object'}}",
      "{'x-kubernetes-preserve-unknown-fields':true}", NULL },
    { "lists and maps, and how they are merged",
      "{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['a'],"
      "'items':{'type':'object','required':['a'],'properties':{'a':{'type':'string'}}}}",
      "{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['a'],"
      "'items':{'type':'object','required':['a'],'properties':{'a':{'type':'string'}}}}", NULL },
    { "a map of anything", "{'type':'object','additionalProperties':true}",
      "{'type':'object','additionalProperties':true}", NULL },
    { "an object within",
      "{'type':'object','x-kubernetes-embedded-resource':true,'required':['kind']}",
      "{'type':'object','x-kubernetes-embedded-resource':true,'required':['kind','apiVersion'],'properties':{"
      "'apiVersion':{'type':'string'},'kind':{'type':'string'},'metadata':{'$ref':'" DEFS META "ObjectMeta'}}}",
      "{'type':'object','x-kubernetes-embedded-resource':true,'required':['kind','apiVersion'],'properties':{"
      "'apiVersion':{'type':'string'},'kind':{'type':'string'},'metadata':{'$ref':'" COMP META "ObjectMeta'}}}" },
    { "an object within that keeps what it does not know",
      "{'type':'object','x-kubernetes-embedded-resource':true,'x-kubernetes-preserve-unknown-fields':true}",
      "{'x-kubernetes-embedded-resource':true,'x-kubernetes-preserve-unknown-fields':true}",
      "{'type':'object','x-kubernetes-embedded-resource':true,'x-kubernetes-preserve-unknown-fields':true,"
      "'required':['kind','apiVersion'],'properties':{'apiVersion':{'type':'string'},'kind':{'type':'string'},"
      "'metadata':{'$ref':'" COMP META "ObjectMeta'}}}" },
    { "examples and links are not published",
      "{'type':'string','example':'x','externalDocs':{'url':'y'}}", "{'type':'string'}", "{'type':'string'}" },
    { "a member with the name of a word",
      "{'type':'object','properties':{'nullable':{'type':'boolean'},'items':{'type':'string'},"
      "'$ref':{'type':'string'}}}",
      "{'type':'object','properties':{'nullable':{'type':'boolean'},'items':{'type':'string'},"
      "'$ref':{'type':'string'}}}", NULL },
    /* clang-format on */
};

START_TEST(publish_the_schema_of_a_definition)
{
    struct scene *s = scene_new();
    const char *schema = customs[_i].schema;

    define_pots(s, arena_printf(s->arena, "{'type':'object','properties':{'spec':%s}}", schema),
                "");
    const cJSON *v2 = json_get(schemas_of(s, "/openapi/v2"), "example.tea.v1.Pot");
    const cJSON *v3 =
        json_get(schemas_of(s, "/openapi/v3/apis/tea.example/v1"), "example.tea.v1.Pot");

    is_json(s, json_at(v2, "properties.spec"), customs[_i].v2, customs[_i].why);
    is_json(s, json_at(v3, "properties.spec"), customs[_i].v3 ? customs[_i].v3 : schema,
            customs[_i].why);
    is_json(s, json_at(v3, "properties.kind"), "{'type':'string'}", customs[_i].why);
    is_json(s, json_at(v2, "properties.metadata"), "{'$ref':'" DEFS META "ObjectMeta'}",
            customs[_i].why);
    is_json(s, json_get(v2, "x-kubernetes-group-version-kind"),
            "[{'group':'tea.example','kind':'Pot','version':'v1'}]", customs[_i].why);
    scene_free(s);
}
END_TEST

/* kubectl refuses what it does not know, once it knows anything. */
START_TEST(say_in_version_2_no_more_than_object_of_a_kind_that_keeps_all)
{
    struct scene *s = scene_new();

    define_pots(s,
                "{'type':'object','x-kubernetes-preserve-unknown-fields':true,'properties':{'spec':"
                "{'type':'object'}}}",
                "");
    is_json(s, json_get(schemas_of(s, "/openapi/v2"), "example.tea.v1.Pot"),
            "{'type':'object','x-kubernetes-group-version-kind':[{'group':'tea.example','kind':"
            "'Pot','version':'v1'}]}",
            "version 2");
    is_json(
        s,
        json_at(json_get(schemas_of(s, "/openapi/v3/apis/tea.example/v1"), "example.tea.v1.Pot"),
                "properties.spec"),
        "{'type':'object'}", "version 3");
    scene_free(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/openapi_schema");
    TCase *t = tcase_create("schemas");

#define LOOP(test, rows) tcase_add_loop_test(t, test, 0, sizeof(rows) / sizeof((rows)[0]))
    LOOP(describe_each_member_as_the_real_one_does, parts);
    tcase_add_test(t, say_beside_a_reference_how_it_is_merged);
    LOOP(publish_the_schema_of_a_definition, customs);
    tcase_add_test(t, say_in_version_2_no_more_than_object_of_a_kind_that_keeps_all);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
