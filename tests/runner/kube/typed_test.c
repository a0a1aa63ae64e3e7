/*
 * Members that have not the type of their kind: what the API server's decoder says of them, as users
 * quote it.
 */
#include "tests/runner/kube/scene.h"

#include "base/banned.h"

#define NS          "/api/v1/namespaces/default/"
#define INGRESSES   "/apis/networking.k8s.io/v1/namespaces/default/ingresses"
#define DEPLOYMENTS "/apis/apps/v1/namespaces/default/deployments"
#define CRDS        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
#define FIELD       "json: cannot unmarshal "
#define INTO        " into Go struct field "

static const struct {
    const char *target, *body, *says; /* says NULL: of this nothing is wrong */
} rows[] = {
    /* clang-format off */
    { DEPLOYMENTS, "{'spec':{'replicas':'1'}}", FIELD "string" INTO "DeploymentSpec.spec.replicas of type int32" },
    { DEPLOYMENTS, "{'spec':{'replicas':1.5}}", FIELD "number 1.5" INTO "DeploymentSpec.spec.replicas of type int32" },
    { DEPLOYMENTS, "{'spec':{'replicas':3000000000}}", FIELD "number 3000000000" INTO "DeploymentSpec.spec.replicas of type int32" },
    { DEPLOYMENTS, "{'spec':{'template':{'spec':{'containers':[{'env':[{'name':'a','value':1}]}]}}}}",
      FIELD "number" INTO "EnvVar.spec.template.spec.containers.env.value of type string" },
    { DEPLOYMENTS, "{'spec':{'template':{'spec':{'containers':{}}}}}",
      FIELD "object" INTO "PodSpec.spec.template.spec.containers of type []v1.Container" },
    { DEPLOYMENTS, "{'spec':{'paused':'yes'}}", FIELD "string" INTO "DeploymentSpec.spec.paused of type bool" },
    { DEPLOYMENTS, "{'spec':{'template':{'spec':{'containers':[{'resources':{'limits':{'cpu':'a lot'}}}]}}}}",
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'" },
    { DEPLOYMENTS, "{'spec':{'template':{'spec':{'containers':[{'resources':{'limits':7}}]}}}}",
      FIELD "number" INTO "ResourceRequirements.spec.template.spec.containers.resources.limits of type " },
    { NS "services", "{'spec':{'ports':['http']}}", FIELD "string" INTO "ServiceSpec.spec.ports of type v1.ServicePort" },
    { NS "services", "{'spec':{'ports':[{'port':80,'targetPort':true}]}}",
      FIELD "bool" INTO "ServicePort.spec.ports.targetPort of type int32" },
    { NS "services", "{'spec':{'selector':['a']}}", FIELD "array" INTO "ServiceSpec.spec.selector of type map[string]string" },
    { NS "services", "{'spec':{'selector':{'a':{}}}}", FIELD "object" INTO "ServiceSpec.spec.selector of type string" },
    { NS "services", "{'spec':{'externalIPs':'10.0.0.1'}}", FIELD "string" INTO "ServiceSpec.spec.externalIPs of type []string" },
    { NS "configmaps", "{'data':{'a':1}}", FIELD "number" INTO "ConfigMap.data of type string" },
    { NS "configmaps", "{'metadata':{'annotations':{'a':true}}}", FIELD "bool" INTO "ObjectMeta.metadata.annotations of type string" },
    { NS "configmaps", "{'metadata':{'generation':'1'}}", FIELD "string" INTO "ObjectMeta.metadata.generation of type int64" },
    { NS "configmaps", "{'metadata':{'creationTimestamp':5}}", FIELD "number" INTO "ObjectMeta.metadata.creationTimestamp of type string" },
    { NS "configmaps", "{'metadata':{'ownerReferences':[{'controller':'yes'}]}}",
      FIELD "string" INTO "OwnerReference.metadata.ownerReferences.controller of type bool" },
    { NS "secrets", "{'data':{'a':1}}", FIELD "number" INTO "Secret.data of type []uint8" },
    { NS "secrets", "{'data':'a'}", FIELD "string" INTO "Secret.data of type map[string][]uint8" },
    { NS "pods", "{'spec':{'containers':[{'volumeMounts':[{'name':'a','mountPath':['b']}]}]}}",
      FIELD "array" INTO "VolumeMount.spec.containers.volumeMounts.mountPath of type string" },
    { NS "pods", "{'spec':{'volumes':[{'name':'a','configMap':{'name':3}}]}}",
      FIELD "number" INTO "LocalObjectReference.spec.volumes.configMap.name of type string" },
    { INGRESSES, "{'spec':{'rules':{'host':'a'}}}", FIELD "object" INTO "IngressSpec.spec.rules of type []v1.IngressRule" },
    { INGRESSES, "{'spec':{'rules':[{'http':{'paths':[{'backend':'a'}]}}]}}",
      FIELD "string" INTO "HTTPIngressPath.spec.rules.http.paths.backend of type v1.IngressBackend" },
    { INGRESSES, "{'spec':{'rules':[{'http':{'paths':[{'backend':{'service':{'port':{'number':'80'}}}}]}}]}}",
      FIELD "string" INTO "ServiceBackendPort.spec.rules.http.paths.backend.service.port.number of type int32" },
    { CRDS, "{'spec':{'versions':'v1'}}", FIELD "string" INTO
      "CustomResourceDefinitionSpec.spec.versions of type []v1.CustomResourceDefinitionVersion" },

    { NS "configmaps", "{'metadata':{'name':'a','labels':null},'data':null}", NULL },
    { NS "configmaps", "{'metadata':{'name':'a'},'data':{'a':null}}", NULL },
    { NS "configmaps", "{'metadata':{'name':'a','nothing':[1]},'nothing':1}", NULL },
    { NS "services", "{'metadata':{'name':'a'},'spec':{'ports':[{'name':'a','port':80,'targetPort':8080},{'name':'b','port':81,'targetPort':'web'}]}}", NULL },
    { NS "pods", "{'metadata':{'name':'a'},'spec':{'containers':[{'name':'a','image':'b','resources':{'limits':{'cpu':2,'memory':'1.5Gi'}}}]}}", NULL },
    /* clang-format on */
};

START_TEST(tells_a_member_of_another_type_as_the_decoder_does)
{
    struct scene *s = scene_new();

    const cJSON *reply = answer(s, "POST", rows[_i].target, rows[_i].body);

    ck_assert_msg(s->code == (rows[_i].says ? 400 : 201), "%s: %d: %s", rows[_i].body, s->code,
                  json_text_or(reply, "message", ""));
    ck_assert_msg(!rows[_i].says ||
                      (strstr(json_text(reply, "message"), " cannot be handled as a ") &&
                       strstr(json_text(reply, "message"), rows[_i].says)),
                  "%s: %s", rows[_i].body, json_text_or(reply, "message", ""));
    scene_free(s);
}
END_TEST

START_TEST(refuses_a_patch_that_would_make_one)
{
    struct scene *s = scene_new();
    struct call patch = { .method = "PATCH",
                          .target = NS "configmaps/a",
                          .body = "{\"data\":{\"b\":1}}",
                          .type = "application/merge-patch+json" };
    const cJSON *no;
    answer(s, "POST", NS "configmaps", "{'metadata':{'name':'a'},'data':{'b':'c'}}");

    no = answer_to(s, &patch);

    ck_assert_int_eq(s->code, 422);
    ck_assert_ptr_nonnull(strstr(json_text(no, "message"), "patch: Invalid value: "));
    ck_assert_ptr_nonnull(
        strstr(json_text(no, "message"), FIELD "number" INTO "ConfigMap.data of type string"));
    ck_assert_str_eq(json_text(answer(s, "GET", NS "configmaps/a", NULL), "data.b"), "c");
    scene_free(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/typed");
    TCase *t = tcase_create("a member");

    tcase_add_loop_test(t, tells_a_member_of_another_type_as_the_decoder_does, 0,
                        sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(t, refuses_a_patch_that_would_make_one);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
